"""Who can help, with this authority's own numbers put in, as a page or a leaflet shows it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from advice_kb.model import Signpost

LOCAL = ("children-social-care", "council-exclusions-officer", "virtual-school")
"""Signposts whose number is the authority's own and stands in its settings."""

INDEPENDENT: Mapping[str, tuple[str, ...]] = {
    "parent": ("child-law-advice", "sendiass"),
    "pupil": ("childline", "coram-voice"),
    "head": ("school-exclusions-hub",),
    "governor": ("school-exclusions-hub",),
}
"""Who helps and is not the council, where an article names nobody; for whoever does not say who they are, as for a parent."""

_NUMBER = re.compile(r"(?:\+?\d|\(\d+\))(?:[ -]*\d){2,}")
"""A number as people write it: in groups, with hyphens, or with its first part in brackets."""


@dataclass(frozen=True)
class Help:
    """One body. `phone` is the number and how to text it; `link` dials the number where there is one; `checked` is False while
    nobody has tried it."""

    id: str
    name: str
    what: str
    phone: str
    link: str
    web: str
    hours: str
    checked: bool


def who_helps(ids: Iterable[str], signposts: Mapping[str, Signpost], own: Mapping[str, str]) -> tuple[Help, ...]:
    """These signposts in order, each once. `own`: id of one in `LOCAL` -> the authority's number for it."""
    return tuple(_help(signposts[one], own) for one in dict.fromkeys(ids) if one in signposts)


def independent(ids: Iterable[str], signposts: Mapping[str, Signpost], audience: str) -> str:
    """Up to two bodies that are not the council, those of the article first: for the line under every answer."""
    wanted = dict.fromkeys((*ids, *INDEPENDENT.get(audience, INDEPENDENT["parent"])))
    known = [signposts[one] for one in wanted if one in signposts]
    outside = [one for one in known if one.group == "advice" or one.id == "childline"]
    return " and ".join(one.name.partition(" (")[0] for one in outside[:2])


def reach(phone: str, text: str) -> str:
    """Number and text in one line: whoever cannot speak, or dares not, is shown how to write wherever one may ring."""
    written = text if not text or "text" in text else f"text {text}"
    return ", or ".join(part for part in (phone, written) if part)


def dial(phone: str) -> str:
    """A link that dials the first number in `phone`, whatever stands around it; empty when there is none."""
    found = _NUMBER.search(phone)
    return "tel:" + re.sub(r"[^+\d]", "", found[0]) if found else ""


def _help(one: Signpost, own: Mapping[str, str]) -> Help:
    phone = own.get(one.id, "") if one.id in LOCAL else one.phone
    text = "" if one.id in LOCAL else one.text
    web = one.web if one.web.startswith("https://") else ""
    checked = not one.verify or (one.id in LOCAL and bool(phone))
    return Help(one.id, one.name, one.what, reach(phone, text), dial(phone), web, one.hours, checked)
