"""Day 1 of an exclusion where only the head's decision is known: what was taken for it, and what it would be otherwise.

Before the afternoon session that very day, else the next school day (Education and Inspections Act 2006, s.103(7)). What is
taken is said, because a half day that same afternoon, or a clock time nobody gave, may make another day 1.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from advice_kb.school_days import OutsideCalendar
from advice_kb.time_limits import Given

FIRST = "first_day_of_exclusion"


@dataclass(frozen=True)
class Taken:
    """`afternoon`: decided in the afternoon session or later; else no time was given, and an earlier one was assumed."""

    day: date
    otherwise: date
    afternoon: bool


def with_first_day(given: Given) -> Given:
    """The same with day 1 in it, where it follows from the decision."""
    decided = given.days.get("head_decides_to_exclude")
    if FIRST in given.days or decided is None or given.calendar is None:
        return given
    afternoon = _in_the_afternoon(given)
    try:
        first = given.calendar.from_day(decided, 1, counted=not afternoon)[0]
    except OutsideCalendar:
        first = decided + timedelta(days=int(afternoon))
    return replace(given, days={**given.days, FIRST: first}, time_assumed=given.decided is None)


def taken(given: Given) -> Taken | None:
    """What was taken for day 1; None where it was given, or would be the same at any hour."""
    decided = given.days.get("head_decides_to_exclude")
    if FIRST in given.days or decided is None or given.calendar is None:
        return None
    if given.decided is not None and not _in_the_afternoon(given):
        return None
    sure = given.calendar.without_unconfirmed()  # what nobody confirmed makes no day 1 later
    try:
        same, following = (sure.from_day(decided, 1, counted=counted)[0] for counted in (True, False))
    except OutsideCalendar:
        return None
    if same == following:
        return None
    return Taken(following, same, True) if given.decided is not None else Taken(same, following, False)


def _in_the_afternoon(given: Given) -> bool:
    assert given.calendar is not None
    return given.decided is not None and given.decided.time() >= given.calendar.afternoon
