"""Whether words are a grown-up's own, where nobody said who they are: a husband, a wife, a child of theirs is named in them.

It only chooses whose numbers stand on a card, and leaves out what is there for pupils. In doubt a child is writing.
"""

from __future__ import annotations

import re

_PARTNERS = r"(?:husband|wife|spouse|partner|hubby|missus)"
_WHAT_CHILD = r"(?:\d+|year|yr|old|own|little|young|youngest|oldest|eldest|middle|autistic|disabled|teenage|foster|adopted|lovely)"
_PARTNER = re.compile(rf"\b(?:husband|wife|spouse|(?:my|her|his|their)(?: ex)?[ -]{_PARTNERS})\b")
_GROWN_UP_WRITES = re.compile(
    rf"\bmy(?: ex)?[ -]{_PARTNERS}\b"
    rf"|\bmy (?:{_WHAT_CHILD}[ -])*(?:step|grand)?(?:son|daughter|kids?|children|child|baby)\b"
    r"|\bi(?: am|'?m) (?:a |the |his |her |their )?(?:single )?(?:mum|mother|dad|father|parent|carer|foster carer|grandparent)\b"
)
_CHILD_WRITES = re.compile(
    r"\b(?:my|our) (?:step)?(?:mum|mam|mom|mummy|dad|daddy|mother|father|parents?|teachers?|nan|head of year)\b"
)


def names_partner(text: str) -> bool:
    """Whether the need is about somebody's husband, wife or partner."""
    return _PARTNER.search(text.lower()) is not None


def writes_as_grown_up(text: str) -> bool:
    """Words of a parent or a partner, with nothing in them that a child would say of its own."""
    words = text.lower().replace("’", "'")
    return _GROWN_UP_WRITES.search(words) is not None and _CHILD_WRITES.search(words) is None
