"""A turn that the database refuses, and one that cannot even be put aside: nobody else waits for it, it is told and logged."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text

from bot.conversation.messages import Address, Incoming
from bot.jobs import Jobs
from tests.telegram_world import joined
from tests.world import World

NEVER = "CREATE TRIGGER poison_{0} BEFORE INSERT ON {0} BEGIN SELECT RAISE(ABORT, 'poisoned'); END"
NEITHER = "CREATE TRIGGER poison_{0} BEFORE INSERT ON {0} EXECUTE FUNCTION poison()"
POISON = "CREATE OR REPLACE FUNCTION poison() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'poisoned'; END $$"
Told = list[tuple[str, dict[str, str]]]


async def poisons(world: World, *tables: str) -> Told:
    """From now on these tables take no row; gives back what will be logged of it."""
    async with world.storage.transaction() as connection:
        if not world.storage.sqlite:
            await connection.execute(text(POISON))
        for table in tables:
            await connection.execute(text((NEVER if world.storage.sqlite else NEITHER).format(table)))
    told: Told = []

    def log(event: str, **fields: str) -> None:
        told.append((event, fields))

    world.exchange.log = log
    return told


async def counted(world: World, table: str) -> int:
    async with world.storage.reading() as connection:
        return int((await connection.execute(text(f"SELECT count(*) FROM {table}"))).scalar_one())


def said(told: Told) -> list[tuple[str, str]]:
    assert all(fields["error"] not in ("", "DBAPIError") for _, fields in told)
    return [(event, fields["channel"]) for event, fields in told]


async def test_a_turn_that_is_refused_is_put_aside_and_logged(world: World) -> None:
    told = await poisons(world, "conversation")
    [heard] = await world.exchange.hear([Incoming(Address("telegram", "9"), "1", text="hello")])
    assert "We will try it again" in heard.turn.replies[0].notice
    assert said(told) == [("turn_failed", "telegram")]
    assert await counted(world, "unheard") == 1
    jobs = Jobs(world.exchange, lambda *_a, **_f: None)
    for _ in range(5):
        world.clock.moves(hours=1)
        await jobs.retry_unheard()
    assert len(told) == 4, "three tries, and then it rests"


async def test_what_cannot_be_put_aside_is_told_as_lost_and_holds_up_nobody(world: World) -> None:
    told = await poisons(world, "conversation", "unheard")
    batch = [Incoming(Address("telegram", str(n)), str(n), text="hello") for n in range(3)]
    heard = await world.exchange.hear(batch)
    assert ["could not keep it" in one.turn.replies[0].notice for one in heard] == [True] * 3
    assert said(told) == [("turn_failed", "telegram"), ("turn_lost", "telegram")] * 3


async def test_whoever_is_in_danger_sees_help_also_where_the_words_are_lost(world: World) -> None:
    told = await poisons(world, "conversation", "concern")
    [heard] = await world.exchange.hear([Incoming(Address("chat", "9"), "1", text="xdangerx")])
    assert heard.turn.replies[0].name == "help"
    assert "It may be that nobody reads what you wrote here" in " ".join(heard.turn.replies[0].body)
    assert said(told) == [("turn_failed", "chat"), ("turn_lost", "chat")]


async def test_a_letter_that_postgresql_does_not_know_loses_one_turn_of_three(world: World) -> None:
    if world.storage.sqlite:
        pytest.skip("SQLite takes it")
    told = await poisons(world)
    batch = [Incoming(Address("telegram", id_), id_, text="hello") for id_ in ("1", "\0", "3")]
    heard = await world.exchange.hear(batch)
    assert ["could not keep it" in one.turn.replies[0].notice for one in heard] == [False, True, False]
    assert said(told) == [("turn_failed", "telegram"), ("turn_lost", "telegram")]
    assert {fields["error"] for _, fields in told} == {"CharacterNotInRepertoireError"}


async def test_a_standing_that_cannot_be_opened_puts_its_turns_aside(world: World) -> None:
    person = world.person("9", "telegram")
    await person.types("hello")
    told = await poisons(world)
    async with world.storage.transaction() as connection:
        await connection.execute(text("UPDATE conversation SET standing = :odd"), {"odd": b"\x01 no seal of ours"})
    shown: Any = await person.types("hello again")
    assert "We will try it again" in shown.notice
    assert await counted(world, "unheard") == 1
    assert said(told) == [("turn_failed", "telegram")]


async def test_a_poisoned_update_does_not_keep_the_bot_from_hearing_others(small_world: World) -> None:
    """It was tried again for ever, and no other update was fetched meanwhile."""
    async with joined(small_world) as telegram:
        await telegram.says(71, "/start")
        await poisons(small_world, "unheard")
        async with small_world.storage.transaction() as connection:
            await connection.execute(text("UPDATE conversation SET standing = :odd"), {"odd": b"\x01 no seal of ours"})
        assert "could not keep it" in (await telegram.says(71, "hello"))["text"]
        assert "could not keep it" not in (await telegram.says(72, "/start"))["text"]
