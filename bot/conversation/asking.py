"""A turn inside a survey. Where a person is follows from the answers; nothing remembers a page number."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.conversation.events import Event, Sent, Stopped
from bot.conversation.messages import NOWHERE, Incoming, Tap
from bot.conversation.place import Published, question_of
from bot.conversation.screening import MOST_KINDS, passed_on, speaks_of_harm
from bot.conversation.standing import Draft, Standing
from surveys.answers import SKIP, Answer, Rejection, accept
from surveys.model import Question, Survey
from surveys.routing import path

NOTICE, PRIVATE = "_notice", "_private"
WITH, OTHER_CODE = "who-is-with-you", "used-another-code"
WATCHED = ("can-see", "answers-for-me")
"""With these people there, sensitive questions are left out and offered again at the end (design §3)."""

Step = tuple[Standing, Draft, tuple[Event, ...], str]


def surveys_of(draft: Draft, published: Published) -> tuple[Survey, ...]:
    """What this draft asks, in order: pupils are asked first who is with them."""
    survey = published.survey(draft.survey, draft.version)
    return (published.preamble, survey) if survey.audience == "pupil" and draft.code else (survey,)


def visible(draft: Draft, published: Published) -> tuple[Question, ...]:
    """The questions on this person's path now. Sensitive ones are left out while someone can see."""
    answers = draft.answers()
    watched = WITH in draft.said and draft.said[WITH].value in WATCHED and PRIVATE not in draft.said
    questions = [question for survey in surveys_of(draft, published) for question in path(survey, answers)]
    return tuple(question for question in questions if not (watched and question.sensitive))


def left_out(draft: Draft, published: Published) -> bool:
    """Whether sensitive questions wait for a private moment."""
    if PRIVATE in draft.said:
        return False
    return len(visible(draft, published)) < len(visible(draft.with_said(PRIVATE, "now", ""), published))


def current(standing: Standing, draft: Draft, published: Published) -> Question | None:
    """The question to show: the one gone back to, else the first not answered yet; None means check your answers."""
    questions = visible(draft, published)
    if standing.at == "check":
        return None
    return next((q for q in questions if q.id == standing.at), None) or next(
        (q for q in questions if q.id not in draft.said), None
    )


def here(standing: Standing) -> str:
    """This sitting's name: an answer may be shown again only where it was given, and not after idle minutes."""
    return f"{standing.channel}/{standing.id[:12]}/{standing.sitting}"


def answer(standing: Standing, draft: Draft, incoming: Incoming, published: Published, screening: Any) -> Step | None:
    """The turn of someone who tapped or typed inside a survey. None when the message means nothing here."""
    tap = incoming.tap
    if tap is not None:
        return _tapped(standing, draft, tap, published)
    if incoming.text is not None:
        return _typed(standing, draft, incoming, published, screening)
    return None


def _tapped(standing: Standing, draft: Draft, tap: Tap, published: Published) -> Step | None:
    question = current(standing, draft, published)
    match tap.action:
        case "go":
            return replace(standing, at=""), draft.with_said(NOTICE, "read", here(standing)), (), ""
        case "back":
            return _back(standing, draft, published, question)
        case "edit":
            at = tap.argument if question_of(surveys_of(draft, published), tap.argument) else ""
            return replace(standing, at=at, picked=()), draft, (), ""
        case "check":
            return replace(standing, at="check"), draft, (), ""
        case "private":
            return replace(standing, at=""), draft.with_said(PRIVATE, "now", here(standing)), (), ""
        case "send":
            return _send(standing, draft, published, question)
        case "delete":
            gone = replace(standing, scene="stopped", draft="", at="", reading="")
            return gone, draft, (Stopped(draft.key, draft.code, draft.wave),), ""
    return _chosen(standing, draft, tap, published)


def _target(standing: Standing, draft: Draft, named: str, published: Published) -> Question | None:
    """The question meant. An earlier one may be answered anew where its page still shows, never a hidden one."""
    question = current(standing, draft, published)
    if not named or (question is not None and named == question.id):
        return question
    here_said = named in draft.said and draft.said[named].sitting == here(standing)
    return next((one for one in visible(draft, published) if one.id == named), None) if here_said else None


def _chosen(standing: Standing, draft: Draft, tap: Tap, published: Published) -> Step | None:
    """A tapped answer. Before the first screen was read nothing is one."""
    if NOTICE not in draft.said:
        return standing, draft, (), "question.old-button"
    target = _target(standing, draft, tap.question, published)
    if target is None:
        return (standing, draft, (), "question.old-button") if tap.question else None
    if tap.action != "skip" and not target.choices:
        return None  # a form that was tampered with could put words behind a button, past the screen
    match tap.action:
        case "toggle":
            if target.choice(tap.argument) is None:
                return None
            picked = tuple(p for p in standing.picked if p != tap.argument)
            if len(picked) == len(standing.picked):
                picked = (*picked, tap.argument)
            return replace(standing, picked=picked), draft, (), ""
        case "picked":
            chosen = tuple(part for part in tap.argument.split(",") if part) if tap.argument else standing.picked
            return _keep(standing, draft, target, accept(target, chosen, standing.language), published)
        case "pick":
            return _keep(standing, draft, target, accept(target, tap.argument, standing.language), published)
        case "skip":
            return _keep(standing, draft, target, accept(target, SKIP, standing.language), published)
    return None


