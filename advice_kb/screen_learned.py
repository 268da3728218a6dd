"""What the classifier learned offline, weighed without any training library. Made by `benchmarks/screen/train.py`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from ruamel.yaml import YAML

from advice_kb.encoder import WEIGHTS, Encoder, mapped, told
from advice_kb.screen_lexicon import load_lexicon
from advice_kb.screen_words import HERE, Letters, buckets, letters_of, opened

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


MODELS = ("first", "second")
"""Files of the weights: the model that always reads, and the one that is asked."""


class Learned:
    """Two small sentence models, tuned to harm apart from each other. The second is asked where the first is not sure, and then
    the mean of both counts. Of a long text they read one part; linear weights over hashed grams choose it.
    """

    def __init__(self, folder: Path = WEIGHTS / "screen") -> None:
        self.respelt, self.emoji = read_spelling()
        self._lexicon, self._grams = load_lexicon(), mapped(folder, "grams")
        self._first, self._second = (Encoder(folder / f"{name}.onnx", PIECES) for name in MODELS)
        about = told(folder)
        self.kinds: list[str] = about["kinds"]
        self.thresholds: dict[str, float] = about["thresholds"]
        self.fingerprint: str = about["fingerprint"]
        self._unsure: float = about["unsure"]

    def plain(self, text: str) -> str:
        return opened(text, self.respelt, self.emoji)

    def judge(self, parts: Sequence[str], audience: str) -> Judgement:
        """What the gravest part of an opened text says."""
        read = voiced(self._gravest(parts), audience)
        logits = self._first.conclude(read)
        if abs(logits[0] - self.thresholds["concern"]) < self._unsure:
            logits = np.mean([logits, self._second.conclude(read)], axis=0)
        return Judgement(float(logits[0]), float(logits[1]), dict(zip(self.kinds, map(float, logits[2:]), strict=True)))

    def _gravest(self, parts: Sequence[str]) -> str:
        if len(parts) == 1:
            return parts[0]
        letters = letters_of(" ".join(parts))
        return max(parts, key=lambda part: self._by_grams(part, letters))

    def _by_grams(self, part: str, letters: Letters) -> float:
        places, values = buckets(part, self._lexicon.marked(part), letters)
        return float(values @ self._grams[places])


def voiced(plain: str, audience: str) -> str:
    """A text as the sentence model reads it: whose voice it is, then the words."""
    return f"{VOICES[audience]} {plain}" if audience in VOICES else plain
