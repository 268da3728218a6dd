"""What a question leads to: an answer, a few choices, or kindly nothing. It says nothing rather than something wrong.

Whether an article may be shown is looked at each time it is, by `advising_screens`; a standing only remembers its topic.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from advice_kb.letter import load_letters
from advice_kb.model import TITLES
from advice_kb.redaction import redact
from advice_kb.search import MOST_CHOICES, Finding
from bot.conversation.advice import COUNTRIES, ROLES, Advice
from bot.conversation.desk import Advised, Desk
from bot.conversation.enquiry import MOST_MISSES, Enquiry
from bot.conversation.events import Helped, Unanswered
from bot.conversation.school_named import country_named, country_of_school, kind_named
from bot.conversation.screening import kinds_shown
from bot.conversation.standing import Standing

SHOWN = ("answer", "picked", "menu", "link")
"""How an article came to be shown: found by words, picked from choices, by the menu, by a link. The log tells them apart."""

FOUND = ("article", "letter", "held", "elsewhere")
"""Screens to which a question leads that found something, even where it may not be shown just now."""

MOST_KEPT = 1_000
"""Characters of a question that are searched, and kept where it is not answered."""


def question(desk: Desk, text: str) -> Advised:
    """A typed question. While the role is not known only the topics found are kept, for each role, never the words."""
    desk = replace(desk, enquiry=satisfied(desk.enquiry))
    there, kind = country_of_school(text), kind_named(text)
    if there or (country_named(text) and not desk.enquiry.school):
        view, school = ("elsewhere", there) if there else ("country", "")
        waiting = waiting_for(desk.advice, text)
        enquiry = desk.enquiry.at(view, topic="", part="", then="question", waiting=waiting, school=school)
        return desk.shows(enquiry, desk.asked("elsewhere"))
    if kind and not desk.enquiry.school:
        desk = replace(desk, enquiry=replace(desk.enquiry, school=kind))
    if desk.found.screening.always_help:
        aside = unread(desk.standing, desk.advice, text)
        kinds = kinds_shown(desk.found.screening)[:1]
        return replace(aside, reading="help", kinds=kinds), (desk.asked("language"),), ""
    if desk.role not in ROLES:
        waiting = waiting_for(desk.advice, text)
        lost = all(outcome == "nothing" for outcome, *_ in waiting.values())
        enquiry = desk.enquiry.at("role", topic="", then="question", waiting=waiting)
        return desk.shows(enquiry, *((_unanswered(desk, text),) if lost else ()))
    finding = desk.advice.find(text, desk.role)
    lost = finding.outcome == "nothing"
    if lost and desk.enquiry.view == "school" and desk.enquiry.misses + 1 < MOST_MISSES:
        return _asked_again(desk)
    standing, events, notice = _answered(desk, finding)
    return standing, (*events, *((_unanswered(desk, text),) if lost else ())), notice


def satisfied(enquiry: Enquiry) -> Enquiry:
    """Whoever goes on from an answer without saying that it was not meant has had one: what failed before is over."""
    return replace(enquiry, misses=0) if enquiry.view in FOUND else enquiry


def unread(standing: Standing, advice: Advice, text: str) -> Standing:
    """Words in another language: they stay where they were, with what is found should it be English after all."""
    return replace(standing, facts={**standing.facts, "unread": waiting_for(advice, text)})


def waiting_for(advice: Advice, text: str) -> dict[str, Any]:
    """What is found for each role: outcome and topics, while the words themselves are let go."""
    findings = {role: advice.find(text, role) for role in ROLES}
    return {role: [finding.outcome, *finding.topics[:MOST_CHOICES]] for role, finding in findings.items()}


def _unanswered(desk: Desk, text: str) -> Unanswered:
    """Kept so that an answer can be written. The screen found no concern in it, or it would not have come here."""
    words = redact(text, desk.now.date())[:MOST_KEPT]
    return Unanswered(words, desk.role or "unknown")


def meant(desk: Desk, waiting: Mapping[str, Any]) -> Advised:
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
        return lead_to(desk, known[0], "answer")
    if finding.outcome == "clarify" and known:
        return desk.shows(desk.enquiry.at("choices", topic="", choices=known), desk.asked("clarify"))
    if finding.outcome == "person":
        return desk.shows(desk.enquiry.at("person", topic=""), desk.asked("person"))
    return _missed(desk)


def lead_to(desk: Desk, topic: str, outcome: str) -> Advised:
    """Towards an article: first who asks, then, only where its facts vary or the school is elsewhere, what school it is."""
    enquiry = replace(
        desk.enquiry, topic=topic, part="", choices=tuple(c for c in desk.enquiry.choices if c != topic), log="",
        misses=_misses_after(desk, outcome),
    )  # fmt: skip
    if desk.role not in ROLES:
        return desk.shows(enquiry.at("role", then=outcome))
    if enquiry.school in COUNTRIES:
        return desk.shows(enquiry.at("elsewhere", then=""), desk.asked("elsewhere", topic))
    article = desk.advice.served(topic, desk.role)
    if article is None:
        return desk.shows(enquiry.at("held", then=""), desk.asked("held", topic))
    if not enquiry.school and desk.advice.differs(article):
        return desk.shows(enquiry.at("school", then=outcome))
    enquiry = enquiry.at("article", then="", log=desk.found.fresh)
    return desk.shows(enquiry, desk.asked(outcome, topic, article.id, article.version))


def _misses_after(desk: Desk, outcome: str) -> int:
    """An answer found by words may still not be what was meant, so earlier tries count on; once a person was named they do not."""
    tried = desk.enquiry.misses
    return tried if outcome == "answer" and tried < MOST_MISSES else 0


def unfold(desk: Desk, argument: str) -> Advised | None:
    """One part of an article, unfolded. The button names its topic, so that an old one still works."""
    topic, _, part = argument.partition("/")
    if topic not in desk.advice.library.topics:
        return None
    return _unfolded(desk, topic, "article", next((key for key in TITLES if part and key.startswith(part)), ""))


def show_letter(desk: Desk, name: str) -> Advised | None:
    known = load_letters().get(name)
    return None if known is None else _unfolded(desk, known.topic, "letter", name)


def _unfolded(desk: Desk, topic: str, view: str, part: str) -> Advised:
    if desk.enquiry.topic != topic or desk.role not in ROLES or desk.enquiry.school in COUNTRIES:
        return lead_to(desk, topic, "menu")
    return desk.shows(desk.enquiry.at(view if desk.advice.served(topic, desk.role) else "held", part=part))


def other(desk: Desk) -> Advised:
    """Not what was meant: the next choices, or the menu when there are none."""
    if desk.enquiry.choices:
        return desk.shows(desk.enquiry.at("choices", topic="", part=""))
    return _missed(desk)


def none_of_these(desk: Desk) -> Advised:
    return _missed(desk)


def _asked_again(desk: Desk) -> Advised:
    """Words that say neither what school it is nor anything else known here: what waits for the school waits on. They are a try,
    and no question to be kept: more likely the name of a school."""
    enquiry = replace(desk.enquiry, misses=desk.enquiry.misses + 1)
    return desk.shows(enquiry, notice="advice.school.none")


def _missed(desk: Desk) -> Advised:
    """A try that led nowhere. After three of them a person's number stands there instead of another guess."""
    misses = desk.enquiry.misses + 1
    view = "person" if misses >= MOST_MISSES else "nothing"
    enquiry = desk.enquiry.at(view, topic="", part="", choices=(), misses=misses, log="", then="")
    return desk.shows(enquiry, desk.asked(view))


def helped(desk: Desk, *, helped: bool) -> Advised:
    """The answer's row learns whether it helped, and the standing forgets which row that was."""
    event = Helped(desk.enquiry.log, helped)
    enquiry = replace(desk.enquiry, log="")
    if helped:
        return desk.shows(replace(enquiry, misses=0), event, notice="advice.helped.thanks")
    view = "choices" if enquiry.choices else "groups"
    return desk.shows(enquiry.at(view, topic="", part=""), event, notice="advice.helped.sorry")
