"""What a text means, as numbers: the layers of a small sentence model, in numpy alone.

The model is all-MiniLM-L6-v2 (Apache-2.0); `benchmarks/tuning` cut it down, tuned its upper layers to one task and keeps
it as bytes. All tasks read words by the same table (`weights/pieces.npz`), which is held in memory once.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float32]
WEIGHTS = Path(__file__).parent / "weights"
WIDTH, HEADS = 384, 12


class Pieces:
    """The table of word pieces: which there are, and the numbers of each, a byte a number."""

    def __init__(self, path: Path = WEIGHTS / "pieces.npz") -> None:
        with np.load(path) as held:
            words = held["words"].tobytes().decode().split("\n")
            self._table: NDArray[np.int8] = held["pieces"]
            self._scale: Numbers = held["pieces.scale"]
        self._rows = {word: row for row, word in enumerate(words)}

    def rows(self, plain: str, most: int) -> list[int]:
        """Row numbers of the longest known pieces of each word, between the marks of beginning and end.

        Of a text of more than `most` pieces the first and the last half of that.
        """
        found: list[int] = []
        for word in plain.split():
            found += self._of(word[:40])
        if len(found) > most:
            found = found[: most // 2] + found[-(most - most // 2) :]
        return [self._rows["[CLS]"], *found, self._rows["[SEP]"]]

    def numbers(self, rows: list[int]) -> Numbers:
        return np.asarray(self._table[rows] * self._scale[rows, None], np.float32)

    def _of(self, word: str) -> list[int]:
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


@lru_cache(1)
def load_pieces() -> Pieces:
    return Pieces()


class Encoder:
    """One task's layers and what they conclude. `held` is an opened `.npz` of `benchmarks/tuning`; `encode` is pure."""

    def __init__(self, held: Mapping[str, NDArray[np.generic]], most: int) -> None:
        self._pieces, self._most = load_pieces(), most
        self._w: dict[str, Numbers] = {}
        for name, value in held.items():
            if value.dtype == np.int8:
                full = value.astype(np.float32) * held[f"{name}.scale"].astype(np.float32)[:, None]
                self._w[name] = np.ascontiguousarray(full.T)
            elif not name.endswith(".scale"):
                self._w[name] = value.astype(np.float32)
        self._layers = sum(name.endswith(".query") for name in self._w)

    def conclude(self, plain: str) -> Numbers:
        """The task's logits for an opened text."""
        return self._linear(self.encode(plain), "head")

    def encode(self, plain: str) -> Numbers:
        """The mean of the last layer over the text's pieces, 384 numbers."""
        rows = self._pieces.rows(plain, self._most)
        x = self._normal(self._pieces.numbers(rows) + self._w["places"][: len(rows)], "first")
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
