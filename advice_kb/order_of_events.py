"""Events that cannot have happened in the order they were given: told with both days, since one of them was mistyped."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import combinations

from advice_kb.days import in_full
from advice_kb.school_days import CalendarFault

CHAIN: Mapping[str, str] = {
    "head_decides_to_exclude": "the day the head decided",
    "board_receives_notice": "the day the governors were told",
    "governors_meeting": "the day of the governors’ meeting",
    "notice_of_governors_decision_given": "the day of the governors’ decision letter",
    "application_received": "the day the request for a review panel arrived",
    "panel_hearing": "the day of the review panel",
    "notice_of_panel_decision_given": "the day of the panel’s decision letter",
    "review_stages_over": "the day the review stages were over",
}
"""Each not before the ones above it."""

FIRST = "first_day_of_exclusion"
PAIRS: Mapping[str, tuple[str, str]] = {
    FIRST: ("head_decides_to_exclude", "the first day of the exclusion"),
    "board_receives_representations": ("head_decides_to_exclude", "the day the governors got the parents’ letter"),
    "final_decision_on_discrimination_claim": ("conduct_complained_of", "the day the discrimination claim was decided"),
}
"""Event -> what it cannot lie before, and its own words."""

CONDUCT = "the day of the conduct complained of"


def check_order(days: Mapping[str, date], posted: Mapping[str, date]) -> None:
    """Raises `CalendarFault` for the first two that cannot be. A posted letter counts as given later than it may arrive."""
    known = {name: posted.get(name, day) for name, day in days.items()}
    pairs = [*((earlier, later) for later, (earlier, _) in PAIRS.items()), *combinations(CHAIN, 2)]
    names = {**CHAIN, **{later: words for later, (_, words) in PAIRS.items()}, "conduct_complained_of": CONDUCT}
    for earlier, later in pairs:
        if earlier in known and later in known and known[later] < known[earlier]:
            fault = f"{names[later]} ({in_full(known[later])}) lies before {names[earlier]} ({in_full(known[earlier])})"
            raise CalendarFault(f"events.{later}", fault, "Mend one of the two days")
