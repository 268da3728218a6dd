"""What the advice line shows. Worked out afresh each time, so that an article taken back is gone from every screen at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from advice_kb.letter import load_letters
from advice_kb.library import Library
from advice_kb.model import ORDERS, TITLES, Article, Signpost
from advice_kb.services import overdue, search
from advice_kb.wording import chat, links
from bot.conversation import dates_screens
from bot.conversation.advice import COUNTRIES, ROLES, SCHOOLS, Advice
from bot.conversation.advising import differing
from bot.conversation.enquiry import MOST_MISSES, Enquiry
from bot.conversation.messages import Option, Outgoing
from bot.conversation.place import Published
from bot.conversation.standing import Draft, Standing

FIRST: Mapping[str, tuple[str, ...]] = {
    "parent": ("short", "now"),
    "pupil": ("short", "now"),
    "head": ("checklist", "short"),
    "governor": ("checklist", "short"),
}
"""The parts an answer opens with, by whose article it is; the others unfold."""

INDEPENDENT: Mapping[str, tuple[str, ...]] = {
    "parent": ("child-law-advice", "sendiass"),
    "pupil": ("childline", "coram-voice"),
    "head": ("school-exclusions-hub",),
    "governor": ("school-exclusions-hub",),
}
"""Who helps and is not the council, where an article names nobody."""

NEEDS_SERVICES = ("school-life", "instead")
"""Groups of topics under which local services are named."""

MOST_LINKS, MOST_SERVICES, LABEL = 3, 2, 60
SHORT = 2
"""Letters of a part's key that stand on its button: Telegram gives a button 64 bytes, and the topic is among them."""


class Showing:
    """One screen about to be made: what stands where, in which words."""

    def __init__(self, standing: Standing, draft: Draft | None, published: Published) -> None:
        assert published.advice is not None
        self.standing, self.draft, self.published = standing, draft, published
        self.advice: Advice = published.advice
        self.enquiry, self.role, self.place = Enquiry.of(standing), standing.role, published.place

    def say(self, key: str, **facts: object) -> str:
        return self.published.words.say(key, self.standing.language or "en", **facts)

    def button(self, key: str, action: str, argument: str = "", **facts: object) -> Option:
        return Option(self.say(key, **facts), action, argument)

    @property
    def schools_like_heads(self) -> bool:
        return self.role in ("head", "governor")

    def page(self, name: str, heading: str, body: Iterable[str], options: Iterable[Option], **more: object) -> Outgoing:
        """A screen under which one may always type; heads and governors are told first what this log is."""
        ways = list(options)
        if self.draft is not None:
            ways.append(self.button("advice.carry-on", "carry-on"))
        hint = self.say("advice.ask.log") if self.schools_like_heads else ""
        facts = {"label": self.say("advice.ask.label"), "submit": self.say("advice.ask.submit")}
        shown = Outgoing(f"advice-{name}", heading, tuple(line for line in body if line), tuple(ways), entry="text",
                         hint=hint, facts=facts)  # fmt: skip
        return replace(shown, **more)  # type: ignore[arg-type]


def advice_screen(standing: Standing, draft: Draft | None, published: Published) -> Outgoing:
    """The screen of this enquiry. An article that may not be shown now is a holding text, whatever the standing says."""
    showing = Showing(standing, draft, published)
    enquiry = showing.enquiry
    if enquiry.view in ("article", "letter") and not _article_of(showing):
        return _held(showing)
    return _VIEWS.get(enquiry.view, _ask)(showing)


def after_help(shown: Outgoing, standing: Standing, published: Published) -> Outgoing:
    """The help card, and below its way back the topics of what was also asked, if it was a question."""
    if published.advice is None or standing.channel == "page" or not (standing.kinds or standing.scene == "advice"):
        return shown
    words, advice = published.words, published.advice
    topics = tuple(
        Option(
            words.say("advice.worry.topics", standing.language or "en", title=advice.title(topic))[:LABEL],
            "topic",
            topic,
        )
        for topic in Enquiry.of(standing).choices
        if standing.kinds and advice.title(topic)
    )
    return replace(shown, options=(*shown.options, *topics))


