"""Updates that come twice, many taps at once, and a process that dies between commit and speech (reliability rows 2 to 4)."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from typing import Any

import pytest
from sqlalchemy import text

from bot.batching import Batching
from bot.conversation.messages import Incoming, Tap
from bot.exchange import Exchange
from storage import conversations, responses
from tests.telegram_world import joined
from tests.world import KEYS, SURVEYS, World, make_world, step

ASKED = [question.id for question in SURVEYS["pupil-happiness"].questions]


async def lived_once(world: World, people: int) -> list[Incoming]:
    """Everybody finishes a survey, a step each in turn; gives back every update in the order it came."""
    await world.campaign("pupil-happiness")
    cast = [world.person(str(7000 + n), "telegram") for n in range(people)]
    chance, stream = random.Random(4), []
    turns = [
        Incoming(one.address, f"{one.address.id}-0", text=code)
        for one, code in zip(cast, await world.codes(people), strict=True)
    ]
    while turns:
        stream += turns
        heard = await world.exchange.hear(turns)
        turns = [
            Incoming(
                one.incoming.address,
                f"{one.incoming.address.id}-{one.number}",
                **did(one.turn.replies[0], one.number, chance),
            )
            for one in heard
            if one.turn.replies[0].name != "thanks"
        ]
    return stream


def did(shown: Any, number: int, chance: random.Random) -> dict[str, Any]:
    tap = Tap("send") if shown.name == "check" else step(shown, chance)["tap"]
    return {"tap": Tap(tap.action, tap.argument, number)}


async def kept(world: World) -> Any:
    """Everything kept of conversations and drafts, opened; receipts are drawn by chance and left out."""
    async with world.storage.reading() as connection:
        talks = await connection.execute(text("SELECT address FROM conversation ORDER BY address"))
        rows = [await conversations.peek(connection, KEYS, bytes(row.address)) for row in talks]
        keys = [bytes(row.key) for row in await connection.execute(text("SELECT key FROM draft"))]
        drafts = await conversations.recall_drafts_to_look(connection, KEYS, keys)
        taking = await connection.execute(
            text("SELECT code, wave, state, heard, other_code FROM participation ORDER BY code, wave")
        )
        told = {
            key: {n: v for n, v in one.content.items() if n not in ("receipt", "picture")}
            for key, one in drafts.items()
        }
        return [(row.address, row.standing, row.turn) for row in rows if row], told, [tuple(row) for row in taking]


async def twice_is_once(url: str, other: str, people: int, seed: int) -> int:
    """Plays the same updates again, each one to five times with copies anywhere later; gives back how many were played."""
    first, second = await make_world(url), await make_world(other)
    stream = await lived_once(first, people)
    await second.campaign("pupil-happiness")
    await second.codes(people)
    chance = random.Random(seed)
    copies = [
        (chance.uniform(at, len(stream)), one) for at, one in enumerate(stream) for _ in range(chance.randrange(5))
    ]
    played = [one for _, one in sorted([*enumerate(stream), *copies], key=lambda pair: pair[0])]
    batching = Batching(second.exchange)
    for start in range(0, len(played), 400):
        await asyncio.gather(*(batching.say(one) for one in played[start : start + 400]))
    assert await kept(first) == await kept(second)
    for world in (first, second):
        await world.storage.close()
    return len(played)


async def test_each_update_up_to_five_times_leaves_what_once_in_order_leaves(tmp_path: Any) -> None:
    played = await twice_is_once(
        f"sqlite+aiosqlite:///{tmp_path}/a.db", f"sqlite+aiosqlite:///{tmp_path}/b.db", 30, seed=6
    )
    assert played > 500


@pytest.mark.slow
async def test_five_thousand_updates_up_to_five_times_each(tmp_path: Any) -> None:
    played = await twice_is_once(
        f"sqlite+aiosqlite:///{tmp_path}/a.db", f"sqlite+aiosqlite:///{tmp_path}/b.db", 220, seed=7
    )
    assert played > 5_000


async def all_at_once(world: World, children: int, taps: int) -> None:
    """Children answer together, and each presses each button many times: one answer each, nobody else's."""
    await world.campaign("pupil-happiness")
    cast = {str(8000 + n): world.person(str(8000 + n), "telegram") for n in range(children)}
    codes, batching, chance = await world.codes(children), Batching(world.exchange), random.Random(8)
    heard = await asyncio.gather(
        *(batching.say(Incoming(p.address, text=c)) for p, c in zip(cast.values(), codes, strict=True))
    )
    said: dict[str, dict[str, str]] = {name: {} for name in cast}
    while heard[0].turn.replies[0].name != "thanks":
        pressed = []
        for one in heard:
            name, shown = one.incoming.address.id, one.turn.replies[0]
            tap = did(shown, one.number, chance)["tap"]
            if shown.question in ASKED:
                said[name][shown.question] = tap.argument
            pressed += [Incoming(one.incoming.address, f"{name}-{one.number}-{n}", tap=tap) for n in range(taps)]
        chance.shuffle(pressed)
        answers = await asyncio.gather(*(batching.say(one) for one in pressed))
        heard = [one for one in answers if one.changed]
        assert Counter(one.incoming.address.id for one in heard) == dict.fromkeys(cast, 1)
    async with world.storage.transaction() as connection:
        await responses.mix(connection, KEYS, world.chance, ["autumn-1"])
        rows = await responses.of_wave(connection, KEYS, "autumn-1")
    found = Counter(tuple(row.answers[q] for q in ASKED) for row in rows)
    assert found == Counter(tuple(one[q] for q in ASKED) for one in said.values())


