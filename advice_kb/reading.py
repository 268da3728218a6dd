"""Reading age: the Flesch-Kincaid grade of `textstat` plus 5, which turns an American grade into an age.

Words of the glossary count as known: whoever reads them can touch them and be told. So do Acts' and bodies' names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from textstat import textstat

AGE_OF_FIRST_GRADE = 5
LIMITS = {"parent": 11.0, "pupil": 9.0}
"""The highest reading age by audience; heads and governors have none: for them the law is exact."""

_MARKER = re.compile(r"\s*\[[a-z-]+\.\d+\]")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_ACT = re.compile(r"\b(?:the )?(?:[A-Z][a-z]+,? (?:and |of |for )?)+(?:Act|Code|Regulations)(?: \d{4})?")
_ENDS = re.compile(r"([^.?!:])\s*$", re.MULTILINE)


def reading_age(markdown: str, glossary: Iterable[str] = ()) -> float:
    """Years of age, at least 5, at which `markdown` is read with ease. `glossary`: terms to count as known words."""
    text = _terms(tuple(sorted(glossary, key=len, reverse=True))).sub("word", plain(markdown))
    if not text.strip():
        return float(AGE_OF_FIRST_GRADE)
    return round(max(0.0, float(textstat.flesch_kincaid_grade(text))) + AGE_OF_FIRST_GRADE, 1)


@lru_cache(maxsize=4)
def _terms(glossary: tuple[str, ...]) -> re.Pattern[str]:
    known = "|".join(map(re.escape, glossary)) or "(?!)"
    return re.compile(rf"\b(?:{known})(?:'s|s)?\b", re.IGNORECASE)


def plain(markdown: str) -> str:
    """Markdown as it is read aloud: no markers, marks or addresses; each list entry ends as a sentence."""
    text = _LINK.sub(r"\1", _MARKER.sub("", markdown))
    text = _ACT.sub("the law", text)
    text = re.sub(r"^\s*(?:[-*+]|\d+\.|#+|>)\s+", "", text, flags=re.MULTILINE)
    text = re.sub(r"^\[[ x]\]\s*", "", text, flags=re.MULTILINE)
    return _ENDS.sub(r"\1.", re.sub(r"[*_`]", "", text))
