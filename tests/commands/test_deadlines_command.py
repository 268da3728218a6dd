"""`heard deadlines` under input of any shape: one sentence with place, fault and remedy, exit 1 or 2, and never a guess."""

from __future__ import annotations

import json
import sys
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from bot.commands import deadlines
from bot.commands.telling import bytes_of
from tests.advice_kb.test_deadlines import CALENDAR

APP = typer.Typer()
deadlines.add_to(APP)


def asked(request: Any, *options: str) -> Result:
    given = request if isinstance(request, bytes) else json.dumps(request).encode()
    return CliRunner().invoke(APP, list(options or ("--json",)), input=given)


@pytest.mark.parametrize(
    ("request_", "place"),
    [
        ({"events": {"a\nb\x1b[31m": "2026-11-16"}}, "events.a?b?[31m: is no event known here"),
        ({"facts": {"a\nb": 1}}, "facts.a?b: is no fact known here"),
        ({"a\nb": 1}, "the request: has an unknown part a?b"),
        ({"calendar": "a\nb"}, "calendar a?b: is not there"),
        ({"calendar": {"terms": [["2026-09-03", "2026-12-18"]], "a\nb": 1}}, "calendar a?b: is an unknown part"),
        ({"x" * 10_000: 1}, "the request: has an unknown part x"),
        (b'{"events":{"governors_meeting":"2026-11-16","governors_meeting":"2026-11-17"}}', "governors_meeting twice"),
        (b"[" * 100_000, "standard input is not JSON"),
        (b'{"events": "\xe9"}', "standard input is not JSON"),
        (b"", "standard input is not JSON"),
        (b'"' + b"x" * deadlines.MOST_BYTES, "standard input is longer than 1,000,000 bytes"),
    ],
    ids=lambda one: str(one)[:40],
)  # fmt: skip
def test_what_cannot_be_read_is_one_short_line_and_exit_1(request_: Any, place: str) -> None:
    told = asked(request_)
    assert told.exit_code == 1 and told.stdout == ""
    assert told.stderr.startswith("heard: ") and place in told.stderr
    assert told.stderr.endswith("\n") and told.stderr[:-1].isprintable() and len(told.stderr) < 500


def test_a_request_may_begin_with_the_mark_that_some_editors_write() -> None:
    told = asked(b'\xef\xbb\xbf{"events": {"request_received": "2026-11-16"}}')
    assert [one["by"] for one in json.loads(told.stdout)["deadlines"]] == ["2026-12-16"]


def test_two_kinds_of_answer_at_once_are_wrong_usage() -> None:
    assert asked({}, "--json", "--ics").exit_code == 2


def test_a_process_without_standard_input_has_an_empty_request(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    assert bytes_of("-", 10) == b""


def test_the_calendar_file_of_a_request_is_newer_each_time_and_finds_its_entries_again() -> None:
    request = {
        "events": {"board_receives_notice": "2026-11-16"}, "facts": {"kind": "permanent", "exam_missed": False},
        "calendar": CALENDAR,
    }  # fmt: skip
    file = asked(request, "--ics").stdout_bytes.decode()
    assert "SEQUENCE:" in file and "LAST-MODIFIED:" in file
    again = asked(request, "--ics").stdout_bytes.decode()
    uid = [next(line for line in one.split("\r\n") if line.startswith("UID:")) for one in (file, again)]
    assert uid[0] == uid[1]
