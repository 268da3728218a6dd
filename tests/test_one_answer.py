"""One answer, all the way: code in, answers kept, sent, mixed; on both databases."""

from __future__ import annotations

import random

from sqlalchemy import event

from bot.conversation.messages import Address, Incoming, Tap
from storage import reporting, responses
from tests.world import KEYS, World


async def test_a_child_answers_sends_and_is_counted_once(world: World) -> None:
    await world.campaign()
    [code] = await world.codes(1)
    pupil = world.person("tablet-1")
    assert (await pupil.enters(code)).name == "first"
    check = await pupil.answers_all(random.Random(1))
    assert len(check.facts["receipt"]) == 4
    assert (await pupil.taps("send")).name == "thanks"
    async with world.storage.reading() as connection:
        heard = await reporting.heard_codes(connection, 2026)
    assert [one.setting for one in heard] == ["school-1"]


async def test_ten_sent_drafts_move_together_and_nine_wait(world: World) -> None:
    await world.campaign()
    codes = await world.codes(10)
    for number, code in enumerate(codes):
        pupil = world.person(f"tablet-{number}")
        await pupil.enters(code)
        await pupil.answers_all(random.Random(number))
        await pupil.taps("send")
        async with world.storage.transaction() as connection:
            moved = await responses.mix(connection, KEYS, world.chance)
        assert moved == (10 if number == 9 else 0)
    async with world.storage.reading() as connection:
        kept = await responses.of_wave(connection, KEYS, "autumn-1")
    assert len(kept) == 10
    assert {one.label for one in kept} == {"setting:school-1"}
    assert all("who-is-with-you" in one.answers and "used-another-code" not in one.answers for one in kept)


async def test_the_same_code_goes_on_at_another_screen_and_hides_what_was_said(world: World) -> None:
    await world.campaign()
    [code] = await world.codes(1)
    first = world.person("tablet-1")
    await first.enters(code)
    await first.taps("go")
    await first.taps("pick", "alone")
    await first.taps("pick", "no")
    assert (await first.taps("pick", "yes")).question == "feels-safe"
    second = world.person("phone-1")
    assert (await second.enters(code)).question == "feels-safe"
    back = await second.taps("back")
    assert back.question == "trusted-adult"
    assert not any(option.chosen for option in back.options)
    assert (await first.taps("back")).options[0].chosen


async def test_a_hundred_queued_turns_cost_one_commit_and_at_most_six_statements(world: World) -> None:
    await world.campaign()
    codes = await world.codes(100)
    people = [Address("telegram", str(1000 + n)) for n in range(100)]
    for text in (None,):
        await world.exchange.hear(
            [Incoming(a, f"s{a.id}", command="start", argument=text or "", tap=None) for a in people]
        )
    await world.exchange.hear([Incoming(a, f"c{a.id}", text=code) for a, code in zip(people, codes, strict=True)])
    await world.exchange.hear([Incoming(a, f"g{a.id}", tap=Tap("go")) for a in people])
    await world.exchange.hear([Incoming(a, f"w{a.id}", tap=Tap("pick", "alone")) for a in people])
    statements, commits = [], []
    engine = world.storage.engine.sync_engine

    def note(_c: object, _cur: object, statement: str, _p: object, _x: object, _many: bool) -> None:
        statements.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    event.listen(engine, "commit", lambda _c: commits.append(1))
    heard = await world.exchange.hear([Incoming(a, f"a{a.id}", tap=Tap("pick", "no")) for a in people])
    event.remove(engine, "before_cursor_execute", note)
    asked = [s for s in statements if not s.startswith("BEGIN")]
    assert len(asked) <= 6, asked
    assert len(commits) == 1
    assert {one.turn.replies[0].question for one in heard} == {"trusted-adult"}
