"""What may be entered as a school's own day without lessons, who may confirm it, and which dates it moves, in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal
from unicodedata import normalize

from advice_kb.dates_form import EVENTS
from advice_kb.days import in_full
from advice_kb.own_days import OwnDay, Reach, reach
from advice_kb.school_days import SchoolCalendar

MOST_WAITING = 10
"""Days of one school that may wait to be confirmed when anybody can enter them: enough for a year's staff training."""

REASONS: Mapping[str, str] = {
    "inset": "Staff training day (INSET)",
    "occasional": "Occasional day set by the governors",
    "building": "The building cannot be used",
    "polling": "Polling station",
    "other": "Another reason, which the school has in writing",
}
"""Picked, never typed: what stands here is read by many, and a name could be typed."""


def why_not(calendar: SchoolCalendar, day: date) -> Literal["", "outside", "no-lessons"]:
    """Why a day cannot be closed; nothing where it can. One the school has entered already is no fault."""
    if not calendar.known(day):
        return "outside"
    return "" if calendar.is_school_day(day) or day in dict(calendar.own) else "no-lessons"


def may_confirm(one: OwnDay, who: str) -> bool:
    """Whoever entered a day does not confirm it, however the role is spelt this time; nor does any clerk: an officer does."""
    return _spelt(one.by) != _spelt(who) and "clerk" not in _spelt(who)


def _spelt(role: str) -> str:
    return "".join(c for c in normalize("NFKC", role).casefold() if c.isalnum())


def moves_told(calendar: SchoolCalendar, day: date) -> list[str]:
    """The dates that move once this day is confirmed: nobody's are kept, so they are named by the days their counts begin on.

    Other days of the school that nobody confirmed have lessons here, as in every date that is told."""
    return [_reaching(one) for one in reach(calendar.without_unconfirmed(), day)]


def _reaching(one: Reach) -> str:
    event = EVENTS.get(one.rule.event, one.rule.event.replace("_", " ")).partition(", if ")[0]
    when = f"from {in_full(one.first)} to {in_full(one.last)}" if one.first < one.last else f"on {in_full(one.last)}"
    return f"{one.rule.name}: moves where “{event}” lies {when}."
