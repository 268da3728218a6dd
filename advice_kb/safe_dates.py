"""Which date stands while a day of the school's own is not sure: the one that is safe whether it has lessons or not.

Anybody may enter such a day on a public page. Until an officer confirms it, it makes no date less safe for whoever must keep it:
each rule is counted with it and without it, and the whole of the safer count stands. Days that whoever asks types in are their
own word about their school: they count, but the safer day holds without them too.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from advice_kb.dating import dated
from advice_kb.first_day import with_first_day
from advice_kb.school_days import OutsideCalendar, SchoolCalendar
from advice_kb.time_limits import Deadline, Given, Rule


def settled(rule: Rule, given: Given) -> Deadline:
    """The deadline that stands. Raises `OutsideCalendar` where no count stays within the days that are known."""
    calendar = given.calendar
    if calendar is None:
        return dated(rule, given)
    sure = calendar.without_unconfirmed()
    counts = _counts(rule, given, (sure, calendar))
    if not counts:
        raise OutsideCalendar(rule.event)
    one = _safest(counts)
    if one.from_ is not None or one.by is None:
        return one
    bare = _counts(rule, given, [sure.without_typed()]) if calendar.typed else []
    return replace(one, safer=_safe_in_all(one.by, [*counts, *bare]))


def _counts(rule: Rule, given: Given, calendars: Iterable[SchoolCalendar]) -> list[Deadline]:
    found = []
    for calendar in dict.fromkeys(calendars):
        try:
            found.append(dated(rule, with_first_day(replace(given, calendar=calendar))))
        except OutsideCalendar:
            continue
    return found


def _safest(counts: list[Deadline]) -> Deadline:
    """What must be done by a day, by the earliest; what may not be done before one, not before the latest; a duty that runs
    over days, over all of them."""
    if counts[0].by is None:
        return max(counts, key=lambda one: one.not_before or date.min)
    if counts[0].from_ is None:
        return min(counts, key=lambda one: one.by or date.max)
    longest = max(counts, key=lambda one: one.by or date.min)
    return replace(longest, from_=min(one.from_ for one in counts if one.from_ is not None))


def _safe_in_all(by: date, counts: list[Deadline]) -> date | None:
    """A day before the last lawful one, whichever count turns out to be right; none where there is no such day."""
    days = [one.safer for one in counts] + [one.by for one in counts if one.by is not None and one.by < by]
    return min((day for day in days if day is not None), default=None)
