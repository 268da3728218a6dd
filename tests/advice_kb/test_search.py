"""The search: its weights are those of the questions in the repository, it knows every topic, and blank words find nothing."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advice_kb.library import load_library as library
from advice_kb.search import MOST_CHOICES, VOICES, Finder, concluded, load_finder
from advice_kb.search_words import Speller
from benchmarks.search.corpus import fingerprint, judged, learned

LIMITS = {"none": 0.8, "doubt": 0.2, "sure": 0.5, "least": 0.05}
FINDER = load_finder()


@pytest.fixture(scope="module")
def finder() -> Finder:
    return FINDER


def test_the_weights_are_those_of_the_questions_in_the_repository(finder: Finder) -> None:
    assert finder.fingerprint == fingerprint(), "train again: python -m benchmarks.search.train"


def test_it_knows_every_topic_and_no_other(finder: Finder) -> None:
    assert set(finder.topics) == set(library().topics)


def test_there_are_sixty_questions_a_topic_and_more_than_six_hundred_to_judge_by() -> None:
    questions, topics = learned(), library().topics
    for topic in topics:
        own = [one for one in questions if one.topics == (topic,)]
        assert len(own) >= 60, topic
        assert {one.audience for one in own} == set(VOICES), topic
    kept = [*judged("tuned"), *judged("frozen")]
    assert sum(bool(one.topics) for one in kept) >= 600
    assert sum(not one.topics for one in kept) >= 150
    assert {topic for one in kept for topic in one.topics} == set(topics)


@pytest.mark.parametrize("part", ["frozen", "frozen-2", "frozen-3"])
def test_nothing_it_is_judged_by_was_learned_but_a_few_words_that_two_people_wrote_alike(part: str) -> None:
    taught = {" ".join(one.text.lower().split()) for one in learned()}
    kept = judged(part)
    alike = [one.text for one in kept if " ".join(one.text.lower().split()) in taught]
    assert [text for text in alike if len(text.split()) > 8] == []
    assert len(alike) <= len(kept) // 50


@pytest.mark.parametrize(
    ("text", "audience", "topic"),
    [
        ("How long can a suspension be in one school year?", "parent", "suspension-day-limits"),
        ("my son got sent home early agen and they never gave us a letter", "parent", "unlawful-exclusion"),
        ("When must the governors meet after a permanent exclusion?", "governor", "governing-board-review"),
        ("can i still do my gcse if im excluded", "pupil", "exams-during-exclusion"),
        ("What has to be in the exclusion letter, item by item?", "head", "exclusion-letter-checklist"),
        ("how do i ask for an independant revew pannel", "parent", "independent-review-panel"),
    ],
)
def test_plain_and_misspelt_questions_find_their_topic(finder: Finder, text: str, audience: str, topic: str) -> None:
    found = finder.find(text, audience)
    assert found.topics[0] == topic
    assert found.outcome == "answer"


def test_somebody_who_wants_a_person_is_told_apart(finder: Finder) -> None:
    assert finder.find("can i please speak to a real person at the council", "parent").outcome == "person"


@pytest.mark.parametrize(
    "text", ["", "   ", "\n", "👍", "....", "how do i make pancakes", "my car insurance has an exclusion for flood"]
)
def test_what_is_not_ours_finds_nothing(finder: Finder, text: str) -> None:
    found = finder.find(text)
    assert (found.outcome, found.topics) == ("nothing", ())


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=600), st.sampled_from(("parent", "pupil", "head", "governor", "", "stranger")))
def test_any_words_give_a_verdict_that_holds_together(text: str, audience: str) -> None:
    found = FINDER.find(text, audience)
    assert 0 <= found.confidence <= 1
    assert bool(found.topics) == (found.outcome != "nothing")
    assert len(set(found.topics)) == len(found.topics) <= MOST_CHOICES
    assert found == FINDER.find(text, audience)


def test_it_asks_back_where_it_is_unsure_of_the_topic_or_of_being_meant() -> None:
    topics = ["a", "b"]
    assert concluded(np.array([0.9, 0.05, 0.05]), topics, LIMITS).outcome == "answer"
    assert concluded(np.array([0.45, 0.45, 0.1]), topics, LIMITS).outcome == "clarify"
    assert concluded(np.array([0.6, 0.1, 0.3]), topics, LIMITS).outcome == "clarify"
    assert concluded(np.array([0.1, 0.05, 0.85]), topics, LIMITS).outcome == "nothing"


def test_slips_are_mended_towards_known_words_and_short_ones_left() -> None:
    speller = Speller({"governors": 9, "meeting": 5, "school": 99, "meet": 3})
    assert speller.mend("goveners meting at skool shcool") == "governors meeting at skool school"
    assert speller.mend("mum xylophone 12345") == "mum xylophone 12345"
