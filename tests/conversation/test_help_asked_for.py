"""Help that is asked for in words, a card that is left open on a shared screen, and messages without any words."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.conversation.small_words import meant_by, wants_help
from storage import concerns
from tests.advice_world import advised
from tests.conversation.test_advising import at_the_start
from tests.conversation.test_help_first import DANGER, pupil_at
from tests.world import World

ASKED = ["get help now", "Get help now!", "HELP", "help me please", "i need help now", "sos", "I need an adult."]


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[World]:
    async with advised(tmp_path / "heard.db") as world:
        yield world


@pytest.mark.parametrize("typed", ASKED)
@pytest.mark.parametrize("channel", ["page", "chat", "telegram"])
async def test_the_words_on_the_button_typed_in_any_box_are_that_button(
    small_world: World, channel: str, typed: str
) -> None:
    somebody = small_world.person("900", channel)
    await somebody.taps("code")
    assert (await somebody.types(typed)).name == "help"
    pupil = await pupil_at(small_world, "one-thing", channel)
    assert (await pupil.types(typed)).name == "help"
    assert (await pupil.taps("return")).question == "one-thing", "and they are no answer to what was asked"
    async with small_world.storage.reading() as connection:
        assert await concerns.count(connection) == 0


async def test_a_number_in_a_survey_is_an_answer_and_on_the_advice_line_a_call_for_help(town: World) -> None:
    assert not wants_help("999") and meant_by("999") == "help"
    person = await at_the_start(town, "parent")
    assert (await person.types("999")).name == "help"
    assert (await person.types("help")).name == "help"


@pytest.mark.parametrize(("channel", "kept"), [("page", False), ("chat", False), ("telegram", True)])
async def test_a_card_left_open_in_a_browser_is_gone_after_ten_minutes(
    small_world: World, channel: str, kept: bool
) -> None:
    somebody = small_world.person("901", channel)
    await somebody.taps("code")
    assert (await somebody.types(DANGER)).name == "help"
    small_world.clock.moves(minutes=9)
    assert (await somebody.does(text=None)).name == "help"
    small_world.clock.moves(minutes=11)
    assert ((await somebody.does(text=None)).name == "help") is kept


@pytest.mark.parametrize("nothing", ["", "   ", "\x00", "\x01\x02", "\u2028", "\u200b"])
async def test_a_message_without_words_leaves_everything_as_it_was(town: World, nothing: str) -> None:
    person = await at_the_start(town, "parent")
    before = person.sees
    shown = await person.types(nothing)
    assert (shown.name, shown.heading) == (before.name, before.heading)
    assert "only read words" in shown.notice
    assert [option.action for option in shown.always] == ["help"]
