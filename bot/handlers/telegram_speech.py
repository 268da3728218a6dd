"""What we say in Telegram: answers and broadcasts through the sender, each failure sorted; buttons released, chats cleared.

Nothing here is said before the commit that holds it, help apart: someone in danger is not made to wait for a database.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from telegram import error

from bot.conversation.messages import Address, File, Outgoing
from bot.exchange import Exchange
from bot.handlers.telegram_transport import AiohttpRequest, Throttled
from bot.handlers.telegram_words import Arrived, arrived, is_number, message
from bot.heard import Heard, StorageAway
from bot.sender import Delivery, Kind, Outcome, Rates, Sender
from storage.outbox import Owed

FAREWELL = 3.0
"""Seconds that an orderly stop gives to what is on its way, or waits for its moment under Telegram's limits."""

CLEAR_BACK, CLEAR_AT_ONCE = 1_000, 100
"""Numbers to go back: in private chats they count on over all the people a bot speaks with, so most of them are not this
chat's. And how many Telegram takes in a call."""
CLEAR_KEPT, CLEAR_SECONDS = 5, 10
"""Refused one by one, so many messages are taken as older than two days, and so are all before them; and how long
somebody waits to be told."""


@dataclass
class Speech:
    """One bot's voice. `address` is where its methods are called."""

    exchange: Exchange
    address: str
    rates: Rates | None

    def __post_init__(self) -> None:
        self.request = AiohttpRequest()
        self.sender = Sender(self.deliver, self.rates)
        self._tasks: set[asyncio.Task[Any]] = set()
        self._left: set[int] = set()
        self._helped: list[str] = []  # updates that were shown help before they could be kept
        self._spoken_to: set[int] = set()  # by this process; nobody of them is owed anything by the last one
        self._interrupted: set[int] = (
            set()
        )  # told to wait: what they see last is no question, so the next one comes below

    async def call(
        self, method: str, fields: dict[str, Any], timeout: float | None = None, document: File | None = None
    ) -> Any:
        """One Bot API call; raises the library's own errors."""
        return await self.request.call(f"{self.address}/{method}", fields, timeout, document)

    async def start(self) -> None:
        await self.request.initialize()
        self.run(self.sender.run())

    def speak(self, one: Arrived, heard: Heard) -> None:
        """After the commit: the button is released, the next screen is sent or edited in place."""
        shown = heard.turn.replies[0]
        if one.query:
            old = not heard.changed and not heard.again and shown.name != "help" and not shown.files
            self.run(self.release(one.query, shown.notice if old else ""))
            if old:
                return
        if one.incoming.command == "clear":
            self._spoken_to.add(one.chat)  # soon
            self.run(self._cleared(one.chat, one.message_id, heard))
            return
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
        for file in shown.files:
            self._hand_over(chat, file)

    def _hand_over(self, chat: int, file: File) -> None:
        """Sends one file behind the words that name it; of one that did not go through the person is told."""
        done = self.sender.submit(chat, "reply", {"chat_id": chat, "document": file})
        done.add_done_callback(partial(self._was_handed_over, chat, file.name))

    def _was_handed_over(self, chat: int, name: str, done: asyncio.Future[Outcome]) -> None:
        if not done.cancelled() and done.result().kind in ("passing", "refused"):
            words = self.exchange.published(self.exchange.clock()).words
            fields = {"chat_id": chat, "text": words.say("dates.kept.failed", name=name)}
            self.sender.submit(chat, "reply", fields)

    async def spoke(self, heard: Heard) -> None:
        """Says the answer of a turn that was kept late."""
        if heard.incoming.address.channel == "telegram":
            self._send(int(heard.incoming.address.id), heard.turn.replies[0], heard.number, heard)

    async def deliver_owed(self, owed: Owed) -> Kind:
        """One message of the outbox, behind every reply: how it ended."""
        if owed.channel != "telegram":
            return "refused"
        chat = int(owed.address)
        done = self.sender.submit(chat, "broadcast", {"chat_id": chat, "text": owed.text})
        try:
            return (await asyncio.shield(done)).kind
        except asyncio.CancelledError:  # what is on its way cannot be called back: forgotten, it would be said twice
            if not self.sender.on_its_way(done) or not (await asyncio.wait({done}, timeout=FAREWELL))[0]:
                done.cancel()
                raise
            return done.result().kind

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

    async def deliver(self, delivery: Delivery) -> Outcome:
        """One try at one message, its failure sorted."""
        fields = dict(delivery.payload)
        document = fields.pop("document", None)
        method = "sendDocument" if document else "editMessageText" if "message_id" in fields else "sendMessage"
        try:
            return Outcome("sent", result=await self.call(method, fields, document=document))
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
            return await self.deliver(delivery)
        return Outcome("gone" if "chat not found" in why.lower() else "refused")

    async def release(self, query: str, text: str) -> None:
        fields: dict[str, Any] = {"callback_query_id": query, **({"text": text[:200]} if text else {})}
        with contextlib.suppress(error.TelegramError):  # too old: the button is released by itself
            await self.call("answerCallbackQuery", fields)

    async def _cleared(self, chat: int, newest: int, heard: Heard) -> None:
        """Deletes, and only then says so."""
        with contextlib.suppress(error.TelegramError, TimeoutError):
            async with asyncio.timeout(CLEAR_SECONDS):
                await self._clear(chat, newest)
        self._send(chat, heard.turn.replies[0], heard.number, heard)

    async def _clear(self, chat: int, newest: int) -> None:
        """Telegram lets a bot delete both sides of a private chat for 48 hours, and passes over numbers that are not there.

        The newest go first. One message that it keeps makes it refuse the whole call, so what is refused is halved until
        that one stands alone.
        """
        oldest, kept = max(1, newest - CLEAR_BACK + 1), 0
        numbers = range(oldest, newest + 1)
        waiting = [numbers[start : start + CLEAR_AT_ONCE] for start in range(0, len(numbers), CLEAR_AT_ONCE)]
        while waiting and kept < CLEAR_KEPT:
            part = waiting.pop()
            try:
                await self.call("deleteMessages", {"chat_id": chat, "message_ids": list(part)})
            except Throttled as fault:
                waiting.append(part)
                await asyncio.sleep(fault.seconds)
            except error.BadRequest as fault:
                if "can't be deleted" not in str(fault):
                    raise
                middle = len(part) // 2
                waiting += [part[:middle], part[middle:]] if middle else []
                kept += not middle

    async def leave(self, raw: Mapping[str, Any]) -> None:
        chat = raw.get("message", {}).get("chat", {}).get("id")
        if is_number(chat) and chat not in self._left:
            self._left.add(chat)
            with contextlib.suppress(error.TelegramError):
                await self.call("leaveChat", {"chat_id": chat})

    def show_help(self, one: Arrived, away: StorageAway) -> None:
        """Someone in danger is not made to wait for a database; nor are they shown the same card at each try."""
        shown = away.helps.get(one.incoming.address)
        if shown is None or one.incoming.id in self._helped:
            return
        self._helped = [*self._helped[-999:], str(one.incoming.id)]
        if one.query:
            self.run(self.release(one.query, ""))
        self._interrupted.add(one.chat)
        self._send(one.chat, shown, 0, None)

    def tell_to_wait(self, raws: Sequence[Mapping[str, Any]], told: set[int]) -> None:
        """Each person once; `told` grows."""
        words = self.exchange.published(self.exchange.clock()).words
        found = [arrived(raw, self.exchange.keyring) for raw in raws]
        chats = {one.chat for one in found if isinstance(one, Arrived)} - told
        told |= chats
        self._interrupted |= chats
        for chat in chats:
            fields = {"chat_id": chat, "text": words.say("trouble.wait")}
            self.sender.submit(chat, "reply", fields)

    def run(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def stop(self) -> None:
        await self.sender.settle(FAREWELL)
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.request.shutdown()
