"""A receipt is used while the mixer moves that very draft: whoever was told that it is gone must be able to rely on it."""

from __future__ import annotations

import asyncio

from sqlalchemy import func, select, true

from storage import conversations, responses
from storage.conversations import DraftRow
from storage.tables import draft, response
from tests.world import KEYS, World

MINE = "celebrate-length-coastline-superb"


async def ten_wait(world: World) -> None:
    """Ten sent drafts of one label, one of them under `MINE`."""
    await world.campaign("pupil-happiness")
    rows = []
    for number in range(responses.MIX):
        receipt = MINE if number == 0 else f"other-{number}"
        content = {"survey": "pupil-happiness", "version": 1, "receipt": receipt, "room": 512, "answers": {"mood": 3}}
        rows.append(DraftRow(bytes([number]) * 32, "autumn-1", "setting:school-1", content, sent=True))
    async with world.storage.transaction() as connection:
        await conversations.keep_drafts(connection, KEYS, rows, world.clock().date())


async def left(world: World) -> tuple[int, int, int]:
    """Drafts, responses, and responses under `MINE`."""
    mine = response.c.receipt == responses.receipt_hash(KEYS, MINE)
    async with world.storage.reading() as connection:
        counts = [
            (await connection.execute(select(func.count()).select_from(table).where(which))).scalar_one()
            for table, which in ((draft, true()), (response, true()), (response, mine))
        ]
    return counts[0], counts[1], counts[2]


async def withdraws(world: World) -> int:
    async with world.storage.transaction() as connection:
        return await responses.withdraw(connection, KEYS, MINE)


async def test_a_receipt_used_while_the_mixer_moves_its_draft_deletes_the_response(world: World) -> None:
    await ten_wait(world)
    async with world.storage.transaction() as connection:
        assert await responses.mix(connection, KEYS, world.chance) == responses.MIX
        withdrawing = asyncio.create_task(withdraws(world))
        await asyncio.sleep(0.5)  # it is at the draft by now, and waits for this commit
    assert await withdrawing == 1
    assert await left(world) == (0, responses.MIX - 1, 0)


async def test_nine_are_not_mixed_where_the_tenth_was_withdrawn_since_they_were_counted(world: World) -> None:
    await ten_wait(world)

    async def mixes() -> int:
        async with world.storage.transaction() as connection:
            return await responses.mix(connection, KEYS, world.chance)

    async with world.storage.transaction() as connection:
        assert await responses.withdraw(connection, KEYS, MINE) == 1
        mixing = asyncio.create_task(mixes())
        await asyncio.sleep(0.5)
    assert await mixing == 0
    assert await left(world) == (responses.MIX - 1, 0, 0)
