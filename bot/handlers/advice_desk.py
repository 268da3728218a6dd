"""What every public advice page is made with: one frame, the authority's numbers, and text that is screened before it is used."""

from __future__ import annotations

import asyncio
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, Literal

from aiohttp import web

from advice_kb.contents import READERS, Contents
from advice_kb.days import LONDON, in_words
from advice_kb.grown_up import writes_as_grown_up
from advice_kb.help_cards import HelpCard
from advice_kb.kept_dates import GUIDANCE, days_of, limit_said
from advice_kb.library import Library
from advice_kb.model import Article
from advice_kb.search import Finding
from advice_kb.service_askers import askers
from advice_kb.shelf import Shelf
from advice_kb.who_helps import Help, dial, who_helps
from bot.advice_reading import AdviceReading
from bot.conversation.help_screen import help_now
from bot.conversation.place import Place, Published
from bot.conversation.screening import kinds_shown, speaks_of_harm
from bot.conversation.searched import for_schools_only
from bot.conversation.showing import hours_said, standing_line
from bot.conversation.wording import Words, load_words
from bot.handlers.advice_help import BACK, Fields, Helped, Typed
from bot.handlers.help_links import help_link
from bot.handlers.web import ASKED_AT, environment, form_of, page, taken_in
from bot.local_advice import LocalAdvice
from bot.looking import HELP_SECONDS, SCREEN_SECONDS, in_time

environment.globals["guidance"] = GUIDANCE
environment.filters |= {"dial": dial, "days": days_of, "limit": limit_said, "askers": askers}


@cache
def _words() -> Words:
    return load_words()


environment.globals["checked"] = lambda: _words().say("advice.checked")
environment.filters["hours"] = lambda place: hours_said(_words(), place)


