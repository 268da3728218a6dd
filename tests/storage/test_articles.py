"""Acts, versions and deliveries on both databases."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from advice_kb.decisions import Decision
from advice_kb.library import load_library as library
from bot.deciding import Decided, decide
from bot.taking_in import changed, take_in, versions_of
from storage import articles, deliveries, retention
from storage.deliveries import Delivery
from tests.world import KEYS, World

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
NAME = "unlawful-exclusion.parent"


def with_another_text(version: int) -> list[articles.Version]:
    one = next(one for one in versions_of(library(), NOW) if one.article == NAME)
    return [replace(one, version=version, fingerprint="f" * 64, content=one.content + "\nMore.\n")]


async def decided(world: World, wanted: Decision, at: datetime = NOW) -> Decided:
    return await decide(world.storage, library(), [library().articles[NAME]], wanted, at)


async def test_every_version_is_kept_once_and_a_new_number_is_a_new_version(world: World) -> None:
    assert await take_in(world.storage, library(), NOW) == await take_in(world.storage, library(), NOW) == ()
    async with world.storage.transaction() as connection:
        assert await articles.take_in(connection, with_another_text(2)) == ()
    async with world.storage.reading() as connection:
        kept = await articles.versions(connection, NAME)
    assert [one.version for one in kept] == [1, 2]
    assert kept[1].content == kept[0].content + "\nMore.\n"


async def test_a_text_changed_under_its_number_is_told_with_the_remedy_and_not_kept(world: World) -> None:
    async with world.storage.transaction() as connection:
        await articles.take_in(connection, with_another_text(1))
    told = await take_in(world.storage, library(), NOW)
    assert told == await changed(world.storage, library(), NOW)
    assert [str(one) for one in told] == [
        "articles/unlawful-exclusion/parent.md: has another text than the version 1 that was taken in before. "
        "Raise its version to 2, or put the old text back"
    ]
    checks = dict.fromkeys(library().articles[NAME].sources, "x")
    refused = await decided(world, Decision("published", "editor", checked=checks, day=NOW.date()))
    assert "another text" in refused.faults[0]
    assert (await decided(world, Decision("withdrawn", "editor", "odd text"))).acts


async def test_two_processes_that_start_together_keep_one_row_each(world: World) -> None:
    both = await asyncio.gather(*(take_in(world.storage, library(), NOW) for _ in range(2)))
    assert both == [(), ()]
    async with world.storage.reading() as connection:
        assert len(await articles.versions(connection, NAME)) == 1


async def test_of_two_decisions_at_once_the_second_sees_the_first(world: World) -> None:
    wanted = Decision("withdrawn", "editor", "part three changed")
    done = await asyncio.gather(*(decided(world, wanted) for _ in range(2)))
    assert sorted(len(one.acts) for one in done) == [0, 1]
    async with world.storage.reading() as connection:
        assert [act.state for act in await articles.history(connection, NAME)] == ["withdrawn"]


async def test_the_life_of_an_article_is_read_back_in_order(world: World) -> None:
    checks = dict.fromkeys(library().articles[NAME].sources, "July 2026")
    lived = [
        Decision("published", "editor", checked=checks, day=NOW.date()),
        Decision("withdrawn", "editor", "the edition of 2027"),
        Decision("checked", "editor", "put right", back=True),
        Decision("retired", "editor", "another article says it"),
    ]
    for wanted in lived:
        assert (await decided(world, wanted)).acts, wanted
    async with world.storage.reading() as connection:
        acts = await articles.history(connection, NAME)
        assert (await articles.acts(connection))[NAME] == acts[-1]
    assert [act.state for act in acts] == ["published", "withdrawn", "checked", "retired"]
    assert {check["edition"] for check in acts[0].checked_against.values()} == {"July 2026"}


async def test_whoever_was_sent_an_article_is_counted_once_reached_once_and_forgotten_after_sixty_days(
    world: World,
) -> None:
    today = NOW.date()
    sent = [
        Delivery(NAME, 1, "telegram", "5001", today - timedelta(days=61)),
        Delivery(NAME, 1, "telegram", "5002", today - timedelta(days=10)),
        Delivery(NAME, 2, "telegram", "5002", today),
        Delivery(NAME, 2, "chat", "5002", today),
        Delivery("managed-move.head", 1, "chat", "5009", today),
    ]
    async with world.storage.transaction() as connection:
        await deliveries.keep(connection, KEYS, sent)
        await deliveries.keep(connection, KEYS, [])
        removed = {one.kind: one.rows for one in await retention.run(connection, NOW)}
    assert removed["delivery"] == 1
    async with world.storage.reading() as connection:
        found = await deliveries.of_article(connection, KEYS, NAME)
        assert await deliveries.people_sent(connection, [NAME, "sen-expert.parent"]) == {
            NAME: 2,
            "sen-expert.parent": 0,
        }
    assert {(one.channel, one.address, one.version, one.day) for one in found} == {
        ("telegram", "5002", 2, today),
        ("chat", "5002", 2, today),
    }
    done = await decided(world, Decision("withdrawn", "editor", "new edition"))
    assert done.sent_to == {NAME: 2}


async def test_an_address_that_was_sent_an_article_cannot_be_read_in_the_table(world: World) -> None:
    from sqlalchemy import select

    from storage.tables import delivery

    async with world.storage.transaction() as connection:
        await deliveries.keep(connection, KEYS, [Delivery(NAME, 1, "telegram", "5551234", date(2026, 11, 24))])
        row = (await connection.execute(select(delivery))).one()
    held = [value if isinstance(value, bytes) else str(value).encode() for value in row]
    assert not any(b"5551234" in value for value in held)
