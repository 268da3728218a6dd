"""Worked-out dates as a calendar file. It holds no name; the same facts give the same bytes, other facts other entries."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256

from icalendar import Calendar, Event

from advice_kb.first_day import FIRST, taken
from advice_kb.kept_dates import calendar_said, capital, citation, in_full, span, taken_said
from advice_kb.model import Source
from advice_kb.time_limits import Deadline, Given, Timeline


def calendar_file(timeline: Timeline, given: Given, sources: Mapping[str, Source], line: str) -> bytes:
    """iCalendar, one all-day entry for each dated deadline and for each second date of one. Something must be dated."""
    made = Calendar()
    made.add("prodid", "-//Heard//Dates after an exclusion//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    # of the facts, not of the clock: same facts, same bytes
    stamp, case = datetime.combine(min(given.days.values()), time(), UTC), _case(given)
    for one in timeline.deadlines:
        told = "\n".join([*_told(one, given), citation(one.rule, sources), calendar_said(given, timeline), line])
        day = one.by or one.not_before
        assert day is not None
        name = one.rule.name if one.by else f"{one.rule.name} (not sooner)"
        made.add_component(_entry(f"{one.rule.id}-{case}", name, one.from_ or day, day, stamp, told))
        for number, (by, what) in enumerate(one.also, 1):
            name = f"{one.rule.name}: {what}"
            made.add_component(_entry(f"{one.rule.id}-also{number}-{case}", name, by, by, stamp, told))
    return bytes(made.to_ical())


def _case(given: Given) -> str:
    """What tells two pupils' entries in one calendar apart, and finds the same pupil's again when a date has moved."""
    facts = (sorted(given.days.items()), sorted(given.facts.items()), sorted(given.posted.items()), given.decided)
    return sha256(repr(facts).encode()).hexdigest()[:16]


def _told(one: Deadline, given: Given) -> list[str]:
    return [
        f"{capital(one.who)}: {one.rule.action}.",
        _when(one),
        *(f"Also {in_full(by)}: {what}." for by, what in one.also),
        *(["The guidance asks for this; it is not a duty in law."] if one.rule.force == "should" else []),
        f"Counted: {one.counting}.",
        *(taken_said(found, given) if one.rule.event == FIRST and (found := taken(given)) else []),
    ]


def _when(one: Deadline) -> str:
    if one.by is None:
        return "Not before this day."
    if one.from_ is not None:
        return span(one.from_, one.by)
    return f"Last lawful day: {in_full(one.by)}." + (f" Safer: {in_full(one.safer)}." if one.safer else "")


def _entry(id_: str, name: str, first: date, last: date, stamp: datetime, told: str) -> Event:
    entry = Event()
    entry.add("uid", f"{id_}@heard")
    entry.add("dtstamp", stamp)
    entry.add("dtstart", first)
    entry.add("dtend", last + timedelta(days=1))
    entry.add("summary", name)
    entry.add("description", told)
    entry.add("transp", "TRANSPARENT")
    return entry
