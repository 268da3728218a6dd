"""The first screen: who asks, why, who can see what. Made from facts, so that it cannot say more than is true.

Each line comes from the survey's definition or from this installation (design §3); `tests/conversation` compares the
lines with the configuration and the tables.
"""

from __future__ import annotations

from bot.conversation.messages import Option, Outgoing
from bot.conversation.place import Published, readers_of
from bot.conversation.standing import Draft, Standing
from surveys.model import TYPED, Survey, say


def first_screen(standing: Standing, draft: Draft, survey: Survey, published: Published) -> Outgoing:
    words, place, language = published.words, published.place, standing.language
    facts = {
        "council": place.council,
        "purpose": say(survey.purpose, language),
        "mix": place.mix,
    }
    if survey.audience != "pupil":
        lines = [words.say("first.open", language, **facts)]
    else:
        keys = [
            "first.who",
            "first.name",
            *(["first.telegram"] if standing.channel == "telegram" else []),
            "first.mixed",
        ]
        keys += ["first.small"]
        lines = [words.say(key, language, **facts) for key in keys]
    lines += _checked(survey, published, language)
    if survey.audience == "pupil":
        lines += [words.say("first.slip", language), words.say("first.school", language)]
    lines += [words.say("first.skip", language), _kept(draft, survey, published, language)]
    if survey.audience == "pupil":
        lines += [words.say("first.wrong-person", language), words.say("first.help", language)]
    return Outgoing(
        name="first",
        heading=words.say("first.heading", language),
        body=tuple(lines),
        options=(Option(words.say("first.button", language), "go"),),
        language=language,
        synthetic=draft.synthetic,
    )


def has_free_text(survey: Survey) -> bool:
    """Whether there is a box to type in. A box for a number or a date takes words too, and they are looked at."""
    return any(question.type in TYPED for question in survey.questions)


def asks_children_for_words(survey: Survey) -> bool:
    """Whether a child could type in it: such a survey is only served where a safeguarding rota stands behind it."""
    return survey.audience == "pupil" and has_free_text(survey)


def _checked(survey: Survey, published: Published, language: str) -> list[str]:
    """Who reads typed words, and when: literally what this installation does."""
    words, place = published.words, published.place
    if not has_free_text(survey):
        return [words.say("first.closed", language)]
    lines = [words.say("first.checked", language, readers=readers_of(survey, place, language))]
    if place.demo:
        lines.append(words.say("first.reader.demo", language))
    elif not place.read:
        lines.append(words.say("first.reader.nobody", language))
    elif place.reader_until:
        lines.append(words.say("first.reader.now", language, until=place.reader_until))
    else:
        lines.append(words.say("first.reader.none", language, next=place.reader_next))
    return lines


def _kept(draft: Draft, survey: Survey, published: Published, language: str) -> str:
    gone = published.words.say("first.gone.hidden" if draft.class_mode else "first.gone", language)
    controller = survey.controller.replace("{council}", published.place.council)
    return published.words.say("first.kept", language, controller=controller, retention=survey.retention, gone=gone)
