"""What a question that found nothing is mainly about: a key under which like ones gather, so that five can be seen together."""

from __future__ import annotations

import re

MOST_WORDS, LONGEST = 2, 80
_COMMON = """
    about after again against allowed also always another any anybody anyone are because been before being but can cannot child
    children could daughter did does doing done dont don't down each else ever every excluded exclusion few for from get gets
    getting give given going gone got had has have having head headteacher help her here him his how into its just kid know let
    like lad make many may me might more most much must need needs never not now off one only onto other our out over own parent
    please pupil really right said same say says school send sent she should since some somebody someone something son still such
    suspended suspension take tell than that the their them then there these they thing this those through told too under until
    upon use used very want wanted was way were what when where whether which while who whose why will with within without would
    year yes yet you your
"""
COMMON = frozenset(_COMMON.split())
"""Words that nearly every question has, and that therefore tell nothing of what it is about."""


def cluster_of(words: str) -> str:
    """The longest two words that tell something, by their stems, in order of the alphabet; `other` where there are none."""
    told = [
        word for word in re.findall(r"[a-z']{3,}", re.sub(r"\[[a-z-]+\]", " ", words.lower())) if word not in COMMON
    ]
    stems = dict.fromkeys(_stem(word) for word in told)
    longest = sorted(stems, key=lambda stem: (-len(stem), stem))[:MOST_WORDS]
    return " ".join(sorted(longest))[:LONGEST] or "other"


def _stem(word: str) -> str:
    if word.endswith(("us", "ss", "is")):
        return word
    for ending in ("ing", "ies", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word.removesuffix(ending)
    return word
