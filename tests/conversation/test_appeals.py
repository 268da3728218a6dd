"""To appeal: the governors for a suspension, a review panel for a permanent exclusion alone; asked where it was not said."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from advice_kb.library import load_library
from advice_kb.search import Finding, load_finder
from bot.conversation.advice import Advice
from bot.conversation.appeals import GOVERNORS, PANEL, which_appeal
from tests.advice_pages_world import advice as advice_pages
from tests.advice_pages_world import decides
from tests.advice_world import advice, advised
from tests.conversation.test_advising import at_the_start, press, said
from tests.handlers.test_advice_pages import words
from tests.web_world import browser
from tests.world import World

BOTH = "A suspension goes to the governors: tell them your side. A review panel looks at permanent exclusions only"
TO_THE_PANEL = Finding("answer", (PANEL, "after-the-review-panel"), 0.99)


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[World]:
    async with advised(tmp_path / "heard.db") as world:
        world.published = replace(world.published, advice=real())
        yield world


def real() -> Advice:
    return replace(advice(), finder=load_finder())


@pytest.mark.parametrize("reader", ["parent", "pupil"])
@pytest.mark.parametrize(
    "asked",
    ["how do i appeal", "can I appeal", "I want to appeal my sons exclusion", "how do we challenge the exclusion"],
)
def test_a_wish_to_appeal_is_asked_which_it_is_about_where_that_was_not_said(asked: str, reader: str) -> None:
    found = real().find(asked, reader)
    assert (found.outcome, found.topics[:2]) == ("clarify", (GOVERNORS, PANEL))


@pytest.mark.parametrize(
    ("asked", "reader", "first"),
    [
        ("how do i appeal a suspension", "parent", "governing-board-review"),
        ("how do i appeal a suspension", "pupil", GOVERNORS),
        ("can i appeal a 2 day exclusion", "parent", "governing-board-review"),
        ("how do i appeal a permanent exclusion", "parent", PANEL),
        ("how to appeal expulsion", "pupil", PANEL),
        ("can we appeal against the governors decision", "parent", PANEL),
    ],
)
def test_where_it_was_said_which_it_is_the_right_way_comes_first(asked: str, reader: str, first: str) -> None:
    found = real().find(asked, reader)
    assert (found.outcome, found.topics[0]) == ("answer", first)


@pytest.mark.parametrize(
    "asked", ["who sits on it", "i have 15 days for that, permanent, appeal", "what does the panel do"]
)
def test_what_is_no_such_wish_or_says_what_it_is_stays_as_it_was_found(asked: str) -> None:
    assert which_appeal(TO_THE_PANEL, asked, "parent") == TO_THE_PANEL
    assert which_appeal(TO_THE_PANEL, "how do i appeal", "governor") == TO_THE_PANEL


def test_days_to_appeal_in_are_no_length_of_a_suspension() -> None:
    assert which_appeal(TO_THE_PANEL, "have i 15 days to appeal", "parent").outcome == "clarify"
    assert which_appeal(TO_THE_PANEL, "out for 15 days, can i appeal", "parent").outcome == "answer"


async def test_the_chat_says_what_each_way_is_for_and_leads_to_either(town: World) -> None:
    person = await at_the_start(town, command="role", argument="parent")
    seen = await person.types("how do i appeal")
    assert BOTH in said(seen)
    assert [one.label for one in seen.options if one.action == "topic"][:2] == [
        "Having your say to the governors", "Asking for an independent review panel",
    ]  # fmt: skip
    assert "For a suspension there is no panel" in said(await press(person, "Asking for an independent review panel"))


async def test_it_is_said_where_the_role_was_asked_first(town: World) -> None:
    person = town.person("someone", "telegram")
    await person.types("how do i appeal")
    assert BOTH in said(await press(person, "A parent"))


async def test_the_pages_say_it_too_and_only_while_the_page_about_the_panel_stands(small_world: World) -> None:
    async with advice_pages(small_world, find=real().find) as base, browser(base) as asker:
        await asker.posts("/advice/search", text="how do i appeal", audience="pupil")
        assert asker.heading == "Did you mean"
        assert BOTH in words(asker.text)
        await decides(small_world, f"{PANEL}.parent", "withdrawn")
        await asker.posts("/advice/search", text="how do i appeal", audience="pupil")
        assert BOTH not in words(asker.text)


def test_the_short_answer_about_the_panel_says_first_that_there_is_none_for_a_suspension() -> None:
    short = load_library().articles[f"{PANEL}.parent"].text("short")
    assert short.startswith("Only after a permanent exclusion")
    assert "For a suspension there is no panel" in short
