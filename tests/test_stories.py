"""One story, told on the phone page, in the browser chat, in a terminal and in Telegram, leaves the same stored response."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.batching import Batching
from bot.conversation.messages import Address, Incoming, Outgoing
from bot.handlers.terminal import buttons, incoming_of, shown_text, talk
from storage import responses
from tests.telegram_world import joined
from tests.web_world import browser, pages
from tests.world import KEYS, World, make_world

STORY: list[tuple[str, str]] = [
    ("tap", "I understand"), ("tap", "Nobody can see"), ("tap", "No, this is my first"), ("tap", "A bit"), ("tap", "I do not feel safe"),
    ("tap", "Go back to where"), ("tap", "Sometimes"), ("tap", "Back"), ("tap", "Always"), ("tap", "Never"), ("tap", "Yes"), ("tap", "No"),
    ("tap", "Yes"), ("type", "three"), ("many", "A quiet place"), ("tap", "Not sure"), ("tap", "rather not"), ("tap", "Not often"),
    ("type", "Longer breaks, please"), ("tap", "rather not"), ("tap", "I am not sure"), ("tap", "Yes, mostly"), ("tap", "A girl"), ("tap", "Send"),
]  # fmt: skip
"""What somebody does, by the words they see."""


async def on_telegram(world: World, code: str) -> None:
    async with joined(world) as telegram:
        await telegram.says(601, code)
        for kind, words in STORY:
            if kind == "type":
                await telegram.says(601, words)
            else:
                await telegram.taps(601, words)
            if kind == "many":
                await telegram.taps(601, "That’s all")


def option(shown: Outgoing, words: str) -> Any:
    return next(o for o in (*shown.options, *shown.always) if words.lower() in o.label.lower())


async def on_page(world: World, code: str, path: str) -> None:
    async with pages(world) as base, browser(base) as child:
        await child.opens(path)
        if path == "/chat":
            await child.posts(path, do="code")
        await child.posts(path, do="text", text=code)
        sitting = next(iter(child.session.cookie_jar)).value
        address = Address("chat" if path == "/chat" else "page", sitting)
        for kind, words in STORY:
            if kind == "type":
                await child.posts(path, do="text", text=words)
                continue
            shown, _ = await world.exchange.look_again(address)
            one = option(shown, words)
            if kind == "many":
                await child.posts(path, do="picked", pick=one.argument)
            else:
                await child.posts(path, do=f"{one.action}:{one.argument}" if one.argument else one.action)


async def on_terminal(world: World, code: str) -> None:
    """The terminal's own reading of typed numbers and words."""
    address = Address("terminal", "story")
    shown = (await world.exchange.hear([Incoming(address, text=code)]))[0].turn.replies[0]
    for kind, words in STORY:
        number = str(1 + buttons(shown).index(option(shown, words))) if kind != "type" else words
        shown = (await world.exchange.hear([incoming_of(address, shown, number)]))[0].turn.replies[0]
        if kind == "many":
            done = str(1 + buttons(shown).index(option(shown, "That’s all")))
            shown = (await world.exchange.hear([incoming_of(address, shown, done)]))[0].turn.replies[0]
    assert shown.name == "thanks"


async def stored(world: World) -> list[dict[str, Any]]:
    async with world.storage.transaction() as connection:
        await responses.mix(connection, KEYS, world.chance, ["autumn-1"])
        return [dict(one.answers) for one in await responses.of_wave(connection, KEYS, "autumn-1")]


@pytest.mark.timeout(60)
async def test_the_same_story_leaves_the_same_response_on_every_surface(tmp_path: Path) -> None:
    found = {}
    for surface in ("telegram", "page", "chat", "terminal"):
        world = await make_world(f"sqlite+aiosqlite:///{tmp_path / surface}.db")
        await world.campaign()
        [code] = await world.codes(1)
        if surface == "telegram":
            await on_telegram(world, code)
        elif surface == "terminal":
            await on_terminal(world, code)
        else:
            await on_page(world, code, "/chat" if surface == "chat" else "/")
        [found[surface]] = await stored(world)
        await world.storage.close()
    assert found["telegram"] == found["page"] == found["chat"] == found["terminal"]
    assert found["page"]["days-missed"] == 3
    assert found["page"]["listened-to"] == "always"
    assert found["page"]["right-time"] is None


