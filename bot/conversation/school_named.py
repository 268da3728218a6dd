"""Where and what kind of school it is, where somebody says so in their own words; else it is asked, and only if it matters."""

from __future__ import annotations

import re

ELSEWHERE = {
    "wales": re.compile(r"\b(?:wales|welsh|cardiff|swansea)\b", re.IGNORECASE),
    "scotland": re.compile(r"\b(?:scotland|scottish|glasgow|edinburgh)\b", re.IGNORECASE),
    "northern-ireland": re.compile(r"\b(?:northern ireland|belfast)\b", re.IGNORECASE),
}
_THERE = {
    "wales": "wales|cardiff|swansea",
    "scotland": "scotland|glasgow|edinburgh",
    "northern-ireland": "northern ireland|belfast",
}
_OF = {"wales": "welsh", "scotland": "scottish|scots", "northern-ireland": "northern irish"}
_SCHOOL = r"(?:state |primary |secondary |high |comprehensive |local |private )*(?:school|academy|nursery|council)"
LIES = {
    country: re.compile(
        rf"(?<!not )(?<!n't )(?<!nt )\b(?:in (?:north |south |east |west |mid )?(?:{there})|(?:{_OF[country]}) {_SCHOOL})\b",
        re.I,
    )
    for country, there in _THERE.items()
}
"""Country -> words that say that the school lies there, and not only that the country has to do with it."""
_MOVES = re.compile(r"\b(?:england|english|mov(?:e[ds]?|ing)|used to|before|lessons?|taught)\b", re.IGNORECASE)
ENGLAND = re.compile(r"(?<!t )\b(?:in|is|it'?s|to) england\b|^\W*(?:no\W+|sorry\W+)*england\W*$", re.IGNORECASE)
_AT = r"\b(?:at|from|in|attends?|goes to|it'?s|it is|is) (?:an? |the |her |his |my |our |their )?(?:local |small )?"
_OUT = r"\b(?:suspended|excluded|expelled|sent home|kicked out|thrown out) (?:from|by|of) (?:an? |the |her |his |my |their )?"
KINDS = {
    "private": re.compile(rf"{_AT}(?:private|independent|fee[- ]paying) school\b", re.IGNORECASE),
    "college": re.compile(rf"(?:{_OUT}(?:sixth form |fe )?college|\bit'?s a college)\b", re.IGNORECASE),
    "pru": re.compile(rf"(?:{_AT}|{_OUT})(?:pru|pupil referral unit)\b", re.IGNORECASE),
    "academy": re.compile(rf"(?:{_AT}|{_OUT})(?:academy|free school)\b", re.IGNORECASE),
}
SHORT = 6
"""Words up to which a message that names a kind is an answer about the school and not a question of its own."""


def country_named(text: str) -> str:
    return next((name for name, pattern in ELSEWHERE.items() if pattern.search(text)), "")


def country_of_school(text: str) -> str:
    """The one country where the school is said to lie; nothing where it may have been, or may yet be, somewhere else."""
    found = [country for country, pattern in LIES.items() if pattern.search(text)]
    return found[0] if len(found) == 1 and not _MOVES.search(text) else ""


def kind_named(text: str) -> str:
    """The one kind of school that is named; nothing where two are, because then they are compared."""
    found = [kind for kind, pattern in KINDS.items() if pattern.search(text)]
    return found[0] if len(found) == 1 else ""


def only_names_school(text: str) -> bool:
    return (
        len(text.split()) <= SHORT
        and re.match(r"\W*(?:no |sorry |but |well )*(?:it'?s|it is|its|actually)\b", text, re.I) is not None
    )
