"""`heard screen`: lines in, lines out, and a sentence for a line that cannot be read."""

from __future__ import annotations

import json

import pytest
import typer
from typer.testing import CliRunner

from bot.commands.screen import add_to

APP = typer.Typer()
add_to(APP)


def test_each_line_is_answered_in_order() -> None:
    lines = [
        {"id": "a", "text": "he comes into my room at night", "audience": "pupil"},
        {"id": 2, "text": "What must the letter say?", "audience": "head"},
        {"id": "c", "text": "my favourite lesson is art"},
    ]
    result = CliRunner().invoke(APP, ["--json"], input="\n".join(json.dumps(line) for line in lines) + "\n\n")
    assert result.exit_code == 0
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert [row["id"] for row in rows] == ["a", 2, "c"]
    assert [row["concern"] for row in rows] == [True, False, False]
    assert "sexual-harm" in rows[0]["kinds"]
    assert all(set(row) == {"id", "concern", "urgent", "kinds"} for row in rows)


def test_a_text_in_a_language_that_was_not_measured_is_a_concern_for_a_person() -> None:
    line = json.dumps({"id": 1, "text": "mój syn nie chce iść do szkoły"}) + "\n"
    assert json.loads(CliRunner().invoke(APP, ["--json"], input=line).stdout)["concern"] is True
    assert "the language was not measured (Polish)" in CliRunner().invoke(APP, [], input=line).stdout


@pytest.mark.parametrize("bad", ["not json", "[1]", '{"id": 1}', '{"text": "x"}', '{"id": 1, "text": 5}', "\ufffd{"])
def test_a_line_that_cannot_be_read_is_one_sentence_and_exit_1(bad: str) -> None:
    result = CliRunner().invoke(APP, ["--json"], input='{"id": 1, "text": "fine"}\n' + bad + "\n")
    assert result.exit_code == 1
    assert "line 2 of standard input" in result.stderr
    assert "Traceback" not in result.output


def test_people_are_told_the_kinds_in_words_and_machines_by_their_ids() -> None:
    line = json.dumps({"id": 1, "text": "my dad hits me every night", "audience": "pupil"}) + "\n"
    assert "abuse-at-home" in json.loads(CliRunner().invoke(APP, ["--json"], input=line).stdout)["kinds"]
    told = CliRunner().invoke(APP, [], input=line).stdout
    assert "abuse at home" in told and "abuse-at-home" not in told


def test_a_line_with_an_audience_that_is_not_known_is_refused_with_its_place_and_those_that_are() -> None:
    """Before, it was judged with no voice at all, and nobody could know."""
    lines = '{"id": 1, "text": "fine", "audience": ""}\n{"id": 2, "text": "fine", "audience": "pupli"}\n'
    result = CliRunner().invoke(APP, ["--json"], input=lines)
    assert (result.exit_code, len(result.stdout.splitlines())) == (1, 1)
    told = "heard: line 2 of standard input: audience 'pupli' is unknown; use pupil, parent, head, governor, staff, partner, or leave it out\n"
    assert result.stderr == told
