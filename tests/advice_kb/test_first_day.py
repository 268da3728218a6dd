"""What was taken for day 1 is said, wherever nobody said it, with what another day 1 would change."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time

import pytest

from advice_kb.deadlines import work_out
from advice_kb.first_day import FIRST, taken
from advice_kb.kept_dates import first_day_said
from advice_kb.school_days import SchoolCalendar
from advice_kb.time_limits import Given

CALENDAR = SchoolCalendar(((date(2026, 9, 3), date(2026, 12, 18)),), frozenset({date(2026, 11, 27)}))
WEDNESDAY = date(2026, 12, 2)


def decided(at: time | None, length: float = 0.5, day: date = WEDNESDAY) -> Given:
    facts = {"kind": "suspension", "length_in_days": length, "compulsory_school_age": True, "provision_started": False}
    moment = None if at is None else datetime.combine(day, at)
    return Given({"head_decides_to_exclude": day}, facts, CALENDAR, decided=moment)


def test_a_half_day_decided_in_the_afternoon_says_what_was_taken_and_what_would_change() -> None:
    given = decided(time(14, 0))
    told = first_day_said(given)
    assert "next school day as day 1: Thursday 3 December 2026." in told[0]
    assert "half day away was that same afternoon" in told[1]
    assert "If day 1 was Wednesday 2 December 2026 instead" in told[2]
    duty = "Parents' duty in the first five days: Wednesday 2 December 2026, not Thursday 3 December 2026."
    assert duty in told
    instead = replace(given, days={**given.days, FIRST: WEDNESDAY})
    found = {one.rule.id: one.by for one in work_out(instead).deadlines}
    assert found["first-five-days"] == WEDNESDAY


def test_whole_days_in_the_afternoon_are_said_without_the_half_and_the_sixth_day_is_to_be_checked() -> None:
    told = " ".join(first_day_said(decided(time(15, 30), 6)))
    assert "half day" not in told
    assert "Full-time education begins: Wednesday 9 December 2026, not Thursday 10 December 2026." in told
    assert "For the sixth day, check it with the council." in told


def test_without_a_clock_time_the_morning_is_assumed_and_the_afternoon_is_told() -> None:
    told = first_day_said(decided(None, 2))
    assert "Nobody said when" in told[0] and "day 1 is Wednesday 2 December 2026." in told[0]
    assert "If day 1 was Thursday 3 December 2026 instead" in told[1]


@pytest.mark.parametrize(
    "given",
    [
        decided(time(9, 0)),
        decided(time(14, 0), day=date(2026, 12, 5)),
        replace(decided(time(14, 0)), days={"head_decides_to_exclude": WEDNESDAY, FIRST: WEDNESDAY}),
        replace(decided(time(14, 0)), calendar=None),
        decided(time(14, 0), day=date(2031, 1, 6)),
    ],
    ids=["morning", "saturday", "day 1 given", "no calendar", "outside the terms"],
)
def test_where_nothing_was_assumed_nothing_is_said(given: Given) -> None:
    assert taken(given) is None
    assert first_day_said(given) == []
