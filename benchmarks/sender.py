"""A broadcast with replies beside it, in real time: the sender as it runs, against a Bot API server that keeps Telegram's rates.

`python -m benchmarks.sender [--chats 600] [--replies 10] [--seed 1]`. With R replies a second a broadcast may take
1.05 x chats / (30 - R) seconds, and a reply should wait at most one (design §2.3); 7,000 chats is the size that was promised.
Waits are from handing a reply over to Telegram's answer, by a server in a process of its own.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any

from aiohttp import ClientSession

from bot.handlers.telegram_speech import Speech
from bot.sender import Delivery, Lane, Outcome, Rates, Sender
from tests.botapi.server import TOKEN

REPLY_CHATS, FIRST_REPLY_CHAT = 400, 100_000
"""Replies go to chats of their own, each of which is written to far less than once a second."""


@asynccontextmanager
async def server() -> AsyncIterator[str]:
    """The Bot API server with its rates on."""
    options = ("-m", "tests.botapi", "--rates")
    process = await asyncio.create_subprocess_exec(sys.executable, *options, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    try:
        yield (await process.stdout.readline()).decode().strip()
    finally:
        process.kill()
        await process.wait()


async def people_write(address: str, chats: list[int]) -> None:
    """A bot may speak only to those who spoke first."""
    async with ClientSession() as session:
        for chat in chats:
            async with session.post(f"{address}/people/{chat}/says", json={"text": "hello"}) as response:
                assert response.status == 200


class Run:
    """One broadcast; `ended` counts how each try ended, 429s among them."""

    def __init__(self, address: str, replies: float, seed: int) -> None:
        self.speech = Speech(SimpleNamespace(), f"{address}/bot{TOKEN}", None)  # type: ignore[arg-type]  # asked nothing
        self.sender, self.replies, self.chance = Sender(self._deliver, Rates()), replies, random.Random(seed)
        self.ended: Counter[str] = Counter()
        self.waits: list[float] = []

    async def _deliver(self, delivery: Delivery) -> Outcome:
        outcome = await self.speech.deliver(delivery)
        self.ended[outcome.kind] += 1
        return outcome

    def submit(self, chat: int, lane: Lane, text: str) -> asyncio.Future[Outcome]:
        return self.sender.submit(chat, lane, {"chat_id": chat, "text": text})

    async def broadcast(self, chats: int) -> float:
        """Seconds until the last chat has it; replies keep coming meanwhile."""
        running = asyncio.create_task(self.sender.run())
        began = time.perf_counter()
        news = [self.submit(chat, "broadcast", "News") for chat in range(1, chats + 1)]
        asking = asyncio.create_task(self._ask())
        await asyncio.gather(*news)
        seconds = time.perf_counter() - began
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)
        await self.sender.settle()
        running.cancel()
        await self.speech.request.shutdown()
        return seconds

    async def _ask(self) -> None:
        """Replies as people cause them: by chance, so many a second."""
        under_way, number = set[asyncio.Task[None]](), 0
        while self.replies:
            await asyncio.sleep(self.chance.expovariate(self.replies))
            task = asyncio.create_task(self._reply(FIRST_REPLY_CHAT + number % REPLY_CHATS))
            under_way.add(task)
            task.add_done_callback(under_way.discard)
            number += 1

    async def _reply(self, chat: int) -> None:
        began = time.perf_counter()
        await self.submit(chat, "reply", "Next question")
        self.waits.append(time.perf_counter() - began)


async def measure(chats: int, replies: float, seed: int) -> dict[str, Any]:
    async with server() as address:
        run = Run(address, replies, seed)
        await people_write(address, [*range(1, chats + 1), *(FIRST_REPLY_CHAT + n for n in range(REPLY_CHATS))])
        seconds = await run.broadcast(chats)
    waits, limit = sorted(run.waits) or [0.0], 1.05 * chats / (Rates().overall - replies)
    return {
        "chats": chats, "replies a second": replies, "seed": seed,
        "seconds": round(seconds, 1), "limit": round(limit, 1), "within": seconds <= limit,
        "replies": len(run.waits), "wait p50": round(waits[len(waits) // 2], 3),
        "wait p99": round(waits[int(len(waits) * 0.99)], 3), "wait longest": round(waits[-1], 3),
        "429s": run.ended["throttled"], "sent": run.ended["sent"],
    }  # fmt: skip


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--chats", type=int, default=600)
    reader.add_argument("--replies", type=float, default=10, help="a second, at most 20")
    reader.add_argument("--seed", type=int, default=1)
    given = reader.parse_args()
    if not 0 <= given.replies <= 20:
        reader.error("--replies is at most 20: more leaves a broadcast no room")
    print(json.dumps(asyncio.run(measure(given.chats, given.replies, given.seed)), indent=1))


if __name__ == "__main__":
    main()
