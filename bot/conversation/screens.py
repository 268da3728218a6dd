"""What is shown: the screen that belongs to a standing, worked out afresh, so that it can always be shown again."""

from __future__ import annotations

from dataclasses import replace

from bot.conversation import asking
from bot.conversation.advising_screens import advice_screen, after_help
from bot.conversation.first_screen import first_screen
from bot.conversation.help_screen import FATES, help_screen
from bot.conversation.messages import Option, Outgoing
from bot.conversation.place import Published
from bot.conversation.question_screen import as_ids, ask, day_typed
from bot.conversation.standing import Draft, Standing
from bot.conversation.wording import Words
from surveys.codes import PICTURES
from surveys.model import Question, say


def screen(standing: Standing, draft: Draft | None, published: Published, notice: str = "") -> Outgoing:
    """The one screen of this standing; `notice` is a wording key or a sentence, said above it."""
    shown = _screen(standing, draft, published)
    language = standing.language or "en"
    said = published.words.say(notice, language) if notice in published.words.languages["en"] else notice
    return replace(
        shown,
        notice=said or shown.notice,
        language=language,
        always=always(standing, draft, published),
        sheet=draft.sheet if draft is not None else "",
        synthetic=published.place.demo or (draft is not None and draft.synthetic),
    )


def always(standing: Standing, draft: Draft | None, published: Published) -> tuple[Option, ...]:
    """Get help now, on every screen; stop, wherever there is something to stop (seed 2.9, 4.9); and in a browser, where nobody
    knows of `/language`, every other language by its own name, for whoever cannot read the one they are in."""
    words, language = published.words, standing.language or "en"
    buttons = [] if standing.reading in FATES else [Option(words.say("help.button", language), "help")]
    if draft is not None and standing.scene == "survey" and standing.reading != "stop":
        buttons.append(Option(words.say("stop.button", language), "stop"))
        if standing.channel in ("page", "chat") and standing.language and not standing.reading:
            others = (one for one in published.languages if one != language)
            buttons += [Option(words.name(one), "language", one) for one in others]
    return tuple(buttons)


def _screen(standing: Standing, draft: Draft | None, published: Published) -> Outgoing:
    if standing.reading in FATES:
        return after_help(help_screen(standing, draft, published), standing, published)
    if standing.scene == "advice" and published.advice is not None:
        return advice_screen(standing, draft, published)
    if standing.scene == "survey" and draft is not None:
        return _survey(standing, draft, published)
    match standing.scene:
        case "thanks":
            return _thanks(standing, published)
        case "receipt":
            return _receipt(standing, published)
        case "language":
            return _languages(standing, published)
    return _start(standing, published)


def _survey(standing: Standing, draft: Draft, published: Published) -> Outgoing:
    if standing.reading == "stop":
        return _stop(standing, published)
    if not standing.language or standing.reading == "language":
        return _languages(standing, published)
    survey = published.survey(draft.survey, draft.version)
    if asking.NOTICE not in draft.said:
        return first_screen(standing, draft, survey, published)
    question = asking.current(standing, draft, published)
    return check_answers(standing, draft, published) if question is None else ask(standing, draft, question, published)


def check_answers(standing: Standing, draft: Draft, published: Published) -> Outgoing:
    """Every answer, the receipt before Send and in no message after it."""
    words, language = published.words, standing.language
    rows = tuple(
        (say(question.text, language), _shown(question, standing, draft, published), question.id)
        for question in asking.visible(draft, published)
        if question.id in draft.said
    )
    later = "check.hidden-receipt" if draft.class_mode else "check.withdraw"
    body = [words.say("check.body" if rows else "check.empty", language), words.say(later, language)]
    options = [Option(words.say("check.send", language), "send"), Option(words.say("question.back", language), "back")]
    if asking.left_out(draft, published):
        body.insert(0, words.say("question.private", language))
        options.insert(1, Option(words.say("question.private.now", language), "private"))
    facts = (
        {}
        if draft.class_mode
        else {"receipt": draft.receipt.split("-"), "picture": _picture(draft, published.words, language)}
    )
    return Outgoing(name="check", heading=words.say("check.heading", language), body=tuple(body),
                    options=tuple(options), rows=rows, facts=facts)  # fmt: skip


