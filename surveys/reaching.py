"""Whether any answers lead to a question: each condition is solved over the questions it speaks of, and those that lead there.

A condition tells apart only the values that conditions name, and for numbers those beside them; any other is as good as no
answer. A branch is left as soon as the condition can no longer hold, and where there are too many ways left to try the
question counts as reached: a fault that is none would send an author looking for nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import chain, combinations, islice

from surveys.answers import Answer
from surveys.conditions import NUMBER, holds, questions_named
from surveys.model import All, AnyOf, AnyPart, AtLeast, Condition, Equals, Not, Question, Survey

MOST_STEPS = 20_000
"""Ways tried for one survey."""

_LARGEST_NUMBER = 999_999_999
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

Value = str | int | float | tuple[str, ...] | None


def unreached(survey: Survey) -> tuple[Question, ...]:
    """The questions that no answers lead to."""
    named, steps = _named_values(survey), iter(range(MOST_STEPS))
    reached: set[int] = set()
    for number in reversed(range(len(survey.questions))):  # what leads to a late question leads to those before it
        if number not in reached:
            given = _way_to(number, survey, named, steps)
            if given is not None:
                reached |= {number, *(_shown(survey, given) if given else ())}
    return tuple(question for number, question in enumerate(survey.questions) if number not in reached)


def _shown(survey: Survey, given: Mapping[str, Answer]) -> set[int]:
    counted: dict[str, Answer] = {}
    shown: set[int] = set()
    for number, question in enumerate(survey.questions):
        if holds(question.show_if, counted):
            shown.add(number)
            if question.id in given:
                counted[question.id] = given[question.id]
    return shown


def _way_to(
    number: int, survey: Survey, named: Mapping[str, set[str]], steps: Iterator[int]
) -> dict[str, Answer] | None:
    """Answers that lead to it, none where it is simply asked or too many ways are left to try, None where nothing does."""
    condition = survey.questions[number].show_if
    if condition is None:
        return {}
    order = _spoken_of(number, survey)
    known = {question.id for question in order}
    never = {name: Answer(name, None) for name, _ in questions_named(condition) if name not in known}
    open_ways: list[tuple[int, dict[str, Answer]]] = [(0, never)]
    for _ in steps:
        if not open_ways:
            return None
        place, given = open_ways.pop()
        told = _judged(condition, given)
        if told:
            return {name: answer for name, answer in given.items() if answer.value is not None}
        if told is None:
            asked = order[place]
            values = _values(asked, named.get(asked.id, set())) if holds(asked.show_if, given) else iter((None,))
            open_ways += [(place + 1, {**given, asked.id: Answer(asked.id, value)}) for value in values]
    return {}


def _spoken_of(number: int, survey: Survey) -> list[Question]:
    """The earlier questions that a condition speaks of, each behind those that lead to it."""
    first: dict[str, int] = {}
    for place, question in enumerate(survey.questions):
        first.setdefault(question.id, place)
    order: dict[int, Question] = {}
    waiting = [(number, False)]
    while waiting:
        place, done = waiting.pop()
        if place in order:
            continue
        question = survey.questions[place]
        if done:
            order[place] = question
            continue
        earlier = (first.get(name, place) for name, _ in questions_named(question.show_if))
        waiting += [(place, True), *((one, False) for one in earlier if one < place)]
    del order[number]
    return list(order.values())


def _judged(condition: Condition | None, given: Mapping[str, Answer]) -> bool | None:
    """Whether it holds; None while that hangs on questions not answered yet."""
    match condition:
        case Equals(question=name) | AnyOf(question=name) | AtLeast(question=name):
            return holds(condition, given) if name in given else None
        case All(all=parts):
            told = [_judged(part, given) for part in parts]
            return False if False in told else None if None in told else True
        case AnyPart(any=parts):
            told = [_judged(part, given) for part in parts]
            return True if True in told else None if None in told else False
        case Not(not_=part):
            inside = _judged(part, given)
            return None if inside is None else not inside
    return True


def _named_values(survey: Survey) -> dict[str, set[str]]:
    """What conditions name of each question; limits of `at_least` among them."""
    named: dict[str, set[str]] = {}
    waiting = [question.show_if for question in survey.questions]
    while waiting:
        match waiting.pop():
            case Equals(question=name, equals=value) | AtLeast(question=name, at_least=value):
                named.setdefault(name, set()).add(str(value))
            case AnyOf(question=name, any_of=values):
                named.setdefault(name, set()).update(values)
            case All(all=parts) | AnyPart(any=parts):
                waiting += parts
            case Not(not_=part):
                waiting.append(part)
    return named


def _values(question: Question, named: set[str]) -> Iterator[Value]:
    """The answers worth trying, no answer first: the last is tried first, and what a condition names opens most."""
    told = [choice.id for choice in question.choices if choice.id in named or NUMBER.fullmatch(choice.id)]
    if question.type == "multiple":
        return islice(chain.from_iterable(combinations(told, size) for size in range(len(told) + 1)), MOST_STEPS)
    if question.choices:
        return iter((None, *told))
    match question.type:
        case "number":
            return iter((None, *_numbers(question, named)))
        case "date":
            return iter((None, *sorted(value for value in named if _DATE.fullmatch(value))))
        case "text":
            return iter((None, *sorted(value for value in named if value.strip())))
    return iter((None,))


def _numbers(question: Question, named: set[str]) -> list[int | float]:
    """The numbers that conditions name and those beside them, within the question's limits."""
    least = -_LARGEST_NUMBER if question.minimum is None else question.minimum
    most = _LARGEST_NUMBER if question.maximum is None else question.maximum
    step = 0.5 if question.halves else 1
    spoken = [least, *(float(value) for value in named if NUMBER.fullmatch(value) and len(value) < 15)]
    beside = {number + by for number in spoken for by in (-step, 0, step)}
    kept = sorted(number for number in beside if least <= number <= most)
    return [int(n) if n == int(n) else n for n in kept if question.halves or n == int(n)]