async def test_twenty_equal_taps_are_one_answer_and_one_next_question(world: World) -> None:
    await all_at_once(world, 8, 20)


@pytest.mark.slow
async def test_fifty_children_at_once_press_every_button_twenty_times(small_world: World) -> None:
    await all_at_once(small_world, 63, 20)  # 63 x 8 screens: more than 500 times


async def dies_before_it_speaks(world: World, people: int) -> int:
    """Everybody is heard and nobody answered; the next process speaks to each once, and to nobody who was answered."""
    await world.campaign("pupil-happiness")
    chance, waiting = random.Random(9), {}
    for number, code in enumerate(await world.codes(people)):
        person = world.person(str(9000 + number), "telegram")
        await person.enters(code)
        for _ in range(chance.randrange(5)):
            await person.does(**step(person.sees, chance))
        assert person.last is not None
        if number % 5 == 0:
            world.exchange.said(person.address, person.last.number)
        else:
            waiting[int(person.address.id)] = person.sees.heading
    await world.exchange.flush_said()
    before = await kept(world)
    old = world.exchange
    world.exchange = Exchange(old.storage, old.keyring, old.published, old.look, old.clock, old.chance)
    async with joined(world, known=range(9000, 9000 + people)) as telegram:
        await telegram.until(lambda: len(told(telegram)) >= len(waiting), 60)
        await telegram.bot.speech.sender.settle()
        assert Counter(told(telegram)) == dict.fromkeys(waiting, 1)
        assert all(waiting[chat] in telegram.api.last(chat)["text"] for chat in waiting)
        await world.exchange.flush_said()
        assert await world.exchange.owed("telegram") == []
    assert [(a, s) for a, s, _ in (await kept(world))[0]] == [(a, s) for a, s, _ in before[0]]
    return len(waiting)


def told(telegram: Any) -> list[int]:
    return [int(fields["chat_id"]) for name, fields in telegram.api.calls if name == "sendMessage"]


async def test_whoever_was_heard_and_not_answered_is_answered_once_by_the_next_process(world: World) -> None:
    assert await dies_before_it_speaks(world, 25) == 20


@pytest.mark.slow
async def test_two_hundred_deaths_between_commit_and_speech(small_world: World) -> None:
    assert await dies_before_it_speaks(small_world, 250) == 200
