"""The database locked or away while people answer: nothing lost, nothing doubled, everybody told once and then finishes.

Reliability row 7. `python -m benchmarks.away [--kind sqlite|postgresql] [--seconds 30] [--times 5]`. SQLite's write lock is
held by somebody else; PostgreSQL is stopped and started again.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import sqlite3
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from benchmarks.borough import Borough, Life, Service
from benchmarks.crash import SURVEY, comparable, stored_responses
from benchmarks.people import Respondent, all_idle
from benchmarks.postgres import postgres
from tests.botapi.limits import Limits
from tests.botapi.server import BotApi

Shut = Callable[[], Callable[[], None]]
"""Takes the database away; gives back how to bring it again."""


async def trial(url: str, shut: Shut, seconds: float, times: int, people: int = 20, seed: int = 1) -> dict[str, Any]:
    """Takes the database away `times` times while `people` answer; gives back its numbers."""
    began, borough = time.monotonic(), Borough(url, SURVEY)
    await borough.make(people * (3 + 40 * times))
    api = BotApi(limits=Limits(None))
    sent: Counter[Any] = Counter()
    crowd = [Respondent(api, 1000 + n, borough.codes, random.Random(seed * 1000 + n), sent) for n in range(people)]
    service = Service(Life(url, await api.start()))
    await service.begin()
    tasks = [asyncio.create_task(one.live()) for one in crowd]
    told = []
    for _ in range(times):
        await asyncio.sleep(1)
        told.append(await away(api, shut, seconds))
        await all_answered(crowd, 60)
    for one in crowd:
        one.again = False
    done = await all_idle(crowd, 60)
    await service.kill()
    for task in tasks:
        task.cancel()
    stored, sent = await stored_responses(borough), comparable(sent)
    await api.stop()
    return {
        "times": times, "seconds away": seconds, "people": people, "everybody finished": done,
        "responses sent": sum(sent.values()), "lost": sum((sent - stored).values()), "doubled": sum((stored - sent).values()),
        "most often told to wait": max(told), "seconds": round(time.monotonic() - began, 1), "seed": seed,
    }  # fmt: skip


async def away(api: BotApi, shut: Shut, seconds: float) -> int:
    """Once; gives back how often the person told most often was told to wait."""
    before, bring = len(api.calls), await asyncio.to_thread(shut)
    await asyncio.sleep(seconds)
    told = Counter(
        f["chat_id"]
        for name, f in api.calls[before:]
        if name == "sendMessage" and "having trouble keeping answers" in f["text"]
    )
    await asyncio.to_thread(bring)
    return max(told.values(), default=0)


async def all_answered(crowd: list[Respondent], seconds: float) -> None:
    """Waits until everybody has moved on again."""
    seen = {one.chat: len(one.turns) for one in crowd}
    async with asyncio.timeout(seconds):
        while any(len(one.turns) <= seen[one.chat] + 2 for one in crowd):
            await asyncio.sleep(0.05)


def locked(file: str) -> Shut:
    def shut() -> Callable[[], None]:
        connection = sqlite3.connect(file, isolation_level=None, check_same_thread=False, timeout=20)
        connection.execute("BEGIN IMMEDIATE")

        def bring() -> None:
            connection.execute("ROLLBACK")
            connection.close()

        return bring

    return shut


def run(kind: str, seconds: float, times: int, seed: int = 1) -> dict[str, Any]:
    """A trial on a database of its own."""
    with ExitStack() as held:
        if kind == "sqlite":
            file = f"{held.enter_context(tempfile.TemporaryDirectory())}/away.db"
            return {
                "kind": kind,
                **asyncio.run(trial(f"sqlite+aiosqlite:///{file}", locked(file), seconds, times, seed=seed)),
            }
        server = held.enter_context(postgres())

        def shut() -> Callable[[], None]:
            server.stop()
            return server.start

        return {"kind": kind, **asyncio.run(trial(server.url, shut, seconds, times, seed=seed))}


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--kind", choices=["sqlite", "postgresql"], default="sqlite")
    reader.add_argument("--seconds", type=float, default=30)
    reader.add_argument("--times", type=int, default=5)
    reader.add_argument("--seed", type=int, default=1)
    given = reader.parse_args()
    print(json.dumps(run(given.kind, given.seconds, given.times, given.seed)))


if __name__ == "__main__":
    main()
