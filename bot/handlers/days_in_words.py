"""Days on a form as people type them ("yesterday", "26/11", "Thursday 26th November"), read as in conversation.

What could be more than one day is left as it was typed, and the form asks for it again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from advice_kb.dates_form import EVENTS
from advice_kb.days import in_full
from advice_kb.days_written import read_day
from bot.conversation.days_typed import read_typed

AHEAD = frozenset({
    "public_exam", "governors_meeting", "panel_hearing", "full_time_provision_starts", "off_site_placement_starts",
})  # fmt: skip
"""Events that may lie ahead: a bare weekday may be the last one or the next."""

NEAR = 120
"""A day without a year that lies further off than this could be this year's or another's."""

_WEEKDAY = re.compile(r"\b(mon|tue|wed|thu|fri|sat|sun)[a-z]*\b", re.IGNORECASE)


def in_whole(fields: Mapping[str, str], today: date) -> tuple[dict[str, str], tuple[str, ...]]:
    """The fields with such days written out, and what was read, to be said above the dates."""
    found = dict(fields)
    said = []
    for name, label in EVENTS.items():
        typed = fields.get(name, "")
        day = None if not typed or read_day(typed) else meant(typed, today, ahead=name in AHEAD)
        if day is not None:
            found[name] = f"{day:%d/%m/%Y}"
            said.append(f"{label.partition(', if ')[0]}: we read what you typed as {in_full(day)}.")
    return found, tuple(said)


def meant(typed: str, today: date, *, ahead: bool) -> date | None:
    """The one day that this can be; None where it could be several. `ahead`: it may lie in the future."""
    day = read_typed(typed, today, ahead=ahead)
    if day is None:
        return None
    weekday, dated = _WEEKDAY.search(typed), re.search(r"\d", typed) and "ago" not in typed.lower()
    if weekday and weekday[1].lower() != f"{day:%a}".lower():
        return None  # the two contradict each other
    if dated and abs((day - today).days) > NEAR:
        return None
    if weekday and not dated and ahead and "last" not in typed.lower():
        return None
    return day
