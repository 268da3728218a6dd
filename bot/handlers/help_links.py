"""Where "Get help now" on an advice page leads: to a card for whoever the page is written for, with the page in its address."""

from __future__ import annotations

import re

from advice_kb.contents import READERS

ANYONE = "anyone"
PAGE = r"advice(?:/[a-z0-9-]+)*"
"""A page of ours to go back to; nothing else is taken, so that help leads to no other site."""

_ASKED = re.compile(rf"(?:/help/[a-z]+)?(/{PAGE})")


def help_link(path: str) -> str:
    """Where "Get help now" on the page of this path leads."""
    asked = _ASKED.fullmatch(path)
    page = asked[1] if asked else "/advice"
    return f"/help/{reader_of(page)}{page}"


def reader_of(page: str) -> str:
    """For whom an advice page is written; `anyone` where a child may read it as well as a grown-up."""
    parts = page.split("/")[2:]
    if parts[:1] == ["heads"] or parts[:2] == ["dates", "schools"]:
        return "head"
    return next((part for part in parts if part in READERS), ANYONE)
