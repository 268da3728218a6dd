"""A database that can be read and takes nothing: whoever watches over `/healthz` is told, and told when it is over."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from bot.conversation.messages import Address, Incoming
from bot.handlers.console.health import health
from bot.heard import StorageAway
from bot.jobs import Jobs
from storage.engine import Storage
from storage.tables import job
from tests.console_world import console
from tests.web_world import browser
from tests.world import World

HELLO = Incoming(Address("chat", "somebody"), text="hello")


async def turns(storage: Storage, *, read_only: bool) -> None:
    """What a disk that was mounted anew does: every write is refused, with the database's own fault, and every reading goes on."""
    async with storage.engine.connect() as connection:
        raw: Any = (
            await connection.get_raw_connection()
        ).driver_connection  # past BEGIN, which would be refused already
        if storage.sqlite:
            await (await raw.execute(f"PRAGMA query_only = {'ON' if read_only else 'OFF'}")).close()
        else:
            await raw.execute("SET default_transaction_read_only = off")
            await raw.execute(f"ALTER DATABASE {storage.url.database} SET default_transaction_read_only = {read_only}")
    if not storage.sqlite:
        await storage.engine.dispose()  # it holds for whoever connects anew


@asynccontextmanager
async def read_only(storage: Storage) -> AsyncIterator[None]:
    await turns(storage, read_only=True)
    try:
        yield
    finally:
        await turns(storage, read_only=False)


def jobs_of(world: World, every: timedelta = timedelta()) -> Jobs:
    return Jobs(world.exchange, lambda *_a, **_f: None, write_every=every)


async def well(world: World) -> tuple[bool, str]:
    answer = await health(world.storage, {})
    told = json.loads(str(answer.text))
    assert (answer.status == 200) is told["ok"]
    return told["ok"], told.get("reason", "")


async def test_a_disk_that_takes_nothing_is_not_well_and_one_that_takes_something_again_is(world: World) -> None:
    jobs = jobs_of(world)
    async with read_only(world.storage):
        assert await well(world) == (True, ""), "nobody wrote, so nobody knows"
        with pytest.raises(StorageAway):
            await world.exchange.hear([HELLO])
        with pytest.raises(DBAPIError):
            await jobs.write_again()
        ok, reason = await well(world)
        assert not ok and "disk is full or read-only" in reason
        with contextlib.suppress(DBAPIError):  # SQLite refuses even to begin
            async with world.storage.transaction():
                pass
        assert not (await well(world))[0], "what changed nothing says nothing"
    await jobs.write_again()
    assert await well(world) == (True, "")
    await world.exchange.hear([HELLO])


async def test_one_write_that_failed_by_itself_alarms_nobody(world: World) -> None:
    async with read_only(world.storage):
        with pytest.raises(StorageAway):
            await world.exchange.hear([HELLO])
        assert await well(world) == (True, "")
    await jobs_of(world).write_again()
    assert await well(world) == (True, "")
    assert world.storage.failed_writes == 0


async def test_a_value_that_is_refused_is_no_fault_of_the_disk(small_world: World) -> None:
    for _ in range(3):
        with contextlib.suppress(DBAPIError):
            async with small_world.storage.transaction() as connection:
                await connection.execute(text("INSERT INTO job (name) VALUES ('x')"))
    assert await well(small_world) == (True, "")


async def test_nothing_is_written_while_all_is_well_and_seldom_while_it_is_not(small_world: World) -> None:
    jobs = jobs_of(small_world, timedelta(hours=1))
    await jobs.write_again()
    await well(small_world)
    async with small_world.storage.reading() as connection:
        assert not list(await connection.execute(select(job)))
    async with read_only(small_world.storage):
        with pytest.raises(StorageAway):
            await small_world.exchange.hear([HELLO])
        with pytest.raises(DBAPIError):
            await jobs.write_again()
        for _ in range(3):
            await jobs.write_again()
            await well(small_world)
        assert small_world.storage.failed_writes == 2


async def test_it_is_told_on_the_port_and_mends_by_itself(small_world: World) -> None:
    running = asyncio.create_task(jobs_of(small_world).keep_said())
    async with console(small_world) as base, browser(base) as watcher:

        async def until(status: int) -> None:
            async with asyncio.timeout(20):
                while watcher.status != status:
                    await watcher.opens("/healthz")
                    await asyncio.sleep(0.05)

        await until(200)
        async with read_only(small_world.storage):
            with pytest.raises(StorageAway):
                await small_world.exchange.hear([HELLO])
            await until(503)
        await until(200)
    running.cancel()
