"""Questions that found nothing, gathered by the words they share, so that a gap is seen once many fell into it.

Two words that at least five questions share make a cluster, the most frequent pair first; its questions are then out of the
count, and the next pair is looked for. Where no pair is left, single words do the same. So every question stands in one cluster
at most, and whoever reads a cluster's name can see in each of its questions why it is there.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

LEAST = 5
"""Fewer questions than this are never shown: they might be known by whoever reads them."""

_COMMON = """
    about after again against allowed also always another any anybody anyone are ask asked asking back because been before being
    but can cannot can't child children could couldn't dad daughter did didn't does doesn't doing done dont don't down each else
    ever every excluded exclusion father few for from get gets getting give given going gone got had has have haven't having head
    headteacher hello help her here him his how i'm into isn't its it's i've just kid kids know let like lad make many may me
    might more most mother much mum must need needs never not now off one only onto other our out over own parent parents please
    pupil pupils question really right said same say says school schools send sent she should since some somebody someone
    something son sons still such suspended suspension take teacher tell than thanks that that's the their them then there these
    they thing this those through told too under until upon use used very want wanted wants was way were what what's when where
    whether which while who who's whose why will with within without won't would year years yes yet you your
"""
COMMON = frozenset(_COMMON.split())
"""Words that nearly every question has, and that therefore tell nothing of what it is about."""

Stems = frozenset[str]


@dataclass(frozen=True)
class Cluster:
    """`name`: the shared words, as most of the questions write them; `members`: where these stand in what was given."""

    name: str
    members: tuple[int, ...]


def clusters(questions: Sequence[str]) -> tuple[Cluster, ...]:
    """The largest first. In which order the questions are given makes no difference to who stands with whom."""
    written = [_content(question) for question in questions]
    left: dict[int, Stems] = {place: frozenset(forms) for place, forms in enumerate(written)}
    found = []
    for words in (2, 1):
        while shared := _most_shared(left.values(), words):
            members = tuple(place for place, stems in left.items() if stems >= shared)
            found.append(Cluster(_name(shared, [written[place] for place in members]), members))
            left = {place: stems for place, stems in left.items() if not stems >= shared}
    return tuple(sorted(found, key=lambda one: (-len(one.members), one.name)))


def _most_shared(questions: Iterable[Stems], words: int) -> Stems:
    """The set of so many stems that most questions share, the first by the alphabet of equal ones; empty below five."""
    given = list(questions)
    often = {stem for stem, times in Counter(stem for stems in given for stem in stems).items() if times >= LEAST}
    counted = Counter(together for stems in given for together in combinations(sorted(stems & often), words))
    shared = min(counted, key=lambda together: (-counted[together], together), default=())
    return frozenset(shared) if counted[shared] >= LEAST else frozenset()


def _name(shared: Stems, written: Sequence[Mapping[str, str]]) -> str:
    forms = ((stem, Counter(forms[stem] for forms in written)) for stem in sorted(shared))
    return " ".join(min(counted, key=lambda form: (-counted[form], form)) for _, counted in forms)


def _content(question: str) -> dict[str, str]:
    """Stem -> the word as it is written first, for the words that tell something. What was redacted tells nothing."""
    plain = re.sub(r"\[[a-z-]+\]", " ", question.lower().replace("’", "'"))
    found: dict[str, str] = {}
    for written in re.findall(r"[a-z]+(?:'[a-z]+)?", plain):
        word = written.removesuffix("'s")
        if len(word) >= 3 and not {word, written} & COMMON:
            found.setdefault(_stem(word), word)
    return found


def _stem(word: str) -> str:
    """The word without its commonest endings, so that passes, passed and passing are one with pass."""
    if len(word) <= 3 or word.endswith(("us", "ss", "is")):
        return word
    if word.endswith(("ies", "ied")):
        return word[:-3] + "y"
    for ending in ("ing", "ed", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return _undoubled(word.removesuffix(ending))
    return _undoubled(word)


def _undoubled(stem: str) -> str:
    """Without the e, or the second of two like letters, that comes and goes before an ending: bus and buses, trip and tripped."""
    if len(stem) > 3 and stem.endswith("e"):
        stem = stem[:-1]
    return stem[:-1] if len(stem) > 3 and stem[-1] == stem[-2] and stem[-1] != "s" else stem
