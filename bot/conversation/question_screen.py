"""One question as it is shown, in a survey and wherever else the survey engine asks."""

from __future__ import annotations

from collections.abc import Mapping

from bot.conversation import asking
from bot.conversation.messages import Entry, Option, Outgoing
from bot.conversation.place import Published, readers_of
from bot.conversation.standing import Draft, Standing
from surveys.model import TYPED, Question, say

_ENTRIES: Mapping[str, Entry] = {
    "single": "one", "scale": "one", "agreement": "one", "multiple": "many",
    "text": "text", "number": "number", "date": "date",
}  # fmt: skip


def ask(standing: Standing, draft: Draft, question: Question, published: Published) -> Outgoing:
    """One question. An earlier answer is marked only in the sitting it was given in."""
    words, language = published.words, standing.language
    said = draft.said.get(question.id)
    shown = said is not None and said.sitting == asking.here(standing)
    chosen = as_ids(said.value) if said is not None and shown else standing.picked
    many = question.type == "multiple"
    options = [
        Option(say(c.text, language), "toggle" if many else "pick", c.id, c.id in chosen, c.emoji)
        for c in question.choices
    ]
    if many:
        options.append(Option(words.say("question.done", language), "picked"))
    aside = shown and asking.aside(draft, question)
    if question.type != "agreement":
        options.append(Option(words.say("question.go-on" if aside else "question.skip", language), "skip"))
    options.append(Option(words.say("question.back", language), "back"))
    questions = asking.visible(draft, published)
    place = questions.index(question) + 1 if question in questions else 1
    return Outgoing(
        name="question",
        heading=say(question.text, language),
        body=(words.say("question.of", language, number=place, count=len(questions)),),
        options=tuple(options),
        entry=_ENTRIES[question.type],
        question=question.id,
        hint=_hint(question, draft, published, language),
        notice=words.say("question.aside" if aside else "question.again", language)
        if aside or (said is not None and not shown)
        else "",
        progress=(place, len(questions)),
        typed=_typed(question, said.value) if said is not None and shown else "",
    )


def _typed(question: Question, value: object) -> str:
    """What stands in the box again: an answer as it may be typed."""
    if question.type not in TYPED or value is None:
        return ""
    return day_typed(str(value)) if question.type == "date" else str(value)


def day_typed(iso: str) -> str:
    """A day as the hint asks for it: 2026-03-27 is "27 3 2026", in every language."""
    return " ".join(str(int(part)) for part in reversed(iso.split("-")))


def _hint(question: Question, draft: Draft, published: Published, language: str) -> str:
    """The question's own hint, and at every text box the limit of secrecy again (design §3)."""
    words, own = published.words, say(question.hint, language)
    survey = published.survey(draft.survey, draft.version)
    match question.type:
        case "text":
            limit = words.say("question.text.hint", language, readers=readers_of(survey, published.place, language))
        case "multiple":
            limit = words.say("question.many", language)
        case "number":
            limit = words.say("question.number.hint", language)
        case "date":
            limit = words.say("question.date.hint", language)
        case _:
            limit = ""
    return " ".join(part for part in (own, limit) if part)


def as_ids(value: object) -> tuple[str, ...]:
    """The choices of an answer: none, one or several."""
    if value is None:
        return ()
    return tuple(str(one) for one in value) if isinstance(value, tuple) else (str(value),)
