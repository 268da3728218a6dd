"""Several processes on one PostgreSQL: one leads, and what the others said is known to whoever leads next."""

from __future__ import annotations

import asyncio

import pytest

from bot.jobs import Jobs
from storage.engine import Storage
from tests.conftest import new_database
from tests.world import World


class Fails(Exception):
    pass


async def leads_for_a_moment(storage: Storage) -> None:
    async with asyncio.timeout(10), storage.leadership(asyncio.sleep) as heartbeat:
        await heartbeat()


async def test_a_leader_that_fails_lets_the_lead_go_though_its_sessions_live_on(world: World) -> None:
    other = Storage(str(world.storage.url.render_as_string(hide_password=False)))
    try:
        with pytest.raises(Fails):
            async with world.storage.leadership(asyncio.sleep):
                raise Fails
        await leads_for_a_moment(other)
    finally:
        await other.close()
    await leads_for_a_moment(world.storage)


async def test_while_a_copy_is_restored_nobody_begins_to_lead_and_whoever_leads_is_seen(postgres: str) -> None:
    """On SQLite the lock on its file does this."""
    url, waits = await new_database(postgres), asyncio.Event()
    serving, restoring = Storage(url), Storage(url)

    async def wait(seconds: float) -> None:
        waits.set()
        await asyncio.sleep(seconds)

    async def leads() -> bool:
        async with serving.leadership(wait), restoring.unserved() as unserved:
            return unserved

    async with asyncio.timeout(20):
        async with restoring.unserved() as unserved:
            assert unserved
            leading = asyncio.create_task(leads())
            await waits.wait()
        assert await leading is False
    await serving.close()
    await restoring.close()


async def test_a_process_that_does_not_lead_notes_what_it_said_by_itself(world: World) -> None:
    await world.campaign("pupil-happiness")
    [code] = await world.codes(1)
    person = world.person("9001", "telegram")
    await person.enters(code)
    assert person.last is not None
    world.exchange.said(person.address, person.last.number)
    noting = asyncio.create_task(Jobs(world.exchange, lambda *_a, **_k: None).keep_said())
    try:
        async with asyncio.timeout(20):
            while await world.exchange.owed("telegram"):
                await asyncio.sleep(0.1)
    finally:
        noting.cancel()
