"""What was said, counted with pandas: the same numbers as counting by hand, and pandas only where a summary is made."""

from __future__ import annotations

import statistics
import subprocess
import sys
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.said import HELPED, by_label, domain_table, helped_table, mean_and_spread, question_table, said
from surveys.model import Question
from tests.analytics.said_world import Said
from tests.world import SURVEYS

ASKED = [SURVEYS[name] for name in ("pupil-voice", "resilience-wellbeing", "service-rating", "parent-survey")]


def test_a_skipped_statement_lowers_that_base_only_and_passed_on_words_count_nowhere() -> None:
    survey = SURVEYS["pupil-happiness"]
    frame = said([Said({"wakes-rested": "often", "world-good": None, "laughs": {"passed_on": True}})] * 6)
    tables = [question_table(survey, q, frame) for q in survey.questions]
    assert [table.lines[0].base for table in tables] == [6, 0, 0]


def test_eight_fives_and_two_fours_have_a_mean_of_four_point_eight() -> None:
    question = SURVEYS["service-rating"].question("rate-training")
    assert question is not None
    frame = said([Said({"rate-training": "5"})] * 8 + [Said({"rate-training": "4"})] * 2)
    n, mean, spread = mean_and_spread(question, frame)
    assert (n, f"{mean:.1f}", f"{spread:.1f}") == (10, "4.8", "0.4")


def test_domains_add_their_statements() -> None:
    survey = SURVEYS["resilience-wellbeing"]
    frame = said([Said({q.id: "very" for q in survey.questions})] * 6)
    assert [line.base for line in domain_table(survey, frame).lines] == [54, 60, 36, 48, 36]


# ------------------------------------------------------------------ against counting by hand
def answers_to(question: Question) -> st.SearchStrategy[object]:
    """What storage may hold: a choice, several, nothing, words passed on, a number, words, a choice that is no more."""
    ids = [choice.id for choice in question.choices]
    none = st.none() | st.just({"passed_on": True})
    if question.type == "multiple":
        return (
            none | st.lists(st.sampled_from(ids), unique=True) | st.lists(st.sampled_from(ids), unique=True).map(tuple)
        )
    if ids:
        return none | st.sampled_from([*ids, "gone-since"])
    return none | st.integers(0, 9) | st.text(max_size=5)


@st.composite
def waves(draw: st.DrawFn) -> tuple[int, list[Said]]:
    number = draw(st.integers(0, len(ASKED) - 1))
    questions = draw(st.lists(st.sampled_from(ASKED[number].questions), max_size=6))
    shapes = {q.id: answers_to(q) for q in questions} | {"who-is-with-you": st.none() | st.sampled_from([*HELPED])}
    one = st.builds(
        Said, st.fixed_dictionaries({}, optional=shapes), st.sampled_from(["authority", "setting:a", "setting:b"])
    )
    return number, draw(st.lists(one, max_size=25))


def picks(responses: Sequence[Said], question: str) -> list[tuple[str, ...]]:
    """By hand: what each response picked; nothing for one that did not."""
    values = [one.answers.get(question) for one in responses]
    return [
        ()
        if value is None or isinstance(value, dict)
        else tuple(value)
        if isinstance(value, (list, tuple))
        else (str(value),)
        for value in values
    ]


def counted(responses: Sequence[Said], question: str, ids: Sequence[str]) -> tuple[tuple[int, ...], int]:
    found = picks(responses, question)
    return tuple(sum(one.count(id_) for one in found) for id_ in ids), sum(1 for one in found if one)


@settings(max_examples=120, deadline=None)
@given(waves())
def test_every_table_is_what_counting_by_hand_gives(wave: tuple[int, list[Said]]) -> None:
    survey, responses = ASKED[wave[0]], wave[1]
    frame = said(responses)
    for question in survey.questions:
        ids = [choice.id for choice in question.choices]
        [line] = question_table(survey, question, frame).lines
        assert (line.counts, line.base) == counted(responses, question.id, ids)
        lines = by_label(survey, question, frame, {"setting:a": "A"}).lines
        labels = sorted({one.label for one in responses})
        assert [(one.id, one.counts, one.base) for one in lines] == [
            (label, *counted([one for one in responses if one.label == label], question.id, ids)) for label in labels
        ]
        assert [one.label for one in lines] == [{"setting:a": "A"}.get(label, label) for label in labels]
        marks = [int(one) for found in picks(responses, question.id) for one in found if one in ids and one.isdigit()]
        n, mean, spread = mean_and_spread(question, frame)
        assert (n, mean) == (len(marks), statistics.fmean(marks) if marks else 0.0)
        assert spread == pytest.approx(statistics.pstdev(marks) if marks else 0.0)
    if survey.domains:
        for line in domain_table(survey, frame).lines:
            ids = [choice.id for choice in survey.questions[0].choices]
            parts = [counted(responses, q.id, ids)[0] for q in survey.questions if q.domain == line.id]
            assert (line.counts, line.base) == (tuple(map(sum, zip(*parts, strict=True))), sum(map(sum, parts)))
    [line] = helped_table(frame).lines
    assert line.counts == counted(responses, "who-is-with-you", [*HELPED])[0]
    assert line.base == sum(line.counts)


def test_a_service_that_makes_no_summary_never_loads_pandas() -> None:
    everything = "bot.app, bot.demo, bot.commands.service, bot.commands.coverage, bot.handlers.console.app, bot.handlers.telegram"
    asks = f"import {everything}, sys; print('pandas' in sys.modules); import analytics.voice_summary; print('pandas' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", asks], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "True"]
