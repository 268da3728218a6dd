"""One screen of the advice line about to be made: the words, the numbers to ring and the line that stands under every answer."""

from __future__ import annotations

from collections.abc import Iterable

from advice_kb.days import in_words
from advice_kb.library import Library
from advice_kb.model import Article, Signpost
from advice_kb.who_helps import dial, independent, reach
from bot.conversation.advice import Advice
from bot.conversation.enquiry import Enquiry
from bot.conversation.messages import Option, Outgoing
from bot.conversation.place import Place, Published
from bot.conversation.searched import for_schools_only
from bot.conversation.standing import Draft, Standing
from bot.conversation.wording import Words

LABEL = 60
"""Letters of a button at the most."""


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

    def topic(self, topic: str) -> Option:
        """The button of a topic, which says where its page was written for others than this reader."""
        title = self.advice.title(topic)
        told = (
            self.say("advice.for-schools", title=title)
            if for_schools_only(topic, self.role, self.advice.library)
            else title
        )
        return Option(told[:LABEL], "topic", topic)

    def typed_too(self) -> dict[str, object]:
        """The box below buttons of which one is asked for."""
        return {"label": self.say("advice.pick.label"), "submit": self.say("question.next"), "below": True}

    def page(
        self, name: str, heading: str, body: Iterable[str], options: Iterable[Option], *, picks: bool = False,
        rows: tuple[tuple[str, str, str], ...] = (), banner: str = "", heads: tuple[str, ...] = (),
        rows_first: bool = False,
    ) -> Outgoing:  # fmt: skip
        """A screen under which one may type; heads and governors are told first what this log is.

        `picks` says that one of the buttons is what is asked for; a typed answer may stand for it.

        `banner` and `heads` name lines of the body that stand out; on a page the box comes below the buttons of an answer.
        `rows_first` puts the rows above the body: a number to ring that must not be lost below a long text.
        """
        ways = list(options)
        if self.draft is not None:
            ways.append(self.button("advice.carry-on", "carry-on"))
        hint = self.say("advice.ask.log") if self.role in ("head", "governor") else ""
        asks = {"label": self.say("advice.ask.label"), "submit": self.say("advice.ask.submit")}
        facts = {**(self.typed_too() if picks else asks), "banner": banner, "heads": heads, "below": name != "ask"}
        facts |= {"rows_first": True} if rows_first else {}
        shown = tuple(line for line in body if line)
        return Outgoing(f"advice-{name}", heading, shown, tuple(ways), "text", hint=hint, rows=rows,
                        facts=facts)  # fmt: skip


def numbers(s: Showing, signposts: Iterable[Signpost]) -> list[str]:
    """One line for each who helps; the council's own numbers come from this installation, doubtful ones carry a star."""
    own, lines, starred = s.place.own_numbers, [], False
    for one in signposts:
        mine = one.id in own or (one.group == "official" and "local settings" in one.phone)
        ways = [own.get(one.id, "")] if mine else [reach(one.phone, one.text), one.web]
        star = "*" if one.verify and not mine else ""
        starred = starred or bool(star)
        lines.append(f"• {one.name}: {', '.join(part for part in ways if part) or s.place.council}{star}")
    return [*(["\n".join(lines)] if lines else []), *([s.say("advice.unchecked.numbers")] if starred else [])]


def officer(s: Showing) -> tuple[tuple[str, str, str], ...]:
    """The duty officer as a row with a link to ring, or nothing where no number is known."""
    number = s.place.duty_officer
    return ((s.say("advice.person.officer"), number, dial(number)),) if number else ()


def officer_hours(s: Showing) -> list[str]:
    """Honest for this hour."""
    return [hours_said(s.published.words, s.place, s.standing.language or "en")]


def hours_said(words: Words, place: Place, language: str = "en") -> str:
    if not place.duty_officer:
        return words.say("advice.person.none", language)
    if place.officer_until:
        return words.say("advice.person.now", language, until=place.officer_until)
    return words.say("advice.person.later", language, next=place.officer_next)


def about_said(published: Published, library: Library, role: str, language: str = "en") -> str:
    """Who answers here, for whoever asks: no person, and how to reach one. A pupil hears of Childline too."""
    words, place = published.words, published.place
    told = [words.say("advice.about", language, council=place.council)]
    childline = library.signposts.get("childline")
    if role == "pupil" and childline is not None:
        told.append(words.say("advice.about.childline", language, number=childline.phone))
    if place.duty_officer:
        told.append(words.say("advice.about.ring", language, number=place.duty_officer))
    return " ".join([*told, hours_said(words, place, language)])


def sent_kept(s: Showing) -> list[str]:
    """Where a correction can follow an answer, the asker is told that its row is kept, and how long (design §5)."""
    return [s.say("advice.sent.kept", days=s.place.delivery_days)] if s.standing.channel == "telegram" else []


def line(s: Showing, article: Article | None = None) -> str:
    """What stands under every answer (design §5); without an article, under dates that were worked out and a number to ring."""
    return standing_line(s.published, s.advice.library, article, s.role, s.standing.language or "en")


def standing_line(
    published: Published, library: Library, article: Article | None, role: str, language: str = "en"
) -> str:
    """The same words on every surface: who runs this, what it is, how fresh it is, and who helps that is not the council."""
    checked, ids = (article.law_position, article.signposts) if article else (library.law_position, ())
    names = independent(ids, library.signposts, role)
    return published.words.say(
        "advice.line", language, council=published.place.council, date=in_words(checked), help=names
    )
