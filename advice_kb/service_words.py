"""Words of the menu of support as they are compared: needs by whatever name, the rest without filler and weighed by their place.

The names of needs are data (`needs.yaml`). A figure by itself is no word: it is a year group, an age, or nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

MARK = "need:"
"""Before a need's id among plain words."""

NO_PLAN = f"{MARK}no-plan"


@dataclass(frozen=True)
class Vocabulary:
    """`said`: a phrase -> its need; `also`: a need -> wider ones. `common` words say nothing of a need, `asking` ask for any."""

    said: Mapping[str, str]
    also: Mapping[str, tuple[str, ...]]
    common: frozenset[str]
    asking: frozenset[str]
    stop: frozenset[str]
    phrases: re.Pattern[str]


@cache
def vocabulary() -> Vocabulary:
    raw: Any = YAML(typ="safe").load((Path(__file__).parent / "needs.yaml").read_text("utf-8"))
    said = {_plain(phrase): f"{MARK}{need['id']}" for need in raw["needs"] for phrase in need["said"]}
    also = {f"{MARK}{need['id']}": tuple(MARK + wider for wider in need.get("also", ())) for need in raw["needs"]}
    common, asking = (frozenset(map(_stem, raw[name].split())) for name in ("common", "asking"))
    longest_first = "|".join(sorted(said, key=lambda phrase: (-len(phrase), phrase)))
    phrases = re.compile(rf"\b({longest_first})(?:s|es)?\b")
    return Vocabulary(said, also, common, asking, frozenset(raw["stop"].split()), phrases)


def terms(text: str) -> list[str]:
    """Needs and words, each as often as it stands there."""
    known = vocabulary()
    capitals = re.sub(r"\bSEND\b", "special needs", text)  # in small letters it is a verb
    marked = known.phrases.sub(lambda found: f" {known.said[found[1]]} ", _plain(capitals))
    found = re.findall(rf"{MARK}[a-z-]+|[a-z]+", marked)
    return [word if word.startswith(MARK) else _stem(word) for word in found if word not in known.stop]


def telling(asked: frozenset[str]) -> frozenset[str]:
    """The terms that say what is needed; those that ask for anything where nothing but filler stands beside them."""
    known = vocabulary()
    left = asked - (known.common - known.asking)
    return left if left <= known.asking else left - known.asking


def wider(asked: frozenset[str]) -> frozenset[str]:
    """Needs beyond those asked for whose entries may help too."""
    return frozenset(need for term in asked for need in vocabulary().also.get(term, ())) - asked


def weighed(parts: Iterable[tuple[int, Iterable[str]]]) -> Counter[str]:
    """Terms of an entry, each with the weight of the best place it stands in."""
    weights: Counter[str] = Counter()
    for weight, texts in parts:
        for term in {term for text in texts for term in terms(text)}:
            weights[term] = max(weights[term], weight)
    return weights


def _plain(text: str) -> str:
    """Small letters and figures with one space between words: can't and cant are one, so are part-time and part time."""
    return " ".join(re.findall(r"[a-z0-9]+", re.sub(r"['’]", "", text.lower())))


def _stem(word: str) -> str:
    for ending in ("ing", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word.removesuffix(ending)
    return word
