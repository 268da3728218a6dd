"""An article in a chat: short answer and what to do now, the rest unfolded by buttons; a holding text where it was taken back."""

from __future__ import annotations

from collections.abc import Mapping

from advice_kb.days import in_words
from advice_kb.letter import load_letters
from advice_kb.model import ORDERS, TITLES, Article
from advice_kb.services import overdue
from advice_kb.wording import chat, links
from bot.conversation.advice import ROLES
from bot.conversation.messages import Option, Outgoing
from bot.conversation.of_kind import NAMES, of_kind
from bot.conversation.showing import (
    LABEL,
    Showing,
    line,
    numbers,
    officer,
    officer_hours,
    sent_kept,
)

FIRST: Mapping[str, tuple[str, ...]] = {
    "parent": ("short", "now"),
    "pupil": ("short", "now"),
    "head": ("checklist", "short"),
    "governor": ("checklist", "short"),
}
"""The parts an answer opens with, by whose article it is; the others unfold."""

MOST_LINKS = 3
SHORT = 2
"""Letters of a part's key that stand on its button: Telegram gives a button 64 bytes, and the topic is among them."""


def article_of(s: Showing) -> Article | None:
    return s.advice.served(s.enquiry.topic, s.role)


def article_screen(s: Showing) -> Outgoing:
    """Short answer and what to do now; or one part of it, unfolded."""
    article = article_of(s)
    assert article is not None
    part = s.enquiry.part if _text(s, article, s.enquiry.part) else ""
    opened = FIRST[article.audience]
    body = [s.say("advice.banner.checked", council=s.place.council)] if _is_unapproved(s, article) else []
    body += _for_others(s, article)
    outside = s.enquiry.differs(s.advice.differs(article)) == "outside"
    if part:
        body += [_kind_said(s, "outside-part")] if outside and part != "exceptions" else []
        body += [TITLES[part], _text(s, article, part), *_beside(s, article, part)]
    else:
        answer, here = [line for key in opened for line in _opening(s, article, key)], _for_this_school(s, article)
        body += [*here, *answer] if outside else [*answer, *here]
    banner = body[0] if _is_unapproved(s, article) else ""
    options = [*_parts(s, article, part), *_ways_on(s, article)]
    return s.page("article", article.title, [*body, *_below(s, article)], options, banner=banner, heads=_heads(s))


def _text(s: Showing, article: Article, part: str) -> str:
    """A part in plain words. Of the exceptions whoever said what school it is reads only theirs."""
    text, kind = chat(article.text(part)), s.enquiry.school
    return of_kind(text, kind) if part == "exceptions" and kind in NAMES else text


def _for_others(s: Showing, article: Article) -> list[str]:
    """Whoever gets a page that was written for somebody else is told so, before "my child" puzzles them."""
    return [s.say(f"advice.for.{article.audience}")] if s.role in ROLES and s.role != article.audience else []


def _heads(s: Showing) -> tuple[str, ...]:
    """Lines of the body that head what follows them."""
    return (*TITLES.values(), s.say("advice.now"))


def _opening(s: Showing, article: Article, key: str) -> list[str]:
    text = chat(article.text(key))
    headed = {"now": s.say("advice.now"), "checklist": TITLES["checklist"]}
    return [headed[key], text] if text and key in headed else [text]


def _is_unapproved(s: Showing, article: Article) -> bool:
    return s.advice.shelf.state(article) != "published"


def _for_this_school(s: Showing, article: Article) -> list[str]:
    """What differs at this kind of school; where the rules do not hold at all, it stands before them."""
    how = s.enquiry.differs(s.advice.differs(article))
    if not how:
        return []
    if how == "unsure":
        return [s.say("advice.kind.unsure")]
    told = _text(s, article, "exceptions")
    if how == "outside" and not told:
        return [_kind_said(s, "outside-alone")]
    return [_kind_said(s, how), told] if told else []


def _kind_said(s: Showing, how: str) -> str:
    return s.say(f"advice.kind.{how}", kind=s.say(f"advice.school.{s.enquiry.school}").lower())


def _beside(s: Showing, article: Article, part: str) -> list[str]:
    """Under "Who can help": the numbers, this council's own among them, and services near by."""
    if part != "help":
        return []
    named = [s.advice.library.signposts[id_] for id_ in article.signposts if id_ in s.advice.library.signposts]
    return [*numbers(s, named), *_services(s, article)]


def _services(s: Showing, article: Article) -> list[str]:
    lines = []
    for service in s.advice.near.get(article.topic, ()):
        late = s.place.today is not None and overdue(service, s.place.today)
        way = "; ".join(s.advice.services.way_in(service))
        lines.append(s.say("advice.services", service=service.name, way=way))
        lines += [s.say("advice.services.overdue")] if late else []
    return lines


def _below(s: Showing, article: Article) -> list[str]:
    """Design §5: who runs this, what it is, how fresh it is, and who helps that is not the council."""
    act = (s.advice.acts or {}).get(article.id)
    approved = []
    if act is not None and not _is_unapproved(s, article):
        approved = [s.say("advice.state.published", council=s.place.council, date=in_words(act.at))]
    return [*approved, *sent_kept(s), line(s, article)]


def _parts(s: Showing, article: Article, part: str) -> list[Option]:
    """The other parts as buttons, letters among them; on an unfolded part also where its links lead."""
    topic, opened = article.topic, FIRST[article.audience]
    keys = [key for key in ORDERS[article.audience] if _text(s, article, key) and key != part and key not in opened]
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


def letter_screen(s: Showing) -> Outgoing:
    """A letter to copy: it belongs to its article, and goes with it."""
    article, letter = article_of(s), load_letters().get(s.enquiry.part)
    if article is None or letter is None or letter.topic != article.topic:
        return article_screen(s) if article is not None else held_screen(s)
    body = [s.say("advice.letter.when", when=letter.when), chat(letter.text), *_below(s, article)]
    return s.page("letter", letter.title, body, [*_parts(s, article, "letter"), *_ways_on(s, article)])


def held_screen(s: Showing) -> Outgoing:
    """In the place of an article that may not be shown: this, and a person. One taken out of use will not come back."""
    if s.advice.is_retired(s.enquiry.topic, s.role):
        return _retired_screen(s)
    key = "unpublished" if s.advice.is_unpublished(s.enquiry.topic, s.role) else "held"
    body = [s.say(f"advice.{key}.body", title=s.advice.title(s.enquiry.topic)), *officer_hours(s)]
    options = [s.button("advice.person", "person"), s.button("advice.ask.again", "ask")]
    return s.page("held", s.say(f"advice.{key}.heading"), body, options, rows=officer(s))


def _retired_screen(s: Showing) -> Outgoing:
    topic = s.enquiry.topic
    instead = s.advice.contents.now(topic)
    stands = instead != topic and s.advice.served(instead, s.role) is not None
    body = [s.say("advice.retired.body", title=s.advice.title(topic))]
    body += [s.say("advice.retired.instead", title=s.advice.title(instead))] if stands else []
    options = [Option(s.advice.title(instead)[:LABEL], "topic", instead)] if stands else []
    options += [s.button("advice.other", "other")] if s.enquiry.choices else []
    options += [s.button("advice.person", "person"), s.button("advice.ask.again", "ask")]
    return s.page("held", s.say("advice.retired.heading"), [*body, *officer_hours(s)], options, rows=officer(s))
