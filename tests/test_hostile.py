"""Odd and hostile input: forged buttons, guessed codes, random updates, duplicates and poison. Counts grow in `slow` tests."""

from __future__ import annotations

import random

import pytest
from sqlalchemy import text

from benchmarks.fuzz import forged, guess, hostile, random_update
from bot.conversation.messages import Address, Incoming, Tap
from bot.entrance import LIMITS
from bot.handlers.telegram_words import arrived, button, read_button
from storage import reporting
from tests.world import KEYS, World, step


async def test_two_thousand_random_updates_break_nothing_and_write_to_nobody_else(small_world: World) -> None:
    odd = await hostile(small_world, 2_000, seed=11)
    assert odd["malformed"] + odd["other"] + odd["group"] + odd["forged"] > 500


@pytest.mark.slow
async def test_fifty_thousand_random_updates(small_world: World) -> None:
    odd = await hostile(small_world, 50_000, seed=12)
    assert sum(odd.values()) > 20_000


def test_of_ten_thousand_forged_buttons_none_is_accepted() -> None:
    assert forged(10_000, seed=3) == 0
    assert read_button(KEYS, 41, button(KEYS, 41, 3, "pick", "yes")) == Tap("pick", "yes", 3)


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
