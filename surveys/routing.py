"""The path through a survey, worked out afresh from the answers each time: a position is never stored."""

from __future__ import annotations

from collections.abc import Mapping

from surveys.answers import Answer
from surveys.conditions import holds
from surveys.model import Question, Survey


def path(survey: Survey, answers: Mapping[str, Answer]) -> tuple[Question, ...]:
    """The questions shown to someone who gave these answers, in order.

    Only answers that are themselves on the path count, so an answer left behind by a change of mind opens nothing.
    """
    shown: list[Question] = []
    counted: dict[str, Answer] = {}
    for question in survey.questions:
        if holds(question.show_if, counted):
            shown.append(question)
            if question.id in answers:
                counted[question.id] = answers[question.id]
    return tuple(shown)


def on_path(survey: Survey, answers: Mapping[str, Answer]) -> dict[str, Answer]:
    """The answers that still stand on the path; the rest were left behind."""
    return {q.id: answers[q.id] for q in path(survey, answers) if q.id in answers}
