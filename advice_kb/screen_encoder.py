"""What a text means, as 384 numbers: the first two layers of a small sentence model, in numpy alone.

Weights are all-MiniLM-L6-v2 (Apache-2.0), cut down and kept as bytes by `benchmarks/screen/distil.py`.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from advice_kb.screen_words import HERE, Numbers

WIDTH, HEADS = 384, 12
PIECES = 40
"""Pieces of words that are looked at; of a longer text the first and the last half of that."""


class Encoder:
    """Reads `encoder.npz`; `encode` is pure."""

    def __init__(self, path: Path = HERE / "weights" / "encoder.npz") -> None:
        with np.load(path) as held:
            kept = {name: held[name] for name in held.files}
        self._rows = {word: i for i, word in enumerate(kept.pop("words").tobytes().decode().split("\n"))}
        self._pieces: NDArray[np.int8] = kept.pop("pieces")
        self._scale: Numbers = kept.pop("pieces.scale")
        self._w: dict[str, Numbers] = {}
        for name, value in kept.items():
            if value.dtype == np.int8:
                full = value.astype(np.float32) * kept[f"{name}.scale"][:, None]
                self._w[name] = np.ascontiguousarray(full.T)
            elif not name.endswith(".scale"):
                self._w[name] = value
        self._layers = sum(name.endswith(".query") for name in self._w)

    def pieces(self, plain: str) -> list[int]:
        """Numbers of the longest known pieces of each word, between the marks of beginning and end."""
        found: list[int] = []
        for word in plain.split():
            found += self._pieces_of(word[:40])
        if len(found) > PIECES:
            found = found[: PIECES // 2] + found[-PIECES // 2 :]
        return [self._rows["[CLS]"], *found, self._rows["[SEP]"]]

    def _pieces_of(self, word: str) -> list[int]:
        found: list[int] = []
        at = 0
        while at < len(word):
            for end in range(len(word), at, -1):
                row = self._rows.get(("##" if at else "") + word[at:end])
                if row is not None:
                    found.append(row)
                    at = end
                    break
            else:
                return [self._rows["[UNK]"]]
        return found

    def encode(self, plain: str) -> Numbers:
        """The mean of the last layer over the text's pieces."""
        rows = self.pieces(plain)
        x = self._pieces[rows] * self._scale[rows, None] + self._w["places"][: len(rows)]
        x = self._normal(x, "first")
        for layer in range(self._layers):
            x = self._normal(x + self._attend(x, layer), f"{layer}.mixed")
            wide = self._linear(x, f"{layer}.wide")
            wide *= 0.5 * (1 + np.tanh(0.79788456 * (wide + 0.044715 * wide * wide * wide)))
            x = self._normal(x + self._linear(wide, f"{layer}.narrow"), f"{layer}.done")
        return np.asarray(x.mean(0), np.float32)

    def _attend(self, x: Numbers, layer: int) -> Numbers:
        query, key, value = (
            self._linear(x, f"{layer}.{part}").reshape(len(x), HEADS, -1).transpose(1, 0, 2)
            for part in ("query", "key", "value")
        )
        score = query @ key.transpose(0, 2, 1) / np.float32(np.sqrt(WIDTH / HEADS))
        score = np.exp(score - score.max(-1, keepdims=True))
        mixed = (score / score.sum(-1, keepdims=True)) @ value
        return self._linear(mixed.transpose(1, 0, 2).reshape(len(x), WIDTH), f"{layer}.mix")

    def _linear(self, x: Numbers, name: str) -> Numbers:
        return np.asarray(x @ self._w[name] + self._w[f"{name}.bias"])

    def _normal(self, x: Numbers, name: str) -> Numbers:
        centred = x - x.mean(-1, keepdims=True)
        scaled = centred / np.sqrt((centred * centred).mean(-1, keepdims=True) + 1e-12)
        return np.asarray(scaled * self._w[f"{name}.weight"] + self._w[f"{name}.bias"])
