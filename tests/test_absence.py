"""Telegram away for an hour: tried every few seconds, told a few times, and told again when it answers."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from bot.absence import PAUSES, Absence


def test_an_hour_away_is_told_less_and_less_often_and_tried_all_the_time() -> None:
    said: list[tuple[str, dict[str, Any]]] = []
    absence, waited = Absence(lambda event, **fields: said.append((event, fields))), 0.0
    while waited < 3600:
        pause = absence.pause(OSError())
        assert pause <= 5
        waited += pause
    assert 60 <= len(said) <= 70
    assert said[0][1]["seconds"] == 0 and "tries again" in said[0][1]["reason"]
    gaps = [b[1]["seconds"] - a[1]["seconds"] for a, b in pairwise(said)]
    assert gaps[0] <= 2 and max(gaps) <= 65
    absence.over()
    assert said[-1][0] == "telegram_answers"
    assert absence.pause(OSError()) == PAUSES[0]


def test_what_was_never_away_says_nothing_when_it_answers() -> None:
    said: list[str] = []
    Absence(lambda event, **_: said.append(event)).over()
    assert said == []
