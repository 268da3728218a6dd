"""A calendar file of dates: an entry for every date, nobody's entries those of another, the same facts the same bytes."""

from __future__ import annotations

from datetime import date
from typing import Any

from icalendar import Calendar

from advice_kb.asked import read_request
from advice_kb.calendar_file import calendar_file
from advice_kb.deadlines import work_out
from advice_kb.library import load_library
from tests.advice_kb.test_deadlines import CALENDAR

SOURCES = load_library().sources
NOTICE = {"events": {"board_receives_notice": "2026-11-16"}, "facts": {"kind": "permanent", "exam_missed": False}}


def entries(request: dict[str, Any]) -> list[Any]:
    given = read_request({**request, "calendar": CALENDAR}, lambda _name: None)
    made = calendar_file(work_out(given), given, SOURCES, "line")
    assert made == calendar_file(work_out(given), given, SOURCES, "line")
    return list(Calendar.from_ical(made).walk("VEVENT"))


def test_a_second_date_has_an_entry_of_its_own() -> None:
    notice = {"events": {"parent_receives_notice": "2026-11-24"}, "facts": {"compulsory_school_age": True}}
    found = {one["DTSTART"].dt: str(one["SUMMARY"]) for one in entries(notice)}
    assert list(found) == [date(2026, 12, 14), date(2026, 12, 21)]
    assert "the higher amount" in found[date(2026, 12, 21)]


def test_two_pupils_entries_are_never_the_same_entry() -> None:
    [one], [other] = entries(NOTICE), entries({**NOTICE, "facts": NOTICE["facts"] | {"has_ehc_plan": True}})
    assert one["UID"] != other["UID"]
    assert one["DTSTART"].dt == other["DTSTART"].dt


def test_the_last_lawful_day_is_called_that_and_the_safer_one_stands_beside_it() -> None:
    [one] = entries(NOTICE)
    assert "Last lawful day: Tuesday 8 December 2026. Safer: Monday 7 December 2026." in str(one["DESCRIPTION"])
