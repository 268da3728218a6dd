"""What is said of the hours when somebody reads or answers is true at each hour: a child waits for what a card promises."""

from __future__ import annotations

from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

import pytest

from advice_kb.help_cards import HourFacts, help_card
from bot.app import place_of
from bot.config import read_config
from bot.conversation.showing import hours_said
from bot.local import Hours, load_local
from tests.world import WORDS

BOROUGH = load_local(Path(__file__).parent.parent / "local").model_copy(update={"synthetic": False})
NOW, TODAY, LATER = "now", "today from 9 am.", "on the next working day from 9 am."

WEEK = [
    (datetime(2026, 11, 16, 0, 0, tzinfo=UTC), TODAY),  # a Monday
    (datetime(2026, 11, 16, 7, 0, tzinfo=UTC), TODAY),
    (datetime(2026, 11, 16, 8, 59, 59, tzinfo=UTC), TODAY),
    (datetime(2026, 11, 16, 9, 0, tzinfo=UTC), NOW),
    (datetime(2026, 11, 16, 12, 0, tzinfo=UTC), NOW),
    (datetime(2026, 11, 16, 17, 0, tzinfo=UTC), LATER),
    (datetime(2026, 11, 16, 23, 59, tzinfo=UTC), LATER),
    (datetime(2026, 11, 20, 19, 0, tzinfo=UTC), LATER),  # Friday evening
    (datetime(2026, 11, 21, 7, 0, tzinfo=UTC), LATER),  # Saturday
    (datetime(2026, 11, 22, 12, 0, tzinfo=UTC), LATER),  # Sunday
    (datetime(2026, 12, 25, 7, 0, tzinfo=UTC), LATER),  # a Friday, and Christmas Day
    (datetime(2026, 12, 28, 7, 0, tzinfo=UTC), LATER),  # a Monday in place of Boxing Day
    (datetime(2026, 12, 29, 7, 0, tzinfo=UTC), TODAY),
    (datetime(2026, 7, 1, 7, 59, tzinfo=UTC), TODAY),  # one minute to nine in summer
    (datetime(2026, 7, 1, 8, 0, tzinfo=UTC), NOW),
    (datetime(2026, 6, 30, 23, 30, tzinfo=UTC), TODAY),  # half past midnight of a Wednesday in summer
]


def said_at(at: datetime, **local: Any) -> tuple[str, str]:
    """What a card says of the reader, and a page of the duty officer."""
    place = place_of(read_config(demo=False), BOROUGH.model_copy(update=local), at)
    facts = HourFacts(
        "B", place.readers, read=place.read, reader_until=place.reader_until, reader_next=place.reader_next
    )
    return " ".join(help_card(("neglect",), "pupil", "en", facts).fate), hours_said(WORDS, place)


@pytest.mark.parametrize(("at", "begins"), WEEK)
def test_when_reading_and_answering_begin_is_true_for_the_hour(at: datetime, begins: str) -> None:
    card, officer = said_at(at)
    if begins == NOW:
        assert "Someone is reading until 4:30 pm." in card and "Nobody is reading" not in card
        assert officer == "Someone answers until 5 pm today."
    else:
        assert f"Nobody is reading right now. It is read {begins}" in card
        again = "" if begins == TODAY else "again "
        assert officer == f"Nobody answers that number right now. It is answered {again}{begins}"


def test_the_hour_that_is_named_is_that_of_the_settings() -> None:
    hours = Hours.model_validate({"from": time(10, 30), "until": time(12)})
    card, officer = said_at(WEEK[1][0], reading_hours=hours, office_hours=hours)
    assert "It is read today from 10:30 am." in card
    assert officer.endswith("It is answered today from 10:30 am.")


@pytest.mark.parametrize("missing", [{"officers": ()}, {"reading_hours": None}])
def test_where_nobody_is_set_to_read_no_morning_is_promised(missing: dict[str, Any]) -> None:
    local = BOROUGH.model_copy(update=missing)
    assert {local.reader_next(at) for at, _ in WEEK} == {local.reading_next}
    assert "It is read" not in said_at(WEEK[1][0], **missing)[0]


def test_without_office_hours_nothing_is_promised_for_today() -> None:
    local = BOROUGH.model_copy(update={"office_hours": None})
    assert {local.officer_next(at) for at, _ in WEEK} == {local.office_next}
