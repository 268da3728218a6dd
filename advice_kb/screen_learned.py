"""What the classifier learned offline, weighed without any training library. Made by `benchmarks/screen/train.py`."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from ruamel.yaml import YAML

from advice_kb.screen_encoder import Encoder
from advice_kb.screen_lexicon import load_lexicon
from advice_kb.screen_words import BUCKETS, HERE, Numbers, buckets, opened

WEIGHTS = HERE / "weights" / "screen.npz"
SPELLING = HERE / "screen" / "spelling.yaml"
NEARNESS, SHARE = 1.0, 3.0
"""How fast a learned example's say fades with distance, and how much all of them together weigh beside the linear weights."""


@dataclass(frozen=True)
class Judgement:
    """Logits: that somebody speaks of harm, that it is close, and of which kind."""

    concern: float
    urgent: float
    kinds: Mapping[str, float]


def read_spelling(path: Path = SPELLING) -> tuple[dict[str, str], dict[str, str]]:
    """Spellings and emoji -> plain words."""
    table = YAML(typ="safe", pure=True).load(path.read_text("utf-8"))
    return {str(written): meant for written, meant in table["respelt"].items()}, table["emoji"]


def placed(encoded: Numbers, centre: Numbers) -> Numbers:
    """Meanings as directions from the middle of all that was learned from."""
    away = encoded - centre
    return np.asarray(away / (np.linalg.norm(away, axis=-1, keepdims=True) + 1e-9), np.float32)


class Learned:
    """Linear weights over hashed grams and meaning; and, for concern, nearness to learned examples (an RBF machine)."""

    def __init__(self, weights: Path = WEIGHTS) -> None:
        self.respelt, self.emoji = read_spelling()
        self._encoder, self._lexicon = Encoder(), load_lexicon()
        with np.load(weights) as held:
            self._weights, self._bias, self._centre = held["weights"], held["bias"], held["centre"]
            self._near: Numbers = held["near"].astype(np.float32)
            self._say: Numbers = held["say"]
            told = json.loads(held["told"].tobytes().decode())
        self.kinds: list[str] = told["kinds"]
        self.thresholds: dict[str, float] = told["thresholds"]
        self.fingerprint: str = told["fingerprint"]
        self._near_bias: float = told["near_bias"]

    def plain(self, text: str) -> str:
        return opened(text, self.respelt, self.emoji)

    def judge(self, parts: Sequence[str]) -> Judgement:
        """Weighs the parts of an opened text: grams choose the gravest part, and that one's meaning is weighed too."""
        logits = max((self._grams(part) for part in parts), key=lambda one: float(one[0][0]))
        found, part = logits
        meant = placed(self._encoder.encode(part), self._centre)
        found = found + meant @ self._weights[BUCKETS:].astype(np.float32) + self._bias
        distance = 2 - 2 * (self._near @ meant)
        near = float(self._say @ np.exp(-NEARNESS * distance)) + self._near_bias
        kinds = dict(zip(self.kinds, map(float, found[2:]), strict=True))
        return Judgement(float(found[0]) + SHARE * near, float(found[1]), kinds)

    def _grams(self, part: str) -> tuple[Numbers, str]:
        places, values = buckets(part, self._lexicon.marked(part))
        return np.asarray(values @ self._weights[places].astype(np.float32)), part
