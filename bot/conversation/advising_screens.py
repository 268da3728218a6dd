"""What the advice line shows. Worked out afresh each time, so that an article taken back is gone from every screen at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from advice_kb.who_helps import dial
from bot.conversation import dates_screens
from bot.conversation.advice import COUNTRIES, ROLES, SCHOOLS
from bot.conversation.article_screens import article_of, article_screen, held_screen, letter_screen
from bot.conversation.enquiry import MOST_MISSES, beside
from bot.conversation.messages import Option, Outgoing
from bot.conversation.place import Published
from bot.conversation.screening import language_among
from bot.conversation.showing import LABEL, Showing, line, numbers, officer, officer_hours, sent_kept
from bot.conversation.standing import Draft, Standing


def advice_screen(standing: Standing, draft: Draft | None, published: Published) -> Outgoing:
    """The screen of this enquiry. An article that may not be shown now is a holding text, whatever the standing says."""
    showing = Showing(standing, draft, published)
    enquiry = showing.enquiry
    if enquiry.view in ("article", "letter") and not article_of(showing):
        return held_screen(showing)
    return _VIEWS.get(enquiry.view, _ask)(showing)


def after_help(shown: Outgoing, standing: Standing, published: Published) -> Outgoing:
    """The help card, and below its way back the topics of what was also asked, if it was a question.

    Words that were taken for another language may be said to have been English.
    """
    if published.advice is None or standing.channel == "page":
        return shown
    words, advice = published.words, published.advice
    if language_among(standing.kinds):
        english = Option(words.say("advice.language.english"), "english")
        return replace(shown, options=(*shown.options, *((english,) if "unread" in standing.facts else ())))
    topics = tuple(
        Option(
            words.say("advice.worry.topics", standing.language or "en", title=advice.title(topic))[:LABEL],
            "topic",
            topic,
        )
        for topic in beside(standing)
        if standing.reading == "passed-on" and advice.title(topic)
    )
    return replace(shown, options=(*shown.options, *topics))


def _ask(s: Showing) -> Outgoing:
    body = [s.say("advice.ask.body"), s.say("advice.checked"), s.say("advice.ask.kept"), *sent_kept(s)]
    options = [
        s.button("advice.ask.groups", "groups"),
        s.button("advice.dates", "dates"),
        s.button("advice.person", "person"),
    ]
    if s.role in ROLES:
        options.append(s.button("advice.role.change", "roles", role=s.say(f"advice.role.{s.role}").lower()))
    return s.page("ask", s.say("advice.ask.heading"), body, options)


def _role(s: Showing) -> Outgoing:
    options = [s.button(f"advice.role.{role}", "role", role) for role in ROLES]
    return s.page("role", s.say("advice.role.heading"), [s.say("advice.role.body")], options, picks=True)


def _school(s: Showing) -> Outgoing:
    options = [s.button(f"advice.school.{school}", "school", school) for school in SCHOOLS]
    options.append(s.button("advice.school.elsewhere", "school", "elsewhere"))
    return s.page("school", s.say("advice.school.heading"), [s.say("advice.school.body")], options, picks=True)


def _country(s: Showing) -> Outgoing:
    options = [s.button(f"advice.country.{country}", "country", country) for country in ("england", *COUNTRIES)]
    return s.page("country", s.say("advice.country.heading"), [], options, picks=True)


def _elsewhere(s: Showing) -> Outgoing:
    """Who knows the law there; never a word of England's."""
    country = s.say(f"advice.country.{s.enquiry.school}")
    there = [one for one in s.advice.library.signposts.values() if one.group == s.enquiry.school]
    body = [s.say("advice.elsewhere.body", country=country), *numbers(s, there)]
    options = [s.button("advice.elsewhere.england", "school", "change"), s.button("advice.ask.again", "ask")]
    return s.page("elsewhere", s.say("advice.elsewhere.heading", country=country), body, options)


def _choices(s: Showing) -> Outgoing:
    options = [s.topic(topic) for topic in s.enquiry.choices]
    options += [s.button("advice.choices.none", "none"), s.button("advice.person", "person")]
    body = [s.say("advice.choices.body")]
    body += [s.say("advice.choices.appeal")] if s.advice.tells_the_ways(s.enquiry.choices, s.role) else []
    return s.page("choices", s.say("advice.choices.heading"), body, options)


def _nothing(s: Showing) -> Outgoing:
    """Nothing rather than something wrong, and first of all somebody to ring."""
    options = [s.button("advice.person", "person"), *_group_buttons(s)]
    body = [*officer_hours(s), s.say("advice.nothing.body")]
    return s.page("nothing", s.say("advice.nothing.heading"), body, options, rows=_people(s), rows_first=True)


def _groups(s: Showing) -> Outgoing:
    options = [*_group_buttons(s), s.button("advice.person", "person"), s.button("advice.ask.back", "ask")]
    return s.page("groups", s.say("advice.groups.heading"), [], options)


def _group_buttons(s: Showing) -> list[Option]:
    return [
        Option(title, "group", group)
        for group, title in s.advice.contents.groups.items()
        if s.advice.topics_in(group, s.role or "parent")
    ]


def _group(s: Showing) -> Outgoing:
    group = s.enquiry.part
    topics = s.advice.topics_in(group, s.role or "parent")
    options = [Option(s.advice.title(topic)[:LABEL], "topic", topic) for topic in topics]
    options.append(s.button("advice.ask.back", "groups"))
    return s.page("group", s.advice.contents.groups.get(group, ""), [s.say("advice.group.body")], options)


def _person(s: Showing) -> Outgoing:
    tried = [s.say("advice.person.tries")] if s.enquiry.misses >= MOST_MISSES else []
    asks = s.say("advice.person.body.pupil" if s.role == "pupil" else "advice.person.body")
    body = [*tried, asks, *officer_hours(s), s.say("advice.person.callback"),
            line(s)]  # fmt: skip
    options = [s.button("advice.ask.groups", "groups"), s.button("advice.ask.again", "ask")]
    return s.page("person", s.say("advice.person.heading"), body, options, rows=_people(s), rows_first=True)


def _people(s: Showing) -> tuple[tuple[str, str, str], ...]:
    """Whom to ring. For a pupil somebody who is there for children comes before the council."""
    one = s.advice.library.signposts.get("childline")
    childline = ((one.name, one.phone, dial(one.phone)),) if one is not None and s.role == "pupil" else ()
    return (*childline, *officer(s))


def _timeline(s: Showing) -> Outgoing:
    return dates_screens.timeline_screen(s, line(s))


_VIEWS: Mapping[str, Callable[[Showing], Outgoing]] = {
    "ask": _ask, "role": _role, "school": _school, "country": _country, "elsewhere": _elsewhere, "choices": _choices,
    "nothing": _nothing, "groups": _groups, "group": _group, "article": article_screen, "letter": letter_screen,
    "held": held_screen,
    "person": _person, "timeline": _timeline, "date": dates_screens.date_screen,
    "dates": dates_screens.question_screen,
}  # fmt: skip
