"""Pages that say sorry or please wait, with help on them and a quick way to leave: it may be a child who sees them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from aiohttp import web

from advice_kb.help_cards import HelpCard
from bot.conversation.help_screen import help_now
from bot.conversation.messages import Outgoing
from bot.conversation.place import Published
from bot.handlers.help_links import reader_of
from bot.handlers.web import form_of, page, taken_in
from surveys.answers import normalise

MOST_FIELDS = 100
"""Fields of a form; no page of ours has more."""

Key = Literal["page.stale", "page.gone", "page.sorry", "page.too-much", "page.slow", "page.unread"]

UNSENT: dict[int, Key] = {408: "page.slow", 413: "page.too-much"}
"""Status of something that did not reach us -> what to do about it. Nobody is told to try again where that cannot help."""


def said_of(status: int) -> Key:
    """What a page of this status says: a fault of ours may pass, what was sent wrong stays wrong."""
    if status >= 500:
        return "page.sorry"
    return UNSENT.get(status) or ("page.gone" if status in (403, 404, 405, 410) else "page.unread")


@dataclass(frozen=True)
class SorryPages:
    published: Callable[[datetime], Published]
    clock: Callable[[], datetime]

    def sorry(self, request: web.Request, status: int) -> web.Response:
        """A plain page for what cannot be shown. What was too long or too slow leads back to where it was written."""
        return self._plain(status, said_of(status), request.path)

    def stale(self, words: str) -> web.Response:
        """For a page that was open too long. Whoever wrote something there is told that it reached nobody."""
        return self._plain(403, "page.stale" if words else "page.gone")

    async def wait(self, request: web.Request) -> web.Response:
        """For any page that could not be made without the database."""
        return self.waits(request, await sent_by(request) if request.method == "POST" else [], None)

    def waits(self, request: web.Request, sent: Sequence[tuple[str, str]], help_shown: Outgoing | None) -> web.Response:
        """The database is away: the form stays filled. Whoever needs help sees that first."""
        words = self.published(self.clock()).words
        card = help_shown.facts["card"] if help_shown is not None else self._card(request.path)
        heading = help_shown.heading if help_shown is not None else words.say("page.wait", "en")
        reads = request.path.startswith("/advice")
        return page("sorry.html", 503, heading=heading, body=words.say("page.away" if reads else "trouble.wait", "en"),
                    fields=sent, action=request.path, again=words.say("page.again", "en"), card=card,
                    card_first=help_shown is not None, **self.frame("en", self._demo))  # fmt: skip

    def frame(self, language: str, synthetic: bool) -> dict[str, Any]:
        """What every page of this face has around it."""
        words = self.published(self.clock()).words
        return {"language": language, "direction": words.direction(language), "title": "Heard", "synthetic": synthetic,
                "synthetic_label": words.say("synthetic", language), "skip": words.say("page.skip", language),
                "leave_words": words.say("leave.button", language), "leave_note": words.say("leave.note", language)}  # fmt: skip

    def _plain(self, status: int, key: Key, path: str = "/") -> web.Response:
        words, back = self.published(self.clock()).words, key in UNSENT.values()
        return page("sorry.html", status, heading=words.say("page.sorry.heading", "en"), body=words.say(key, "en"),
                    fields=[], action=path if back and path.startswith("/advice") else start_of(path),
                    again=words.say("question.back" if back else "page.start", "en"), card=self._card(path), card_first=False,
                    **self.frame("en", self._demo))  # fmt: skip

    def _card(self, path: str) -> HelpCard:
        """For a child, but on an advice page for whoever that is written for."""
        voice = reader_of(path) if path.startswith("/advice") else ""
        card: HelpCard = help_now(self.published(self.clock()), "page", voice).facts["card"]
        return card

    @property
    def _demo(self) -> bool:
        return self.published(self.clock()).place.demo


def start_of(path: str) -> str:
    """The first page of the part that this address belongs to."""
    return next((first for first in ("/chat", "/advice") if f"{path}/".startswith(f"{first}/")), "/")


async def sent_by(request: web.Request) -> list[tuple[str, str]]:
    """A form's texts in their order; of many boxes ticked under one name each is one."""
    texts = [(name, taken_in(value)) for name, value in (await form_of(request)).items() if isinstance(value, str)]
    return [(name, normalise(value)) for name, value in texts[:MOST_FIELDS]]