def _ask(s: Showing) -> Outgoing:
    body = [s.say("advice.ask.body"), s.say("advice.ask.kept")]
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
    return s.page("role", s.say("advice.role.heading"), [s.say("advice.role.body")], options, entry="none", hint="")


def _school(s: Showing) -> Outgoing:
    options = [s.button(f"advice.school.{school}", "school", school) for school in SCHOOLS]
    options.append(s.button("advice.school.elsewhere", "school", "elsewhere"))
    return s.page(
        "school", s.say("advice.school.heading"), [s.say("advice.school.body")], options, entry="none", hint=""
    )


def _country(s: Showing) -> Outgoing:
    options = [s.button(f"advice.country.{country}", "country", country) for country in ("england", *COUNTRIES)]
    return s.page("country", s.say("advice.country.heading"), [], options, entry="none", hint="")


def _elsewhere(s: Showing) -> Outgoing:
    """Who knows the law there; never a word of England's."""
    country = s.say(f"advice.country.{s.enquiry.school}")
    there = [one for one in s.advice.library.signposts.values() if one.group == s.enquiry.school]
    body = [s.say("advice.elsewhere.body", country=country), *numbers(s, there)]
    options = [s.button("advice.school.change", "school", "change"), s.button("advice.ask.again", "ask")]
    return s.page("elsewhere", s.say("advice.elsewhere.heading", country=country), body, options)


def _choices(s: Showing) -> Outgoing:
    options = [Option(s.advice.title(topic)[:LABEL], "topic", topic) for topic in s.enquiry.choices]
    options += [s.button("advice.choices.none", "none"), s.button("advice.person", "person")]
    return s.page("choices", s.say("advice.choices.heading"), [s.say("advice.choices.body")], options)


def _nothing(s: Showing) -> Outgoing:
    options = [*_group_buttons(s), s.button("advice.person", "person")]
    return s.page("nothing", s.say("advice.nothing.heading"), [s.say("advice.nothing.body")], options)


def _groups(s: Showing) -> Outgoing:
    options = [*_group_buttons(s), s.button("advice.person", "person"), s.button("advice.ask.back", "ask")]
    return s.page("groups", s.say("advice.groups.heading"), [], options)


def _group_buttons(s: Showing) -> list[Option]:
    return [
        Option(title, "group", group)
        for group, title in s.advice.menu.groups.items()
        if s.advice.topics_in(group, s.role or "parent")
    ]


def _group(s: Showing) -> Outgoing:
    group = s.enquiry.part
    topics = s.advice.topics_in(group, s.role or "parent")
    options = [Option(s.advice.title(topic)[:LABEL], "topic", topic) for topic in topics]
    options.append(s.button("advice.ask.back", "groups"))
    return s.page("group", s.advice.menu.groups.get(group, ""), [s.say("advice.group.body")], options)


def _article_of(s: Showing) -> Article | None:
    return s.advice.served(s.enquiry.topic, s.role)


def _article(s: Showing) -> Outgoing:
    """Short answer and what to do now; or one part of it, unfolded."""
    article = _article_of(s)
    assert article is not None
    part = s.enquiry.part
    if not article.text(part):
        part = ""
    opened = FIRST[article.audience]
    body = [s.say("advice.banner.checked", council=s.place.council)] if _is_unapproved(s, article) else []
    if part:
        body += [TITLES[part], chat(article.text(part)), *_beside(s, article, part)]
    else:
        body += [part for key in opened for part in _opening(s, article, key)] + _for_this_school(s, article)
    return s.page(
        "article", article.title, [*body, *_below(s, article)], [*_parts(s, article, part), *_ways_on(s, article)]
    )


def _opening(s: Showing, article: Article, key: str) -> list[str]:
    text = chat(article.text(key))
    headed = {"now": s.say("advice.now"), "checklist": TITLES["checklist"]}
    return [headed[key], text] if text and key in headed else [text]


def _is_unapproved(s: Showing, article: Article) -> bool:
    return s.advice.shelf.state(article) != "published"