def _picture(draft: Draft, words: Words, language: str) -> tuple[str, str]:
    """The receipt's picture, and its name in words: for whoever does not see it, or has to say it."""
    emoji, name = PICTURES[draft.picture]
    return emoji, words.say("receipt.picture", language, name=name)


def _shown(question: Question, standing: Standing, draft: Draft, published: Published) -> str:
    words, language, said = published.words, standing.language, draft.said[question.id]
    if said.sitting != asking.here(standing):  # first of all: that words were put aside is no news for another sitting
        return words.say("check.hidden", language)
    if said.passed_on:
        return words.say("check.passed-on", language)
    if said.value is None:
        return words.say("check.skipped", language)
    if question.type == "date":
        return day_typed(str(said.value))
    names = {choice.id: say(choice.text, language) for choice in question.choices}
    return ", ".join(names.get(one, one) for one in as_ids(said.value))


def _stop(standing: Standing, published: Published) -> Outgoing:
    words, language, days = published.words, standing.language or "en", published.place.draft_days
    options = (
        Option(words.say("stop.stay", language), "return"),
        Option(words.say("stop.later", language, days=days), "later"),
        Option(words.say("stop.delete", language), "delete"),
    )
    return Outgoing(
        name="stop",
        heading=words.say("stop.heading", language),
        body=(words.say("stop.body", language),),
        options=options,
    )


def _thanks(standing: Standing, published: Published) -> Outgoing:
    words, language = published.words, standing.language or "en"
    body = [words.say("thanks.body", language), words.say("thanks.next", language, council=published.place.council)]
    if standing.facts.get("class"):
        body.append(words.say("thanks.class", language))
    again = "thanks.again" if standing.voice in ("pupil", "") else "thanks.again.open"  # a grown-up's link had no code
    return Outgoing(name="thanks", heading=words.say("thanks.heading", language), body=tuple(body),
                    options=(Option(words.say(again, language), "again"),),
                    facts={"wipe": bool(standing.facts.get("class"))})  # fmt: skip


def _receipt(standing: Standing, published: Published) -> Outgoing:
    words, language = published.words, standing.language or "en"
    options = (
        Option(words.say("receipt.delete", language), "submit"),
        Option(words.say("question.back", language), "again"),
    )
    body = (words.say("receipt.ask", language), words.say("receipt.sure", language))
    hint = words.say("advice.checked", language)
    return Outgoing("receipt", words.say("receipt.heading", language), body, options, entry="code", hint=hint)


def _languages(standing: Standing, published: Published) -> Outgoing:
    """Every language by its own name."""
    options = tuple(
        Option(published.words.name(one), "language", one, one == standing.language) for one in published.languages
    )
    return Outgoing(
        name="language", heading=published.words.say("language.heading", standing.language or "en"), options=options
    )


def _start(standing: Standing, published: Published) -> Outgoing:
    words, language, place = published.words, standing.language or "en", published.place
    menu = standing.channel != "page" and standing.scene != "code"
    options = [Option(words.say("start.code.button", language), "submit")]
    if menu:
        options = [Option(words.say("start.code.menu", language), "code")]
        if published.advice is not None:
            options.insert(0, Option(words.say("start.ask.menu", language), "ask"))
    options.append(Option(words.say("start.receipt.menu", language), "receipt"))
    if standing.channel != "page" and not menu:
        options.append(Option(words.say("question.back", language), "menu"))
    key = "start.menu" if menu else "start.body"
    asks = menu and published.advice is not None
    hints = [
        words.say("start.ask.hint" if asks else "start.code.hint", language),
        words.say("advice.checked", language),
    ]
    return Outgoing(name="start", heading=words.say("start.heading", language, council=place.council),
                    body=words.paragraphs(key, language, council=place.council), options=tuple(options),
                    entry="text" if menu else "code", hint=" ".join(hints),
                    facts={"wipe": bool(standing.facts.get("class"))})  # fmt: skip
