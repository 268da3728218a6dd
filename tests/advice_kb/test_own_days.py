"""A school's own days: they count, they are called what they are, and whoever changes one is told what moves."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from advice_kb.dates_form import read_dates_form
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


def test_a_day_that_nobody_confirmed_makes_no_date_later_and_the_calendar_is_only_as_good_as_its_days() -> None:
    assert by(FILE) == by(over((4, ""))) == by(over((4, ""), (7, ""))) == date(2026, 12, 8)
    assert by(over((4, "officer"))) == by(over((4, "officer"), (7, ""))) == date(2026, 12, 9)
    assert over((4, "officer")).confirmed
    assert not over((4, "officer"), (7, "")).confirmed


@given(st.dictionaries(st.sampled_from([1, 2, 3, 4, 7, 8, 9, 10, 11, 14, 15]), st.booleans(), max_size=8))
@settings(max_examples=60)
def test_the_safer_day_stays_safe_whichever_unconfirmed_days_turn_out_to_have_lessons(entered: dict[int, bool]) -> None:
    """Anybody may enter a day on the public page: no number of them makes a day safe that was too late without them."""
    calendar = over(*((day, "officer" if confirmed else "") for day, confirmed in entered.items()))
    sure = over(*((day, "officer") for day, confirmed in entered.items() if confirmed))
    [one, *_] = work_out(Given(NOTICE, PERMANENT, calendar)).deadlines
    assert one.safer is not None and one.by is not None
    assert one.by == by(sure) and one.safer < one.by


@given(st.dictionaries(st.sampled_from([1, 2, 3, 4, 7, 8, 9, 10, 11, 14, 15]), st.booleans(), max_size=8))
@settings(max_examples=60)
def test_no_unconfirmed_day_makes_any_date_less_safe_for_whoever_must_keep_it(entered: dict[int, bool]) -> None:
    happened = {
        "first_day_of_exclusion": date(2026, 12, 1), "board_receives_notice": date(2026, 11, 24),
        "governors_meeting": date(2026, 12, 16), "notice_of_governors_decision_given": date(2026, 11, 25),
    }  # fmt: skip
    facts = PERMANENT | {"compulsory_school_age": True, "provision_started": False, "reinstated": False}
    mixed, sure, all_ = (
        {one.rule.id: one for one in work_out(Given(happened, facts, calendar)).deadlines}
        for calendar in (
            over(*((day, "officer" if yes else "") for day, yes in entered.items())),
            over(*((day, "officer") for day, yes in entered.items() if yes)),
            over(*((day, "officer") for day in entered)),
        )
    )
    assert {"papers-for-board", "delete-from-register", "first-five-days"} <= mixed.keys()
    for id_, one in mixed.items():
        for other in (sure[id_], all_[id_]):
            if one.not_before is not None:
                assert other.not_before is not None and one.not_before >= other.not_before
            elif one.from_ is not None:
                assert other.from_ is not None and one.by is not None and other.by is not None
                assert one.from_ <= other.from_ and one.by >= other.by
            else:
                assert one.by is not None and other.by is not None and one.by <= other.by


def test_a_day_that_somebody_enters_where_the_head_decided_does_not_move_day_1() -> None:
    happened, facts = {"head_decides_to_exclude": date(2026, 12, 4)}, {"compulsory_school_age": True}
    unsure = work_out(Given(happened, facts, over((4, ""))))
    assert [one.by for one in unsure.deadlines if one.rule.id == "section-104-notice"] == [date(2026, 12, 4)]


def test_days_that_run_out_of_the_known_weeks_take_no_date_away() -> None:
    short = replace(FILE, terms=((date(2026, 11, 1), date(2026, 12, 8)),))
    unsure = with_own_days(short, [OwnDay("x", date(2026, 12, 4), "INSET", "clerk")])
    assert unsure is not None and by(unsure) == date(2026, 12, 8)


def test_days_that_whoever_asks_typed_count_and_the_safer_day_holds_without_them() -> None:
    fields = {"kind": "permanent", "exam_missed": "no", "board_receives_notice": "16/11/2026"}
    asked = read_dates_form({**fields, "closed": "04/12/2026\n07/12/2026"}, FILE)
    assert asked.given is not None
    [one, *_] = work_out(asked.given).deadlines
    assert (one.by, one.safer) == (date(2026, 12, 10), date(2026, 12, 7))
    entered_too = read_dates_form({**fields, "closed": "04/12/2026\n07/12/2026"}, over((4, "")))
    assert entered_too.given is not None and work_out(entered_too.given).deadlines == work_out(asked.given).deadlines


def test_a_day_without_lessons_anyway_or_outside_the_terms_is_no_day_of_its_own() -> None:
    assert over((5, ""), (25, "")).own == ()
    assert over((5, ""), (25, "")).confirmed
    assert with_own_days(None, [OwnDay("x", date(2026, 12, 4), "INSET", "clerk")]) is None


def test_each_day_is_named_with_its_standing_and_only_what_is_not_confirmed_is_told_as_news() -> None:
    asked = Given(NOTICE, PERMANENT, over((4, "officer"), (7, "")))
    said = calendar_said(asked, work_out(asked))
    assert "Friday 4 December 2026 (confirmed), Monday 7 December 2026 (not confirmed yet)" in said
    assert "is not confirmed" in said
    moves = moves_said(asked)
    assert moves == [
        "Governors meet about the permanent exclusion: Thursday 10 December 2026 instead of Wednesday 9 December 2026."
    ]
    assert "makes no date later" in said
    sure = Given(NOTICE, PERMANENT, over((4, "officer")))
    assert moves_said(sure) == []
    assert "makes no date later" not in calendar_said(sure, work_out(sure))
    later = Given(NOTICE, PERMANENT, over((18, "")))
    assert own_days_counted(later, work_out(later)) == ()
    assert moves_said(later) == []


@settings(max_examples=150, deadline=None)
@given(st.dates(date(2026, 10, 1), date(2027, 2, 26)), st.dates(date(2026, 10, 1), date(2027, 2, 26)))
def test_a_date_moves_exactly_where_the_reach_of_the_day_says(closed: date, event: date) -> None:
    if not FILE.is_school_day(closed):
        return
    facts = PERMANENT | {"compulsory_school_age": True, "provision_started": False, "looked_after": True}
    changed = with_own_days(FILE, [OwnDay("x", closed, "INSET", "clerk", "officer")])
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
