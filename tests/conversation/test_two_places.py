"""One code open in two chats, and an aside over a question: nothing is taken for the answer to a question nobody saw."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from storage import concerns, conversations
from tests.world import KEYS, Person, World


async def both_open(world: World) -> tuple[Person, Person, str]:
    """Two chats at the first question of one code."""
    await world.campaign()
    [code] = await world.codes(1)
    here, there = world.person("9101", "telegram"), world.person("9102", "telegram")
    for one in (here, there):
        await one.enters(code)
        await one.taps("go")
    return here, there, code


async def said(world: World) -> dict[str, object]:
    """Everything answered so far, by question."""
    async with world.storage.reading() as connection:
        keys = [bytes(row.key) for row in await connection.execute(text("SELECT key FROM draft"))]
        drafts = await conversations.recall_drafts_to_look(connection, KEYS, keys)
    return {name: value for one in drafts.values() for name, (value, *_) in one.content["said"].items()}


async def test_a_button_answers_the_question_it_was_shown_under_though_the_next_has_the_same_choices(
    small_world: World,
) -> None:
    here, there, _ = await both_open(small_world)
    for choice in ("alone", "no", "yes", "yes"):
        await here.taps("pick", choice)
    assert "listen to what I say" in here.sees.heading
    await there.taps("start")
    await there.enters(_)
    assert there.sees.heading == here.sees.heading
    await here.taps("pick", "always")
    before = await said(small_world)
    seen = await there.taps("pick", "never")
    assert await said(small_world) == before, "what was meant for one question answered the next"
    assert seen.heading == here.sees.heading and "from before" in seen.notice
    assert (await there.taps("pick", "never")).heading != here.sees.heading


async def test_typed_words_too_belong_to_the_question_that_was_shown(small_world: World) -> None:
    here, there, _ = await both_open(small_world)
    await here.taps("pick", "alone")
    seen = await there.types("alone")
    assert seen.heading == here.sees.heading and "from before" in seen.notice
    assert "used-another-code" not in await said(small_world)


async def test_a_chat_whose_survey_was_deleted_in_another_says_so_and_takes_the_words_again(small_world: World) -> None:
    here, there, code = await both_open(small_world)
    await there.taps("stop")
    await there.taps("delete")
    seen = await here.taps("pick", "alone")
    assert seen.name == "start" and "not open here any more" in seen.notice and seen.entry == "code"
    assert (await here.types(code)).name == "first"
    await there.enters(code)
    await there.taps("stop")
    await there.taps("delete")
    assert (await here.types(code)).name == "first", "at once, too"


@pytest.mark.parametrize(
    ("typed", "name", "heading"),
    [
        ("no", "question", "Who is with you right now?"),
        ("carry on", "question", "Who is with you right now?"),
        ("Yes.", "start", ""),
        ("banana", "stop", "Do you want to stop?"),
        ("alone", "stop", "Do you want to stop?"),
        ("delete", "start", ""),
    ],
)
async def test_do_you_want_to_stop_is_answered_in_words_and_nothing_below_it_is(
    small_world: World, typed: str, name: str, heading: str
) -> None:
    here, _, _ = await both_open(small_world)
    await here.taps("stop")
    seen = await here.types(typed)
    assert (seen.name, heading in seen.heading) == (name, True)
    assert "who-is-with-you" not in await said(small_world)


async def test_harm_written_over_the_stop_screen_is_seen(small_world: World) -> None:
    here, _, _ = await both_open(small_world)
    await here.taps("stop")
    assert (await here.types("xdangerx")).name == "help"
    async with small_world.storage.transaction() as connection:
        assert [one.words for one in await concerns.read(connection, KEYS, "safeguarding-1", small_world.clock())]
