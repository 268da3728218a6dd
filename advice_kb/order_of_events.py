"""Events that cannot have happened in the order they were given: told with both days, since one of them was mistyped."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import combinations

from advice_kb.school_days import CalendarFault

FIRST_YEAR, LAST_YEAR = 1990, 2100
"""Years a day of an event may lie in: beyond them the counts know no bank holidays, and years have no end."""

CHAIN: Mapping[str, str] = {
    "head_decides_to_exclude": "the day the head decided",
    "board_receives_notice": "the day the governors were told",
    "governors_meeting": "the day of the governors’ meeting",
    "notice_of_governors_decision_given": "the day of the governors’ decision letter",
    "application_received": "the day the request for a review panel arrived",
    "panel_hearing": "the day of the review panel",
    "notice_of_panel_decision_given": "the day of the panel’s decision letter",
}
"""Each not before the ones above it."""

FIRST = "first_day_of_exclusion"


def check_order(days: Mapping[str, date], posted: Mapping[str, date]) -> None:
    """Raises `CalendarFault` for the first two that cannot be. A posted letter counts as given later than it may arrive."""
    known = {name: posted.get(name, day) for name, day in days.items()}
    pairs = [("head_decides_to_exclude", FIRST), *combinations(CHAIN, 2)]
    names = {**CHAIN, FIRST: "the first day of the exclusion"}
    for earlier, later in pairs:
        if earlier in known and later in known and known[later] < known[earlier]:
            fault = f"{names[later]} ({_name(known[later])}) lies before {names[earlier]} ({_name(known[earlier])})"
            raise CalendarFault(f"events.{later}", fault, "Mend one of the two days")


def check_year(place: str, day: date) -> None:
    """Raises `CalendarFault` for a year that nobody can mean."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise CalendarFault(
            place, f"{day} lies outside the years {FIRST_YEAR} to {LAST_YEAR}", "Look at its year, and mend it"
        )


def _name(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B %Y}"
