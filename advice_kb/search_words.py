"""How the search reads: the screen's opened words, slips mended towards words that questions are made of, and grams weighed."""

from __future__ import annotations

import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA

from advice_kb.encoder import Numbers

SHORTEST, LONG = 4, 7
"""Words of fewer letters are left as they are; from LONG letters on two slips are mended, else one."""

BUCKETS = 1 << 17
SHARES = {"word": 1.0, "pair": 0.7, "letters": 1.0}
"""How much words, neighbouring words and letters within words weigh beside each other, each scaled to length 1."""


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


def grams(plain: str) -> Iterator[tuple[str, str]]:
    """Kind and text of all that the words' judge sees."""
    words = plain.split()
    yield from (("word", word) for word in words)
    yield from (("pair", f"{a} {b}") for a, b in pairwise(words))
    for word in words:
        framed = f"<{word}>"
        for n in (3, 4, 5):
            yield from (("letters", framed[i : i + n]) for i in range(len(framed) - n + 1))


def weighed(plain: str, rarity: Numbers | None = None) -> tuple[NDArray[np.int64], Numbers]:
    """Bucket numbers and values: the log of a gram's count times its `rarity`, a number a bucket."""
    counts: dict[str, Counter[int]] = {kind: Counter() for kind in SHARES}
    for kind, gram in grams(plain):
        counts[kind][zlib.crc32(f"{kind} {gram}".encode()) % BUCKETS] += 1
    found: Counter[int] = Counter()
    for kind, seen in counts.items():
        places = np.fromiter(seen, np.int64, len(seen))
        values = 1 + np.log(np.fromiter(seen.values(), np.float32, len(seen)))
        values = values if rarity is None else values * rarity[places]
        scaled = SHARES[kind] * values / (np.linalg.norm(values) or 1.0)
        for place, value in zip(places.tolist(), scaled.tolist(), strict=True):
            found[place] += value
    return np.fromiter(found, np.int64, len(found)), np.fromiter(found.values(), np.float32, len(found))
