"""A bot of ours and the Bot API emulator, joined: what tests of Telegram begin with."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from bot.batching import Batching
from bot.handlers.telegram import Telegram
from tests.botapi.limits import Limits
from tests.botapi.server import TOKEN, BotApi, Chat
from tests.world import World


@dataclass
class Joined:
    world: World
    api: BotApi
    bot: Telegram
    tasks: list[asyncio.Task[Any]]

    async def until(self, true: Callable[[], bool], seconds: float = 10.0) -> None:
        """Waits for something to become so; fails when it does not."""
        async with asyncio.timeout(seconds):
            while not true():
                await asyncio.sleep(0.01)

    async def says(self, chat: int, text: str) -> dict[str, Any]:
        """Sends a text and gives back the bot's next message to that chat, sent or edited."""
        seen = self.sent(chat)
        self.api.says(chat, text)
        await self.until(lambda: self.sent(chat) > seen)
        return self.api.last(chat)

    async def taps(self, chat: int, label: str) -> dict[str, Any]:
        """Presses a button of the last message by its label."""
        message, seen = self.api.last(chat), self.sent(chat)
        self.api.taps(chat, data_of(message, label), message["message_id"])
        await self.until(lambda: self.sent(chat) > seen)
        return self.api.last(chat)

    def sent(self, chat: int) -> int:
        """How often the bot has spoken to this chat, edits included."""
        return sum(
            name in ("sendMessage", "editMessageText") and f.get("chat_id") in (chat, str(chat))
            for name, f in self.api.calls
        )


def data_of(message: dict[str, Any], label: str) -> str:
    buttons = [b for row in message["reply_markup"]["inline_keyboard"] for b in row]
    return next(b["callback_data"] for b in buttons if label.lower() in b["text"].lower())


def data_for(message: dict[str, Any], action: str) -> str:
    """The first button of this action."""
    buttons = [b for row in message["reply_markup"]["inline_keyboard"] for b in row]
    return next(b["callback_data"] for b in buttons if b.get("callback_data", "").split(".")[1:2] == [action])


@asynccontextmanager
async def joined(world: World, known: Iterable[int] = (), **api_facts: Any) -> AsyncIterator[Joined]:
    """Polling against an emulator without rates; `known` chats began before."""
    api = BotApi(**{"limits": Limits(None), **api_facts})
    api.chats |= {chat: Chat(chat) for chat in known}
    address = await api.start()
    bot = Telegram(Batching(world.exchange), TOKEN, address, lambda *_a, **_f: None, rates=None)
    await bot.speech.start()
    tasks = [asyncio.create_task(bot.poll())]
    try:
        yield Joined(world, api, bot, tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await bot.stop()
        await api.stop()
