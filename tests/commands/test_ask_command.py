"""`heard ask`: lines in, lines out, the screen in front, and a withdrawn article is no answer."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
import typer
from typer.testing import CliRunner

from advice_kb.library import load_library
from advice_kb.safeguarding import load_screen
from advice_kb.search import load_finder
from advice_kb.shelf import Act, Shelf
from bot.commands.ask import Desk, add_to

APP = typer.Typer()
add_to(APP)
KEYS = {"id", "outcome", "topics", "articles", "state", "confidence"}


def test_each_line_is_answered_in_order_from_checked_articles() -> None:
    lines = [
        {"id": 1, "text": "how long can a suspension be", "audience": "parent"},
        {"id": "b", "text": "best pizza in town?", "audience": "pupil"},
        {"id": "c", "text": "my dad hits me every night", "audience": "pupil"},
    ]
    result = CliRunner().invoke(APP, ["--json"], input="\n".join(json.dumps(line) for line in lines) + "\n\n")
    assert result.exit_code == 0
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert [row["id"] for row in rows] == [1, "b", "c"]
    assert all(set(row) == KEYS for row in rows)
    assert rows[0]["topics"][0] == "suspension-day-limits"
    assert rows[0]["articles"][0] == "suspension-day-limits.parent"
    assert rows[0]["state"] == "checked"
    assert (rows[1]["outcome"], rows[1]["topics"], rows[1]["articles"]) == ("nothing", [], [])
    assert rows[2]["outcome"] == "safeguarding"


def test_a_question_on_the_command_line_gets_the_short_answer() -> None:
    result = CliRunner().invoke(APP, ["how long can a suspension be"])
    assert result.exit_code == 0
    assert "45" in result.stdout


def test_a_withdrawn_article_is_no_answer() -> None:
    library, at = load_library(), datetime(2026, 11, 24, tzinfo=UTC)
    act = Act("suspension-day-limits.parent", 1, "withdrawn", at, "editor", "wrong")
    desk = Desk(Shelf(library, {act.article: act}), load_screen(), load_finder())
    row = desk.answer("how long can a suspension be", "parent")
    assert row["state"] == "withdrawn"
    assert "suspension-day-limits.parent" not in row["articles"]
    assert library.articles[act.article].title not in "\n".join(desk.in_words(row, "parent"))


@pytest.mark.parametrize("bad", ["not json", "[1]", '{"id": 1}', '{"text": "x"}', '{"id": 1, "text": 5}'])
def test_a_line_that_cannot_be_read_is_one_sentence_and_exit_1(bad: str) -> None:
    result = CliRunner().invoke(APP, ["--json"], input=bad + "\n")
    assert result.exit_code == 1
    assert "line 1 of standard input" in result.stderr
