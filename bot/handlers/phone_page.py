"""The child's pages and the browser chat: one neutral address each, plain forms, no script.

A GET changes nothing and names nobody; a POST is one turn. The sitting is a cookie of 256 random bits, another one from the
moment a code opens a survey; no code, token or answer stands in an address, a title or a referrer (design §3).
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from aiohttp import web

from advice_kb.signposts import READERS
from bot.conversation.enquiry import Enquiry
from bot.conversation.help_screen import help_now
from bot.conversation.messages import Address, Incoming, Option, Outgoing, Tap
from bot.conversation.place import Published
from bot.conversation.screens import screen
from bot.conversation.standing import Standing
from bot.exchange import Exchange
from bot.handlers.phone_help import TOPIC, help_link, in_chat, with_words
from bot.handlers.sorry_page import SorryPages, sent_by
from bot.handlers.web import BODY_SECONDS, boundary, cookie_of, page, style, token_matches
from bot.heard import Heard, StorageAway
from bot.looking import VOICE_SECONDS, in_time

PAUSES, PATIENCE = (0.2, 0.6, 1.2), 3.0
"""Pauses while the database is away, and the seconds after which the person is asked to wait; the form stays filled."""

Say = Callable[[Incoming], Awaitable[Heard]]
LEAVE_TO = "https://www.bbc.co.uk/weather"


@dataclass(frozen=True)
class PhonePages:
    """`origin` gives the daily keyed hash of a caller's network address; the address itself is never kept."""

    exchange: Exchange
    say: Say
    published: Callable[[datetime], Published]
    clock: Callable[[], datetime]
    origin: Callable[[web.Request], str]
    log: Callable[..., None]
    secure: bool = False
    body_seconds: float = BODY_SECONDS
    patience: float = PATIENCE

    def application(self) -> web.Application:
        guard = boundary(self.log, self.pages.sorry, self.pages.wait, self.body_seconds)
        app = web.Application(middlewares=[guard], client_max_size=2**20)
        app.router.add_get("/", self.show)
        app.router.add_post("/", self.turn)
        app.router.add_get("/chat", self.show)
        app.router.add_post("/chat", self.turn)
        app.router.add_get("/chat/a/{topic}", self.answer)
        app.router.add_get("/e/{token}", self.door)
        app.router.add_get("/help", self.help)
        app.router.add_post("/help", self.help)
        app.router.add_get("/help/{reader}", self.help)
        app.router.add_get("/chat/help", self.help)
        app.router.add_post("/chat/help", self.help)
        app.router.add_get(f"/chat/help/a/{{topic:{TOPIC}}}", self.help)
        app.router.add_post("/leave", self.leave)
        app.router.add_get("/heard.css", style)
        return app

    @property
    def pages(self) -> SorryPages:
        return SorryPages(self.published, self.clock)

    @property
    def cookie(self) -> str:
        return "__Host-sitting" if self.secure else "sitting"

    def _address(self, request: web.Request, sitting: str) -> Address:
        return Address("chat" if in_chat(request) else "page", sitting)

    def _token(self, sitting: str) -> str:
        return self.exchange.keyring.mac("form", sitting, 16).hex()

    async def show(self, request: web.Request) -> web.Response:
        """Where this sitting stands. Nothing is written."""
        sitting = cookie_of(request, self.cookie)
        address = self._address(request, sitting)
        if not sitting:
            shown = screen(Standing(address.channel, ""), None, self.published(self.clock()))
        else:
            shown, _ = await self.exchange.look_again(address)
        return self._page(request, shown, sitting)

    async def answer(self, request: web.Request) -> web.Response:
        """What a link to an answer opens: the answer itself. Looking at it changes nothing, and its buttons go on in the chat."""
        enquiry = Enquiry("article", request.match_info["topic"][:80])
        shown = await self.exchange.shown_for(enquiry.within(Standing("chat", "", role="parent")))
        return self._page(request, shown, cookie_of(request, self.cookie))

    async def door(self, request: web.Request) -> web.Response:
        """What a QR code opens: a button that exchanges the token. Looking at it changes nothing."""
        published = self.published(self.clock())
        shown = screen(Standing("page", ""), None, published)
        shown = replace(shown, name="door", entry="none", hint="", options=())
        return self._page(request, shown, "", template="door.html", token_in_hand=request.match_info["token"])

    async def help(self, request: web.Request) -> web.Response:
        """Help, without a code, a sitting or a database; whoever is not known is spoken to as a child is. Nothing is written.

        Whoever came by a QR code has a token instead, and is led back to it. It is posted: in the address of this page it would
        tell every log on the way which child had asked for help.
        """
        sitting, reader = cookie_of(request, self.cookie), request.match_info.get("reader", "")
        if reader and reader not in READERS:
            raise web.HTTPNotFound
        address = self._address(request, sitting)
        voice = reader or (await in_time(self.exchange.voice(address), VOICE_SECONDS) if sitting else "") or ""
        shown = help_now(self.published(self.clock()), address.channel, voice)
        shown, words = await with_words(request, shown)
        stop = await self._stop(address) if sitting and not reader else ()
        return self._page(request, replace(shown, always=stop), sitting, typed=words)

    async def _stop(self, address: Address) -> tuple[Option, ...]:
        """ "Stop", where a survey is open here and the database says so in time; help itself waits for neither."""
        seen = await in_time(self.exchange.look_again(address), VOICE_SECONDS)
        return tuple(one for one in seen[0].always if one.action == "stop") if seen else ()

    async def leave(self, _request: web.Request) -> web.Response:
        """Away at once. A page that moves on by itself: browsers stop a form's redirect to another site (form-action)."""
        response = page("leave.html", to=LEAVE_TO)
        response.del_cookie(self.cookie, path="/")
        return response

    async def turn(self, request: web.Request) -> web.StreamResponse:
        sent = await sent_by(request)
        fields = dict(sent)
        sitting = cookie_of(request, self.cookie)
        if sitting and fields.get("do") != "enter" and not token_matches(fields.get("token", ""), self._token(sitting)):
            return self.pages.stale(fields.get("text", ""))
        fresh = not sitting
        sitting = sitting or secrets.token_urlsafe(32)
        picks = [value for name, value in sent if name == "pick"]
        incoming = self._incoming(request, fields, picks, sitting)
        incoming = replace(incoming, next_sitting="" if fresh else secrets.token_urlsafe(32))
        try:
            heard = await self._said(incoming)
        except StorageAway as away:
            return self.pages.waits(request, sent, away.helps.get(incoming.address))
        return self._after(request, heard, heard.sitting or sitting, fresh or bool(heard.sitting), fields, picks)

    async def _said(self, incoming: Incoming) -> Heard:
        """The turn, tried again while the database is away for a moment. One try may wait in a queue behind others, and for
        the lock after that: whatever it waits for, nobody is left looking at a page that does nothing."""
        try:
            async with asyncio.timeout(self.patience):
                for pause in PAUSES:
                    try:
                        return await self.say(incoming)
                    except StorageAway as away:
                        if incoming.address in away.helps:
                            raise  # help comes before keeping
                        await asyncio.sleep(pause)
                return await self.say(incoming)
        except TimeoutError:
            raise StorageAway({}) from None

    def _incoming(self, request: web.Request, fields: Mapping[str, str], picks: list[str], sitting: str) -> Incoming:
        action, _, argument = fields.get("do", "").partition(":")
        address, question, origin = self._address(request, sitting), fields.get("question", ""), self.origin(request)
        sheet = fields["sheet"][:40] if "sheet" in fields else None
        match action:
            case "enter":
                return Incoming(address, command="enter", argument=fields.get("entry", ""), origin=origin)
            case "text":
                return Incoming(
                    address, text=fields.get("text", ""), question=question[:40], origin=origin, sheet=sheet
                )
            case "picked":
                return Incoming(
                    address, tap=Tap("picked", ",".join(picks), question=question), origin=origin, sheet=sheet
                )
        return Incoming(address, tap=Tap(action, argument[:200], question=question), origin=origin, sheet=sheet)

    def _after(
        self, request: web.Request, heard: Heard, sitting: str, fresh: bool, fields: Mapping[str, str], picks: list[str]
    ) -> web.StreamResponse:
        """Back to the one address; a screen with something to say about the input, and help that no standing remembers, are
        answered at once. So is what gives somebody's words back to them: they stand in this answer and nowhere else."""
        shown, text = heard.turn.replies[0], fields.get("text", "")
        unchecked = bool(shown.facts.get("unchecked")) and fields.get("do") == "text"
        translated = bool(text or picks) and _translated(fields, shown)
        shown = _ticked(shown, picks) if translated else shown
        back = fields.get("do") == "return" and shown.entry != "none"
        given_back = translated or (bool(text) and (unchecked or back))
        at_once = (shown.notice and shown.name != "help") or (shown.name == "help" and not heard.changed)
        if at_once or given_back:
            same = fields.get("question", "") == shown.question and shown.entry not in ("code", "none")
            typed = text if given_back or same or shown.entry == "text" else ""
            response: web.StreamResponse = self._page(request, shown, sitting, typed=typed)
        else:
            response = web.Response(status=303, headers={"Location": request.path})
        if shown.facts.get("wipe"):
            response = self._page(request, shown, "")
            response.del_cookie(self.cookie, path="/")
            response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
        elif fresh:
            response.set_cookie(self.cookie, sitting, path="/", httponly=True, samesite="Strict", secure=self.secure)
        return response

    def _page(
        self, request: web.Request, shown: Outgoing, sitting: str, *, typed: str = "", template: str = "", token_in_hand: str = "",
    ) -> web.Response:  # fmt: skip
        words = self.published(self.clock()).words
        chat = in_chat(request)
        key = {"start": "start.code.button", "receipt": "receipt.delete"}.get(shown.name, "question.next")
        submit = shown.facts.get("submit") or words.say(key, shown.language)
        return page(
            template or "screen.html", shown=shown, words=words, typed=typed, action="/chat" if chat else "/",
            token=self._token(sitting) if sitting else "", entry=token_in_hand, submit=submit, help_link=help_link(request),
            **self.pages.frame(shown.language, shown.synthetic),
        )  # fmt: skip


def _translated(fields: Mapping[str, str], shown: Outgoing) -> bool:
    """Whether this is the same question of the same survey, asked for in another language before it was answered."""
    here = (fields.get("sheet"), fields.get("question")) == (shown.sheet, shown.question)
    return here and bool(shown.question) and fields.get("do", "").startswith("language:")


def _ticked(shown: Outgoing, picks: list[str]) -> Outgoing:
    """The screen with the ticks that were set and not sent yet."""
    options = (replace(o, chosen=o.argument in picks) if o.action == "toggle" else o for o in shown.options)
    return replace(shown, options=tuple(options))
