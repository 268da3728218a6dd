"""Odd and hostile input: forged buttons, guessed codes, random updates, duplicates and poison. Counts grow in `slow` tests."""

from __future__ import annotations

import json
import random
from collections import Counter
from typing import Any

import pytest
from sqlalchemy import text

from bot.batching import Batching
from bot.conversation.messages import Address, Incoming, Tap
from bot.entrance import LIMITS
from bot.exchange import Exchange
from bot.handlers.telegram import Telegram
from bot.handlers.telegram_words import arrived, button, read_button
from storage import reporting
from surveys.codes import new_code
from tests.world import KEYS, World, step

NASTY = ["", " ", "\x00", "\ud800", "‮abc", "a" * 5000, "🙂" * 900, "'; DROP TABLE response;--", "{{7*7}}", "<b>", "/start " + "x" * 300,
         "/start@other_bot", "=cmd()", "%s%n", "../../etc", "\n\n\n", "1e999", "null", "/help" * 50]  # fmt: skip


def random_update(chance: random.Random, number: int) -> dict[str, Any]:
    """An update of any shape: right, missing parts, wrong types, huge numbers, every kind of text."""
    chat: dict[str, Any] = {
        "id": chance.choice([5, -5, 2**62, 0]),
        "type": chance.choice(["private", "group", "channel", "x", None]),
    }
    message: dict[str, Any] = {
        "message_id": chance.choice([1, -1, 2**40, "x", None]), "date": chance.choice([0, 1_700_000_000, -5, 2**40, "x"]),
        "chat": chance.choice([chat, chat, chat, None, {}, "chat"]), "text": chance.choice([*NASTY, None, 5, ["x"]]),
        "from": chance.choice([{"id": 5, "is_bot": False, "first_name": "x"}, None, {}, {"id": "x"}]),
    }  # fmt: skip
    query = {"id": chance.choice(["q", 5, None]), "from": {"id": 5, "is_bot": False, "first_name": "x"}, "chat_instance": "x",
             "message": message, "data": chance.choice([*NASTY, None, "1.pick.yes.AAAA", 5])}  # fmt: skip
    kinds = {"message": message, "edited_message": message, "callback_query": query, "channel_post": message, "poll": {},
             "my_chat_member": {}, "unheard_of": [1]}  # fmt: skip
    name = chance.choice(list(kinds))
    update: dict[str, Any] = {"update_id": number, name: kinds[name]}
    if chance.random() < 0.2 and isinstance(update[name], dict) and update[name]:
        del update[name][chance.choice(list(update[name]))]
    return update


def random_updates(count: int, seed: int) -> list[dict[str, Any]]:
    chance = random.Random(seed)
    made = []
    for number in range(count):
        update = random_update(chance, number + 1)
        made.append(json.loads(json.dumps(update)))
    return made


async def hostile(world: World, count: int, seed: int) -> Counter[str]:
    """Sends random updates through the whole edge, with one honest person among them."""
    await world.campaign()
    [code] = await world.codes(1)
    honest = world.person("777", "telegram")
    await honest.enters(code)
    bot = Telegram(Batching(world.exchange), "1:x", "http://127.0.0.1:1", lambda *_a, **_f: None)
    before = await _others(world)
    updates = random_updates(count, seed)
    spoken: list[Any] = []
    bot._speak = lambda one, heard: spoken.append(heard)  # type: ignore[method-assign]  # the network's far end is not there
    bot._run = lambda work: work.close()  # type: ignore[method-assign]
    for start in range(0, count, 100):
        await bot.hear(updates[start : start + 100])
    assert await _others(world) == before, "somebody else's draft was written"
    return bot.odd


async def _others(world: World) -> list[Any]:
    async with world.storage.reading() as connection:
        drafts = list(await connection.execute(text("SELECT key, content, sent FROM draft")))
        return [*drafts, *await connection.execute(text("SELECT code, state FROM participation"))]


async def test_two_thousand_random_updates_break_nothing_and_write_to_nobody_else(small_world: World) -> None:
    odd = await hostile(small_world, 2_000, seed=11)
    assert odd["malformed"] + odd["other"] + odd["group"] + odd["forged"] > 500


@pytest.mark.slow
async def test_fifty_thousand_random_updates(small_world: World) -> None:
    odd = await hostile(small_world, 50_000, seed=12)
    assert sum(odd.values()) > 20_000


def test_of_ten_thousand_forged_buttons_none_is_accepted() -> None:
    chance, mine = random.Random(3), 41
    accepted = 0
    for number in range(10_000):
        honest = button(KEYS, chance.randrange(1, 10**10), chance.randrange(999), "pick", "always")
        kind = number % 5
        data = honest  # made for another chat
        if kind == 1:
            data = honest[: chance.randrange(len(honest))]
        elif kind == 2:
            place = chance.randrange(len(honest))
            data = honest[:place] + chr(chance.randrange(33, 126)) + honest[place + 1 :]
        elif kind == 3:
            data = f"{chance.randrange(99):x}.send..{'A' * 12}"
        elif kind == 4:
            data = "".join(chr(chance.randrange(32, 0x2FFF)) for _ in range(chance.randrange(64)))
        accepted += read_button(KEYS, mine, data) is not None
    assert accepted == 0
    assert read_button(KEYS, mine, button(KEYS, mine, 3, "pick", "yes")) == Tap("pick", "yes", 3)


