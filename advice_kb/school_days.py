"""A school's calendar, read from data, and counting on it. Days outside the listed terms are unknown, never guessed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from typing import Any

from advice_kb.faults import Fault

FIRST_YEAR, LAST_YEAR = 1990, 2100
"""Years a day may lie in, of an event or a term: beyond them the counts know no bank holidays, and years have no end."""

MOST_SAID, MOST_ENTRIES = 200, 1000
"""Letters of one part of a fault; and terms, or closed days, of one calendar: each entry may be a year of days."""

_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


class CalendarFault(ValueError):
    """A calendar that cannot be read; `fault` says where and how to mend it, on one line whatever names stand in it."""

    def __init__(self, place: str, fault: str, remedy: str) -> None:
        place, fault = on_one_line(place), on_one_line(fault)
        self.fault = Fault(place, fault, remedy)
        super().__init__(f"{place}: {fault}. {remedy}")


def on_one_line(words: str) -> str:
    """Somebody else's words inside a sentence of ours: nothing in them ends a line or moves a cursor, and they are not long."""
    return "".join(one if one.isprintable() else "?" for one in words[:MOST_SAID])


def check_year(place: str, day: date) -> None:
    """Raises `CalendarFault` for a year that nobody can mean."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise CalendarFault(
            place, f"{day} lies outside the years {FIRST_YEAR} to {LAST_YEAR}", "Look at its year, and mend it"
        )


class OutsideCalendar(LookupError):
    """A count ran to days the calendar does not know."""


@cache
def bank_holidays(year: int) -> frozenset[date]:
    """England's bank holidays of a year."""
    import holidays

    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=year))


def is_working_day(day: date) -> bool:
    """Monday to Friday, no bank holiday."""
    return day.weekday() < 5 and day not in bank_holidays(day.year)


def next_working_day(day: date, count: int = 0) -> date:
    """The `count`-th working day after `day`; with 0 the day itself or the next working one."""
    if count == 0:
        while not is_working_day(day):
            day += timedelta(days=1)
        return day
    for _ in range(count):
        day += timedelta(days=1)
        while not is_working_day(day):
            day += timedelta(days=1)
    return day


@dataclass(frozen=True)
class SchoolCalendar:
    """`terms` are (first, last) days; `closed` days without lessons; `afternoon` when its session starts.

    `confirmed` is said beside every date: an unconfirmed calendar makes unconfirmed dates. `own` are those of the closed days
    that the school entered itself (`own_days.py`), each with whether an officer confirmed it; `typed` those that whoever asks
    has typed in for this answer alone.
    """

    terms: tuple[tuple[date, date], ...]
    closed: frozenset[date]
    afternoon: time = time(13, 0)
    confirmed: bool = False
    with_bank_holidays: bool = True
    own: tuple[tuple[date, bool], ...] = ()
    typed: frozenset[date] = frozenset()

    def without_unconfirmed(self) -> SchoolCalendar:
        """The calendar as it is if those of the school's own days have lessons that no officer confirmed."""
        unsure = {day for day, confirmed in self.own if not confirmed}
        return replace(self, closed=self.closed - unsure, own=tuple(one for one in self.own if one[0] not in unsure))

    def without_typed(self) -> SchoolCalendar:
        """The calendar as it is if those days have lessons that whoever asks typed in."""
        return replace(self, closed=self.closed - self.typed, typed=frozenset())

    def once_confirmed(self) -> SchoolCalendar:
        """The calendar as it will be when an officer has confirmed every day the school entered."""
        return replace(self, own=tuple((day, True) for day, _ in self.own))

    def known(self, day: date) -> bool:
        """Whether anything is known of this day: it lies between the first and the last listed one."""
        return bool(self.terms) and self.terms[0][0] <= day <= self.terms[-1][1]

    def is_school_day(self, day: date) -> bool:
        """Raises `OutsideCalendar` for a day nothing is known of."""
        if not self.known(day):
            raise OutsideCalendar(day.isoformat())
        lessons = any(first <= day <= last for first, last in self.terms)
        holiday = self.with_bank_holidays and day in bank_holidays(day.year)
        return lessons and day.weekday() < 5 and day not in self.closed and not holiday

    def days(self, start: date, step: int) -> Iterator[date]:
        """School days from `start` on, itself included if it is one; `step` is 1 or -1."""
        day = start
        while True:
            if self.is_school_day(day):
                yield day
            day += timedelta(days=step)

    def from_day(self, start: date, count: int, *, counted: bool) -> list[date]:
        """The first `count` school days after `start`; with `counted` the day itself may be the first."""
        return self._take(start if counted else start + timedelta(days=1), count, 1)

    def before(self, end: date, count: int) -> list[date]:
        """The `count` school days before `end`, nearest first; the day itself is not counted."""
        return self._take(end - timedelta(days=1), count, -1)

    def _take(self, start: date, count: int, step: int) -> list[date]:
        found: list[date] = []
        for day in self.days(start, step):
            found.append(day)
            if len(found) == count:
                break
        return found


