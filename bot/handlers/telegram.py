"""Telegram: updates in by polling or webhook, heard before they are acknowledged. `telegram_speech` says the answers.

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
from typing import Any

from aiohttp import web
from telegram import error

from bot.absence import Absence
from bot.batching import Batching
from bot.conversation.messages import EDITED
from bot.handlers.telegram_speech import FAREWELL, Speech
from bot.handlers.telegram_words import UPDATES, Arrived, arrived, is_number
from bot.handlers.web import in_good_time
from bot.heard import StorageAway
from bot.sender import Rates

PAUSES = (0.2, 0.5, 1, 2, 4, 5)
TELL_AFTER = 3.0
"""Seconds the database may be away before the people who wait are told, once."""

POLL_SECONDS = 25


@dataclass
class Telegram:
    """One bot, as it hears. `secret` is what the webhook must carry."""

    batching: Batching
    token: str
    api: str
    log: Callable[..., None]
    rates: Rates | None = field(default_factory=Rates)
    secret: str = ""
    odd: Counter[str] = field(default_factory=Counter)
    _hearing: set[asyncio.Task[None]] = field(default_factory=set)
    _batch: list[asyncio.Task[None]] = field(default_factory=list)
    _next: int = 0
    """What is being heard by polling, and the offset by which it is acknowledged."""

    def __post_init__(self) -> None:
        self.exchange = self.batching.exchange
        self.absence = Absence(self.log)
        self.speech = Speech(self.exchange, f"{self.api}/bot{self.token}", self.rates)

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
                await asyncio.sleep(self.absence.pause(fault))
                continue
            self.absence.over()
            if raws:
                self._next = 1 + max(raw["update_id"] for raw in raws)
                await self.hear(raws, offset)
                offset = self._next
            if first and not raws:
                first = False
                self.speech.run(self.speech.speak_to_those_owed())

    async def _fetch(self, offset: int, wait: int) -> list[dict[str, Any]]:
        fields = {"offset": offset, "timeout": wait, "limit": 100, "allowed_updates": UPDATES}
        raws = await self.speech.call("getUpdates", fields, wait + 15)
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
            raw = json.loads(await in_good_time(request, request.read()))
        except (ValueError, RecursionError, web.RequestPayloadError):
            raw = None
        if not isinstance(raw, dict):
            self.odd["not-json"] += 1
            return web.Response()
        try:
            await asyncio.shield(self._to_its_end(raw))
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
            self._batch = [self._to_its_end(raw) for raw in waiting]
            results = await asyncio.gather(*map(asyncio.shield, self._batch), return_exceptions=True)
            broken = [one for one in results if isinstance(one, BaseException) and not isinstance(one, StorageAway)]
            for fault in broken:
                self.log("update_failed", error=type(fault).__name__)
            waiting = [raw for raw, one in zip(waiting, results, strict=True) if isinstance(one, StorageAway)]
            if not waiting:
                return
            if asyncio.get_running_loop().time() - started > TELL_AFTER:
                self.speech.tell_to_wait([*waiting, *(await self._arrived_since(offset))], told)
            await asyncio.sleep(PAUSES[min(attempt, len(PAUSES) - 1)])

    async def _arrived_since(self, offset: int | None) -> list[dict[str, Any]]:
        with contextlib.suppress(error.TelegramError):
            return [] if offset is None else await self._fetch(offset, 0)
        return []

    def _to_its_end(self, raw: Mapping[str, Any]) -> asyncio.Task[None]:
        """Hears it also where whoever waits for it is called off: what is kept is answered, and not at the next start only."""
        hearing = asyncio.create_task(self._heard(raw))
        self._hearing.add(hearing)
        hearing.add_done_callback(self._hearing.discard)
        return hearing

    async def stop(self) -> None:
        """Once all that was heard is kept: it is answered, and acknowledged where we poll; then there is silence."""
        if self._hearing:
            await asyncio.wait(self._hearing, timeout=FAREWELL)
        if self._batch and all(one.done() and one.exception() is None for one in self._batch):
            with contextlib.suppress(error.TelegramError):  # else it comes once more, and is answered once more
                await self._fetch(self._next, 0)
        await self.speech.stop()

    async def _heard(self, raw: Mapping[str, Any]) -> None:
        one = arrived(raw, self.exchange.keyring)
        if isinstance(one, str):
            self.odd[one] += 1
            if one == "group":
                self.speech.run(self.speech.leave(raw))
            return
        if one.forged:
            self.odd["forged"] += 1
            self.speech.run(self.speech.release(one.query, ""))
            return
        if one.incoming.command == EDITED and not await self._alarms(one):
            return
        try:
            heard = await self.batching.say(one.incoming)
        except StorageAway as away:
            self.speech.show_help(one, away)
            raise
        self.speech.speak(one, heard)

    async def _alarms(self, one: Arrived) -> bool:
        """Whether a message that was written over needs help now. If not, nothing of it is kept, not even that it came."""
        return (await self.exchange.screened(one.incoming)).needs_help(one.incoming)
