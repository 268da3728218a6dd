"""What the classifier learned offline, weighed without any training library. Made by `benchmarks/screen/train.py`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from ruamel.yaml import YAML

from advice_kb.screen_lexicon import load_lexicon
from advice_kb.screen_words import BUCKETS, HERE, Numbers, WordTable, buckets, meaning, opened

WEIGHTS = HERE / "weights" / "screen.npz"
SPELLING = HERE / "screen" / "spelling.yaml"


@dataclass(frozen=True)
class Judgement:
    """Logits, 0 where it is undecided: that somebody speaks of harm, that it is close, and of which kind."""

    concern: float
    urgent: float
    kinds: Mapping[str, float]


def read_spelling(path: Path = SPELLING) -> tuple[dict[str, str], dict[str, str]]:
    """Spellings and emoji -> plain words."""
    table = YAML(typ="safe", pure=True).load(path.read_text("utf-8"))
    return {str(written): meant for written, meant in table["respelt"].items()}, table["emoji"]


class Learned:
    """Linear weights over hashed grams and over the mean direction of a text's words."""

    def __init__(self, weights: Path = WEIGHTS) -> None:
        self.respelt, self.emoji = read_spelling()
        self.table, self._lexicon = WordTable(), load_lexicon()
        with np.load(weights) as held:
            self._weights, self._bias = held["weights"], held["bias"]
            told = json.loads(held["told"].tobytes().decode())
        self.kinds: list[str] = told["kinds"]
        self.thresholds: dict[str, float] = told["thresholds"]
        self.fingerprint: str = told["fingerprint"]
        self._commons: dict[str, float] = told["commons"]

    def plain(self, text: str) -> str:
        return opened(text, self.respelt, self.emoji)

    def judge(self, plain: str) -> Judgement:
        """Weighs a text that `plain` has opened."""
        places, values = buckets(plain, self._lexicon.marked(plain))
        found: Numbers = values @ self._weights[places].astype(np.float32)
        found = found + meaning(plain.split(), self.table, self._commons) @ self._weights[BUCKETS:].astype(np.float32)
        logits = found + self._bias
        kinds = dict(zip(self.kinds, map(float, logits[2:]), strict=True))
        return Judgement(float(logits[0]), float(logits[1]), kinds)