def read_calendar(data: Any, place: str = "calendar") -> SchoolCalendar:
    """A calendar as commands and files give it: `terms`, `closed`, `bank_holidays`, `afternoon`, `confirmed`."""
    if not isinstance(data, Mapping):
        raise CalendarFault(place, "is not a set of named parts", 'Give it as {"terms": [[first, last], …]}')
    unknown = sorted(
        set(map(str, data)) - {"terms", "closed", "bank_holidays", "afternoon", "confirmed", "synthetic", "name"}
    )
    if unknown:
        raise CalendarFault(
            f"{place} {unknown[0]}", "is an unknown part", "Use terms, closed, bank_holidays, afternoon, confirmed"
        )
    terms = tuple(sorted(_span(one, f"{place} terms {n}") for n, one in enumerate(_list(data, "terms", place), 1)))
    if not terms:
        raise CalendarFault(f"{place} terms", "names no term", "List each term's first and last day")
    for (_, last), (first, _) in pairwise(terms):
        if first <= last:
            raise CalendarFault(f"{place} terms", f"two terms overlap at {first}", "Mend their days")
    closed: set[date] = set()
    for first, last in _closed(data, place):
        closed |= {first + timedelta(days=n) for n in range((last - first).days + 1)}
    holidays = (
        "england" if data.get("bank_holidays") is None else data["bank_holidays"]
    )  # what is left empty was not given
    if holidays not in ("england", "none"):
        raise CalendarFault(f"{place} bank_holidays", "is unknown", "Write england, or none")
    return SchoolCalendar(terms, frozenset(closed), _time(data.get("afternoon", "13:00"), f"{place} afternoon"),
                          _confirmed(data.get("confirmed"), place), holidays == "england")  # fmt: skip


def closed_outside(data: Any, place: str = "calendar") -> tuple[Fault, ...]:
    """Closed days of a calendar that can be read, of which none lies in a term. They close nothing, which is well for a day in
    the holidays; of a day whose year is mistyped it means that the day meant still counts."""
    calendar = read_calendar(data, place)
    return tuple(
        Fault(
            f"{place} closed {number}",
            f"{first if first == last else f'{first} to {last}'} lies outside every term, and closes nothing",
            "Look at its year, and at the terms; a day in the holidays may be left out",
        )
        for number, (first, last) in enumerate(_closed(data, place), 1)
        if not any(begins <= last and first <= ends for begins, ends in calendar.terms)
    )


def _closed(data: Mapping[str, Any], place: str) -> Iterator[tuple[date, date]]:
    for number, one in enumerate(_list(data, "closed", place), 1):
        yield _span(one if isinstance(one, list | tuple) else [one, one], f"{place} closed {number}")


def _list(data: Mapping[str, Any], name: str, place: str) -> list[Any]:
    found = data.get(name) or []
    if not isinstance(found, list | tuple):
        raise CalendarFault(f"{place} {name}", "is not a list", "Write it in square brackets")
    if len(found) > MOST_ENTRIES:
        raise CalendarFault(
            f"{place} {name}", f"has more than {MOST_ENTRIES} entries", "Give those of the years in question"
        )
    return list(found)


def _span(one: Any, place: str) -> tuple[date, date]:
    if not isinstance(one, list | tuple) or len(one) != 2:
        raise CalendarFault(place, "is not a first and a last day", 'Write it as ["2026-09-03", "2026-12-18"]')
    first, last = (_day(part, place) for part in one)
    if last < first or (last - first).days > 400:
        raise CalendarFault(place, "ends before it begins, or is longer than a year", "Mend its days")
    return first, last


def _day(value: Any, place: str) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        found = value
    else:
        try:
            if not isinstance(value, str) or not _DAY.fullmatch(value):
                raise ValueError
            found = date.fromisoformat(value)
        except ValueError:
            raise CalendarFault(place, f"{str(value)[:20]!r} is not a day", "Write it as 2026-09-03") from None
    check_year(place, found)
    return found


def _confirmed(value: Any, place: str) -> bool:
    """`no` is a word in YAML as we read it, and every word would count as true: nothing but a clear yes confirms dates."""
    known = {"yes": True, "true": True, "no": False, "false": False, "none": False}
    if (word := str(value)[:9].lower()) not in known:
        raise CalendarFault(f"{place} confirmed", f"{word!r} is neither yes nor no", "Write yes or no")
    return known[word]


def _time(value: Any, place: str) -> time:
    try:
        found = time.fromisoformat(str(value))
        if found.tzinfo is not None:
            raise ValueError
    except ValueError:
        raise CalendarFault(place, f"{str(value)[:20]!r} is not a time of the clock", "Write it as 13:00") from None
    return found
