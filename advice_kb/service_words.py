"""Words of the menu of support as they are compared: without filler, in one form, and weighed by where they stand."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

STOP_WORDS = {
    "a", "age", "aged", "an", "and", "are", "at", "by", "can", "daughter", "do", "for", "from", "get", "gets",
    "has", "have", "how", "i", "in", "is", "it", "keeps", "me", "my", "of", "on", "or", "our", "someone", "son",
    "the", "to", "too", "we", "what", "who", "with", "you",
}  # fmt: skip
SAME_WORD = {
    "ehcp": "plan", "ehcps": "plan", "excluding": "exclude", "excluded": "exclude", "exclusion": "exclude",
    "expelled": "exclude", "semh": "emotional", "asd": "autism", "autistic": "autism", "drugs": "drug", "debts": "debt",
    "fighting": "conflict", "fight": "conflict", "bullied": "bullying", "parents": "parent", "families": "family",
    "pru": "exclude", "suspended": "suspension", "suspend": "suspension", "suspensions": "suspension",
}  # fmt: skip
ASKING = frozenset({"advice", "help", "home", "idea", "need", "please", "someone", "something", "support", "want"})
"""Words by which people ask for anything: an entry that has only these of a longer need is met by chance."""

PLAN = re.compile(r"\b(?:education,? health and care plan|ehc plan|ehcp|plan)s?\b")
NO_PLAN = re.compile(r"\b(?:no|not|without)(?: an?| any)? (?:education,? health and care plan|ehc plan|ehcp|plan)s?\b")


def terms(text: str) -> list[str]:
    text = NO_PLAN.sub(" planless ", text.lower())
    text = PLAN.sub(" plan ", text)
    found = re.findall(r"[a-z]+|\d+", text.replace("-", " "))
    return [_stem(SAME_WORD.get(word, word)) for word in found if word not in STOP_WORDS]


def _stem(word: str) -> str:
    for ending in ("ing", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word.removesuffix(ending)
    return word


def weighed(parts: Iterable[tuple[int, Iterable[str]]]) -> Counter[str]:
    """Terms of an entry, each with the weight of the best place it stands in."""
    weights: Counter[str] = Counter()
    for weight, texts in parts:
        for term in {term for text in texts for term in terms(text)}:
            weights[term] = max(weights[term], weight)
    return weights
