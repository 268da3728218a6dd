"""Days without lessons that a school entered for itself, on top of its calendar: each confirmed by an officer, or not yet.

A day that an officer confirmed simply counts. One that only the school has named is said, but makes no date less safe until it
is confirmed (`safe_dates.py`); what it would change then is told beside the dates.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from advice_kb.deadlines import work_out
from advice_kb.school_days import OutsideCalendar, SchoolCalendar
from advice_kb.time_limits import Deadline, Given, Rule, Timeline, rules


@dataclass(frozen=True)
class OwnDay:
    """`by` and `confirmed_by` are roles, never names; the second is empty until an officer confirmed the day."""

    school: str
    day: date
    reason: str
    by: str
    confirmed_by: str = ""


Moved = tuple[tuple[Deadline, date | None], ...]
"""Deadlines, each with the day it would have had otherwise."""


def with_own_days(calendar: SchoolCalendar | None, days: Iterable[OwnDay]) -> SchoolCalendar | None:
    """The calendar with the school's own days in it. A day that had no lessons anyway changes nothing."""
    if calendar is None:
        return None
    own = {
        one.day: bool(one.confirmed_by) for one in days if calendar.known(one.day) and calendar.is_school_day(one.day)
    }
    return replace(
        calendar, closed=calendar.closed | set(own), own=tuple(sorted(own.items())),
        confirmed=calendar.confirmed and all(own.values()),
    )  # fmt: skip


def moved_by_own_days(given: Given) -> Moved:
    """Which dates would be other ones once an officer confirmed the days that nobody has confirmed yet, each as it would be
    then, with the day that stands until then. Days that are confirmed already are in both."""
    if given.calendar is None or all(confirmed for _, confirmed in given.calendar.own):
        return ()
    return other_dates(replace(given, calendar=given.calendar.once_confirmed()), given)


def moved(given: Given, before: SchoolCalendar) -> Moved:
    """Which dates are other ones than over the calendar `before`."""
    return other_dates(given, replace(given, calendar=before))


def other_dates(given: Given, otherwise_given: Given) -> Moved:
    """Which dates are other ones than from `otherwise_given`, each with its day there."""
    otherwise = {one.rule.id: _day(one) for one in work_out(otherwise_given).deadlines}
    now = work_out(given).deadlines
    return tuple((one, otherwise.get(one.rule.id)) for one in now if otherwise.get(one.rule.id) != _day(one))


def own_days_counted(given: Given, timeline: Timeline) -> tuple[tuple[date, bool], ...]:
    """The school's own days among those that these dates run over, each with whether it is confirmed."""
    ends = [day for one in timeline.deadlines for day in (one.from_, _day(one)) if day] + list(given.days.values())
    own = given.calendar.own if given.calendar is not None else ()
    return tuple((day, confirmed) for day, confirmed in own if ends and min(ends) <= day <= max(ends))


@dataclass(frozen=True)
class Reach:
    """A rule whose date moves with one day's lessons, where its event lies from `first` to `last`."""

    rule: Rule
    first: date
    last: date


def reach(calendar: SchoolCalendar, day: date) -> tuple[Reach, ...]:
    """Which rules' dates a day moves: told to whoever changes the day. A count that runs out of the known weeks is left out."""
    found = []
    for rule in rules():
        if rule.unit != "school_days" or rule.length is None or rule.id == "yearly-limit":
            continue
        try:
            found.append(Reach(rule, *_events_around(calendar, day, rule)))
        except OutsideCalendar:
            continue
    return tuple(found)


def _events_around(calendar: SchoolCalendar, day: date, rule: Rule) -> tuple[date, date]:
    """The first and the last day of an event whose count has this day among its own. The day itself is a school day here."""
    assert rule.length is not None
    if rule.direction == "before":
        return day + timedelta(days=1), calendar.from_day(day, rule.length, counted=False)[-1]
    if rule.first_day == "same_day":
        earlier = calendar.before(day, rule.length)
        return earlier[-1] + timedelta(days=1), day
    return calendar.before(day, rule.length)[-1], day - timedelta(days=1)


def _day(one: Deadline) -> date | None:
    return one.by or one.not_before