def _for_this_school(s: Showing, article: Article) -> list[str]:
    """What differs at this kind of school, before anything is relied on."""
    how = differing(s.enquiry, s.advice.differs(article))
    if not how:
        return []
    if how == "unsure":
        return [s.say("advice.kind.unsure")]
    kind = s.say(f"advice.school.{s.enquiry.school}").lower()
    return [s.say(f"advice.kind.{how}", kind=kind), chat(article.text("exceptions"))]


def _beside(s: Showing, article: Article, part: str) -> list[str]:
    """Under "Who can help": the numbers, this council's own among them, and services near by."""
    if part != "help":
        return []
    named = [s.advice.library.signposts[id_] for id_ in article.signposts if id_ in s.advice.library.signposts]
    return [*numbers(s, named), *_services(s, article)]


def _services(s: Showing, article: Article) -> list[str]:
    topic = s.advice.library.topics[article.topic]
    if topic.group not in NEEDS_SERVICES and topic.id != "local-support-services":
        return []
    lines = []
    for service in search(s.advice.services, topic.title)[:MOST_SERVICES]:
        late = s.place.today is not None and overdue(service, s.place.today)
        way = "; ".join(s.advice.services.way_in(service))
        lines.append(s.say("advice.services", service=service.name, way=way))
        lines += [s.say("advice.services.overdue")] if late else []
    return lines


def numbers(s: Showing, signposts: Iterable[Signpost]) -> list[str]:
    """One line for each who helps; the council's own numbers come from this installation, doubtful ones carry a star."""
    own = {"council-exclusions-officer": s.place.duty_officer, "children-social-care": s.place.front_door}
    lines, starred = [], False
    for one in signposts:
        mine = one.id in own or (one.group == "official" and "local settings" in one.phone)
        reach = [own.get(one.id, "")] if mine else [one.phone, one.text, one.web]
        star = "*" if one.verify and not mine else ""
        starred = starred or bool(star)
        lines.append(f"• {one.name}: {', '.join(part for part in reach if part) or s.place.council}{star}")
    return [*(["\n".join(lines)] if lines else []), *([s.say("advice.unchecked.numbers")] if starred else [])]


def _below(s: Showing, article: Article) -> list[str]:
    """Design §5: who runs this, what it is, how fresh it is, and who helps that is not the council."""
    act = (s.advice.acts or {}).get(article.id)
    approved = []
    if act is not None and not _is_unapproved(s, article):
        approved = [s.say("advice.state.published", council=s.place.council, date=day_of(act.at))]
    return [*approved, line(s, article.law_position, independent(s.advice.library, article, s.role))]


def line(s: Showing, checked: object, help_: str) -> str:
    return s.say("advice.line", council=s.place.council, date=day_of(checked), help=help_)


def day_of(day: object) -> str:
    return f"{day:%-d %B %Y}"


def independent(library: Library, article: Article | None, role: str) -> str:
    """Two names outside the council: those of the article first."""
    wanted = [*(article.signposts if article else ()), *INDEPENDENT.get(role, INDEPENDENT["parent"])]
    known = [library.signposts[id_] for id_ in dict.fromkeys(wanted) if id_ in library.signposts]
    outside = [one for one in known if one.group == "advice" or one.id == "childline"]
    return ", ".join(one.name.split(" (")[0] for one in outside[:2])


def _parts(s: Showing, article: Article, part: str) -> list[Option]:
    """The other parts as buttons, letters among them; on an unfolded part also where its links lead."""
    topic, opened = article.topic, FIRST[article.audience]
    keys = [key for key in ORDERS[article.audience] if article.text(key) and key != part and key not in opened]
    ways = [Option(TITLES[key], "part", f"{topic}/{key[:SHORT]}") for key in keys]
    if part:
        ways.insert(0, s.button("advice.short", "part", f"{topic}/"))
        ways += [
            Option(s.advice.title(name)[:LABEL], "topic", name)
            for kind, name, _ in links(article.text(part))
            if kind == "topic" and name != topic and s.advice.title(name)
        ][:MOST_LINKS]
    letters = [name for kind, name, _ in links(article.text("letter")) if kind == "letter"]
    return ways + [Option(load_letters()[name].title[:LABEL], "letter", name) for name in letters]


