"""A turn with the advice line: who asks, what is found, what is shown next. It says nothing rather than something wrong.

The screen stands in front (`turn.py`): words that may mean danger come here only as topics to offer after the help card.
Whether an article may be shown is looked at each time it is, by `advising_screens`; a standing only remembers its topic.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol

from advice_kb.clusters import cluster_of
from advice_kb.letter import load_letters
from advice_kb.model import TITLES
from advice_kb.redaction import redact
from advice_kb.search import MOST_CHOICES, Finding
from bot.conversation import dates_asked
from bot.conversation.admission import topic_held_out
from bot.conversation.advice import COUNTRIES, ROLES, SCHOOLS, VARIES, Advice
from bot.conversation.enquiry import MOST_MISSES, SCENE, Enquiry
from bot.conversation.events import Asked, Event, Helped, Unanswered
from bot.conversation.messages import Incoming
from bot.conversation.place import Published
from bot.conversation.standing import Draft, Standing

Advised = tuple[Standing, tuple[Event, ...], str]
"""The standing after it, what happened, and a wording key to say above the next screen."""

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
    "carry-on",
)
ELSEWHERE = {
    "wales": re.compile(r"\b(?:wales|welsh|cardiff|swansea)\b", re.IGNORECASE),
    "scotland": re.compile(r"\b(?:scotland|scottish|glasgow|edinburgh)\b", re.IGNORECASE),
    "northern-ireland": re.compile(r"\b(?:northern ireland|belfast)\b", re.IGNORECASE),
}
MOST_KEPT = 1_000
"""Characters of an unanswered question that are kept."""


class LookedUp(Protocol):
    """What the exchange found out before this turn. `fresh` is a random id for a row of the log."""

    @property
    def screening(self) -> Any: ...
    @property
    def fresh(self) -> str: ...


@dataclass(frozen=True)
class Desk:
    """One turn at the advice line: who stands there, with what, and what may be looked at."""

    standing: Standing
    enquiry: Enquiry
    advice: Advice
    published: Published
    found: LookedUp
    now: datetime

    @property
    def role(self) -> str:
        return self.standing.role

    def shows(self, enquiry: Enquiry, *events: Event, notice: str = "") -> Advised:
        return enquiry.within(self.standing), events, notice

    def asked(self, outcome: str, topic: str = "", article: str = "", version: int = 0) -> Asked:
        return Asked(topic, article, version, self.role or "unknown", outcome, self.found.fresh)


def hears(standing: Standing, incoming: Incoming) -> bool:
    """Whether this may be a turn of the advice line; then the acts of the authority are read with it."""
    if standing.channel == "page":
        return False
    action = incoming.tap.action if incoming.tap else incoming.command
    begins = action in ACTIONS or bool(topic_held_out(incoming)) or incoming.text is not None
    return standing.scene == SCENE or (begins and (standing.scene != "survey" or action == "ask"))


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
    action = incoming.tap.action if incoming.tap else ""
    if desk.enquiry.view == "dates" and standing.scene == SCENE and action not in ACTIONS and incoming.command != "ask":
        return dates_asked.answered(desk, incoming)
    if incoming.text is not None:
        return _question(desk, incoming.text)
    if incoming.command == "ask" or action == "ask":
        notice = "advice.carry-on.notice" if draft is not None else ""
        return _opened(desk, notice)
    return _tapped(desk, action, incoming.tap.argument, draft) if incoming.tap else None


def set_aside(
    standing: Standing, text: str, published: Published, found: LookedUp
) -> tuple[Standing, tuple[Event, ...]]:
    """After words that may mean danger: the help card stands first, and what was also asked waits behind it as topics."""
    if published.advice is None or standing.channel == "page":
        return standing, ()
    finding = published.advice.finder.find(text, standing.role or "parent")
    choices = finding.topics[:MOST_CHOICES] if finding.outcome in ("answer", "clarify") else ()
    facts = {**standing.facts, "choices": list(choices)}
    event = Asked("", "", 0, standing.role or "unknown", "safeguarding", found.fresh)
    return replace(standing, facts=facts), (event,)


def _linked(desk: Desk, topic: str) -> Advised:
    topic = desk.advice.menu.now(topic)
    if topic not in desk.advice.library.topics:
        return desk.shows(desk.enquiry.at("ask"), notice="advice.topic.gone")
    return _topic(desk, topic, "link")


def _opened(desk: Desk, notice: str = "") -> Advised:
    """The box for a question; first of all who is asking, once."""
    fresh = Enquiry(school=desk.enquiry.school, misses=desk.enquiry.misses)
    if desk.role not in ROLES:
        return desk.shows(fresh.at("role", then="ask"), notice=notice)
    return desk.shows(fresh, notice=notice)


def _tapped(desk: Desk, action: str, argument: str, draft: Draft | None) -> Advised | None:
    enquiry, known = desk.enquiry, desk.advice.library.topics
    match action:
        case "carry-on" if draft is not None:
            return replace(desk.standing, scene="survey", reading="", facts={}), (), ""
        case "role":
            return _role(desk, argument)
        case "roles":
            return desk.shows(enquiry.at("role", then="topic" if enquiry.topic else "ask"))
        case "school" | "country":
            return _school(desk, argument)
        case "topic" if argument in known:
            return _topic(desk, argument, "picked" if argument in enquiry.choices else "menu")
        case "part":
            return _part(desk, argument)
        case "letter":
            return _letter(desk, argument)
        case "other":
            return _other(desk)
        case "none":
            return _missed(desk, "nothing")
        case "helped" if enquiry.log:
            return _helped(desk, helped=argument == "yes")
        case "groups":
            return desk.shows(enquiry.at("groups"))
        case "group" if argument in desk.advice.menu.groups:
            return desk.shows(enquiry.at("group", part=argument))
        case "person":
            return desk.shows(enquiry.at("person"), desk.asked("person", enquiry.topic))
        case "english":
            return _meant(desk, enquiry.waiting)
    return dates_asked.tapped(desk, action, argument)


def _role(desk: Desk, role: str) -> Advised | None:
    """Who is asking, as they said; then on with what waited."""
    if role not in ROLES:
        return None
    desk = replace(desk, standing=replace(desk.standing, role=role))
    enquiry = desk.enquiry
    match enquiry.then:
        case "question":
            return _meant(desk, enquiry.waiting)
        case "topic" if enquiry.topic:
            return _topic(desk, enquiry.topic, "menu")
        case "dates":
            return dates_asked.begin(desk)
    return desk.shows(enquiry.at("ask", then=""))


def _school(desk: Desk, school: str) -> Advised | None:
    if school == "elsewhere":
        return desk.shows(desk.enquiry.at("country"))
    if school == "england" and desk.enquiry.then == "question":
        return _meant(desk, desk.enquiry.waiting)
    if school == "england":
        return desk.shows(desk.enquiry.at("school", school=""))
    if school in ("", "change"):
        then = desk.enquiry.then or ("topic" if desk.enquiry.topic else "ask")
        return desk.shows(desk.enquiry.at("school", then=then))
    if school not in (*SCHOOLS, *COUNTRIES):
        return None
    desk = replace(desk, enquiry=replace(desk.enquiry, school=school))
    if desk.enquiry.then == "dates":
        return dates_asked.begin(desk)
    if desk.enquiry.topic:
        return _topic(desk, desk.enquiry.topic, "menu")
    return desk.shows(desk.enquiry.at("elsewhere" if school in COUNTRIES else "ask", then="", waiting={}))


def _question(desk: Desk, text: str) -> Advised:
    """A typed question. While the role is not known only the topics found are kept, for each role, never the words."""
    screening, finder = desk.found.screening, desk.advice.finder
    country = next((name for name, pattern in ELSEWHERE.items() if pattern.search(text)), "")
    if country and not desk.enquiry.school:
        waiting = _waiting({role: finder.find(text, role) for role in ROLES})
        enquiry = desk.enquiry.at("country", topic="", then="question", waiting=waiting)
        return desk.shows(enquiry, desk.asked("elsewhere"))
    if screening.always_help:
        waiting = _waiting({role: finder.find(text, role) for role in ROLES})
        return desk.shows(desk.enquiry.at("language", topic="", waiting=waiting), desk.asked("language"))
    if desk.role not in ROLES:
        findings = {role: finder.find(text, role) for role in ROLES}
        lost = all(finding.outcome == "nothing" for finding in findings.values())
        enquiry = desk.enquiry.at("role", topic="", then="question", waiting=_waiting(findings))
        return desk.shows(enquiry, *((_unanswered(desk, text),) if lost else ()))
    finding = finder.find(text, desk.role)
    standing, events, notice = _answered(desk, finding)
    lost = finding.outcome == "nothing"
    return standing, (*events, *((_unanswered(desk, text),) if lost else ())), notice


def _waiting(findings: Mapping[str, Finding]) -> dict[str, Any]:
    return {role: [finding.outcome, *finding.topics[:MOST_CHOICES]] for role, finding in findings.items()}


def _unanswered(desk: Desk, text: str) -> Unanswered:
    """Kept so that an answer can be written. The screen found no concern in it, or it would not have come here."""
    words = redact(text, desk.now.date())[:MOST_KEPT]
    return Unanswered(words, desk.role or "unknown", cluster_of(words))


def _meant(desk: Desk, waiting: Mapping[str, Any]) -> Advised:
    """On with a question whose topics were found before the role was known."""
    if desk.role not in ROLES:
        return desk.shows(desk.enquiry.at("role", then="question"))
    outcome, *topics = waiting.get(desk.role) or ["nothing"]
    desk = replace(desk, enquiry=replace(desk.enquiry, waiting={}, then=""))
    return _answered(desk, Finding(outcome, tuple(topics), 0.0))


def _answered(desk: Desk, finding: Finding) -> Advised:
    known = tuple(topic for topic in finding.topics if topic in desk.advice.library.topics)[:MOST_CHOICES]
    if finding.outcome == "answer" and known:
        desk = replace(desk, enquiry=replace(desk.enquiry, choices=known[1:]))
        return _topic(desk, known[0], "answer")
    if finding.outcome == "clarify" and known:
        return desk.shows(desk.enquiry.at("choices", topic="", choices=known), desk.asked("clarify"))
    if finding.outcome == "person":
        return desk.shows(desk.enquiry.at("person", topic=""), desk.asked("person"))
    return _missed(desk, "nothing")


def _topic(desk: Desk, topic: str, outcome: str) -> Advised:
    """Towards an article: first who asks, then, only where its facts vary or the school is elsewhere, what school it is."""
    enquiry = replace(
        desk.enquiry, topic=topic, part="", choices=tuple(c for c in desk.enquiry.choices if c != topic), log=""
    )
    if desk.role not in ROLES:
        return desk.shows(enquiry.at("role", then="topic"))
    if enquiry.school in COUNTRIES:
        return desk.shows(enquiry.at("elsewhere", then=""), desk.asked("elsewhere", topic))
    article = desk.advice.served(topic, desk.role)
    if article is None:
        return desk.shows(enquiry.at("held", then=""), desk.asked("held", topic))
    if not enquiry.school and desk.advice.differs(article):
        return desk.shows(enquiry.at("school", then="topic"))
    misses = 0 if outcome in ("picked", "menu", "link") else enquiry.misses
    enquiry = enquiry.at("article", then="", misses=misses, log=desk.found.fresh)
    return desk.shows(enquiry, desk.asked(outcome, topic, article.id, article.version))


def _part(desk: Desk, argument: str) -> Advised | None:
    """One part of an article, unfolded. The button names its topic, so that an old one still works."""
    topic, _, part = argument.partition("/")
    if topic not in desk.advice.library.topics:
        return None
    return _unfolded(desk, topic, "article", next((key for key in TITLES if part and key.startswith(part)), ""))


def _letter(desk: Desk, name: str) -> Advised | None:
    letter = load_letters().get(name)
    return None if letter is None else _unfolded(desk, letter.topic, "letter", name)


def _unfolded(desk: Desk, topic: str, view: str, part: str) -> Advised:
    if desk.enquiry.topic != topic or desk.role not in ROLES or desk.enquiry.school in COUNTRIES:
        return _topic(desk, topic, "menu")
    return desk.shows(desk.enquiry.at(view if desk.advice.served(topic, desk.role) else "held", part=part))


def _other(desk: Desk) -> Advised:
    """Not what was meant: the next choices, or the menu when there are none."""
    if desk.enquiry.choices:
        return desk.shows(desk.enquiry.at("choices", topic="", part=""))
    return _missed(desk, "nothing")


def _missed(desk: Desk, outcome: str) -> Advised:
    """A try that led nowhere. After three of them a person's number stands there instead of another guess."""
    misses = desk.enquiry.misses + 1
    view = "person" if misses >= MOST_MISSES else "nothing"
    enquiry = desk.enquiry.at(view, topic="", part="", choices=(), misses=misses, log="", then="")
    return desk.shows(enquiry, desk.asked("person" if view == "person" else outcome))


def _helped(desk: Desk, *, helped: bool) -> Advised:
    """The answer's row learns whether it helped, and the standing forgets which row that was."""
    event = Helped(desk.enquiry.log, helped)
    enquiry = replace(desk.enquiry, log="")
    if helped:
        return desk.shows(replace(enquiry, misses=0), event, notice="advice.helped.thanks")
    view = "choices" if enquiry.choices else "groups"
    return desk.shows(enquiry.at(view, topic="", part=""), event, notice="advice.helped.sorry")


def differing(enquiry: Enquiry, words: frozenset[str]) -> str:
    """How much this school's kind changes an article whose facts vary by `words`: outside, differs, unsure or nothing."""
    if enquiry.school in ("private", "college"):
        return "outside"
    if VARIES.get(enquiry.school) in words:
        return "differs"
    return "unsure" if enquiry.school == "unsure" and words & {"academy", "PRU"} else ""
