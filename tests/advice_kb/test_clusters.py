"""Questions that found nothing, gathered by the words they share."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advice_kb.clusters import LEAST, clusters

BUS_PASS = (
    "how do i get my son's bus pass back mobile 07",
    "bus pass lost, who do I tell",
    "need another bus pass for my daughter",
    "Her BUS PASSES were stolen on the way home",
    "where do we apply for the bus-pass",
    "the bus pass has run out, what now?",
)
OTHERS = (
    "can she wear trainers",
    "trainers were taken away",
    "swimming lessons on a friday",
    "is there a choir",
    "bus driver was rude",
)
WORDS = (
    "bus",
    "buses",
    "pass",
    "passes",
    "lost",
    "trip",
    "trips",
    "coat",
    "choir",
    "my",
    "the",
    "school",
    "[phone]",
    "07",
    "’",
)
ASKED = st.lists(st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join), max_size=40)


def test_six_ways_to_ask_for_a_bus_pass_are_one_cluster_and_nothing_else_is_shown() -> None:
    [found] = clusters([*OTHERS, *BUS_PASS])
    assert found.name == "bus pass"
    assert found.members == tuple(range(len(OTHERS), len(OTHERS) + len(BUS_PASS)))


def test_a_single_word_gathers_what_shares_no_pair_and_the_larger_cluster_comes_first() -> None:
    choir = ["is there a choir", "choirs for boys", "who runs choir", "choir on monday", "the choir's concert"]
    assert [(one.name, len(one.members)) for one in clusters([*choir, *BUS_PASS])] == [("bus pass", 6), ("choir", 5)]


@pytest.mark.parametrize("words", ["my child was excluded from school", "help please", "[phone] [email]", "", "07 900"])
def test_words_that_nearly_everybody_uses_and_what_was_redacted_gather_nothing(words: str) -> None:
    assert clusters([words] * 9) == ()


@given(ASKED)
def test_no_cluster_is_under_five_and_no_question_stands_in_two(questions: list[str]) -> None:
    found = clusters(questions)
    assert all(len(one.members) >= LEAST for one in found)
    members = [place for one in found for place in one.members]
    assert len(members) == len(set(members))
    assert set(members) <= set(range(len(questions)))


@given(ASKED, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_makes_no_difference(questions: list[str], chance: object) -> None:
    def gathered(given_: list[str]) -> list[tuple[str, Counter[str]]]:
        return [(one.name, Counter(given_[place] for place in one.members)) for one in clusters(given_)]

    shuffled = list(questions)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert gathered(shuffled) == gathered(questions)
