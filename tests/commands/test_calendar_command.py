"""`heard calendar`: a school's own days entered, confirmed by another role, taken back; and `heard deadlines` over them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from bot.commands import calendar, deadlines

APP = typer.Typer()
APP.callback()(lambda: None)
for one in (calendar, deadlines):
    one.add_to(APP)

Heard = Callable[..., Any]
ASKED = {
    "events": {"board_receives_notice": "2026-11-16"}, "facts": {"kind": "permanent", "exam_missed": False},
    "calendar": "northgate-secondary",
}  # fmt: skip


@pytest.fixture
def heard(tmp_path: Path, migrated: bytes) -> Heard:
    (tmp_path / "heard.db").write_bytes(migrated)
    env = {"HEARD_DATABASE_URL": f"sqlite+aiosqlite:///{tmp_path}/heard.db", "HEARD_LOCAL": "local"}

    def run(*words: str, asks: object = "") -> Any:
        return CliRunner().invoke(APP, list(words), env=env, input=json.dumps(asks))

    return run


def test_a_day_is_entered_counts_is_confirmed_by_another_role_and_taken_back(heard: Heard) -> None:
    school, day = "northgate-secondary", "2026-12-04"
    entered = heard("calendar", "close", school, day, "--reason", "INSET", "--by", "school clerk").stdout
    assert "Friday 4 December 2026: no lessons, not confirmed yet." in entered
    assert "from Thursday 12 November 2026 to Thursday 3 December 2026" in entered
    told = json.loads(heard("deadlines", "--json", asks=ASKED).stdout)
    assert told["deadlines"][0]["by"] == "2026-12-08"
    assert told["calendar"]["own_days"] == [{"day": day, "confirmed": False}]
    assert told["calendar"]["moved"] == [
        {"id": "board-15-permanent", "stands": "2026-12-08", "once_confirmed": "2026-12-09"}
    ]
    text = heard("deadlines", asks=ASKED).stdout
    assert "days without lessons: Friday 4 December 2026 (not confirmed yet)" in text
    assert "once an officer confirms them" in text
    assert "Wednesday 9 December 2026 instead of Tuesday 8 December 2026" in text
    assert "Friday 4 December" in heard("deadlines", "--ics", asks=ASKED).stdout.replace("\n ", "")
    own_word = heard("calendar", "confirm", school, day, "--by", "School clerk")
    assert own_word.exit_code == 1
    assert "let another role confirm it" in own_word.stderr
    confirmed = heard("calendar", "confirm", school, day, "--by", "exclusions officer").stdout
    assert "from Thursday 12 November 2026 to Thursday 3 December 2026" in confirmed
    again = heard("calendar", "close", school, day, "--reason", "other", "--by", "someone")
    assert "Friday 4 December 2026: no lessons, confirmed by exclusions officer." in again.stdout
    assert "confirmed by exclusions officer" in heard("calendar", "show", school).stdout
    sure = json.loads(heard("deadlines", "--json", asks=ASKED).stdout)
    assert sure["deadlines"][0]["by"] == "2026-12-09"
    assert sure["calendar"]["own_days"][0]["confirmed"] and sure["calendar"]["moved"] == []
    assert "lessons after all" in heard("calendar", "open", school, day).stdout
    assert json.loads(heard("deadlines", "--json", asks=ASKED).stdout)["deadlines"][0]["by"] == "2026-12-08"


OFFICER, CLERK = "exclusions officer", "school clerk"


def test_of_two_officers_who_confirm_a_day_the_first_stands_and_both_are_told_so(heard: Heard) -> None:
    """The second was told that the day was confirmed by them, and every list named the first."""
    school, day = "northgate-secondary", "2026-12-04"
    heard("calendar", "close", school, day, "--reason", "INSET", "--by", CLERK)
    words = ("calendar", "confirm", school, day, "--by")
    first = heard(*words, OFFICER).stdout
    assert f"confirmed by {OFFICER}." in first and "The first word stands" not in first
    second = heard(*words, "head of service").stdout
    assert f"confirmed by {OFFICER}." in second and "The first word stands." in second
    [row] = json.loads(heard(*words, "head of service", "--json").stdout)
    [kept] = json.loads(heard("calendar", "show", school, "--json").stdout)
    assert row["confirmed_by"] == kept["confirmed_by"] == OFFICER


@pytest.mark.parametrize(
    ("entered", "again"),
    [
        *((OFFICER, one) for one in (OFFICER, "Exclusions-Officer", " exclusions  officer.", "ｅxclusions officer")),
        *((CLERK, one) for one in ("clerk", "Clerk to the governors")),
    ],
)
def test_neither_who_entered_a_day_in_any_spelling_nor_a_clerk_confirms_it(
    heard: Heard, entered: str, again: str
) -> None:
    school, day = "northgate-secondary", "2026-12-04"
    heard("calendar", "close", school, day, "--reason", "INSET", "--by", entered)
    refused = heard("calendar", "confirm", school, day, "--by", again)
    assert refused.exit_code == 1
    assert f"was entered by {entered}; let another role confirm it" in refused.stderr
    assert "not confirmed yet" in heard("calendar", "show", school).stdout


def test_another_schools_day_moves_nothing(heard: Heard) -> None:
    heard("calendar", "close", "market-secondary", "2026-12-04", "--reason", "INSET", "--by", "clerk")
    told = json.loads(heard("deadlines", "--json", asks=ASKED).stdout)
    assert told["deadlines"][0]["by"] == "2026-12-08"
    assert told["calendar"]["own_days"] == []


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("close", "no-such-school", "2026-12-04"), "there is no school no-such-school"),
        (("close", "northgate-secondary", "2026-12-05"), "has no lessons anyway"),
        (("close", "northgate-secondary", "2031-12-05"), "outside the terms"),
        (("close", "northgate-secondary", "4 December"), "is not a day"),
        (("close", "virtual-school", "2026-12-04"), "there is no school virtual-school"),
        (("confirm", "northgate-secondary", "2026-12-04"), "was not entered"),
        (("open", "northgate-secondary", "2026-12-04"), "was not entered"),
    ],
)
def test_what_cannot_be_is_refused_in_one_sentence(heard: Heard, words: tuple[str, ...], why: str) -> None:
    by = () if words[0] == "open" else ("--by", "clerk")
    reason = ("--reason", "INSET") if words[0] == "close" else ()
    refused = heard("calendar", *words, *by, *reason)
    assert refused.exit_code == (2 if why == "is not a day" else 1)
    assert why in refused.stderr
    assert len(refused.stderr.strip().splitlines()) == 1


def test_a_calendar_file_of_nothing_is_refused_in_one_sentence(heard: Heard) -> None:
    refused = heard("deadlines", "--ics", asks={"events": {}, "facts": {}, "calendar": "demo"})
    assert refused.exit_code == 1
    assert "nothing in this request has a date" in refused.stderr
    assert len(refused.stderr.strip().splitlines()) == 1
