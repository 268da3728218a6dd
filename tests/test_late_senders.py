"""Whoever is at a survey when its wave ends may still send; their answers are not moved alone, by when they came."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import text

from bot.jobs import Jobs
from tests.world import Person, World

LAST_NIGHT = datetime(2026, 12, 11, 23, 50, tzinfo=UTC)


async def at_check(world: World, count: int, channel: str = "telegram", first: int = 9000) -> list[Person]:
    """People who answered everything and did not press Send yet."""
    people = [world.person(str(first + number), channel) for number in range(count)]
    for one, code in zip(people, await world.codes(count), strict=True):
        await one.enters(code)
        await one.answers_all(world.chance)
    return people


async def sends(*people: Person) -> None:
    for one in people:
        await one.taps("send")
        assert one.sees.name == "thanks"


async def kept(world: World) -> tuple[int, int]:
    """Drafts and responses."""
    async with world.storage.reading() as connection:
        counts = [
            (await connection.execute(text(f"SELECT count(*) FROM {t}"))).scalar_one() for t in ("draft", "response")
        ]
    return counts[0], counts[1]


async def test_who_sends_after_midnight_is_mixed_with_those_who_waited_before_it(world: World) -> None:
    await world.campaign("pupil-happiness")
    jobs, clock = Jobs(world.exchange, lambda *_a, **_f: None), world.clock
    clock.now = LAST_NIGHT
    *early, late = await at_check(world, 4)
    await sends(*early)
    assert await jobs.mix() == 0
    clock.moves(minutes=15)
    assert await jobs.mix() == 0, "the wave is over, and the last few wait for whoever is still at it"
    await sends(late)
    for _ in range(20):
        clock.moves(hours=1)
        assert await jobs.mix() == 0
    clock.moves(hours=4)
    assert await jobs.mix() == 4
    assert await kept(world) == (0, 4)


async def test_who_sends_days_later_waits_for_all_who_do_so_that_day(world: World) -> None:
    await world.campaign("pupil-happiness")
    jobs, clock = Jobs(world.exchange, lambda *_a, **_f: None), world.clock
    clock.now = LAST_NIGHT
    first, second, third = await at_check(world, 3)
    clock.now = datetime(2026, 12, 14, 9, tzinfo=UTC)
    await jobs.mix()
    clock.moves(days=1)
    await sends(first)
    assert await jobs.mix() == 0
    clock.moves(hours=8)
    await sends(second)
    assert await jobs.mix() == 0
    clock.now = datetime(2026, 12, 16, 0, 1, tzinfo=UTC)
    assert await jobs.mix() == 2
    await sends(third)
    assert await jobs.mix() == 0
    clock.moves(days=1)
    assert await jobs.mix() == 1, "nobody waits for ever"


async def test_ten_of_one_label_wait_for_nobody(world: World) -> None:
    await world.campaign("pupil-happiness")
    jobs = Jobs(world.exchange, lambda *_a, **_f: None)
    world.clock.now = LAST_NIGHT
    await sends(*await at_check(world, 9, first=100))
    late = await at_check(world, 1)
    world.clock.moves(minutes=15)
    assert await jobs.mix() == 0
    await sends(*late)
    assert await jobs.mix() == 10
