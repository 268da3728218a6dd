"""Rules of single rows, each held by itself: what the first word is, what is not yet past its time, what leads to nobody."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from advice_kb.own_days import OwnDay
from storage import advice_log, campaigns, closed_days, outbox, participation, retention, voice_codes
from storage.advice_log import Logged
from storage.participation import Taking
from storage.tables import draft, question_log, voice_code
from storage.tables import participation as taken
from tests.world import KEYS, World

KEY, WAVE = b"c" * 32, "autumn-1"


def asked(world: World, outcome: str = "answer") -> Logged:
    at = world.clock().replace(minute=47, second=31, microsecond=5)
    return Logged("q1", at, "page", "parent", "topic", "topic.parent", 1, outcome)


@pytest.mark.parametrize(("outcome", "minute"), [("answer", 47), ("safeguarding", 0), ("language", 0)])
async def test_what_goes_with_a_concern_is_noted_to_the_hour(world: World, outcome: str, minute: int) -> None:
    async with world.storage.transaction() as connection:
        await advice_log.log(connection, [asked(world, outcome)])
        at: datetime = (await connection.execute(select(question_log.c.at))).scalar_one()
    assert (at.minute, bool(at.second), bool(at.microsecond)) == (minute, minute > 0, minute > 0)


async def test_whether_an_answer_helped_is_the_first_word(world: World) -> None:
    async with world.storage.transaction() as connection:
        await advice_log.log(connection, [asked(world)])
        await advice_log.helped(connection, "q1", did=False)
        await advice_log.helped(connection, "q1", did=True)
        [row] = await advice_log.since(connection, world.clock() - timedelta(days=1))
    assert row.helped is False


async def test_the_first_officers_word_on_a_closed_day_stands(world: World) -> None:
    day = date(2026, 12, 4)
    async with world.storage.transaction() as connection:
        await closed_days.enter(connection, [OwnDay("s1", day, "training", "clerk")], world.clock())
        assert await closed_days.confirm(connection, "s1", day, "editor-1")
        assert not await closed_days.confirm(connection, "s1", day, "editor-2")
        [one] = await closed_days.of_school(connection, "s1")
    assert one.confirmed_by == "editor-1"


async def test_an_address_to_remind_at_stays_until_its_wave_is_closed(world: World) -> None:
    await world.campaign()
    async with world.storage.transaction() as connection:
        await participation.take(connection, [Taking(KEY, WAVE, "started", address_hash=KEY, address=b"sealed")])
        for closed in (False, True):
            if closed:
                await campaigns.close_wave(connection, WAVE, world.clock())
            await retention.run(connection, world.clock())
            kept = (await connection.execute(select(taken.c.address, taken.c.address_hash))).one()
            assert (None in kept) is closed


async def test_a_message_that_is_still_owed_is_never_too_old(world: World) -> None:
    old = world.clock() - retention.TERMS["outbox"] - timedelta(days=1)
    async with world.storage.transaction() as connection:
        await outbox.owe(connection, KEYS, [("telegram", str(n), "words") for n in range(3)], "broadcast", old)
        first, second, third = await outbox.claim(connection, KEYS, old)
        await outbox.sent(connection, [first.id], old)
        await outbox.failed(connection, second.id, "gone")
        gone = {one.kind: one.rows for one in await retention.run(connection, world.clock())}
        left = await outbox.claim(connection, KEYS, world.clock())
    assert (gone["outbox"], [one.id for one in left]) == (2, [third.id])


async def test_a_draft_begun_under_a_lost_slip_goes_with_it(world: World) -> None:
    """Its key is made of the old code: kept beside the new one, it would join the two."""
    await world.campaign("pupil-happiness")
    [code] = await world.codes(1)
    child = world.person("child")
    await child.enters(code)
    await child.taps("go")
    await child.taps("pick", "alone")
    async with world.storage.transaction() as connection:
        begun = (await connection.execute(select(draft.c.key))).all()
        serial = (await connection.execute(select(voice_code.c.serial))).scalar_one()
        new = await voice_codes.replace(connection, KEYS, serial, "new code of words", "token-2", "S-2")
        left = (await connection.execute(select(draft.c.key))).all()
    assert (len(begun), new is not None, left) == (1, True, [])
