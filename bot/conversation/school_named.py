"""Where and what kind of school it is, where somebody says so in their own words; else it is asked, and only if it matters."""

from __future__ import annotations

import re

ELSEWHERE = {
    "wales": re.compile(r"\b(?:wales|welsh|cardiff|swansea)\b", re.IGNORECASE),
    "scotland": re.compile(r"\b(?:scotland|scottish|glasgow|edinburgh)\b", re.IGNORECASE),
    "northern-ireland": re.compile(r"\b(?:northern ireland|belfast)\b", re.IGNORECASE),
}
ENGLAND = re.compile(r"\b(?:in|is|to) england\b", re.IGNORECASE)
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


def kind_named(text: str) -> str:
    """The one kind of school that is named; nothing where two are, because then they are compared."""
    found = [kind for kind, pattern in KINDS.items() if pattern.search(text)]
    return found[0] if len(found) == 1 else ""


def only_names_school(text: str) -> bool:
    return (
        len(text.split()) <= SHORT
        and re.match(r"\W*(?:no |sorry |but |well )*(?:it'?s|it is|its|actually)\b", text, re.I) is not None
    )
