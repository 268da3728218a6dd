"""Which questions no answers lead to: held against every way of answering, tried one by one."""

from __future__ import annotations

from itertools import chain, combinations, product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.answers import Answer
from surveys.loading import load_survey
from surveys.model import Question, Survey
from surveys.reaching import unreached
from surveys.routing import path
from tests.surveys.test_definitions import HEAD, YESNO


def dead(questions: str) -> list[str]:
    return [one.id for one in unreached(load_survey(HEAD + "questions:\n" + questions))]


def twelve_with_followups() -> str:
    return "".join(
        f"  - {{id: q{n}, type: single, text: a, {YESNO}}}\n"
        f"  - {{id: r{n}, type: single, text: a, show_if: {{question: q{n}, equals: 'yes'}}, {YESNO}}}\n"
        for n in range(12)
    )


ANSWERED = [
    twelve_with_followups(),
    "  - {id: n, type: number, text: a, minimum: 0, maximum: 190}\n  - {id: r, type: text, text: a, show_if: {question: n, equals: 3}}\n",
    "  - {id: n, type: number, text: a}\n  - {id: r, type: text, text: a, show_if: {question: n, at_least: 5000}}\n",
    "  - {id: n, type: number, text: a, halves: true}\n  - {id: r, type: text, text: a, show_if: {all: [{question: n, at_least: 2}, {not: {question: n, at_least: 3}}, {not: {question: n, equals: 2}}]}}\n",
    "".join(f"  - {{id: q{n}, type: single, text: a, {YESNO}}}\n" for n in range(20))
    + "  - {id: r, type: text, text: a, show_if: {all: ["
    + ", ".join(f"{{question: q{n}, equals: 'no'}}" for n in range(20))
    + "]}}\n",
    f"  - {{id: q0, type: single, text: a, {YESNO}}}\n"
    + "".join(
        f"  - {{id: q{n}, type: single, text: a, show_if: {{question: q{n - 1}, equals: 'yes'}}, {YESNO}}}\n"
        for n in range(1, 300)
    ),
]  # fmt: skip


@pytest.mark.parametrize("questions", ANSWERED, ids=["followups", "equals", "at-least", "halves", "all", "chain"])
def test_what_can_be_answered_is_no_fault(questions: str) -> None:
    assert dead(questions) == []


def test_what_leads_nowhere_is_found_however_many_questions_stand_around_it() -> None:
    nowhere = "  - {id: z, type: text, text: a, show_if: {all: [{question: r3, equals: 'yes'}, {question: q3, equals: 'no'}]}}\n"
    assert dead(twelve_with_followups() + nowhere) == ["z"]


KINDS = [
    {"type": "single", "choices": [{"id": "a", "text": "A"}, {"id": "b", "text": "B"}, {"id": "2", "text": "2"}]},
    {"type": "multiple", "choices": [{"id": "a", "text": "A"}, {"id": "b", "text": "B"}, {"id": "c", "text": "C"}]},
    {"type": "number", "minimum": 0, "maximum": 4},
    {"type": "number", "minimum": 1, "maximum": 3, "halves": True},
]


def every_answer(question: Question) -> list[Any]:
    ids = [choice.id for choice in question.choices]
    if question.type == "multiple":
        return [None, *chain.from_iterable(combinations(ids, size) for size in range(1, len(ids) + 1))]
    if question.type == "number":
        halves = [n / 2 for n in range(2 * (question.minimum or 0), 2 * (question.maximum or 0) + 1)]
        return [None, *(int(n) if n == int(n) else n for n in halves if question.halves or n == int(n))]
    return [None, *ids]


def conditions(earlier: list[str]) -> st.SearchStrategy[dict[str, Any]]:
    question, value = st.sampled_from(earlier), st.sampled_from(["a", "b", "c", "2", "2.5", "9"])
    leaf = st.one_of(
        st.fixed_dictionaries({"question": question, "equals": value | st.integers(-1, 5)}),
        st.fixed_dictionaries({"question": question, "any_of": st.lists(value, max_size=3)}),
        st.fixed_dictionaries({"question": question, "at_least": st.integers(-1, 5)}),
    )
    return st.recursive(leaf, lambda part: st.one_of(
        st.fixed_dictionaries({"all": st.lists(part, max_size=3)}),
        st.fixed_dictionaries({"any": st.lists(part, max_size=3)}),
        st.fixed_dictionaries({"not": part}),
    ), max_leaves=5)  # fmt: skip


@st.composite
def surveys(draw: st.DrawFn) -> Survey:
    asked: list[dict[str, Any]] = []
    for number in range(draw(st.integers(2, 4))):
        shown = draw(st.none() | conditions([one["id"] for one in asked])) if asked else None
        asked.append({"id": f"q{number}", "text": "T", **draw(st.sampled_from(KINDS)), "show_if": shown})
    head = load_survey(HEAD + "questions: []\n").model_dump()
    return Survey.model_validate({**head, "questions": asked})


@settings(max_examples=150, deadline=None)
@given(surveys())
def test_a_question_is_dead_just_when_no_way_of_answering_shows_it(survey: Survey) -> None:
    shown: set[str] = set()
    for way in product(*(every_answer(question) for question in survey.questions[:-1])):
        answers = {q.id: Answer(q.id, value) for q, value in zip(survey.questions, way, strict=False)}
        shown |= {question.id for question in path(survey, answers)}
        if len(shown) == len(survey.questions):
            break
    assert {question.id for question in unreached(survey)} == {q.id for q in survey.questions} - shown
