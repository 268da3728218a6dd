"""Worked-out dates as a calendar file. It holds no name; the same answers find their own entries again, other answers make others.

Nothing is kept here, so nobody knows whether whoever asks has saved these dates before, nor a case whose answers were changed.
What is stable is the answers themselves: an entry is named by its rule, the answers and the school, never by the date that
follows. Every entry says that, and what to do after an answer was mended. A moved date comes later than the one before, so
the moment of saving orders the two (RFC 5545, 3.8.7.2 to 3.8.7.4).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

from icalendar import Calendar, Event

from advice_kb.days import in_full, london_day
from advice_kb.first_day import FIRST, taken
from advice_kb.kept_dates import GUIDANCE, calendar_said, capital, citation, taken_said, when
from advice_kb.model import Source
from advice_kb.time_limits import Deadline, Given, Timeline

SINCE = datetime(2026, 1, 1, tzinfo=UTC)
"""SEQUENCE counts seconds from here: it grows with every later saving, and its 32 bits last until 2094."""

AGAIN = (
    "A day without lessons can move a date, so save the dates again before you rely on them. With the same answers most "
    "calendars then move this entry. With other answers new entries come: take the old ones out yourself."
)


def calendar_file(
    timeline: Timeline, given: Given, sources: Mapping[str, Source], line: str, saved: datetime, school: str = ""
) -> bytes:
    """iCalendar, one all-day entry for each dated deadline and for each second date of one. Something must be dated.

    `saved` is the moment, with its zone; `school` the id of the school, or the name of the calendar, that days were counted by.
    """
    made = Calendar()
    made.add("prodid", "-//Heard//Dates after an exclusion//EN")
    made.add(
        "version", "2.0"
    )  # and no METHOD: one needs an organiser (RFC 5546, 3.2.1), and nobody invites to these days
    case = _case(given, school)
    again = f"Saved on {in_full(london_day(saved))}. {AGAIN}"
    for one in timeline.deadlines:
        told = "\n".join([*_told(one, given), citation(one.rule, sources), calendar_said(given, timeline), again, line])
        day = one.by or one.not_before
        assert day is not None
        name = one.rule.name if one.by else f"{one.rule.name} (not sooner)"
        made.add_component(_entry(f"{one.rule.id}-{case}", name, one.from_ or day, day, saved, told))
        for number, (by, what) in enumerate(one.also, 1):
            name = f"{one.rule.name}: {what}"
            made.add_component(_entry(f"{one.rule.id}-also{number}-{case}", name, by, by, saved, told))
    return bytes(made.to_ical())


def _case(given: Given, school: str) -> str:
    """What tells two pupils' entries in one calendar apart, and finds the same pupil's again when a date has moved: everything
    that was answered, and nothing that was worked out."""
    facts = {name: float(value) if type(value) is int else value for name, value in given.facts.items()}
    answers = (sorted(given.days.items()), sorted(facts.items()), sorted(given.posted.items()), given.decided, school)
    return sha256(repr(answers).encode()).hexdigest()[:16]


def _told(one: Deadline, given: Given) -> list[str]:
    return [
        f"{capital(one.who)}: {one.rule.action}.",
        when(one),
        *(f"Also {in_full(by)}: {what}." for by, what in one.also),
        *([GUIDANCE] if one.rule.is_guidance else []),
        f"Counted: {one.counting}.",
        *(taken_said(found, given) if one.rule.event == FIRST and (found := taken(given)) else []),
    ]


def _entry(id_: str, name: str, first: date, last: date, saved: datetime, told: str) -> Event:
    entry = Event()
    entry.add("uid", f"{id_}@heard")
    entry.add("dtstamp", saved.astimezone(UTC))
    entry.add("last-modified", saved.astimezone(UTC))
    entry.add("sequence", max(0, int((saved - SINCE).total_seconds())))
    entry.add("dtstart", first)
    entry.add("dtend", last + timedelta(days=1))
    entry.add("summary", name)
    entry.add("description", told)
    entry.add("transp", "TRANSPARENT")
    return entry
