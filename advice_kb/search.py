"""Finding the topic that a message is about; or asking back; or finding nothing, which is better than something wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from rapidfuzz import fuzz, process

from advice_kb.library import load_library

Outcome = Literal["answer", "clarify", "nothing", "person"]
MOST_CHOICES = 4


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

    def __init__(self) -> None:
        self._titles = {topic.id: topic.title.lower() for topic in load_library().topics.values()}

    def find(self, text: str, audience: str = "parent") -> Finding:  # noqa: ARG002  # the weights to come know voices
        scored = process.extract(text.lower(), self._titles, scorer=fuzz.token_set_ratio, limit=MOST_CHOICES)
        ranked = tuple(topic for _, score, topic in scored if score >= 50)
        if not ranked:
            return Finding("nothing", (), 0.0)
        best = scored[0][1] / 100
        return Finding("answer" if best >= 0.75 else "clarify", ranked, best)


def load_finder() -> Finder:
    return Finder()
