"""What a participation keeps, whatever comes after it: an update told twice, another surface, an old tab."""

from __future__ import annotations

from datetime import UTC, date, datetime

from sqlalchemy import select, update

from bot.jobs import Jobs
from storage import campaigns, participation, reporting, voice_codes
from storage.participation import Taking
from storage.tables import participation as kept
from storage.tables import wave
from tests.world import KEYS, World

WAVE = "autumn-1"


async def after(world: World, *changes: Taking) -> tuple[object, ...]:
    """How a code's participation stands after these, each in a transaction of its own."""
    for change in changes:
        async with world.storage.transaction() as connection:
            await participation.take(connection, [change])
    async with world.storage.reading() as connection:
        row = (await connection.execute(select(kept).where(kept.c.code == changes[0].code))).one()
    return row.state, row.heard, row.other_code, row.address_hash, row.address


async def test_who_has_finished_and_was_heard_stays_so(world: World) -> None:
    """Begun again on a school's computer, a code that was heard would leave coverage."""
    await world.campaign()
    [code] = await world.codes(1)
    key = voice_codes.code_hashes(KEYS, code)[0]
    done = Taking(key, WAVE, "finished", heard=True, other_code=True, address_hash=b"h" * 32, address=b"sealed")
    whole = ("finished", True, True, b"h" * 32, b"sealed")
    assert await after(world, done, Taking(key, WAVE, "started"), Taking(key, WAVE, "stopped")) == whole
    async with world.storage.reading() as connection:
        assert len(await reporting.heard_codes(connection, 2026)) == 1


async def test_who_stopped_may_begin_again_and_finish(world: World) -> None:
    steps = [Taking(b"c" * 32, WAVE, state) for state in ("started", "stopped", "started")]
    assert (await after(world, *steps))[0] == "started"
    assert (await after(world, *steps, Taking(b"c" * 32, WAVE, "finished")))[:2] == ("finished", False)


async def test_a_wave_opens_and_closes_with_the_day_in_london(world: World) -> None:
    """In summer that day begins an hour before the one of UTC: codes were refused till one at night, and good an hour too long."""
    await world.campaign()
    async with world.storage.transaction() as connection:
        await connection.execute(update(wave).values(opens=date(2027, 6, 1), closes=date(2027, 6, 30)))
    first, second = await world.codes(2)
    world.clock.now = datetime(2027, 5, 31, 23, 30, tzinfo=UTC)
    assert (await world.person("early").enters(first)).name == "first"
    world.clock.now = datetime(2027, 6, 30, 23, 30, tzinfo=UTC)
    assert (await world.person("late").enters(second)).name == "start"
    await Jobs(world.exchange, lambda *_a, **_k: None).mix()
    async with world.storage.reading() as connection:
        assert [one.closed for one in await campaigns.waves(connection)] == [world.clock()]
