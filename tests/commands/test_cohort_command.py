"""A file of numbers taken in twice adds nothing; a correction does, and so does taking it back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from analytics.denominators import Row
from bot.commands.cohort import _nothing_new
from storage.campaigns import Denominator

ROW = Row("*", "*", 1000, date(2026, 9, 1), date(2027, 8, 31), "ever", "in", date(2026, 10, 1), "census")


def kept(row: Row) -> Denominator:
    return Denominator(**vars(row), taken_in=datetime(2026, 11, 1, tzinfo=UTC))


def test_the_same_file_again_is_nothing_new() -> None:
    other = replace(ROW, cohort="excluded", children=90)
    assert _nothing_new([ROW, other], [kept(ROW), kept(other)])
    assert not _nothing_new([ROW, other], [kept(ROW)])
    assert not _nothing_new([ROW], [])


def test_a_correction_and_taking_it_back_are_new() -> None:
    corrected = replace(ROW, children=1100)
    assert not _nothing_new([corrected], [kept(ROW)])
    assert not _nothing_new([ROW], [kept(ROW), kept(corrected)])
    assert not _nothing_new([replace(ROW, source="recount")], [kept(ROW)])