async def test_a_survey_begun_on_the_page_is_finished_in_telegram(small_world: World) -> None:
    await small_world.campaign("pupil-happiness")
    [code] = await small_world.codes(1)
    pupil = small_world.person("tablet")
    await pupil.enters(code)
    for tap in (("go", ""), ("pick", "alone"), ("pick", "no"), ("pick", "always")):
        await pupil.taps(*tap)
    async with joined(small_world) as telegram:
        message = await telegram.says(602, code)
        assert "the world is a good place" in message["text"]
        await telegram.taps(602, "Always")
        message = await telegram.taps(602, "Never")
        assert "Answered before" in message["text"]
        await telegram.taps(602, "Send")
    assert await stored(small_world) == [
        {"who-is-with-you": "alone", "wakes-rested": "always", "world-good": "always", "laughs": "never"}
    ]


async def test_a_terminal_talk_ends_with_its_input(small_world: World) -> None:
    lines: list[str] = []
    typed = iter(["1", "/help", "/quit"])
    last = await talk(small_world.exchange, "someone", lambda: next(typed), lines.append)
    assert last.name == "help"
    assert any("999" in line for line in lines)


async def test_sensitive_questions_wait_for_a_private_moment(small_world: World) -> None:
    await small_world.campaign()
    [code] = await small_world.codes(1)
    pupil = small_world.person("tablet")
    await pupil.enters(code)
    await pupil.taps("go")
    await pupil.taps("pick", "can-see")
    asked = []
    while pupil.sees.name != "check":
        asked.append(pupil.sees.question)
        await pupil.taps("return" if pupil.sees.name == "help" else "skip")
    assert "missed-school" not in asked
    assert "bullied" not in asked
    assert any("someone can see" in line for line in pupil.sees.body)
    assert (await pupil.taps("private")).question == "missed-school"


async def test_flagged_words_leave_the_answer_and_become_a_concern_without_a_code(world: World) -> None:
    from storage import concerns

    await world.campaign()
    [code] = await world.codes(1)
    pupil = world.person("tablet")
    await pupil.enters(code)
    await pupil.taps("go")
    while pupil.sees.question != "one-thing":
        await pupil.taps(*(("return",) if pupil.sees.name == "help" else ("skip",)))
    helped = await pupil.types("please xdangerx help")
    assert helped.name == "help"
    assert "999" in " ".join(helped.body)
    assert (await pupil.taps("return")).question == "one-thing"
    async with world.storage.transaction() as connection:
        [concern] = await concerns.read(connection, KEYS, "safeguarding-1", world.clock())
    assert (concern.words, concern.setting, concern.hour.minute) == ("please xdangerx help", "school-1", 0)
    while pupil.sees.name != "check":
        await pupil.taps("skip")
    assert "Put aside. It is not in your answers." in [value for _, value, _ in pupil.sees.rows]
    await pupil.taps("send")
    [answers] = await stored(world)
    assert answers["one-thing"] == {"passed_on": True}


async def test_when_the_screen_is_down_nothing_typed_is_stored_and_help_shows(small_world: World) -> None:
    def broken(text: str, audience: str) -> Any:
        raise RuntimeError("the screen is down")

    await small_world.campaign()
    [code] = await small_world.codes(1)
    pupil = small_world.person("tablet")
    await pupil.enters(code)
    await pupil.taps("go")
    while pupil.sees.question != "one-thing":
        await pupil.taps("return" if pupil.sees.name == "help" else "skip")
    small_world.exchange.look = broken
    shown = await pupil.types("a sentence that cannot be checked")
    assert shown.name == "help"
    assert "did not keep" in " ".join(shown.body)
    assert (await pupil.taps("return")).question == "one-thing"
    assert (await pupil.taps("skip")).question == "going-well"


