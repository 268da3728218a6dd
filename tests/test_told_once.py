"""What goes on failing is told once and not at every round, and once more when it goes on: a full disk, a job that breaks."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import text

from bot.conversation.messages import Address, Incoming
from bot.heard import StorageAway
from bot.jobs import Jobs
from storage import responses
from tests.storage.test_withdrawing import left, ten_wait
from tests.test_failing_writes import read_only
from tests.test_poisoned import poisons
from tests.world import World


def jobs_of(world: World, every: float = 0.0) -> tuple[Jobs, list[tuple[str, str]]]:
    told: list[tuple[str, str]] = []

    def log(event: str, **fields: str) -> None:
        told.append((event, fields["job"]))

    return Jobs(world.exchange, log, write_every=timedelta(seconds=every)), told


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not true():
            await asyncio.sleep(0.02)


async def test_a_disk_that_takes_nothing_is_told_once_by_whoever_tries_it_again_and_again(small_world: World) -> None:
    """Tries that were not due yet counted as going on: two lines every five seconds, for as long as the disk was full."""
    jobs, told = jobs_of(small_world, every=0.8)
    storage, running = small_world.storage, asyncio.create_task(jobs.keep_said())
    async with read_only(storage):
        with pytest.raises(StorageAway):
            await small_world.exchange.hear([Incoming(Address("chat", "somebody"), text="hello")])
        await until(lambda: storage.failed_writes >= 4)
    await until(lambda: not storage.failed_writes)
    running.cancel()
    assert told == [("job_waits", "write"), ("job_goes_on", "write")]


async def test_a_mixer_without_room_is_told_once_and_loses_nothing(small_world: World) -> None:
    await ten_wait(small_world)
    jobs, told = jobs_of(small_world)
    async with small_world.storage.transaction() as connection:
        most = (await connection.execute(text("PRAGMA max_page_count"))).scalar_one()
        await connection.execute(text("PRAGMA max_page_count=1"))  # it is never set below what is there
    for _ in range(3):
        assert await jobs._safely("mix", jobs.mix) is None
    async with small_world.storage.transaction() as connection:
        await connection.execute(text(f"PRAGMA max_page_count={most}"))
    assert await jobs._safely("mix", jobs.mix) == responses.MIX
    assert told == [("job_waits", "mix"), ("job_goes_on", "mix")]
    assert (await left(small_world))[:2] == (0, responses.MIX)


async def test_a_job_that_breaks_is_told_once_and_loses_nothing(world: World) -> None:
    await ten_wait(world)
    jobs, told = jobs_of(world)
    await poisons(world, "response")
    for _ in range(3):
        await jobs._safely("mix", jobs.mix)
    assert told == [("job_failed", "mix")]
    async with world.storage.transaction() as connection:
        await connection.execute(text(f"DROP TRIGGER poison_response{'' if world.storage.sqlite else ' ON response'}"))
    assert await jobs._safely("mix", jobs.mix) == responses.MIX
    assert told == [("job_failed", "mix"), ("job_goes_on", "mix")]
    assert (await left(world))[:2] == (0, responses.MIX)
