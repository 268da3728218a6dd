"""How the search reads: the screen's opened words, and slips mended towards words that questions are made of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache

from rapidfuzz.distance import OSA

SHORTEST, LONG = 4, 7
"""Words of fewer letters are left as they are; from LONG letters on two slips are mended, else one."""


class Speller:
    """Mends a word to the nearest known one with the same first letter; the commoner of two. `known`: word -> how often."""

    def __init__(self, known: Mapping[str, int]) -> None:
        self._known = known
        self._by_letter: dict[str, list[str]] = defaultdict(list)
        for word in known:
            if len(word) >= SHORTEST:
                self._by_letter[word[0]].append(word)
        self._mended = lru_cache(4096)(self._nearest)

    def mend(self, plain: str) -> str:
        return " ".join(self._mended(word) for word in plain.split())

    def _nearest(self, word: str) -> str:
        if len(word) < SHORTEST or not word.isalpha() or word in self._known:
            return word
        most = 2 if len(word) >= LONG else 1
        best = (most + 1, 0, word)
        for known in self._by_letter[word[0]]:
            if abs(len(known) - len(word)) <= most:
                distance = OSA.distance(word, known, score_cutoff=most)
                if distance <= most:
                    best = min(best, (distance, -self._known[known], known))
        return best[2]
