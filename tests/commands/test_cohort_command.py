"""A file of numbers taken in twice adds nothing; a correction does, and so does taking it back. Which numbers a day knew."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from analytics.denominators import Row
from bot.commands.cohort import _changed, _nothing_new
from bot.reports import as_known
from storage.campaigns import Denominator
from surveys.school_year import year_asked

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


def test_a_number_that_changes_without_a_new_date_is_told() -> None:
    """An old file taken in by mistake once put its numbers back without a word."""
    corrected = replace(ROW, children=1100)
    [told] = _changed([ROW], [kept(ROW), kept(corrected)])
    assert told.startswith("*,* of 2026-10-01 was 1100 and is 1000 from today.")
    assert _changed([corrected, replace(ROW, as_of=date(2026, 11, 1))], [kept(corrected)]) == []


def test_a_number_given_again_for_its_old_date_leaves_the_figure_of_an_earlier_day() -> None:
    """Taken in on 1 November and corrected on the 20th under the same date: a report of the 10th counted the first."""
    first = kept(ROW)
    again = replace(kept(replace(ROW, children=1100)), taken_in=datetime(2026, 11, 20, tzinfo=UTC))
    assert as_known([first, again], date(2026, 11, 10)) == [first]
    assert as_known([first, again], date(2026, 11, 20)) == [first, again]
    assert as_known([first, again], date(2026, 10, 15)) == [first, again], "nobody knew either: the better one counts"
    assert as_known([again], date(2026, 11, 10)) == [again]


@pytest.mark.parametrize(
    ("years", "year"), [([2026, 2027], 2026), ([2024, 2025], 2025), ([2027], 2026), ([], 2026), ([2025, 2026], 2026)]
)
def test_a_campaign_planned_for_next_year_does_not_stand_where_this_years_children_were_counted(
    years: list[int], year: int
) -> None:
    """In the spring a campaign made for September turned `heard coverage` to nobody of next year's children."""
    assert year_asked(years, date(2027, 5, 3)) == year
