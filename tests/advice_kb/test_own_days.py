"""A school's own days: they count, they are called what they are, and whoever changes one is told what moves."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from advice_kb.deadlines import work_out
from advice_kb.kept_dates import calendar_said, moves_said
from advice_kb.own_days import OwnDay, own_days_counted, reach, with_own_days
from advice_kb.school_days import SchoolCalendar, read_calendar
from advice_kb.time_limits import Given
from tests.advice_kb.test_deadlines import CALENDAR

FILE = replace(read_calendar(CALENDAR), confirmed=True)
NOTICE = {"board_receives_notice": date(2026, 11, 16)}
PERMANENT = {"kind": "permanent", "exam_missed": False}


def over(*days: tuple[int, str]) -> SchoolCalendar:
    """The calendar with these days of December entered; the word is the officer's role, or nothing yet."""
    found = with_own_days(FILE, [OwnDay("x", date(2026, 12, day), "INSET", "clerk", officer) for day, officer in days])
    assert found is not None
    return found


def by(calendar: SchoolCalendar) -> date | None:
    return work_out(Given(NOTICE, PERMANENT, calendar)).deadlines[0].by


def test_a_day_counts_whether_confirmed_or_not_and_the_calendar_is_only_as_good_as_its_days() -> None:
    assert by(FILE) == date(2026, 12, 8)
    assert by(over((4, ""))) == by(over((4, "officer"))) == date(2026, 12, 9)
    assert by(over((4, ""), (7, ""))) == date(2026, 12, 10)
    assert over((4, "officer")).confirmed
    assert not over((4, "officer"), (7, "")).confirmed


@given(st.dictionaries(st.sampled_from([1, 2, 3, 4, 7, 8, 9, 10, 11, 14, 15]), st.booleans(), max_size=8))
@settings(max_examples=60)
def test_the_safer_day_stays_safe_whichever_unconfirmed_days_turn_out_to_have_lessons(entered: dict[int, bool]) -> None:
    """Anybody may enter a day on the public page: no number of them makes a day safe that was too late without them."""
    calendar = over(*((day, "officer" if confirmed else "") for day, confirmed in entered.items()))
    sure = over(*((day, "officer") for day, confirmed in entered.items() if confirmed))
    [one, *_] = work_out(Given(NOTICE, PERMANENT, calendar)).deadlines
    lawful = [by(calendar), by(sure)]
    assert one.safer is not None
    assert all(last is not None and one.safer < last for last in lawful)


def test_a_day_without_lessons_anyway_or_outside_the_terms_is_no_day_of_its_own() -> None:
    assert over((5, ""), (25, "")).own == ()
    assert over((5, ""), (25, "")).confirmed
    assert with_own_days(None, [OwnDay("x", date(2026, 12, 4), "INSET", "clerk")]) is None


def test_each_day_is_named_with_its_standing_and_the_earlier_date_is_the_one_to_keep_to_until_it_is_sure() -> None:
    asked = Given(NOTICE, PERMANENT, over((4, "officer"), (7, "")))
    said = calendar_said(asked, work_out(asked))
    assert "Friday 4 December 2026 (confirmed), Monday 7 December 2026 (not confirmed yet)" in said
    assert "is not confirmed" in said
    moves = moves_said(asked)
    assert "Thursday 10 December 2026, without those days Tuesday 8 December 2026" in moves[0]
    assert "keep to the earlier date" in moves[-1]
    assert len(moves_said(Given(NOTICE, PERMANENT, over((4, "officer"))))) == 1
    later = Given(NOTICE, PERMANENT, over((18, "")))
    assert own_days_counted(later, work_out(later)) == ()
    assert moves_said(later) == []


@settings(max_examples=150, deadline=None)
@given(st.dates(date(2026, 10, 1), date(2027, 2, 26)), st.dates(date(2026, 10, 1), date(2027, 2, 26)))
def test_a_date_moves_exactly_where_the_reach_of_the_day_says(closed: date, event: date) -> None:
    if not FILE.is_school_day(closed):
        return
    facts = PERMANENT | {"compulsory_school_age": True, "provision_started": False, "looked_after": True}
    changed = with_own_days(FILE, [OwnDay("x", closed, "INSET", "clerk")])
    for one in reach(FILE, closed):
        if one.rule.id not in ("board-15-permanent", "papers-for-board", "sixth-day-provision", "section-104-notice"):
            continue
        ends = [
            next(
                row.by
                for row in work_out(Given({one.rule.event: event}, facts, calendar)).deadlines
                if row.rule.id == one.rule.id
            )
            for calendar in (FILE, changed)
        ]
        assert (ends[0] != ends[1]) == (one.first <= event <= one.last), one
