"""A calendar file of dates: an entry for every date, nobody's entries those of another, and a moved date found again."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from icalendar import Calendar

from advice_kb.asked import read_request
from advice_kb.calendar_file import calendar_file
from advice_kb.deadlines import work_out
from advice_kb.library import load_library as library
from tests.advice_kb.test_deadlines import CALENDAR

SOURCES = library().sources
NOTICE = {"events": {"board_receives_notice": "2026-11-16"}, "facts": {"kind": "permanent", "exam_missed": False}}
SAVED = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
CLOSED = {**CALENDAR, "closed": [*CALENDAR["closed"], "2026-12-02"]}


def made(
    request: dict[str, Any],
    calendar: Any = CALENDAR,
    saved: datetime = SAVED,
    school: str = "demo",
    line: str = "line",
) -> bytes:
    given = read_request({**request, "calendar": calendar}, lambda _name: None)
    return calendar_file(work_out(given), given, SOURCES, line, saved, school)


def entries(request: dict[str, Any], **more: Any) -> list[Any]:
    assert made(request, **more) == made(request, **more)
    return list(Calendar.from_ical(made(request, **more)).walk("VEVENT"))


def test_a_second_date_has_an_entry_of_its_own() -> None:
    notice = {"events": {"parent_receives_notice": "2026-11-24"}, "facts": {"compulsory_school_age": True}}
    found = {one["DTSTART"].dt: str(one["SUMMARY"]) for one in entries(notice)}
    assert list(found) == [date(2026, 12, 14), date(2026, 12, 21)]
    assert "the higher amount" in found[date(2026, 12, 21)]


def test_two_pupils_entries_are_never_the_same_entry() -> None:
    [one], [other] = entries(NOTICE), entries({**NOTICE, "facts": NOTICE["facts"] | {"has_ehc_plan": True}})
    assert one["UID"] != other["UID"]
    assert one["DTSTART"].dt == other["DTSTART"].dt
    [elsewhere] = entries(NOTICE, school="another-school")
    assert one["UID"] != elsewhere["UID"]  # whose days without lessons are others


def test_a_date_that_moved_replaces_the_one_in_the_calendar_also_when_it_moves_back() -> None:
    times = [SAVED + timedelta(days=n) for n in range(3)]
    [first], [moved], [back] = (
        entries(NOTICE, calendar=calendar, saved=saved)
        for calendar, saved in zip((CALENDAR, CLOSED, CALENDAR), times, strict=True)
    )
    assert [one["DTSTART"].dt.day for one in (first, moved, back)] == [8, 9, 8]
    assert first["UID"] == moved["UID"] == back["UID"]
    assert first["SEQUENCE"] < moved["SEQUENCE"] < back["SEQUENCE"] < 2**31
    for stamp in ("DTSTAMP", "LAST-MODIFIED"):
        assert [one[stamp].dt for one in (first, moved, back)] == times


def test_an_entry_says_when_it_was_saved_and_what_becomes_of_it() -> None:
    [one] = entries(NOTICE, saved=datetime(2026, 11, 22, 23, 30, tzinfo=UTC))
    told = str(one["DESCRIPTION"])
    assert "Saved on Sunday 22 November 2026. A day without lessons can move a date" in told
    assert "With other answers new entries come: take the old ones out yourself." in told


def test_a_number_is_the_same_answer_however_it_is_written() -> None:
    half, whole = ({**NOTICE, "facts": NOTICE["facts"] | {"year_total": total}} for total in (7.0, 7))
    assert entries(half)[0]["UID"] == entries(whole)[0]["UID"]


def test_nobody_is_invited_and_nobody_organises() -> None:
    assert b"METHOD" not in made(NOTICE)
    assert b"ORGANIZER" not in made(NOTICE)


@pytest.mark.parametrize("pad", range(12))
def test_lines_are_folded_at_75_octets_end_in_crlf_and_say_the_same_unfolded(pad: int) -> None:
    line = "x" * pad + "’é日😀" * 30 + "; one, two\\three\nand BEGIN:VEVENT"
    file = made(NOTICE, line=line)
    lines = file.split(b"\r\n")
    assert lines.pop() == b""
    assert all(len(one) <= 75 and b"\n" not in one and b"\r" not in one for one in lines)
    assert all(one.decode("utf-8") for one in lines)  # no letter is cut in two
    [entry] = Calendar.from_ical(file).walk("VEVENT")
    assert str(entry["DESCRIPTION"]).endswith(line)


def test_the_last_lawful_day_is_called_that_and_the_safer_one_stands_beside_it() -> None:
    [one] = entries(NOTICE)
    assert "Last lawful day: Tuesday 8 December 2026. Safer: Monday 7 December 2026." in str(one["DESCRIPTION"])