def _ways_on(s: Showing, article: Article) -> list[Option]:
    options = [s.button("advice.dates", "dates")] if article.deadlines else []
    if s.enquiry.log:
        options += [s.button("advice.helped.yes", "helped", "yes"), s.button("advice.helped.no", "helped", "no")]
    options.append(s.button("advice.other", "other"))
    if s.enquiry.school:
        options.append(s.button("advice.school.change", "school", "change"))
    return [*options, s.button("advice.person", "person"), s.button("advice.ask.again", "ask")]


def _letter(s: Showing) -> Outgoing:
    """A letter to copy: it belongs to its article, and goes with it."""
    article, letter = _article_of(s), load_letters().get(s.enquiry.part)
    if article is None or letter is None or letter.topic != article.topic:
        return _article(s) if article is not None else _held(s)
    body = [s.say("advice.letter.when", when=letter.when), chat(letter.text), *_below(s, article)]
    return s.page("letter", letter.title, body, [*_parts(s, article, "letter"), *_ways_on(s, article)])


def _held(s: Showing) -> Outgoing:
    """In the place of an article that may not be shown: this, and a person."""
    body = [s.say("advice.held.body", title=s.advice.title(s.enquiry.topic)), *officer_hours(s)]
    options = [s.button("advice.person", "person"), s.button("advice.ask.again", "ask")]
    return s.page("held", s.say("advice.held.heading"), body, options, rows=officer(s))


def officer(s: Showing) -> tuple[tuple[str, str, str], ...]:
    """The duty officer as a row with a link to ring, or nothing where no number is known."""
    number = s.place.duty_officer
    return ((s.say("advice.person.officer"), number, f"tel:{number.replace(' ', '')}"),) if number else ()


def officer_hours(s: Showing) -> list[str]:
    """Honest for this hour."""
    if not s.place.duty_officer:
        return [s.say("advice.person.none")]
    if s.place.officer_until:
        return [s.say("advice.person.now", until=s.place.officer_until)]
    return [s.say("advice.person.later", next=s.place.officer_next)]


def _person(s: Showing) -> Outgoing:
    tried = [s.say("advice.person.tries", tries=s.enquiry.misses)] if s.enquiry.misses >= MOST_MISSES else []
    helps = independent(s.advice.library, None, s.role)
    body = [*tried, s.say("advice.person.body"), *officer_hours(s), s.say("advice.person.callback"),
            line(s, s.advice.law_position, helps)]  # fmt: skip
    options = [s.button("advice.ask.groups", "groups"), s.button("advice.ask.again", "ask")]
    return s.page("person", s.say("advice.person.heading"), body, options, rows=officer(s))


def _language(s: Showing) -> Outgoing:
    """An approved card in English and numbers to ring: never a translation of law that nobody approved."""
    crisis = tuple((option.label, option.argument, option.url) for option in s.place.crisis)
    body = [s.say("advice.language.body"), s.say("help.danger"), *officer_hours(s)]
    options = [s.button("advice.language.english", "english"), s.button("advice.ask.again", "ask")]
    return s.page("language", s.say("advice.language.heading"), body, options, rows=(*officer(s), *crisis))


def _timeline(s: Showing) -> Outgoing:
    return dates_screens.timeline_screen(s, line(s, s.advice.law_position, independent(s.advice.library, None, s.role)))


_VIEWS: Mapping[str, Callable[[Showing], Outgoing]] = {
    "ask": _ask, "role": _role, "school": _school, "country": _country, "elsewhere": _elsewhere, "choices": _choices,
    "nothing": _nothing, "groups": _groups, "group": _group, "article": _article, "letter": _letter, "held": _held,
    "person": _person, "language": _language, "timeline": _timeline, "date": dates_screens.date_screen,
    "dates": dates_screens.question_screen,
}  # fmt: skip
