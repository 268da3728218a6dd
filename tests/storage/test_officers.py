"""Sign-in links and sessions: a link works once and for its time, a session ends by itself, however busy, and when it is ended."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from storage import officers
from storage.officers import IDLE, WHOLE, Officer
from storage.tables import console_session, sign_in_link
from tests.world import KEYS, World

ANALYST = Officer("analyst-1", "analyst")
MINUTE = timedelta(minutes=1)


async def signed_in(world: World, later: timedelta = timedelta()) -> str | None:
    """A link for an hour, used after `later`."""
    async with world.storage.transaction() as connection:
        link = await officers.new_link(connection, KEYS, ANALYST, world.clock() + timedelta(hours=1))
        return await officers.use_link(connection, KEYS, link, world.clock() + later)


async def who(world: World, session: str, later: timedelta) -> Officer | None:
    async with world.storage.transaction() as connection:
        return await officers.who(connection, KEYS, session, world.clock() + later)


async def test_a_link_works_once_and_not_after_its_time(world: World) -> None:
    assert await signed_in(world, timedelta(hours=1) - MINUTE)
    assert await signed_in(world, timedelta(hours=1) + MINUTE) is None
    async with world.storage.transaction() as connection:
        link = await officers.new_link(connection, KEYS, ANALYST, world.clock() + timedelta(hours=1))
        assert await officers.use_link(connection, KEYS, link, world.clock())
        assert await officers.use_link(connection, KEYS, link, world.clock()) is None
        assert await officers.use_link(connection, KEYS, "another", world.clock()) is None


async def test_a_session_that_is_never_idle_ends_after_twelve_hours(world: World) -> None:
    session = await signed_in(world)
    assert session
    for step in range(1, int(WHOLE / timedelta(minutes=20)) + 1):
        assert await who(world, session, step * timedelta(minutes=20)) == ANALYST, "each look keeps it alive"
    assert await who(world, session, WHOLE + MINUTE) is None
    assert await who(world, session, WHOLE - MINUTE) is None, "what is over does not begin again"


async def test_a_session_left_alone_or_ended_is_over(world: World) -> None:
    left, ended, kept = [await signed_in(world) or "" for _ in range(3)]
    assert await who(world, left, IDLE + MINUTE) is None
    async with world.storage.transaction() as connection:
        await officers.sign_out(connection, KEYS, ended)
    assert await who(world, ended, MINUTE) is None
    assert await who(world, kept, IDLE - MINUTE) == ANALYST


@pytest.mark.parametrize(("later", "gone"), [(IDLE - MINUTE, 0), (IDLE + MINUTE, 1), (timedelta(hours=2), 2)])
async def test_what_is_over_is_removed_also_where_nobody_comes_back(world: World, later: timedelta, gone: int) -> None:
    assert await signed_in(world)
    async with world.storage.transaction() as connection:
        await officers.new_link(connection, KEYS, ANALYST, world.clock() + timedelta(hours=1))
        assert await officers.forget_old(connection, world.clock() + later) == gone
        left = [await connection.execute(select(func.count()).select_from(t)) for t in (console_session, sign_in_link)]
        assert sum(int(one.scalar_one()) for one in left) == 2 - gone


async def test_a_session_does_not_outlive_its_time_by_a_clock_that_ran_ahead(world: World) -> None:
    session, ahead = await signed_in(world), timedelta(days=1)
    assert session
    assert await who(world, session, -IDLE + MINUTE) == ANALYST
    async with world.storage.transaction() as connection:
        assert await officers.forget_old(connection, world.clock() - IDLE + MINUTE) == 0
    assert await who(world, session, -ahead) is None
    left = await signed_in(world)
    assert left
    async with world.storage.transaction() as connection:
        assert await officers.forget_old(connection, world.clock() - ahead) == 1
