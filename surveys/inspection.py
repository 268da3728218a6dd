"""A definition's faults that the shape alone does not show: dead routes, missing wording, free text where none may be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice, product

from surveys.answers import Answer
from surveys.conditions import holds, questions_named
from surveys.faults import Fault
from surveys.model import Question, Survey, Text

MOST_FOR_UNDER_11 = 15
_MOST_WAYS = 20_000


def inspect(survey: Survey) -> tuple[Fault, ...]:
    """Every fault of one definition, in the order of its questions."""
    checks = (_twice, _wording, _choices, _help_on, _routes, _unreachable, _free_text, _long_parts, _domains, _order)
    return tuple(fault for check in checks for fault in check(survey))


def _place(survey: Survey, question: Question) -> str:
    return f"{survey.id}, question {question.id}"


def _twice(survey: Survey) -> Iterator[Fault]:
    seen: set[str] = set()
    for question in survey.questions:
        if question.id in seen:
            yield Fault(_place(survey, question), "its id stands twice", "Give each question an id of its own")
        seen.add(question.id)
        ids = [choice.id for choice in question.choices]
        for id_ in sorted({id_ for id_ in ids if ids.count(id_) > 1}):
            yield Fault(_place(survey, question), f"the choice {id_} stands twice", "Give each choice an id of its own")


def _wording(survey: Survey) -> Iterator[Fault]:
    texts: list[tuple[str, Text | None]] = [
        ("title", survey.title),
        ("purpose", survey.purpose),
        ("readers", survey.readers),
    ]
    for question in survey.questions:
        place = f"question {question.id}"
        texts += [
            (place, question.text),
            (f"{place}, hint", question.hint),
            (f"{place}, easy_read", question.easy_read),
        ]
        texts += [(f"{place}, choice {choice.id}", choice.text) for choice in question.choices]
    for place, text in texts:
        for language in survey.languages:
            if text is not None and not str(text.get(language, "")).strip():
                yield Fault(
                    f"{survey.id}, {place}",
                    f"has no wording in {language}",
                    f"Write it, or take {language} out of languages",
                )


def _choices(survey: Survey) -> Iterator[Fault]:
    for question in survey.questions:
        picking = question.type in ("single", "multiple", "scale", "agreement")
        if picking and len(question.choices) < 2:
            yield Fault(_place(survey, question), "has fewer than two choices", "Add choices, or make it another type")
        if not picking and question.choices:
            yield Fault(_place(survey, question), f"has choices, but its type is {question.type}", "Remove them")
        if question.type == "number" and None not in (question.minimum, question.maximum):
            least, most = question.minimum or 0, question.maximum or 0
            if least > most:
                yield Fault(_place(survey, question), "its minimum is above its maximum", "Change them over")


def _help_on(survey: Survey) -> Iterator[Fault]:
    for question in survey.questions:
        for id_ in question.help_on:
            if question.choice(id_) is None:
                yield Fault(
                    _place(survey, question),
                    f"help_on names {id_}, which is no choice of it",
                    "Name one of its choices",
                )


def _routes(survey: Survey) -> Iterator[Fault]:
    """A condition may speak only of earlier questions, and of choices they have."""
    earlier: dict[str, Question] = {}
    for question in survey.questions:
        for name, values in questions_named(question.show_if):
            known = earlier.get(name)
            if known is None:
                later = survey.question(name) is not None
                fault = f"its condition names {name}, which {'comes later' if later else 'is no question'}"
                yield Fault(_place(survey, question), fault, "Name a question that comes before it")
                continue
            for value in values:
                if known.choices and known.choice(value) is None:
                    yield Fault(
                        _place(survey, question),
                        f"its condition names {value}, which {name} has not",
                        "Name one of its choices",
                    )
        earlier[question.id] = question


def _unreachable(survey: Survey) -> Iterator[Fault]:
    """A question no answers lead to. Every way of answering the questions that conditions speak of is tried."""
    named = {name for question in survey.questions for name, _ in questions_named(question.show_if)}
    asked = [question for question in survey.questions if question.id in named]
    reached: set[str] = set()
    values = [_values(question) for question in asked]
    for way in islice(product(*values), _MOST_WAYS):
        given = {q.id: Answer(q.id, value) for q, value in zip(asked, way, strict=True)}
        reached |= _reached(survey, given)
    for question in survey.questions:
        if question.id not in reached:
            yield Fault(_place(survey, question), "no answers lead to it", "Change its show_if, or remove it")


def _reached(survey: Survey, given: Mapping[str, Answer]) -> set[str]:
    shown: set[str] = set()
    for question in survey.questions:
        if holds(question.show_if, {name: answer for name, answer in given.items() if name in shown}):
            shown.add(question.id)
    return shown


def _values(question: Question) -> list[str | int | tuple[str, ...] | None]:
    """The answers worth trying: each choice alone, all together where many may be picked, or the numbers named around."""
    ids: list[str | int | tuple[str, ...] | None] = [choice.id for choice in question.choices]
    if question.type == "multiple":
        return [None, *((id_,) for id_ in ids if isinstance(id_, str)), tuple(str(id_) for id_ in ids)]
    if question.choices:
        return [None, *ids]
    least = question.minimum if question.minimum is not None else 0
    most = question.maximum if question.maximum is not None else 1_000
    return [None, *dict.fromkeys((least, (least + most) // 2, most))]


def _free_text(survey: Survey) -> Iterator[Fault]:
    if survey.audience == "pupil" and survey.privacy == "closed":
        for question in survey.questions:
            if question.type in ("text", "date"):
                remedy = "Make it choices, or make the survey anonymous-with-limit"
                yield Fault(_place(survey, question), "pupils could type in a closed survey", remedy)


def _long_parts(survey: Survey) -> Iterator[Fault]:
    if survey.under_11:
        for part in sorted({question.part for question in survey.questions}):
            count = sum(question.part == part for question in survey.questions)
            if count > MOST_FOR_UNDER_11:
                remedy = f"Split it: at most {MOST_FOR_UNDER_11} questions a part for children under 11"
                yield Fault(f"{survey.id}, part {part}", f"has {count} questions", remedy)


def _domains(survey: Survey) -> Iterator[Fault]:
    for question in survey.questions:
        if question.domain is not None and question.domain not in survey.domains:
            yield Fault(_place(survey, question), f"its domain {question.domain} is not named", "Name it under domains")


def _order(survey: Survey) -> Iterator[Fault]:
    """Equality questions come last (design §7)."""
    seen = False
    for question in survey.questions:
        if seen and not question.equality:
            yield Fault(_place(survey, question), "stands after an equality question", "Put equality questions last")
        seen = seen or question.equality
