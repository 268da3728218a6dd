"""What cannot have happened is refused with both days named; what is only odd is remarked upon."""

from __future__ import annotations

from typing import Any

import pytest

from advice_kb.asked import read_request
from advice_kb.dates_form import read_dates_form
from advice_kb.kept_dates import first_day_said
from advice_kb.order_of_events import CHAIN, PAIRS
from advice_kb.school_days import CalendarFault
from advice_kb.time_limits import events
from tests.advice_kb.test_deadlines import CALENDAR


def read(happened: dict[str, Any]) -> Any:
    return read_request({"events": happened, "calendar": CALENDAR}, lambda _name: None)


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("head_decides_to_exclude", "first_day_of_exclusion"),
        ("board_receives_notice", "governors_meeting"),
        ("head_decides_to_exclude", "panel_hearing"),
        ("application_received", "panel_hearing"),
        ("notice_of_governors_decision_given", "review_stages_over"),
        ("notice_of_panel_decision_given", "review_stages_over"),
        ("head_decides_to_exclude", "board_receives_representations"),
        ("conduct_complained_of", "final_decision_on_discrimination_claim"),
    ],
)
def test_an_order_that_cannot_be_is_refused_with_both_days(earlier: str, later: str) -> None:
    with pytest.raises(CalendarFault) as caught:
        read({earlier: "2026-11-17", later: "2026-11-16"})
    assert "Monday 16 November 2026" in str(caught.value) and "Tuesday 17 November 2026" in str(caught.value)
    assert caught.value.fault.place == f"events.{later}"
    read({earlier: "2026-11-16", later: "2026-11-16"})


def test_every_event_of_the_order_is_known() -> None:
    assert {*CHAIN, *PAIRS, *(earlier for earlier, _ in PAIRS.values())} <= events()


def test_a_letter_may_come_before_the_day_it_counts_as_given() -> None:
    found = read({"notice_of_governors_decision_given": {"posted": "2026-12-09"}, "application_received": "2026-12-10"})
    assert found.days["notice_of_governors_decision_given"] > found.days["application_received"]


@pytest.mark.parametrize("day", ["9999-11-16", "0001-01-01", "9999-12-31T23:30-05:00", "0001-01-01T00:10+09:00"])
def test_a_year_that_nobody_can_mean_is_a_sentence(day: str) -> None:
    with pytest.raises(CalendarFault, match="outside the years"):
        read({"request_received": day})


def test_the_form_says_it_beside_the_later_day() -> None:
    asked = read_dates_form({"head_decides_to_exclude": "17/11/2026", "first_day_of_exclusion": "16/11/2026"}, None)
    assert asked.given is None
    fault = asked.faults["first_day_of_exclusion"]
    assert fault.startswith(
        "The first day of the exclusion (Monday 16 November 2026) lies before the day the head decided"
    )


@pytest.mark.parametrize(("day", "odd"), [("2026-11-21", True), ("2026-10-27", True), ("2026-11-20", False)])
def test_a_first_day_without_lessons_is_remarked_upon_and_counted_on(day: str, odd: bool) -> None:
    said = first_day_said(read({"first_day_of_exclusion": day}))
    assert bool(said) == odd
    assert not odd or "no lessons on that day" in said[0]
