"""A turn with the advice line: what came in, who asks, from what school; `answering` and `dates_asked` do the rest.

The screen stands in front (`turn.py`): words that may mean danger come here only as topics to offer after the help card.
Whether an article may be shown is looked at each time it is, by `advising_screens`; a standing only remembers its topic.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from typing import Any

from advice_kb.search import MOST_CHOICES
from bot.conversation import answering, dates_asked, follow_up, small_talk
from bot.conversation.admission import topic_held_out
from bot.conversation.advice import COUNTRIES, ROLES, SCHOOLS
from bot.conversation.advising_screens import advice_screen
from bot.conversation.desk import Advised, Desk, LookedUp
from bot.conversation.enquiry import BESIDE, SCENE, Enquiry, beside
from bot.conversation.events import Asked, Event
from bot.conversation.messages import Incoming, Option, Tap
from bot.conversation.place import Published
from bot.conversation.school_named import ENGLAND, kind_named, only_names_school
from bot.conversation.screening import kinds_shown
from bot.conversation.small_words import ANSWERS, meant_by
from bot.conversation.standing import Draft, Standing
from bot.conversation.typed_choice import VIEWS, exact_choice, is_unsure, typed_choice

ALWAYS = ("ask", "topic", "part", "letter", "groups", "group", "person", "roles")
"""Buttons that mean the same however old they are; what they show is judged when they are pressed."""

ACTIONS = (
    *ALWAYS,
    "role",
    "school",
    "country",
    "other",
    "none",
    "helped",
    "english",
    "dates",
    "date",
    "timeline",
    "keep",
    "carry-on",
)


def hears(standing: Standing, incoming: Incoming) -> bool:
    """Whether this may be a turn of the advice line; then the acts of the authority are read with it."""
    if standing.channel == "page":
        return False
    action = incoming.tap.action if incoming.tap else incoming.command
    leaves = action in ("ask", "english") or bool(
        topic_held_out(incoming)
    )  # a survey is left by a wish, never by a stray word
    begins = action in ACTIONS or incoming.text is not None
    return leaves or standing.scene == SCENE or (begins and standing.scene != "survey")


def stays_good(standing: Standing, incoming: Incoming) -> bool:
    """Whether an old button still does what it says."""
    return incoming.tap is not None and incoming.tap.action in ALWAYS and standing.scene != "survey"


def advise(
    standing: Standing, draft: Draft | None, incoming: Incoming, published: Published, found: LookedUp, now: datetime
) -> Advised | None:
    """The turn of someone at the advice line, or None when this message is about something else."""
    if published.advice is None or not hears(standing, incoming):
        return None
    desk = Desk(standing, Enquiry.of(standing), published.advice, published, found, now)
    if topic := topic_held_out(incoming):
        return _linked(desk, topic)
    if incoming.command == "role":
        known = incoming.argument in ROLES
        return (replace(standing, role=incoming.argument, scene="start"), (), "") if known else None
    incoming = _pressed(desk, incoming, draft)
    action = incoming.tap.action if incoming.tap else ""
    if incoming.text is not None and not any(one.isalnum() for one in incoming.text):
        return standing, (), "advice.empty"
    at_dates = desk.enquiry.view == "dates" and standing.scene == SCENE
    small = meant_by(incoming.text) if incoming.text is not None and incoming.command != "ask" else ""
    if small and not (at_dates and small in ANSWERS):
        return small_talk.answered(desk, small, incoming)
    if at_dates and action not in ACTIONS and incoming.command != "ask":
        return dates_asked.answered(desk, incoming)
    if incoming.text is not None and (role := _role_said(desk, incoming.text)):
        return _role(desk, role)
    if incoming.text is not None and (named := _school_named(desk, incoming.text)) is not None:
        return named
    if incoming.text is not None and (followed := follow_up.answered(desk, incoming)) is not None:
        return followed
    if incoming.text is not None:
        standing, events, notice = answering.question(desk, incoming.text[: answering.MOST_KEPT])
        return standing, events, notice or ("advice.long" if len(incoming.text) > answering.MOST_KEPT else "")
    if incoming.command == "ask" or action == "ask":
        notice = "advice.carry-on.notice" if draft is not None else ""
        return small_talk.opened(desk, notice)
    return _tapped(desk, action, incoming.tap.argument, draft) if incoming.tap else None


def set_aside(
    standing: Standing, text: str, published: Published, found: LookedUp
) -> tuple[Standing, tuple[Event, ...]]:
    """After words that may mean danger: the help card stands first, and what was also asked waits below it as topics. Where
    harm may be close nothing waits: there is help, and the way back.

    Words in another language get the card that also says whom to ring; what they would mean as English waits as well.
    """
    if published.advice is None or standing.channel == "page":
        return standing, ()
    event = Asked("", "", 0, standing.role or "unknown", "safeguarding", found.fresh)
    if found.screening is not None and found.screening.always_help:
        return answering.unread(standing, published.advice, text[: answering.MOST_KEPT]), (event,)
    finding = published.advice.find(text[: answering.MOST_KEPT], standing.role or "parent")
    close = found.screening is not None and found.screening.urgent
    choices = finding.topics[:MOST_CHOICES] if finding.outcome in ("answer", "clarify") and not close else ()
    return replace(standing, facts={**standing.facts, BESIDE: list(choices)}), (event,)


def language_marks(standing: Standing, screening: Any) -> tuple[str, ...]:
    """Which other language it is, for the card; not on the pages of a survey, whose children have no case to ring about."""
    return kinds_shown(screening)[:1] if screening.always_help and standing.channel != "page" else ()


def _linked(desk: Desk, topic: str) -> Advised:
    topic = desk.advice.contents.now(topic)
    if topic not in desk.advice.library.topics:
        return desk.shows(desk.enquiry.at("ask"), notice="advice.topic.gone")
    return answering.lead_to(desk, topic, "link")


def _pressed(desk: Desk, incoming: Incoming, draft: Draft | None) -> Incoming:
    """What was typed as the press that it stands for: on a screen that asks for one of its buttons, or word for word."""
    view = desk.enquiry.view if desk.standing.scene == SCENE else ""
    if incoming.text is None or incoming.command == "ask" or not view:
        return incoming
    shown = advice_screen(desk.standing, draft, desk.published)
    if view == "dates" and shown.entry != "one" and not is_unsure(incoming.text):
        return incoming
    fits = typed_choice if view in (*VIEWS, "dates") else exact_choice
    option = fits(incoming.text, shown.options)
    return incoming if option is None else replace(incoming, text=None, tap=Tap(option.action, option.argument))


def _role_said(desk: Desk, text: str) -> str:
    """ "I'm the headteacher", said anywhere in so many words; nothing where the words say more than who asks."""
    if not re.match(r"(?:(?:no|sorry|but|actually)\W+)*i\W?a?m\b", text, re.IGNORECASE):
        return ""
    said = re.sub(r"\b(?:no|sorry|but|actually|really)\b", " ", text, flags=re.IGNORECASE)
    roles = [Option(desk.published.words.say(f"advice.role.{role}"), "role", role) for role in ROLES]
    option = typed_choice(said, roles)
    return option.argument if option is not None else ""


def _school_named(desk: Desk, text: str) -> Advised | None:
    """ "It's a PRU", the name of a school of this authority, or that it is in England after all, said about what is on the
    screen."""
    if desk.enquiry.school in COUNTRIES and ENGLAND.search(text):
        return _school(desk, "change")
    if desk.enquiry.view == "school" and (listed := dates_asked.school_meant(text, desk.advice)):
        type_ = next(school.type for school in desk.advice.schools if school.id == listed)
        return _school(desk, type_ if type_ in SCHOOLS else "unsure")
    kind = kind_named(text) if only_names_school(text) else ""
    return _school(desk, kind) if kind and desk.enquiry.view in ("article", "school", "elsewhere", "choices") else None


def _tapped(desk: Desk, action: str, argument: str, draft: Draft | None) -> Advised | None:
    enquiry, known = desk.enquiry, desk.advice.library.topics
    match action:
        case "carry-on" if draft is not None:
            return replace(desk.standing, scene="survey", reading="", facts={}), (), ""
        case "role":
            return _role(desk, argument)
        case "roles":
            return desk.shows(enquiry.at("role", then="menu" if enquiry.topic else "ask"))
        case "school" | "country":
            return _school(desk, argument)
        case "topic" if argument in known:
            return _topic(desk, argument)
        case "part":
            return answering.unfold(desk, argument)
        case "letter":
            return answering.show_letter(desk, argument)
        case "other":
            return answering.other(desk)
        case "none":
            return answering.none_of_these(desk)
        case "helped" if enquiry.log:
            return answering.helped(desk, helped=argument == "yes")
        case "groups":
            return desk.shows(enquiry.at("groups"))
        case "group" if argument in desk.advice.contents.groups:
            return desk.shows(enquiry.at("group", part=argument))
        case "person":
            return desk.shows(enquiry.at("person"), desk.asked("person", enquiry.topic))
        case "english":
            waiting = desk.standing.facts.get("unread", {})
            return answering.meant(replace(desk, enquiry=replace(enquiry, waiting=waiting, then="")), waiting)
    return dates_asked.tapped(desk, action, argument)


def _topic(desk: Desk, topic: str) -> Advised:
    """A topic from a help card brings the others of that card along, in place of what was offered before."""
    offered = beside(desk.standing) or desk.enquiry.choices
    desk = replace(desk, enquiry=replace(desk.enquiry, choices=offered))
    return answering.lead_to(desk, topic, "picked" if topic in offered else "menu")


def _role(desk: Desk, role: str) -> Advised | None:
    """Who is asking, as they said; then on with what waited."""
    if role not in ROLES:
        return None
    desk = replace(desk, standing=replace(desk.standing, role=role))
    enquiry = desk.enquiry
    if enquiry.topic and not enquiry.then and enquiry.view in answering.FOUND:
        return answering.lead_to(desk, enquiry.topic, "menu")
    match enquiry.then:
        case "question":
            return answering.meant(desk, enquiry.waiting)
        case outcome if outcome in answering.SHOWN and enquiry.topic:
            return answering.lead_to(desk, enquiry.topic, outcome)
        case "dates":
            return dates_asked.begin(desk)
    return desk.shows(enquiry.at("ask", then=""))


def _school(desk: Desk, school: str) -> Advised | None:
    if school == "elsewhere":
        return desk.shows(desk.enquiry.at("country"))
    if school == "england" and desk.enquiry.then == "question":
        return answering.meant(desk, desk.enquiry.waiting)
    if school == "england":
        return desk.shows(desk.enquiry.at("school", school=""))
    if school in ("", "change"):
        then = desk.enquiry.then or ("menu" if desk.enquiry.topic else "ask")
        return desk.shows(desk.enquiry.at("school", then=then))
    if school not in (*SCHOOLS, *COUNTRIES):
        return None
    desk = replace(desk, enquiry=replace(desk.enquiry, school=school))
    if desk.enquiry.view == "choices" and school in SCHOOLS:
        return desk.shows(desk.enquiry, notice="advice.school.noted")
    if desk.enquiry.then == "dates":
        return dates_asked.begin(desk)
    if desk.enquiry.then == "question" and school in SCHOOLS:
        return answering.meant(desk, desk.enquiry.waiting)  # after Wales, say, it was England all the same
    if desk.enquiry.topic:
        outcome = desk.enquiry.then if desk.enquiry.then in answering.SHOWN else "menu"
        return answering.lead_to(desk, desk.enquiry.topic, outcome)
    if school in COUNTRIES:
        return desk.shows(desk.enquiry.at("elsewhere"))
    return desk.shows(desk.enquiry.at("ask", then="", waiting={}))
