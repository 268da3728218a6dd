"""Whether a question is shown, from the answers so far. An unanswered or skipped question makes no condition true."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from surveys.answers import Answer
from surveys.model import All, AnyOf, AnyPart, AtLeast, Condition, Equals, Not

NUMBER = re.compile(r"-?[0-9]+(?:\.[05])?")


def holds(condition: Condition | None, answers: Mapping[str, Answer]) -> bool:
    match condition:
        case None:
            return True
        case Equals(question=name, equals=wanted):
            return str(wanted) in _values(answers.get(name))
        case AnyOf(question=name, any_of=wanted_ones):
            return bool(_values(answers.get(name)) & set(wanted_ones))
        case AtLeast(question=name, at_least=least):
            return any(NUMBER.fullmatch(value) and float(value) >= least for value in _values(answers.get(name)))
        case All(all=parts):
            return all(holds(part, answers) for part in parts)
        case AnyPart(any=parts):
            return any(holds(part, answers) for part in parts)
        case Not(not_=part):
            return not holds(part, answers)


def questions_named(condition: Condition | None) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every `(question, values)` a condition speaks of; no values where any number may do."""
    match condition:
        case Equals(question=name, equals=wanted):
            yield name, (str(wanted),)
        case AnyOf(question=name, any_of=wanted_ones):
            yield name, wanted_ones
        case AtLeast(question=name):
            yield name, ()
        case All(all=parts) | AnyPart(any=parts):
            for part in parts:
                yield from questions_named(part)
        case Not(not_=part):
            yield from questions_named(part)


def _values(answer: Answer | None) -> set[str]:
    if answer is None or answer.value is None:
        return set()
    return set(answer.value) if isinstance(answer.value, tuple) else {str(answer.value)}
