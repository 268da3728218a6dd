"""An orderly stop: what was heard is kept, answered and acknowledged; what was sent is remembered; what waits is freed."""

from __future__ import annotations

import asyncio
import os
import signal
from collections import Counter
from pathlib import Path

from bot.app import serve
from bot.batching import Batching
from bot.handlers.telegram import Telegram
from bot.jobs import Jobs
from bot.sender import Outcome, Rates, Sender
from storage import outbox
from tests.botapi.limits import Limits
from tests.botapi.server import TOKEN, BotApi, Chat
from tests.commands.test_serving import built
from tests.test_away import Locked
from tests.test_jobs import emptied
from tests.world import KEYS, World


def quiet(*_: object, **__: object) -> None:
    """Logs nothing."""


async def bot_for(world: World, api: BotApi, rates: Rates | None = None) -> Telegram:
    bot = Telegram(Batching(world.exchange), TOKEN, f"http://127.0.0.1:{api.port}", quiet, rates)
    await bot.speech.start()
    return bot


async def test_what_was_heard_by_polling_is_answered_before_the_stop_and_does_not_come_again(
    small_world: World,
) -> None:
    api = BotApi(limits=Limits(None))
    await api.start()
    bot = await bot_for(small_world, api)
    polling = asyncio.create_task(bot.poll())
    with Locked(small_world):
        for chat in (41, 42):
            api.says(chat, "/start")
        async with asyncio.timeout(10):
            while len(bot._hearing) < 2:
                await asyncio.sleep(0.01)
        polling.cancel()
        await asyncio.gather(polling, return_exceptions=True)
    await bot.batching.settle()
    await bot.stop()
    answered = Counter(fields["chat_id"] for name, fields in api.calls if name == "sendMessage")
    assert (answered, api.updates) == (Counter({41: 1, 42: 1}), [])
    await api.stop()


async def test_what_could_not_be_kept_before_the_stop_is_not_acknowledged(small_world: World) -> None:
    api = BotApi(limits=Limits(None))
    await api.start()
    bot = await bot_for(small_world, api)
    polling = asyncio.create_task(bot.poll())
    with Locked(small_world):
        api.says(41, "/start")
        async with asyncio.timeout(10):
            while not bot._hearing:
                await asyncio.sleep(0.01)
        polling.cancel()
        await asyncio.gather(polling, return_exceptions=True)
        await bot.batching.settle()
        await bot.stop()
    assert len(api.updates) == 1
    await api.stop()


async def test_replies_that_wait_for_their_moment_are_sent_and_messages_called_back_are_not() -> None:
    sent: list[object] = []

    async def send(delivery: object) -> Outcome:
        sent.append(delivery.payload)  # type: ignore[attr-defined]
        return Outcome("sent")

    sender = Sender(send, Rates(overall=1000, chat_seconds=0.02))
    running = asyncio.create_task(sender.run())
    for word in ("one", "two", "three"):
        sender.submit(7, "reply", word)
    sender.submit(8, "broadcast", "called back").cancel()
    async with asyncio.timeout(10):
        await sender.settle(10)
    assert sent == ["one", "two", "three"]
    running.cancel()


async def test_a_reminder_that_is_on_its_way_at_the_stop_is_not_sent_again(small_world: World) -> None:
    begun = asyncio.Event()

    def slowly(method: str, _fields: object) -> float:
        if method != "sendMessage":
            return 0.0
        begun.set()
        return 0.3

    api = BotApi(limits=Limits(None), faults=slowly, chats={chat: Chat(chat) for chat in range(1, 6)})
    await api.start()
    async with small_world.storage.transaction() as connection:
        messages = [("telegram", str(chat), "Your survey is open.") for chat in range(1, 6)]
        await outbox.owe(connection, KEYS, messages, "broadcast", small_world.clock())
    for stop in (begun.wait(), emptied(small_world)):
        bot = await bot_for(small_world, api, Rates())
        running = asyncio.create_task(Jobs(small_world.exchange, quiet, deliver=bot.speech.deliver_owed).run())
        async with asyncio.timeout(20):
            await stop
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await bot.stop()
    assert Counter(fields["chat_id"] for name, fields in api.calls if name == "sendMessage") == Counter(range(1, 6))
    await api.stop()


async def test_a_terminal_that_closes_is_an_orderly_stop(tmp_path: Path) -> None:
    before = signal.signal(signal.SIGHUP, lambda *_: None)  # by itself it would end this very process
    try:
        async with built(tmp_path) as heard, asyncio.timeout(20):
            await serve(heard, lambda: os.kill(os.getpid(), signal.SIGHUP))
    finally:
        signal.signal(signal.SIGHUP, before)


async def test_where_nohup_asked_for_it_a_closed_terminal_is_passed_over(tmp_path: Path) -> None:
    before, found = signal.signal(signal.SIGHUP, signal.SIG_IGN), list[object]()

    def ready() -> None:
        found.append(signal.getsignal(signal.SIGHUP))
        os.kill(os.getpid(), signal.SIGTERM)

    try:
        async with built(tmp_path) as heard, asyncio.timeout(20):
            await serve(heard, ready)
    finally:
        signal.signal(signal.SIGHUP, before)
    assert found == [signal.SIG_IGN]
