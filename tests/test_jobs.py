"""The timed work: reminders go out once, waves close by themselves, sessions count as being heard."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from sqlalchemy import text

from bot.jobs import Jobs
from storage import advice_log, outbox, participation, reporting, retention, voice_codes
from storage.advice_log import Logged
from storage.outbox import Owed
from storage.participation import Taking
from tests.telegram_world import joined
from tests.world import KEYS, World


async def test_a_reminder_goes_to_those_who_began_and_have_not_finished_at_most_twice(world: World) -> None:
    await world.campaign("pupil-happiness")
    began, finished = await world.codes(2)
    slow, quick = world.person("9001", "telegram"), world.person("9002", "telegram")
    await slow.enters(began)
    await quick.enters(finished)
    await quick.answers_all(world.chance)
    await quick.taps("send")
    found = []
    for _ in range(3):
        async with world.storage.transaction() as connection:
            found.append(await participation.to_remind(connection, KEYS, "autumn"))
    assert found == [["9001"], ["9001"], []]


async def test_what_is_owed_is_sent_once_and_failures_are_sorted(world: World) -> None:
    async with world.storage.transaction() as connection:
        messages = [("telegram", str(chat), "Your survey is open.") for chat in (1, 2, 3)]
        await outbox.owe(connection, KEYS, messages, "broadcast", world.clock())
    tried: list[str] = []
    ends = {"1": "sent", "2": "gone", "3": "passing"}

    async def deliver(owed: Owed) -> str:
        tried.append(owed.address)
        return ends[owed.address]

    jobs = Jobs(world.exchange, lambda *_a, **_k: None, deliver=deliver)
    assert await jobs.send_owed() == 3
    assert await jobs.send_owed() == 0
    world.clock.moves(minutes=6)
    ends["3"] = "sent"
    assert await jobs.send_owed() == 1
    world.clock.moves(hours=1)
    assert await jobs.send_owed() == 0
    assert sorted(tried) == ["1", "2", "3", "3"]


async def test_the_outbox_is_emptied_by_what_runs_by_itself_and_a_stop_in_the_middle_frees_the_rest(
    world: World,
) -> None:
    async with world.storage.transaction() as connection:
        messages = [("telegram", str(chat), "Your survey is open.") for chat in range(1, 4)]
        await outbox.owe(connection, KEYS, messages, "broadcast", world.clock())
    tried: list[str] = []
    second = asyncio.Event()

    async def deliver(owed: Owed) -> str:
        tried.append(owed.address)
        if owed.address == "2" and not second.is_set():
            second.set()
            await asyncio.Event().wait()
        return "sent"

    for stop in (second.wait(), emptied(world)):
        running = asyncio.create_task(Jobs(world.exchange, lambda *_a, **_k: None, deliver=deliver).run())
        async with asyncio.timeout(10):
            await stop
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    assert sorted(tried) == ["1", "2", "2", "3"]


async def test_what_the_advice_line_was_asked_is_forgotten_after_three_years(world: World) -> None:
    at = world.clock()
    days = (at, at - timedelta(days=3 * 365 - 1), at - timedelta(days=3 * 365 + 1))
    async with world.storage.transaction() as connection:
        rows = [
            Logged(str(n), day, "web", "parent", "dates", "dates.parent", 1, "answer") for n, day in enumerate(days)
        ]
        await advice_log.log(connection, rows)
        removed = {one.kind: one.rows for one in await retention.run(connection, at)}
        left = [row.id for row in await advice_log.since(connection, at - timedelta(days=4000))]
    assert (removed["question_log"], left) == (1, ["1", "0"])


async def emptied(world: World) -> None:
    while True:
        async with world.storage.reading() as connection:
            if not (await connection.execute(text("SELECT count(*) FROM outbox WHERE sent IS NULL"))).scalar_one():
                return
        await asyncio.sleep(0.01)


async def test_what_cannot_be_sent_is_given_up_after_twelve_tries(small_world: World) -> None:
    async with small_world.storage.transaction() as connection:
        await outbox.owe(connection, KEYS, [("telegram", "1", "x")], "broadcast", small_world.clock())

    async def deliver(_owed: Owed) -> str:
        raise OSError("the network")

    jobs, tries = Jobs(small_world.exchange, lambda *_a, **_k: None, deliver=deliver), 0
    for _ in range(40):
        tries += await jobs.send_owed()
        small_world.clock.moves(hours=2)
    assert tries == 12


async def test_two_senders_never_claim_the_same_row_and_a_dead_ones_claim_is_taken_over(world: World) -> None:
    async with world.storage.transaction() as connection:
        await outbox.owe(connection, KEYS, [("telegram", "1", "x")], "broadcast", world.clock())
    for expected in (1, 0):
        async with world.storage.transaction() as connection:
            assert len(await outbox.claim(connection, KEYS, world.clock())) == expected
    async with world.storage.transaction() as connection:
        assert len(await outbox.claim(connection, KEYS, world.clock() + outbox.CLAIM + timedelta(seconds=1))) == 1


async def test_the_outbox_reaches_telegram(small_world: World) -> None:
    async with joined(small_world) as telegram:
        await telegram.says(71, "/start")
        async with small_world.storage.transaction() as connection:
            await outbox.owe(
                connection, KEYS, [("telegram", "71", "Your survey is still open.")], "broadcast", small_world.clock()
            )
        await Jobs(small_world.exchange, lambda *_a, **_k: None, deliver=telegram.bot.speech.deliver_owed).send_owed()
        assert telegram.api.last(71)["text"] == "Your survey is still open."


async def test_a_wave_past_its_last_day_closes_by_itself_and_all_of_it_is_mixed(world: World) -> None:
    await world.campaign("pupil-happiness")
    for number, code in enumerate(await world.codes(3)):
        pupil = world.person(f"t{number}")
        await pupil.enters(code)
        await pupil.answers_all(world.chance)
        await pupil.taps("send")
    jobs = Jobs(world.exchange, lambda *_a, **_k: None)
    assert await jobs.mix() == 0
    world.clock.moves(days=40)
    assert await jobs.mix() == 0
    world.clock.moves(days=1)
    assert await jobs.mix() == 3
    async with world.storage.reading() as connection:
        assert (await connection.execute(text("SELECT count(*) FROM wave WHERE closed IS NOT NULL"))).scalar_one() == 1


async def test_three_surveys_and_a_session_are_one_child(world: World) -> None:
    """A coded session is a participation like any other; sessions themselves come with a later issue (seed 4.1, 4.4)."""
    await world.campaign()
    [code] = await world.codes(1)
    async with world.storage.transaction() as connection:
        key = voice_codes.code_hashes(KEYS, code)[0]
        for wave in ("autumn-1", "spring-1", "summer-1", "session-focus-1"):
            await participation.take(connection, [Taking(key, wave, "finished", heard=True)])
        assert len(await reporting.heard_codes(connection, 2026)) == 1


async def test_telegram_clears_the_chat_changes_language_and_leaves_groups(small_world: World) -> None:
    async with joined(small_world) as telegram:
        await telegram.says(81, "/start")
        await telegram.says(81, "/help")
        telegram.api.says(81, "/clear")
        await telegram.until(lambda: len(telegram.api.chats[81].messages) == 1)
        assert "deleted what I could" in telegram.api.last(81)["text"]
        assert "Which language" in (await telegram.says(81, "/language"))["text"]
        telegram.api.says(-5, "/start")
        telegram.api.chats[-5].kind = "group"
        telegram.api.updates[-1]["message"]["chat"]["type"] = "group"
        await telegram.until(
            lambda: -5 not in telegram.api.chats or telegram.bot.odd["other"] + telegram.bot.odd["group"] > 0
        )
