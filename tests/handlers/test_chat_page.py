"""The browser chat over real HTTP: typing is possible on every screen, and nothing that was typed is cut without a word."""

from __future__ import annotations

import html
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.advice_pages_world import advice
from tests.advice_world import advised
from tests.web_world import Browser, browser, pages
from tests.world import World

STORY = "he was sent home and then " * 60 + "we rang"
CUT = "We read the first 1,000 letters of that."


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[World]:
    async with advised(tmp_path / "heard.db") as world:
        yield world


async def begins(parent: Browser) -> None:
    await parent.opens("/chat")
    await parent.posts("/chat", do="start")


async def test_every_screen_that_asks_for_a_button_also_has_a_box(town: World) -> None:
    async with pages(town) as base, browser(base) as parent:
        await begins(parent)
        await parent.posts("/chat", do="text", text="a thing nobody wrote about")
        assert (parent.heading, "<textarea" in parent.text) == ("Who is asking?", True)
        await parent.posts("/chat", do="text", text="his mum")
        await parent.posts("/chat", do="dates")
        assert (parent.heading, "<textarea" in parent.text) == ("What kind of school is it?", True)
        await parent.posts("/chat", do="text", text="not in England")
        assert (parent.heading, "<textarea" in parent.text) == ("Where is the school?", True)
        await parent.posts("/chat", do="country:england")
        await parent.posts("/chat", do="text", text="academy")
        for heading, typed in (
            ("What did the school decide?", "out for good"),
            ("What was the first day away from school?", "16 11 2026"),
            ("When on that day did it begin?", "morning"),
            ("Would the child miss a public exam or a national test?", "no"),
            ("Which year is the child in?", "3"),
            ("Is the child in the care of a council, or do they have a social worker?", "neither"),
        ):
            assert html.unescape(parent.heading) == heading
            assert 'id="answer"' in parent.text, heading
            await parent.posts("/chat", do="text", text=typed)
        assert "On which day did the governors" in parent.heading


async def test_what_was_typed_and_not_understood_is_still_in_the_box(town: World) -> None:
    async with pages(town) as base, browser(base) as parent:
        await begins(parent)
        for pressed in ("ask", "role:parent", "dates", "school:academy"):
            await parent.posts("/chat", do=pressed)
        await parent.posts("/chat", do="text", text="sort of both")
        assert "Please pick one of them" in parent.text
        assert ">sort of both</textarea>" in parent.text
        await parent.posts("/chat", do="pick:permanent")
        await parent.posts("/chat", do="text", text="the 32nd of May")
        assert 'value="the 32nd of May"' in parent.text
        await parent.posts("/chat", do="text", text="yesterday")
        assert "We read that as" in parent.text
        assert "yesterday</textarea>" not in parent.text, "an answer is no answer to the next question"


async def test_a_long_story_is_answered_kept_in_the_box_and_told_how_far_it_was_read(town: World) -> None:
    async with pages(town) as base, browser(base) as parent:
        await parent.opens("/chat")
        assert 'maxlength="' not in parent.text
        await parent.posts("/chat", do="start")
        await parent.posts("/chat", do="ask")
        await parent.posts("/chat", do="role:parent")
        await parent.posts("/chat", do="text", text=STORY)
        assert "without a letter" in parent.text.lower() or "sent home" in parent.heading.lower()
        assert CUT in parent.text
        assert STORY in html.unescape(parent.text)
        await parent.posts("/chat", do="text", text="sent home")
        assert CUT not in parent.text


async def test_harm_at_the_end_of_a_very_long_story_gets_help_first(town: World) -> None:
    async with pages(town) as base, browser(base) as parent:
        await begins(parent)
        await parent.posts("/chat", do="text", text=STORY * 4 + " xdangerx")
        assert parent.heading == "Get help now"


async def test_the_search_box_of_the_pages_cuts_nothing_in_silence_either(small_world: World) -> None:
    async with advice(small_world) as base, browser(base) as parent:
        await parent.opens("/advice")
        assert not re.search(r'<input id="words"[^>]*maxlength', parent.text)
        await parent.posts("/advice/search", text=STORY, audience="parent")
        assert CUT in parent.text
        assert STORY in html.unescape(parent.text)
