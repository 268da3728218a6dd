"""What is searched of a question, and which of what was found is for whoever asks.

The search itself knows neither this authority's schools nor who an article was written for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache

from advice_kb.library import Library
from advice_kb.search import Finding

FAMILIES = ("parent", "pupil")
"""Readers for whom a page written for schools is not written: it tells what a head has to do."""

_KIND = (
    r"(?:schools?|academy|college|primary|secondary|junior|infants?|high|special|nursery|community|comprehensive|grammar|"
    r"sixth|form|pupil|referral|unit|pru|alternative|provision|ap|centre|trust)"
)
_CHILD = (
    r"(?:foster )?(?:son|daughter|child|kid|boy|girl|lad|grandson|granddaughter|grandchild|nephew|niece|brother|sister)"
)
_WHO = rf"(?:(?:my|our) {_CHILD}|hes?|shes?|they|i|ive|im|we|him|her|me)"
_OUT = r"(?:suspended|excluded|expelled|kicked out|thrown out|chucked out)"
_DAY = r"(?:mon|tues|wednes|thurs|fri)day"
_WHEN = rf"(?: (?:again|now|today|yesterday|this (?:morning|afternoon|week)|last week|(?:on |last )?{_DAY}))*"
_SCHOOL = r"(?: (?:from|at|by|in|of)(?: his| her| their| the| my| our)? school)?"
_ONLY = re.compile(
    rf"(?:(?:hi|hello|hey|so|please|help) )*(?:{_WHO}{_SCHOOL}(?: (?:s|is|was|were|has|have|ve|got|been|being|just))* {_OUT}"
    rf"|(?:they|(?:the |his |her |my )?school)(?: (?:have|ve|has|just))* {_OUT} {_WHO}){_SCHOOL}{_WHEN}(?: (?:please|help|me))*"
)
"""Nothing but that a child was suspended or excluded, in a whole message."""

BEGINNINGS: Mapping[str, tuple[str, ...]] = {
    "parent": ("first-five-days", "notice-to-parents", "kinds-of-exclusion", "making-representations"),
    "pupil": ("kinds-of-exclusion", "work-during-suspension", "making-representations", "pupil-views"),
}
"""What most want to know first, where somebody says no more than that it has happened."""


def without_schools(text: str, names: Iterable[str]) -> str:
    """The text with "school" where it names one of these: a "Trust" or "Review" in a name is not what the question is about.

    Only for the search; what is kept, shown and screened is what was written.
    """
    for name in names:
        pattern = _named(name)
        text = pattern.sub("school", text) if pattern is not None else text
    return re.sub(r"\bschool(?:\s+school)+\b", "school", text, flags=re.IGNORECASE)


@lru_cache(4096)
def _named(name: str) -> re.Pattern[str] | None:
    """How people write this name: "Hope Academy", "hope academy school", "at Hope". One word alone may be any word, so it needs
    a kind of school behind it, or "at" or "from" before it. A name of kinds alone is none."""
    bare = re.sub(r"\(.*?\)|['’]", " ", name.replace("'s", "s").replace("’s", "s"))
    own = re.sub(rf"(?:\W+{_KIND})+\W*$", "", f" {bare}", flags=re.IGNORECASE).split()
    if not own or all(re.fullmatch(_KIND, word, re.IGNORECASE) for word in own):
        return None
    said = r"\W+".join(_word(word.strip(".,")) for word in own)
    kinds = rf"(?:\s+{_KIND}\b)"
    alone = rf"{said}\b{kinds}*" if len(own) > 1 else rf"(?:{said}\b{kinds}+|(?<=\bat ){said}\b|(?<=\bfrom ){said}\b)"
    return re.compile(rf"\b(?:the\s+)?{alone}", re.IGNORECASE)


def _word(word: str) -> str:
    if word.lower() in ("st", "saint"):
        return "(?:st|saint)"
    return f"{re.escape(word[:-1])}['’]?s" if word.lower().endswith("s") else re.escape(word)


def says_only_that(text: str) -> bool:
    """Whether this says that a child was suspended or excluded, and nothing more."""
    plain = re.sub(r"['’]", " ", text.lower())
    return _ONLY.fullmatch(" ".join(re.sub(r"[^a-z0-9 ]", " ", plain).split())) is not None


def for_schools_only(topic: str, reader: str, library: Library) -> bool:
    """Whether a family reads here of a topic about which all that is written is for heads and governors; then that is said."""
    written = library.about(topic)
    return reader in FAMILIES and bool(written) and all(article.audience not in FAMILIES for article in written)


def for_reader(found: Finding, reader: str, library: Library) -> Finding:
    """What was found, with a family's own topics first. What only schools have a page for is asked about, and not just shown:
    "what must be in the letter" is a head's checklist to the search, and a parent's right to this reader."""
    theirs = tuple(topic for topic in found.topics if for_schools_only(topic, reader, library))
    own = tuple(topic for topic in found.topics if topic not in theirs)
    if not theirs or not own:
        return found
    asks = found.outcome == "answer" and found.topics[0] in theirs
    return replace(found, outcome="clarify" if asks else found.outcome, topics=(*own, *theirs))


def beginnings(text: str, reader: str) -> Finding | None:
    """What is offered where the search found nothing and it has only been said that it happened."""
    topics = BEGINNINGS.get(reader, ()) if says_only_that(text) else ()
    return Finding("clarify", topics, 0.0) if topics else None