async def test_stop_deletes_the_draft_after_one_question_and_the_slip_still_works(world: World) -> None:
    from sqlalchemy import text

    await world.campaign()
    [code] = await world.codes(1)
    pupil = world.person("tablet")
    await pupil.enters(code)
    await pupil.taps("go")
    assert (await pupil.taps("stop")).name == "stop"
    assert "deleted" in (await pupil.taps("delete")).notice
    async with world.storage.reading() as connection:
        assert (await connection.execute(text("SELECT count(*) FROM draft"))).scalar_one() == 0
    assert (await pupil.types(code)).name == "first"


async def test_a_receipt_deletes_before_and_after_mixing_and_coverage_stays(world: World) -> None:
    from storage import reporting

    await world.campaign("pupil-happiness")
    receipts = []
    for number, code in enumerate(await world.codes(11)):
        pupil = world.person(f"t{number}")
        await pupil.enters(code)
        await pupil.answers_all(world.chance)
        picture, name = pupil.sees.facts["picture"]
        assert f"{name} {picture}" in shown_text(pupil.sees)
        receipts.append(" ".join(pupil.sees.facts["receipt"]) + (f" {name} {picture}" if number else ""))
        await pupil.taps("send")
        if number == 9:
            async with world.storage.transaction() as connection:
                assert await responses.mix(connection, KEYS, world.chance) == 10
    somebody = world.person("home")
    for receipt in (receipts[0], receipts[10]):
        await somebody.taps("receipt")
        assert "deleted" in (await somebody.types(receipt)).notice
    assert len(await stored(world)) == 9
    async with world.storage.reading() as connection:
        assert len(await reporting.heard_codes(connection, 2026)) == 11


async def test_a_lost_slip_is_replaced_and_the_child_counts_once(world: World) -> None:
    from sqlalchemy import text

    from storage import reporting, voice_codes

    await world.campaign("pupil-happiness")
    [code] = await world.codes(1)
    pupil = world.person("t")
    await pupil.enters(code)
    await pupil.answers_all(world.chance)
    await pupil.taps("send")
    async with world.storage.transaction() as connection:
        serial = (await connection.execute(text("SELECT serial FROM voice_code"))).scalar_one()
        assert await voice_codes.replace(connection, KEYS, serial, "kite-kite-kite-kite", "token-new", "ZZ-1")
        assert not await voice_codes.replace(connection, KEYS, serial, "a-b-c-d", "token-2", "ZZ-2")
        assert len(await reporting.heard_codes(connection, 2026)) == 1
    assert "did not open" in (await world.person("u").enters(code)).notice


async def test_parents_answer_by_an_open_link_and_never_count_towards_the_fifth(world: World) -> None:
    from storage import reporting, voice_codes

    link = KEYS.look_up(voice_codes.OPEN, "parents-token")
    await world.campaign("parent-survey", "parents", open_link=link)
    for number in range(10):
        parent = world.person(f"parent-{number}")
        await parent.does(command="enter", argument="o-parents-token")
        assert parent.sees.name == "first"
        await parent.answers_all(world.chance)
        await parent.taps("send")
    async with world.storage.transaction() as connection:
        assert await responses.mix(connection, KEYS, world.chance) == 10
        assert await reporting.heard_codes(connection, 2026) == []
        [progress] = await reporting.progress(connection, "parents")
        assert (progress.by_link, progress.mixed) == (True, 10)


async def test_batching_joins_what_waits_and_keeps_the_order_of_each_address(small_world: World) -> None:
    import asyncio

    await small_world.campaign("pupil-happiness")
    codes = await small_world.codes(20)
    batching = Batching(small_world.exchange)

    async def child(number: int, code: str) -> str:
        address = Address("terminal", str(number))
        from bot.conversation.messages import Tap

        said = [
            Incoming(address, text=code),
            *(Incoming(address, tap=t) for t in (Tap("go"), Tap("pick", "alone"), Tap("pick", "no"))),
        ]
        heard = await asyncio.gather(*(batching.say(one) for one in said))
        return heard[-1].turn.replies[0].question

    asked = await asyncio.gather(*(child(n, c) for n, c in enumerate(codes)))
    assert set(asked) == {"wakes-rested"}
