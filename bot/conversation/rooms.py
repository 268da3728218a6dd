"""How much room a draft needs. Every draft of a survey is sealed at one length, so that a length tells nothing."""

from __future__ import annotations

from surveys.model import Question, Survey

_STEP = 1024
_AROUND = 900  # keys, label, receipt and the words around them
_PER_ANSWER = 60
_TEXT_BYTES = 2_200


def room_for(survey: Survey, preamble: Survey) -> int:
    """Bytes for the longest draft this survey can grow to, rounded up."""
    questions = (*preamble.questions, *survey.questions)
    needed = _AROUND + sum(_PER_ANSWER + len(q.id) + _longest(q) for q in questions)
    return -(-needed // _STEP) * _STEP


def _longest(question: Question) -> int:
    if question.type == "text":
        return _TEXT_BYTES
    lengths = [len(choice.id) + 3 for choice in question.choices]
    return sum(lengths) if question.type == "multiple" else max(lengths, default=16)
