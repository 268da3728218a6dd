"""A definition's faults that the shape alone does not show: dead routes, missing wording, free text where none may be."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from surveys.conditions import questions_named
from surveys.faults import Fault, Found, Where
from surveys.inspecting_words import characters, lengths, media, placeholders, wording
from surveys.model import TYPED, Question, Survey
from surveys.reaching import unreached

MOST_FOR_UNDER_11 = 15
MOST_BUTTONS = 80
"""Choices of a question, and questions of a survey, each of which can be changed before sending: a message of Telegram has at
most 100 buttons, and some are the service's own."""
PREAMBLE = ("who-is-with-you", "helper-role", "used-another-code")
"""What `preamble.yaml` asks; its answers decide what is shown and counted."""


def inspect(survey: Survey, place: Callable[[Survey, Where], str] | None = None) -> tuple[Fault, ...]:
    """Every fault of one definition, in the order of its questions. `place` tells where a part stands, as line and column
    of a file; left out, parts are told by name."""
    checks = (
        _empty,
        _too_many,
        _twice,
        _kept,
        wording,
        characters,
        lengths,
        placeholders,
        media,
        _choices,
        _help_on,
        _routes,
        _unreachable,
        _free_text,
        _long_parts,
        _domains,
        _order,
    )
    told = place or (lambda survey, where: f"{survey.id}, {named(survey, where)}")
    return tuple(
        Fault(told(survey, where), fault, remedy) for check in checks for where, fault, remedy in check(survey)
    )


def named(survey: Survey, where: Where) -> str:
    """A part's name for people: `question q1, choice yes`."""
    match where:
        case ("questions", int(number), *more):
            question = survey.questions[number]
            rest = [str(part) for part in more]
            if more[:1] == ["choices"] and len(more) > 1 and isinstance(more[1], int):
                rest = [f"choice {question.choices[more[1]].id}"]
            return ", ".join([f"question {question.id}", *rest])
    return ", ".join(str(part) for part in where)


def _each(survey: Survey) -> Iterator[tuple[Where, Question]]:
    for number, question in enumerate(survey.questions):
        yield ("questions", number), question


def _empty(survey: Survey) -> Iterator[Found]:
    if not survey.questions:
        yield ("questions",), "asks nothing", "Write at least one question"


def _too_many(survey: Survey) -> Iterator[Found]:
    if (count := len(survey.questions)) > MOST_BUTTONS:
        fault = f"asks {count} questions, and at most {MOST_BUTTONS} can be shown"
        yield ("questions", MOST_BUTTONS), fault, "Split it into several surveys"
    for where, question in _each(survey):
        if (count := len(question.choices)) > MOST_BUTTONS:
            fault = f"has {count} choices, and at most {MOST_BUTTONS} can be shown"
            yield (*where, "choices", MOST_BUTTONS), fault, "Ask in two steps, with fewer choices each"


def _twice(survey: Survey) -> Iterator[Found]:
    seen: set[str] = set()
    for where, question in _each(survey):
        if question.id in seen:
            yield (*where, "id"), "its id stands twice", "Give each question an id of its own"
        seen.add(question.id)
        ids = [choice.id for choice in question.choices]
        for number, id_ in enumerate(ids):
            if id_ in ids[:number] and id_ not in ids[number + 1 :]:  # told once, at its last place
                fault = f"the choice {id_} stands twice"
                yield (*where, "choices", number), fault, "Give each choice an id of its own"


def _kept(survey: Survey) -> Iterator[Found]:
    """An answer to a question of this id would stand for one asked of every pupil before the survey."""
    for where, question in _each(survey):
        if survey.id != "preamble" and question.id in PREAMBLE:
            fault = f"the id {question.id} is kept for what every pupil is asked first"
            yield (*where, "id"), fault, "Give the question another id"


def _choices(survey: Survey) -> Iterator[Found]:
    for where, question in _each(survey):
        picking = question.type not in TYPED
        if picking and len(question.choices) < 2:
            yield where, "has fewer than two choices", "Add choices, or make it another type"
        if not picking and question.choices:
            yield (*where, "choices"), f"has choices, but its type is {question.type}", "Remove them"
        if question.type != "number" and (question.minimum, question.maximum) != (None, None):
            yield where, f"has a least or a most, but its type is {question.type}", "Remove it, or make it a number"
        if question.type == "number" and None not in (question.minimum, question.maximum):
            least, most = question.minimum or 0, question.maximum or 0
            if least > most:
                yield (*where, "minimum"), "its minimum is above its maximum", "Change them over"


def _help_on(survey: Survey) -> Iterator[Found]:
    for where, question in _each(survey):
        for id_ in question.help_on:
            if question.choice(id_) is None:
                yield (*where, "help_on"), f"help_on names {id_}, which is no choice of it", "Name one of its choices"


def _routes(survey: Survey) -> Iterator[Found]:
    """A condition may speak only of earlier questions, and of choices they have."""
    earlier: dict[str, Question] = {}
    for where, question in _each(survey):
        for name, values in questions_named(question.show_if):
            known = earlier.get(name)
            if known is None:
                later = survey.question(name) is not None
                fault = f"its condition names {name}, which {'comes later' if later else 'is no question'}"
                yield (*where, "show_if"), fault, "Name a question that comes before it"
                continue
            for value in values:
                if known.choices and known.choice(value) is None:
                    fault = f"its condition names {value}, which {name} has not"
                    yield (*where, "show_if"), fault, "Name one of its choices"
        earlier[question.id] = question


def _unreachable(survey: Survey) -> Iterator[Found]:
    dead = unreached(survey)
    for where, question in _each(survey):
        if any(question is one for one in dead):
            yield (*where, "show_if"), "no answers lead to it", "Change its show_if, or remove it"


def _free_text(survey: Survey) -> Iterator[Found]:
    if survey.audience == "pupil" and survey.privacy == "closed":
        for where, question in _each(survey):
            if question.type in TYPED:
                remedy = "Make it choices, or make the survey anonymous-with-limit"
                yield (*where, "type"), "pupils could type in a closed survey", remedy


def _long_parts(survey: Survey) -> Iterator[Found]:
    if survey.under_11:
        for part in sorted({question.part for question in survey.questions}):
            places = [where for where, question in _each(survey) if question.part == part]
            if len(places) > MOST_FOR_UNDER_11:
                remedy = f"Split it: at most {MOST_FOR_UNDER_11} questions a part for children under 11"
                yield places[MOST_FOR_UNDER_11], f"part {part} has {len(places)} questions", remedy


def _domains(survey: Survey) -> Iterator[Found]:
    for where, question in _each(survey):
        if question.domain is not None and question.domain not in survey.domains:
            yield (*where, "domain"), f"its domain {question.domain} is not named", "Name it under domains"


def _order(survey: Survey) -> Iterator[Found]:
    """Equality questions come last (design §7)."""
    seen = False
    for where, question in _each(survey):
        if seen and not question.equality:
            yield where, "stands after an equality question", "Put equality questions last"
        seen = seen or question.equality