async def guess(world: World, count: int, addresses: int) -> tuple[int, int]:
    """Guesses codes at great speed from several addresses over played time; gives back hits and how many were looked at."""
    await world.campaign()
    await world.codes(300)
    chance, hits, looked = random.Random(9), 0, 0
    for start in range(0, count, 100):
        batch = [
            Incoming(
                Address("page", f"g{start + n}"), text=new_code(chance), origin=f"address-{(start + n) % addresses}"
            )
            for n in range(100)
        ]
        if start % 10_000 == 0:  # a restart forgives nothing
            old = world.exchange
            world.exchange = Exchange(old.storage, old.keyring, old.published, old.look, old.clock, old.chance)
        for heard in await world.exchange.hear(batch):
            hits += heard.turn.standing.scene == "survey"
            looked += "A lot of words" not in heard.turn.replies[0].notice
        world.clock.moves(seconds=3)
    return hits, looked


async def test_guessing_codes_is_slowed_and_finds_nothing(small_world: World) -> None:
    hits, looked = await guess(small_world, 3_000, addresses=3)
    assert hits == 0
    # 90 seconds of guessing from three addresses: their free tries, then one in ten seconds each, batches being counted after
    assert looked <= 3 * (LIMITS["origin"] + 34 + 90 // 10 * 34)


@pytest.mark.slow
async def test_a_hundred_thousand_guesses_find_nothing(small_world: World) -> None:
    hits, _ = await guess(small_world, 100_000, addresses=50)
    assert hits == 0


async def test_a_class_of_forty_behind_one_address_gets_in_with_slips_and_all(small_world: World) -> None:
    await small_world.campaign()
    codes = await small_world.codes(40)
    inside = 0
    for number, code in enumerate(codes):
        small_world.clock.moves(seconds=7)
        pupil = small_world.person(f"pc-{number}")
        if number % 3 == 0:
            await pupil.does(text="not my words at all", origin="the school")
        seen = await pupil.does(text=code[:3] + code[4:], origin="the school")
        if seen.name != "first":
            small_world.clock.moves(seconds=10)
            seen = await pupil.does(text=code, origin="the school")
        inside += seen.name == "first"
    assert inside == 40


async def test_updates_twice_and_out_of_order_leave_what_once_in_order_leaves(world: World) -> None:
    await world.campaign()
    codes = await world.codes(6)
    chance = random.Random(2)
    for number, code in enumerate(codes):
        person = world.person(str(900 + number), "telegram")
        updates: list[Incoming] = [Incoming(person.address, f"{number}-0", text=code)]
        for turn in range(1, 60):
            await person.does(id=updates[-1].id, text=updates[-1].text, tap=updates[-1].tap)
            assert person.last is not None
            if chance.random() < 0.5:
                again = chance.choice(updates)
                number_before = person.last.number
                repeated = await person.does(id=again.id, text=again.text, tap=again.tap)
                assert person.last.number == number_before
                assert repeated.name
            if person.sees.name == "thanks":
                break
            if person.sees.name == "check":
                updates.append(Incoming(person.address, f"{number}-{turn}", tap=Tap("send")))
                continue
            did = step(person.sees, chance)
            updates.append(Incoming(person.address, f"{number}-{turn}", text=did.get("text"), tap=did.get("tap")))
        assert person.sees.name == "thanks"
    async with world.storage.reading() as connection:
        assert len(await reporting.heard_codes(connection, 2026)) == 6
        assert (await connection.execute(text("SELECT count(*) FROM draft WHERE sent"))).scalar_one() == 6


async def test_three_poisoned_turns_of_a_hundred_stand_alone_and_ninety_seven_are_kept(world: World) -> None:
    """A trigger refuses three people's rows, as a damaged index would; everybody else's turn stands."""
    await world.campaign()
    people = [Address("telegram", str(3000 + n)) for n in range(100)]
    poisoned = [world.exchange.address_hash(people[n]) for n in (7, 50, 93)]
    async with world.storage.transaction() as connection:
        await connection.execute(
            text("CREATE TABLE poison (address {})".format("BLOB" if world.storage.sqlite else "BYTEA"))
        )
        for one in poisoned:
            await connection.execute(text("INSERT INTO poison VALUES (:one)"), {"one": one})
        if world.storage.sqlite:
            await connection.execute(text(
                "CREATE TRIGGER refuse BEFORE INSERT ON conversation WHEN NEW.address IN (SELECT address FROM poison) "
                "BEGIN SELECT RAISE(ABORT, 'poisoned'); END"))  # fmt: skip
        else:
            await connection.execute(text(
                "CREATE FUNCTION refuse() RETURNS trigger AS $$ BEGIN IF NEW.address IN (SELECT address FROM poison) THEN "
                "RAISE EXCEPTION 'poisoned' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$ LANGUAGE plpgsql"))  # fmt: skip
            await connection.execute(
                text("CREATE TRIGGER refuse BEFORE INSERT ON conversation FOR EACH ROW EXECUTE FUNCTION refuse()")
            )
    heard = await world.exchange.hear([Incoming(a, f"u{a.id}", command="start") for a in people])
    troubled = [one.incoming.address.id for one in heard if one.turn.replies[0].name == "trouble"]
    assert troubled == ["3007", "3050", "3093"]
    async with world.storage.reading() as connection:
        assert (await connection.execute(text("SELECT count(*) FROM conversation"))).scalar_one() == 97
        assert (await connection.execute(text("SELECT count(*) FROM unheard WHERE given_up = false"))).scalar_one() == 3


def test_no_shape_of_update_raises() -> None:
    chance = random.Random(4)
    for number in range(3_000):
        arrived(random_update(chance, number), KEYS)