def _typed(standing: Standing, draft: Draft, incoming: Incoming, published: Published, screening: Any) -> Step | None:
    """Typed words. The name of a choice, a number or a date is an answer; all else is looked at by the screen first."""
    text = incoming.text or ""
    question = _target(standing, draft, incoming.question, published) if NOTICE in draft.said else None
    goes_on = not text.strip() and question is not None and aside(draft, question)
    judged = accept(question, SKIP if goes_on else text, standing.language) if question is not None else None
    answers = question is not None and question.type != "text" and isinstance(judged, Answer)
    if incoming.words and not answers:
        if screening is None:
            return replace(standing, reading="unchecked", kinds=()), draft, (), ""
        if speaks_of_harm(screening):
            return _pass_on(standing, draft, question, incoming.words, published, screening)
    if question is None or judged is None:
        return standing, draft, (), "question.unknown" if incoming.question in ("", NOWHERE) else "question.old-button"
    return _keep(standing, draft, question, judged, published)


def _pass_on(
    standing: Standing, draft: Draft, question: Question | None, words: str, published: Published, screening: Any
) -> Step:
    """Flagged words are moved to a concern; a text answer keeps only that they were (design §3), any other stays open.

    The way back from the card is to the same question, which says so: whoever wrote may go on or write something else.
    """
    survey = published.survey(draft.survey, draft.version)
    event = passed_on(words, screening, draft.setting, survey.audience)
    reading = replace(standing, reading="passed-on", kinds=event.kinds[:MOST_KINDS])
    if question is None or question.type != "text":
        return reading, draft, (event,), ""
    kept = draft.with_said(question.id, None, here(standing), passed_on=True)
    return replace(reading, at=question.id), kept, (event,), ""


def aside(draft: Draft, question: Question) -> bool:
    """Whether words of this answer were put aside, and nothing else was said in their place."""
    return question.id in draft.said and draft.said[question.id].passed_on


def _keep(
    standing: Standing, draft: Draft, question: Question, judged: Answer | Rejection, published: Published
) -> Step:
    if isinstance(judged, Rejection):
        return standing, draft, (), published.words.say(f"answer.{judged.code}", standing.language, **judged.facts)
    stays_aside = judged.value is None and aside(draft, question)
    kept = draft if stays_aside else draft.with_said(question.id, judged.value, here(standing))
    helped = (
        judged.value in question.help_on
        if isinstance(judged.value, str)
        else (isinstance(judged.value, tuple) and any(one in question.help_on for one in judged.value))
    )
    back_to_check = "check" if standing.at and current(replace(standing, at=""), kept, published) is None else ""
    reading, kinds = ("help", ()) if helped else ("", ())
    return replace(standing, at=back_to_check, picked=(), reading=reading, kinds=kinds), kept, (), ""


def _back(standing: Standing, draft: Draft, published: Published, question: Question | None) -> Step:
    """One question back on the path as it is now. Before the first one stands the first screen."""
    questions = visible(draft, published)
    place = questions.index(question) if question in questions and question is not None else len(questions)
    if place == 0:
        said = {name: said for name, said in draft.said.items() if name != NOTICE}
        return replace(standing, at=""), replace(draft, said=said), (), ""
    return replace(standing, at=questions[place - 1].id, picked=()), draft, (), ""


def _send(standing: Standing, draft: Draft, published: Published, question: Question | None) -> Step:
    if NOTICE not in draft.said or (question is not None and standing.at != "check"):
        return standing, draft, (), "question.old-button"
    said = final_answers(draft, published)
    sent = replace(draft, sent=True)
    real = any(value is not None for name, value in said.items() if name not in (WITH, OTHER_CODE))
    other = draft.said[OTHER_CODE].value in ("yes", "not-sure") if OTHER_CODE in draft.said else False
    thanks = replace(standing, scene="thanks", draft="", at="", reading="", kinds=())
    return thanks, sent, (Sent(sent, said, heard=real or _passed(draft), other_code=other),), ""


def final_answers(draft: Draft, published: Published) -> dict[str, Any]:
    """What becomes the response: only questions on the final path, no sitting, no surface, no other-code answer."""
    on_path = {question.id for question in visible(draft, published)}
    said = {name: one for name, one in draft.said.items() if name in on_path and name != OTHER_CODE}
    return {name: {"passed_on": True} if one.passed_on else one.value for name, one in sorted(said.items())}


def _passed(draft: Draft) -> bool:
    return any(one.passed_on for one in draft.said.values())