@dataclass(frozen=True)
class AdviceDesk:
    """`look` is the screen, `find` the search; both are pure and run in a thread. `origin` is
    the daily keyed hash of a caller's network address. `telegram_name` may be empty."""

    reading: AdviceReading
    contents: Contents
    local: LocalAdvice
    published: Callable[[datetime], Published]
    look: Callable[[str, str], Any]
    find: Callable[[str, str], Finding]
    origin: Callable[[web.Request], str]
    telegram_name: str = ""

    @property
    def library(self) -> Library:
        return self.reading.library

    @property
    def place(self) -> Place:
        return self.published(self.reading.clock()).place

    @property
    def now(self) -> datetime:
        """The hour in London: days of law are days there."""
        return self.reading.clock().astimezone(LONDON)

    @property
    def today(self) -> date:
        return self.now.date()

    def page(self, template: str, title: str, status: int = 200, **values: Any) -> web.Response:
        """A page in the frame. `title` never holds what anybody typed; `carried` is the form that this page answers."""
        published, place = self.published(self.reading.clock()), self.place
        return page(template, status, **{
            "language": "en", "direction": "ltr", "title": f"{title} - Heard" if title else "Heard", "skip": "Go to the main part",
            "synthetic": place.demo, "synthetic_label": published.words.say("synthetic"), "place": place,
            "duty": place.duty_officer, "duty_link": dial(place.duty_officer), "readers": READERS,
            "groups": self.contents.groups, "today": self.today,
            "help_words": published.words.say("help.button"), "leave_words": published.words.say("leave.button"),
            "leave_note": published.words.say("leave.note"), "day": in_words, "body_class": "advice",
            "help_link": help_link(ASKED_AT.get()), "carried": (), **values,
        })  # fmt: skip

    def missing(self, status: int = 404, *, retired: bool = False) -> web.Response:
        """What is not here, with everything that is."""
        return self.page("advice_missing.html", "Not here", status, retired=retired)

    def held(self, title: str, *, withdrawn: bool, status: int = 200, version_in_hand: int = 0) -> web.Response:
        """The holding text and the duty officer, in the place of words that may be wrong."""
        return self.page("advice_held.html", title, status, heading=title, withdrawn=withdrawn, in_hand=version_in_hand)

    def standing_line(self, article: Article | None = None) -> str:
        """The line that every answer carries (design §5); without an article that of dates that were worked out."""
        reader = article.audience if article else ""
        return standing_line(self.published(self.reading.clock()), self.library, article, reader)

    def elsewhere(self, title: str, country: str, carried: Fields) -> web.Response:
        """No word of England's law, but who knows the law there: the signposts of that country's group."""
        group = country.lower().replace(" ", "-")
        ids = tuple(one.id for one in self.library.signposts.values() if one.group == group)
        return self.page("advice_elsewhere.html", title, country=country, helpers=self.helpers(ids), carried=carried)

    def helpers(self, ids: tuple[str, ...]) -> tuple[Help, ...]:
        return who_helps(ids, self.library.signposts, self.place.own_numbers)

    async def screened(self, text: str, audience: str) -> Any:
        """What the screen says of these words, or None when it is down or slow: then they are neither searched nor kept."""
        return await in_time(asyncio.to_thread(self.look, text, audience or "pupil"), SCREEN_SECONDS)

    async def help_first(self, text: str, screening: Any, audience: str) -> Helped | None:
        """The card for words that speak of harm or could not be looked at, after putting them aside; None for any other.

        Help does not wait for a database: where it is away, the card says that nobody may read the words, and the page
        offers to send them again.
        """
        if screening is not None and not speaks_of_harm(screening):
            return None
        published, said = self.published(self.reading.clock()), audience if audience in READERS else ""
        voice = said or ("parent" if writes_as_grown_up(text) else audience)
        if screening is None:
            return Helped(help_now(published, "page", voice, reading="unchecked").facts["card"], "unchecked")
        kept = await in_time(self.reading.put_aside(text, screening, said), HELP_SECONDS)
        reading: Literal["passed-on", "trouble"] = "passed-on" if kept else "trouble"
        card = help_now(published, "page", voice, kinds_shown(screening), reading).facts["card"]
        return Helped(card, reading, screening.urgent)

    async def help_page(self, typed: Typed, audience: str) -> web.Response | None:
        """The card as a page, for words in a box that asks for a day, a number or a service; None where nothing needs it."""
        words = "\n".join(value for name, value in typed.fields.items() if name in typed.looked_at)
        said = audience if audience in READERS else ""
        helped = await self.help_first(words, await self.screened(words, said), audience) if words else None
        return self.danger(helped, typed) if helped is not None else None

    def danger(self, helped: Helped, typed: Typed, links: Sequence[tuple[str, str]] = ()) -> web.Response:
        """No telling title, and the words are not repeated: somebody may look over a shoulder."""
        return self.page(
            "advice_danger.html", "", 503 if helped.reading == "trouble" else 200, card=helped.card, links=links,
            address=typed.address, again=typed.again(helped), back=typed.back(helped), others=(), back_link="", sent=(),
            carried=typed.carried(helped),
            again_words=self.published(self.reading.clock()).words.say("page.again"), back_do=BACK,
        )  # fmt: skip

    def asked_for(
        self, card: HelpCard, back: str, others: Sequence[tuple[str, str]], sent: Fields, back_do: str
    ) -> web.Response:
        """The card of "Get help now". `others`: the same for other readers. `sent`: the form that the page before answers."""
        return self.page(
            "advice_danger.html", "", card=card, back_link=back, others=others, links=(), sent=sent, back_do=back_do,
            carried=[*sent, ("do", back_do)] if sent else (),
        )  # fmt: skip

    async def shelf_in_time(self) -> Shelf | None:
        """What may be shown now, for links below a help card that waits for nobody."""
        found: Shelf | None = await in_time(self.reading.shelf(), HELP_SECONDS)
        return found

    def names(self, shelf: Shelf, topics: tuple[str, ...], audience: str) -> list[tuple[str, str]]:
        """(address, title) of these topics, without those that have nothing to show."""
        rows = []
        for topic in topics:
            article = shelf.served(topic, audience) if topic in self.library.topics else None
            if article is not None:
                title = self.library.topics[topic].title
                others = for_schools_only(topic, audience, self.library)
                told = _words().say("advice.for-schools", title=title) if others else title
                rows.append((f"/advice/{topic}/{article.audience}", told))
        return rows


async def fields_of(request: web.Request) -> Mapping[str, str]:
    """A form's texts, each once, as plain Unicode of bounded length. What cannot be read as a form is a bad request."""
    form = await form_of(request)
    return {plain(name[:80]): plain(value) for name, value in form.items() if isinstance(value, str)}


def see(address: str) -> web.Response:
    """Look there instead: a GET of another page of ours."""
    return web.Response(status=303, headers={"Location": address})


def plain(text: str) -> str:
    """One normal form; no surrogates and no control characters but the end of a line."""
    text = unicodedata.normalize("NFC", taken_in(text).encode("utf-8", "ignore").decode("utf-8"))
    return "".join(c for c in text.replace("\r\n", "\n") if c == "\n" or unicodedata.category(c) != "Cc").strip()


def audience_of(given: str) -> str:
    """The audience somebody says they are; a parent where they say nothing or something else."""
    return given if given in READERS else "parent"
