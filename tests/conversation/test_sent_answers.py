"""Whoever was sent an answer where a correction can follow leaves a delivery row, and is told; nobody else leaves one."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import select

from advice_kb.decisions import Decision
from advice_kb.library import load_library as library
from bot.conversation.messages import Channel
from bot.deciding import decide
from storage import deliveries
from storage.retention import TERMS
from storage.tables import delivery, question_log
from tests.advice_world import advised
from tests.conversation.test_advising import press, said
from tests.world import KEYS, Person, World

ARTICLE = "unlawful-exclusion.parent"


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[World]:
    async with advised(tmp_path / "heard.db") as world:
        yield world


async def asks(world: World, name: str, channel: Channel) -> Person:
    person = world.person(name, channel)
    await person.does(command="role", argument="parent")
    await person.does(command="ask")
    await person.types("sent home")
    if person.sees.name == "advice-school":
        await press(person, "run by the council")
    assert person.sees.name == "advice-article"
    return person


async def rows(world: World) -> list[deliveries.Delivery]:
    async with world.storage.reading() as connection:
        return await deliveries.of_article(connection, KEYS, ARTICLE)


async def test_an_answer_in_telegram_can_be_followed_by_a_correction_and_the_asker_is_told_so(town: World) -> None:
    person = await asks(town, "someone", "telegram")
    assert f"For {TERMS['delivery'].days} days we note that this chat was sent an answer" in said(person.sees)
    kept = await rows(town)
    assert [(one.channel, one.address, one.day) for one in kept] == [
        ("telegram", person.address.id, town.clock().date())
    ]
    async with town.storage.reading() as connection:
        logged = (await connection.execute(select(question_log.c.id))).scalars().all()
        sent = (await connection.execute(select(delivery))).mappings().all()
    assert not {row["id"] for row in sent} & set(logged)
    assert not any(person.address.id.encode() in bytes(row["address"]) for row in sent)


async def test_unfolding_an_answer_is_no_second_one_and_dates_and_questions_without_an_answer_are_none(
    town: World,
) -> None:
    person = await asks(town, "someone", "telegram")
    await press(person, "What the law says")
    assert len(await rows(town)) == 1
    other = town.person("another", "telegram")
    await other.does(command="role", argument="parent")
    await other.does(command="ask")
    await other.types("weather on mars")
    async with town.storage.reading() as connection:
        assert len((await connection.execute(select(delivery))).all()) == 1


@pytest.mark.parametrize("channel", ["chat", "terminal"])
async def test_where_no_correction_can_follow_nothing_is_kept_and_nothing_said(town: World, channel: Channel) -> None:
    person = await asks(town, "someone", channel)
    assert "we note that this chat" not in said(person.sees)
    assert await rows(town) == []


async def test_whoever_withdraws_an_article_learns_how_many_people_were_sent_it(town: World) -> None:
    for name in ("one", "two", "two"):
        await asks(town, name, "telegram")
    known = library()
    wanted = Decision("withdrawn", "editor", "a test")
    done = await decide(town.storage, known, [known.articles[ARTICLE]], wanted, town.clock())
    assert dict(done.sent_to) == {ARTICLE: 2}
