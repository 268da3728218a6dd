"""Finding the topic that a message is about; or asking back; or finding nothing, which is better than something wrong.

Two judges trained offline on questions in many voices (`benchmarks/search`): hashed words and letters, and a small
sentence model. Each knows 59 topics and `none of them`; their verdicts are multiplied. Figures: `benchmarks/search/README.md`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

import numpy as np

from advice_kb.encoder import WEIGHTS, Encoder, Numbers, mapped, told
from advice_kb.screen_learned import read_spelling
from advice_kb.screen_words import opened
from advice_kb.search_words import Speller, weighed

Outcome = Literal["answer", "clarify", "nothing", "person"]
MOST_CHOICES = 4
PIECES = 64
"""Pieces of words that are looked at; of a longer text the first and the last half of that."""

VOICES = ("parent", "pupil", "head", "governor")
PERSON = "talk-to-a-person"


@dataclass(frozen=True)
class Finding:
    """`topics`: best first, empty for `nothing`; `confidence`: 0 to 1, of the first one.

    `answer` shows the first topic's article and offers the others; `clarify` asks which of at most four was meant;
    `person` says that the asker wants to speak to somebody.
    """

    outcome: Outcome
    topics: tuple[str, ...]
    confidence: float


class Finder:
    """Loaded once; `find` is pure and may run in any thread."""

    def __init__(self, folder: Path = WEIGHTS / "search") -> None:
        about = told(folder)
        self.topics: list[str] = about["topics"]
        self.limits: dict[str, float] = about["limits"]
        self.fingerprint: str = about["fingerprint"]
        self._grams, self._bias, self._rarity = (mapped(folder, name) for name in ("grams", "bias", "rarity"))
        self._speller = Speller(about["known"])
        self._encoder = Encoder(folder / "model.onnx", PIECES)
        self._spelling = read_spelling()

    def find(self, text: str, audience: str = "parent") -> Finding:
        """The verdict on one message of any length. Blank text finds nothing."""
        plain = self.plain(text)
        if not plain:
            return Finding("nothing", (), 0.0)
        shares = self.shares(plain, audience)
        return concluded(shares, self.topics, self.limits)

    def shares(self, plain: str, audience: str) -> Numbers:
        """Each topic's share of 1, and last that of none of them."""
        voiced = f"{audience} {plain}" if audience in VOICES else plain
        return softmax(log_softmax(self.by_words(voiced)) + log_softmax(self.by_meaning(voiced)))

    def by_words(self, voiced: str) -> Numbers:
        """The words' judge alone: logits."""
        places, values = weighed(voiced, self._rarity)
        return np.asarray(values @ self._grams[places].astype(np.float32) + self._bias)

    def by_meaning(self, voiced: str) -> Numbers:
        """The sentence model alone: logits."""
        return self._encoder.conclude(voiced)

    def plain(self, text: str) -> str:
        """A text as both judges read it."""
        return self._speller.mend(opened(text, *self._spelling))


def concluded(shares: Numbers, topics: list[str], limits: dict[str, float]) -> Finding:
    """From shares to an outcome. `limits`: shares of none of them from which nothing is said (`none`) or it is asked
    back (`doubt`), and of the best topic from which it is answered (`sure`) or offered at all (`least`)."""
    order = [int(i) for i in np.argsort(-shares[:-1])]
    best, stranger = float(shares[order[0]]), float(shares[-1])
    if stranger > limits["none"] or best < limits["least"]:
        return Finding("nothing", (), best)
    ranked = tuple(topics[i] for i in order[:MOST_CHOICES])
    if best < limits["sure"] or stranger > limits["doubt"]:
        return Finding("clarify", ranked, best)
    return Finding("person" if ranked[0] == PERSON else "answer", ranked, best)


def log_softmax(logits: Numbers) -> Numbers:
    moved = logits - logits.max(-1, keepdims=True)
    return np.asarray(moved - np.log(np.exp(moved).sum(-1, keepdims=True)), np.float32)


def softmax(logits: Numbers) -> Numbers:
    return np.asarray(np.exp(log_softmax(logits)), np.float32)


@lru_cache(1)
def load_finder() -> Finder:
    return Finder()
