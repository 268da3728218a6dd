"""Migrations: up, down and up again on both databases, and the code's tables are the database's."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import text

from storage import schema
from storage.engine import Storage
from storage.sealing import Keyring, SealBroken
from tests.world import KEYS, World


async def test_up_down_and_up_again_and_the_tables_agree(database: str) -> None:
    storage = Storage(database)
    assert await schema.migrate(storage) == schema.NEWEST
    assert await schema.differences(storage) == []
    await schema.downgrade(storage)
    assert await schema.version(storage) is None
    assert await schema.migrate(storage) == await schema.migrate(storage) == schema.NEWEST
    await storage.close()


async def test_the_copies_that_tests_begin_with_are_what_the_migrations_make(world: World) -> None:
    assert await schema.differences(world.storage) == []
    await schema.require_newest(world.storage)


async def test_a_newer_database_is_refused_and_not_touched(small_world: World) -> None:
    async with small_world.storage.transaction() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(schema.NewerDatabase, match="newer Heard"):
        await schema.require_newest(small_world.storage)
    with pytest.raises(schema.NewerDatabase):
        await schema.migrate(small_world.storage)


async def test_sixty_read_then_write_tasks_lose_nothing(database: str) -> None:
    """The driver's default lost 58 of 60 without an error."""
    storage = Storage(database)
    async with storage.transaction() as connection:
        await connection.execute(text("CREATE TABLE counter (n INTEGER)"))
        await connection.execute(text("INSERT INTO counter VALUES (0)"))
    lock = "" if storage.sqlite else " FOR UPDATE"

    async def add() -> None:
        async with storage.transaction() as connection:
            n = (await connection.execute(text(f"SELECT n FROM counter{lock}"))).scalar_one()
            await connection.execute(text("UPDATE counter SET n = :n"), {"n": n + 1})

    await asyncio.gather(*(add() for _ in range(60)))
    async with storage.reading() as connection:
        assert (await connection.execute(text("SELECT n FROM counter"))).scalar_one() == 60
    await storage.close()


async def test_a_time_without_a_zone_is_refused(small_world: World) -> None:
    from datetime import datetime

    from storage.tables import job

    async with small_world.storage.reading() as connection:
        with pytest.raises(Exception, match="without a zone"):
            await connection.execute(job.insert().values(name="x", ran=datetime(2026, 1, 1)))  # noqa: DTZ001


def test_a_sealed_value_opens_only_in_its_own_row_column_and_table() -> None:
    sealed = KEYS.seal("draft", "content", "row-1", b"words")
    assert KEYS.open("draft", "content", "row-1", sealed) == b"words"
    for place in (("draft", "content", "row-2"), ("draft", "label", "row-1"), ("response", "content", "row-1")):
        with pytest.raises(SealBroken):
            KEYS.open(*place, sealed)


def test_after_a_key_change_old_values_open_and_new_ones_use_the_new_key() -> None:
    old = Keyring({1: b"a" * 32}, b"h" * 32)
    both = Keyring({2: b"b" * 32, 1: b"a" * 32}, b"h" * 32)
    assert both.open("t", "c", "r", old.seal("t", "c", "r", b"x")) == b"x"
    assert both.seal("t", "c", "r", b"x")[0] == 2
    with pytest.raises(SealBroken, match="key 2"):
        old.open("t", "c", "r", both.seal("t", "c", "r", b"x"))
