"""The screen hangs while the database is well: whoever typed is told truly that nothing was kept, and nobody else waits
(reliability row 36)."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Sequence
from contextlib import AsyncExitStack

import pytest
from sqlalchemy import text

from bot.batching import Batching
from bot.conversation.messages import Address, Incoming, Outgoing, Tap
from bot.heard import Heard, StorageAway
from bot.looking import Looked
from storage import conversations
from tests.test_away import Locked
from tests.test_failing_safe import WITHIN, stuck
from tests.web_world import browser, pages
from tests.world import KEYS, Flagged, Person, World

LOST, TROUBLE = "We did not keep your words", "trouble keeping words"
PLANTED = "planted words"


async def pupils_at(world: World, questions: Sequence[str]) -> list[Person]:
    """Pupils of one campaign, each at the question named."""
    await world.campaign()
    pupils = []
    for number, code in enumerate(await world.codes(len(questions))):
        pupil = world.person(f"tablet-{number}")
        await pupil.enters(code)
        while pupil.sees.question != questions[number]:
            await pupil.taps("return" if pupil.sees.name == "help" else "go" if pupil.sees.name == "first" else "skip")
        pupils.append(pupil)
    return pupils


async def in_order(batching: Batching, said: Sequence[Incoming]) -> list[Heard]:
    """What all of them heard who spoke at once, whoever was answered first first."""
    heard: list[Heard] = []

    async def says(incoming: Incoming) -> None:
        heard.append(await batching.say(incoming))

    await asyncio.gather(*(says(one) for one in said))
    return heard


async def shown(batching: Batching, incoming: Incoming) -> Outgoing:
    """What this person reads, whether or not the turn is kept."""
    try:
        return (await batching.say(incoming)).turn.replies[0]
    except StorageAway as away:
        return away.helps[incoming.address]


async def counted(world: World) -> list[int]:
    """The concerns, and the turns put aside to be tried again."""
    async with world.storage.reading() as connection:
        return [
            (await connection.execute(text(f"SELECT count(*) FROM {table}"))).scalar_one()
            for table in ("concern", "unheard")
        ]


async def test_a_tap_is_kept_at_once_and_whoever_typed_is_told_that_nothing_was_kept(small_world: World) -> None:
    *typers, taps = await pupils_at(small_world, ["one-thing"] * 4 + ["feels-safe"])
    batching = Batching(small_world.exchange)
    typed = [Incoming(one.address, text=PLANTED, question="one-thing") for one in typers]
    tapped = Incoming(taps.address, tap=Tap("skip", question="feels-safe"))
    with stuck(small_world):
        async with asyncio.timeout(WITHIN):
            first, *others = await in_order(batching, [*typed, tapped])
    assert (first.incoming, first.changed) == (tapped, True)
    assert first.turn.replies[0].question != "feels-safe"
    again, _ = await small_world.exchange.look_again(taps.address)
    assert again.question == first.turn.replies[0].question, "it is kept"
    assert [LOST in " ".join(one.turn.replies[0].body) for one in others] == [True] * 4
    await batching.settle()
    keys = [bytes.fromhex(one.turn.draft.key) for one in others if one.turn.draft is not None]
    async with small_world.storage.reading() as connection:
        drafts = await conversations.recall_drafts_to_look(connection, KEYS, keys)
    assert len(drafts) == 4
    assert PLANTED not in json.dumps([one.content for one in drafts.values()])
    assert await counted(small_world) == [0, 0]
    for one in typers:
        assert LOST in " ".join((await small_world.exchange.look_again(one.address))[0].body)
        assert ((await one.taps("return")).question, one.sees.typed) == ("one-thing", "")


async def test_on_the_page_the_words_come_back_to_their_writer_and_a_tap_does_not_wait(small_world: World) -> None:
    async with pages(small_world) as base, AsyncExitStack() as stack:
        *typers, taps = [await stack.enter_async_context(browser(base)) for _ in range(5)]
        for one in (*typers, taps):
            await one.opens("/")
        with stuck(small_world):
            async with asyncio.timeout(WITHIN):
                typed = [one.posts(do="text", text=PLANTED) for one in typers]
                await asyncio.gather(*typed, taps.posts(do="code"))
        assert [one.status for one in (*typers, taps)] == [200] * 5
        assert [LOST in one.text for one in (*typers, taps)] == [True] * 4 + [False]


async def test_the_words_of_a_slip_open_at_once_behind_words_that_hang(small_world: World) -> None:
    await small_world.campaign()
    [code] = await small_world.codes(1)
    texts = [PLANTED, PLANTED, PLANTED, code]
    said = [Incoming(Address("page", f"p{n}"), text=words) for n, words in enumerate(texts)]
    with stuck(small_world):
        first, *_ = await in_order(Batching(small_world.exchange), said)
    assert (first.incoming.text, first.turn.replies[0].name) == (code, "first")


async def test_whoever_typed_and_taps_meanwhile_has_both_in_their_order(small_world: World) -> None:
    [pupil] = await pupils_at(small_world, ["one-thing"])
    typed = Incoming(pupil.address, text=PLANTED, question="one-thing")
    with stuck(small_world):
        async with asyncio.timeout(WITHIN):
            first, second = await in_order(
                Batching(small_world.exchange), [typed, Incoming(pupil.address, tap=Tap("return"))]
            )
    assert first.incoming == typed
    assert second.number == first.number + 1
    assert (first.turn.replies[0].name, second.turn.replies[0].question) == ("help", "one-thing")


async def test_a_busy_screen_looks_at_every_text_in_the_end_and_nobody_is_told_otherwise(small_world: World) -> None:
    """Fourteen looks, two at once: the last ones wait longer than one look may take, and help does not wait for them."""

    def slow(_text: str, _audience: str) -> Flagged:
        threading.Event().wait(0.3)
        return Flagged(True, False, ("neglect",))

    small_world.exchange.look = slow
    batching = Batching(small_world.exchange)
    texts = [Incoming(Address("chat", f"c{n}"), text="words of somebody") for n in range(14)]
    read = [" ".join(one.body) for one in await asyncio.gather(*(shown(batching, one) for one in texts))]
    assert any(TROUBLE in one for one in read), "some were shown help before their look"
    assert not any(LOST in one for one in read)
    await batching.settle()
    assert await counted(small_world) == [14, 0]


async def test_words_said_to_be_lost_stay_lost_where_the_database_is_held_too(small_world: World) -> None:
    batching = Batching(small_world.exchange)
    with stuck(small_world), Locked(small_world):
        async with asyncio.timeout(WITHIN):
            texts = [Incoming(Address("chat", f"c{n}"), text="please xdangerx") for n in range(4)]
            read = [" ".join(one.body) for one in await asyncio.gather(*(shown(batching, one) for one in texts))]
    assert [LOST in one for one in read] == [True] * 4
    await batching.settle()
    assert await counted(small_world) == [0, 0]


@pytest.mark.parametrize(
    ("incoming", "looked", "says"),
    [
        (Incoming(Address("page", "p"), text=PLANTED), Looked(), LOST),
        (Incoming(Address("page", "p"), text=PLANTED), Looked(waits=True), TROUBLE),
        (Incoming(Address("page", "p"), text=PLANTED), Looked(screening=Flagged(True, False, ("neglect",))), TROUBLE),
        (Incoming(Address("telegram", "1"), "77", text=PLANTED), Looked(), TROUBLE),
    ],
    ids=["lost", "not looked at yet", "flagged", "comes again by itself"],
)
async def test_with_the_database_away_the_card_promises_nothing_that_may_turn_out_otherwise(
    small_world: World, incoming: Incoming, looked: Looked, says: str
) -> None:
    [card] = small_world.exchange.helps([(incoming, looked)]).values()
    assert [words in " ".join(card.body) for words in (LOST, TROUBLE)] == [says == LOST, says == TROUBLE]
