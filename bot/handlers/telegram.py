"""Telegram: updates in by polling or webhook, heard before they are acknowledged; answers out through the sender.

Only transport: nothing is decided here. Surveys and personal words in private chats alone; groups are left politely.
"""

from __future__ import annotations

import asyncio
import contextlib
import hmac
import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from aiohttp import web
from telegram import error

from bot.batching import Batching
from bot.conversation.messages import Address, Outgoing
from bot.handlers.telegram_transport import AiohttpRequest, Throttled
from bot.handlers.telegram_words import Arrived, arrived, is_number, message
from bot.heard import Heard, StorageAway
from bot.sender import Delivery, Outcome, Rates, Sender
from storage.outbox import Owed

PAUSES = (0.2, 0.5, 1, 2, 4, 5)
TELL_AFTER = 3.0
"""Seconds the database may be away before the people who wait are told, once."""

POLL_SECONDS = 25
CLEAR_BACK = 200


@dataclass
class Telegram:
    """One bot. `secret` is what the webhook must carry."""

    batching: Batching
    token: str
    api: str
    log: Callable[..., None]
    rates: Rates | None = field(default_factory=Rates)
    secret: str = ""
    odd: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.exchange = self.batching.exchange
        self.request = AiohttpRequest()
        self.sender = Sender(self._deliver, self.rates)
        self._tasks: set[asyncio.Task[Any]] = set()
        self._left: set[int] = set()
        self._helped: list[str] = []  # updates that were shown help before they could be kept
        self._spoken_to: set[int] = set()  # by this process; nobody of them is owed anything by the last one
        self._interrupted: set[int] = (
            set()
        )  # told to wait: what they see last is no question, so the next one comes below

    async def call(self, method: str, fields: dict[str, Any], timeout: float | None = None) -> Any:
        """One Bot API call; raises the library's own errors."""
        return await self.request.call(f"{self.api}/bot{self.token}/{method}", fields, timeout)

    async def start(self) -> None:
        await self.request.initialize()
        self._run(self.sender.run())

    async def poll(self) -> None:
        """Fetches, hears, then fetches again with the offset moved: an update is acknowledged only once it is kept."""
        offset, first = 0, True
        while True:
            try:
                raws = await self._fetch(offset, 0 if first else POLL_SECONDS)
            except error.Conflict:
                self.log("second_poller")
                await asyncio.sleep(2)
                continue
            except error.TelegramError as fault:
                self.log("poll_waits", error=type(fault).__name__)
                await asyncio.sleep(1)
                continue
            if raws:
                await self.hear(raws, offset)
                offset = 1 + max(raw["update_id"] for raw in raws)
            if first and not raws:
                first = False
                self._run(self.speak_to_those_owed())

    async def _fetch(self, offset: int, wait: int) -> list[dict[str, Any]]:
        fields = {"offset": offset, "timeout": wait, "limit": 100, "allowed_updates": ["message", "callback_query"]}
        raws = await self.call("getUpdates", fields, wait + 15)
        if not isinstance(raws, list):
            raise error.NetworkError("the Bot API gave no list of updates")
        found = [raw for raw in raws if isinstance(raw, dict) and is_number(raw.get("update_id"))]
        if raws and not found:  # nothing here can be acknowledged; asking again at once would never stop
            raise error.NetworkError("the Bot API gave updates without numbers")
        return found

    async def webhook(self, request: web.Request) -> web.Response:
        """Answers 200 only after the commit; Telegram sends again what is not."""
        given = request.headers.get("X-Telegram-Bot-Api-Secret-Token", "")
        if not hmac.compare_digest(given.encode("utf-8", "replace"), self.secret.encode()):
            return web.Response(status=401)
        try:
            raw = json.loads(await request.read())
        except (ValueError, RecursionError, web.RequestPayloadError):
            raw = None
        if not isinstance(raw, dict):
            self.odd["not-json"] += 1
            return web.Response()
        try:
            await self._heard(raw)
        except StorageAway:
            return web.Response(status=503)
        except Exception as fault:  # sent again it would fail again, and stand in everybody's way
            self.log("update_failed", error=type(fault).__name__)
        return web.Response()

    async def hear(self, raws: Sequence[Mapping[str, Any]], offset: int | None = None) -> None:
        """Keeps these updates, however long the database is away; nothing is skipped and nobody is told twice.

        With `offset`, whoever writes meanwhile is told to wait too: their updates are looked at and not acknowledged.
        """
        waiting, told, started = list(raws), set[int](), asyncio.get_running_loop().time()
        for attempt in range(10**9):
            results = await asyncio.gather(*(self._heard(raw) for raw in waiting), return_exceptions=True)
            broken = [one for one in results if isinstance(one, BaseException) and not isinstance(one, StorageAway)]
            for fault in broken:
                self.log("update_failed", error=type(fault).__name__)
            waiting = [raw for raw, one in zip(waiting, results, strict=True) if isinstance(one, StorageAway)]
            if not waiting:
                return
            if asyncio.get_running_loop().time() - started > TELL_AFTER:
                self._tell_to_wait([*waiting, *(await self._arrived_since(offset))], told)
            await asyncio.sleep(PAUSES[min(attempt, len(PAUSES) - 1)])

    async def _arrived_since(self, offset: int | None) -> list[dict[str, Any]]:
        with contextlib.suppress(error.TelegramError):
            return [] if offset is None else await self._fetch(offset, 0)
        return []

    async def _heard(self, raw: Mapping[str, Any]) -> None:
        one = arrived(raw, self.exchange.keyring)
        if isinstance(one, str):
            self.odd[one] += 1
            if one == "group":
                self._run(self._leave(raw))
            return
        if one.forged:
            self.odd["forged"] += 1
            self._run(self._answer_query(one.query, ""))
            return
        try:
            heard = await self.batching.say(one.incoming)
        except StorageAway as away:
            self._show_help(one, away)
            raise
        self._speak(one, heard)

    def _speak(self, one: Arrived, heard: Heard) -> None:
        """After the commit: the button is released, the next screen is sent or edited in place."""
        shown = heard.turn.replies[0]
        if one.query:
            old = not heard.changed and not heard.again and shown.name != "help"
            self._run(self._answer_query(one.query, shown.notice if old else ""))
            if old:
                return
        if one.incoming.command == "clear":
            self._run(self._clear(one.chat, one.message_id))
        edit = one.message_id if one.query and one.chat not in self._interrupted else 0
        self._interrupted.discard(one.chat)
        self._send(one.chat, shown, heard.number, heard, edit)

    def _send(self, chat: int, shown: Outgoing, turn: int, heard: Heard | None, edit: int = 0) -> None:
        self._spoken_to.add(chat)
        words = self.exchange.published(self.exchange.clock()).words
        fields = message(shown, words, self.exchange.keyring, chat, turn)
        if edit:
            fields["message_id"] = edit
        done = self.sender.submit(chat, "reply", fields)
        if heard is not None:
            done.add_done_callback(partial(self._was_said, heard.incoming.address, turn))

    async def spoke(self, heard: Heard) -> None:
        """Says the answer of a turn that was kept late."""
        if heard.incoming.address.channel == "telegram":
            self._send(int(heard.incoming.address.id), heard.turn.replies[0], heard.number, heard)

    async def deliver_owed(self, owed: Owed) -> str:
        """One message of the outbox, behind every reply: how it ended."""
        if owed.channel != "telegram":
            return "refused"
        outcome = await self.sender.submit(
            int(owed.address), "broadcast", {"chat_id": int(owed.address), "text": owed.text}
        )
        return outcome.kind

    async def speak_to_those_owed(self) -> None:
        """After a crash: whoever was heard and not answered gets the screen they wait for."""
        for address, shown, turn in await self.exchange.owed("telegram"):
            if int(address.id) in self._spoken_to:
                continue
            words = self.exchange.published(self.exchange.clock()).words
            fields = message(shown, words, self.exchange.keyring, int(address.id), turn)
            done = self.sender.submit(int(address.id), "reply", fields)
            done.add_done_callback(partial(self._was_said, address, turn))

    def _was_said(self, address: Address, turn: int, _done: Any) -> None:
        self.exchange.said(address, turn)

    async def _deliver(self, delivery: Delivery) -> Outcome:
        """One try at one message, its failure sorted."""
        fields = dict(delivery.payload)
        method = "editMessageText" if "message_id" in fields else "sendMessage"
        try:
            return Outcome("sent", result=await self.call(method, fields))
        except Throttled as fault:
            return Outcome("throttled", fault.seconds)
        except error.Forbidden:
            return Outcome("gone")
        except error.BadRequest as fault:
            return await self._refused(delivery, str(fault))
        except error.TelegramError:
            return Outcome("passing")

    async def _refused(self, delivery: Delivery, why: str) -> Outcome:
        """An edit that is not needed is done; one that cannot be made becomes a new message."""
        if "not modified" in why:
            return Outcome("sent")
        if delivery.payload.get("message_id"):
            del delivery.payload["message_id"]
            return await self._deliver(delivery)
        return Outcome("gone" if "chat not found" in why.lower() else "refused")

    async def _answer_query(self, query: str, text: str) -> None:
        fields: dict[str, Any] = {"callback_query_id": query, **({"text": text[:200]} if text else {})}
        with contextlib.suppress(error.TelegramError):  # too old: the button is released by itself
            await self.call("answerCallbackQuery", fields)

    async def _clear(self, chat: int, newest: int) -> None:
        """Telegram lets a bot delete both sides of a private chat for 48 hours."""
        for start in range(max(1, newest - CLEAR_BACK), newest + 1, 100):
            ids = list(range(start, min(start + 100, newest + 1)))
            with contextlib.suppress(error.TelegramError):
                await self.call("deleteMessages", {"chat_id": chat, "message_ids": ids})

    async def _leave(self, raw: Mapping[str, Any]) -> None:
        chat = raw.get("message", {}).get("chat", {}).get("id")
        if is_number(chat) and chat not in self._left:
            self._left.add(chat)
            with contextlib.suppress(error.TelegramError):
                await self.call("leaveChat", {"chat_id": chat})

    def _show_help(self, one: Arrived, away: StorageAway) -> None:
        """Someone in danger is not made to wait for a database; nor are they shown the same card at each try."""
        shown = away.helps.get(one.incoming.address)
        if shown is None or one.incoming.id in self._helped:
            return
        self._helped = [*self._helped[-999:], str(one.incoming.id)]
        if one.query:
            self._run(self._answer_query(one.query, ""))
        self._interrupted.add(one.chat)
        self._send(one.chat, shown, 0, None)

    def _tell_to_wait(self, raws: Sequence[Mapping[str, Any]], told: set[int]) -> None:
        """Each person once; `told` grows."""
        words = self.exchange.published(self.exchange.clock()).words
        found = [arrived(raw, self.exchange.keyring) for raw in raws]
        chats = {one.chat for one in found if isinstance(one, Arrived)} - told
        told |= chats
        self._interrupted |= chats
        for chat in chats:
            fields = {"chat_id": chat, "text": words.say("trouble.wait")}
            self.sender.submit(chat, "reply", fields)

    def _run(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def stop(self) -> None:
        await self.sender.settle()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.request.shutdown()
