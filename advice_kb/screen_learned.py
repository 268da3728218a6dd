"""What the classifier learned offline, weighed without any training library. Made by `benchmarks/screen/train.py`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from ruamel.yaml import YAML

from advice_kb.encoder import WEIGHTS, Encoder, Numbers, mapped, told
from advice_kb.screen_lexicon import load_lexicon
from advice_kb.screen_words import HERE, buckets, opened

SPELLING = HERE / "screen" / "spelling.yaml"
PIECES = 80
"""Pieces of words that the sentence model looks at; a longer text is judged in parts."""

VOICES = {"pupil": "pupil", "parent": "parent", "head": "head", "governor": "head", "staff": "head", "partner": "head"}
"""Audience -> the voice whose word the model reads first; nothing is read for others."""


@dataclass(frozen=True)
class Judgement:
    """Logits: that somebody speaks of harm, that it is close, and of which kind."""

    concern: float
    urgent: float
    kinds: Mapping[str, float]


def read_spelling(path: Path = SPELLING) -> tuple[dict[str, str], dict[str, str]]:
    """Spellings and emoji -> plain words."""
    table = YAML(typ="safe").load(path.read_text("utf-8"))
    return {str(written): meant for written, meant in table["respelt"].items()}, table["emoji"]


class Learned:
    """Two judges whose logits are added: linear weights over hashed grams, and a small sentence model tuned to harm."""

    def __init__(self, folder: Path = WEIGHTS / "screen") -> None:
        self.respelt, self.emoji = read_spelling()
        self._lexicon = load_lexicon()
        self._grams, self._bias = mapped(folder, "grams"), mapped(folder, "bias")
        self._encoder = Encoder(folder / "model.onnx", PIECES)
        about = told(folder)
        self.kinds: list[str] = about["kinds"]
        self.thresholds: dict[str, float] = about["thresholds"]
        self.fingerprint: str = about["fingerprint"]
        self._share: float = about["share"]

    def plain(self, text: str) -> str:
        return opened(text, self.respelt, self.emoji)

    def judge(self, parts: Sequence[str], audience: str) -> Judgement:
        """Weighs the parts of an opened text: grams choose the gravest, and the sentence model reads that one too."""
        weighed = [(self._by_grams(part), part) for part in parts]
        by_grams, part = max(weighed, key=lambda one: float(one[0][0]))
        logits = self._share * by_grams + self._encoder.conclude(voiced(part, audience))
        return Judgement(float(logits[0]), float(logits[1]), dict(zip(self.kinds, map(float, logits[2:]), strict=True)))

    def _by_grams(self, part: str) -> Numbers:
        places, values = buckets(part, self._lexicon.marked(part))
        return np.asarray(values @ self._grams[places].astype(np.float32) + self._bias)


def voiced(plain: str, audience: str) -> str:
    """A text as the sentence model reads it: whose voice it is, then the words."""
    return f"{VOICES[audience]} {plain}" if audience in VOICES else plain
