"""Template letters: gaps to fill, facts that stand behind them, words a parent can read."""

from __future__ import annotations

import re

import pytest

from advice_kb.letter import FOLDER, Letter, letters_about, load_letters
from advice_kb.library import load_library as library
from advice_kb.numbers import in_article
from advice_kb.reading import LIMITS, reading_age

LETTERS = sorted(load_letters().values(), key=lambda letter: letter.id)
every_letter = pytest.mark.parametrize("letter", LETTERS, ids=lambda letter: letter.id)


def test_the_four_letters_families_need_are_there() -> None:
    assert {"representations-to-governors", "subject-access-request", "independent-review-request", "paperwork-after-sending-home"} <= set(load_letters())  # fmt: skip


@every_letter
def test_a_letter_is_named_as_its_file(letter: Letter) -> None:
    assert (FOLDER / f"{letter.id}.md").is_file()


@every_letter
def test_a_letter_leaves_names_and_dates_to_the_sender(letter: Letter) -> None:
    assert {"your name", "how to reach you", "date"} <= set(letter.gaps)
    assert any("name of child" in gap.lower() for gap in letter.gaps)
    assert letter.text.count("[") == letter.text.count("]")


@every_letter
def test_a_letter_rests_on_facts_that_are_there_and_not_on_unchecked_ones(letter: Letter) -> None:
    known = library()
    assert letter.topic in known.topics
    assert letter.facts
    assert all(known.facts[fact].basis != "verify" for fact in letter.facts)


@every_letter
def test_a_letter_states_no_number_of_law(letter: Letter) -> None:
    """The dates are the sender's: they come from the time limits, never from a form that grows old."""
    without_list_numbers = re.sub(r"^\d+\.", "", letter.text, flags=re.MULTILINE)
    assert not in_article(without_list_numbers)


@every_letter
def test_a_letter_reads_as_easily_as_a_parents_article(letter: Letter) -> None:
    assert reading_age(letter.text, library().glossary) <= LIMITS["parent"]


def test_a_topic_offers_its_letters_and_most_topics_have_none() -> None:
    assert [letter.id for letter in letters_about("unlawful-exclusion")] == ["paperwork-after-sending-home"]
    assert letters_about("lunchtime-suspension") == ()
