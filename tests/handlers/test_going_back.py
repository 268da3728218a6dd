"""After the help card: the words are sent again where they were not kept, and the way back leads to where somebody was."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from storage import concerns
from tests.advice_pages_world import advice
from tests.test_away import Locked
from tests.test_failing_safe import raising
from tests.web_world import browser
from tests.world import KEYS, START, World

NORTHGATE = "/advice/dates/schools/northgate-secondary"
DATES = {"head_decides_to_exclude": "16/11/2026", "kind": "suspension", "closed": "27/11/2026\n30/11/2026"}
BOXES: list[tuple[str, dict[str, str], str]] = [
    ("/advice/search", {"audience": "pupil"}, "text"),
    ("/advice/services", {"phase": "primary", "audience": "parent"}, "need"),
    ("/advice/dates", DATES, "first_day_of_exclusion"),
    ("/advice/dates", {**DATES, "country": "Wales"}, "length_in_days"),
    ("/advice/dates/text", DATES, "term_total"),
    ("/advice/heads/today", {"kind": "suspension", "term_total": "2.5", "looked_after": "yes"}, "length_in_days"),
    (NORTHGATE, {"reason": "inset"}, "days"),
]
"""A form's address, what else is filled in there, and the box for the words."""


async def put_aside(world: World) -> list[str]:
    async with world.storage.transaction() as connection:
        return [one.words for one in await concerns.read(connection, KEYS, "safeguarding-1", START)]


@pytest.mark.parametrize(("path", "others", "box"), BOXES)
async def test_words_that_could_not_be_put_aside_are_sent_again_by_one_press(
    small_world: World, path: str, others: dict[str, str], box: str
) -> None:
    async with advice(small_world) as base, browser(base) as asker:
        with Locked(small_world):
            async with asyncio.timeout(2):
                await asker.posts(path, **others, **{box: "he xdangerx me"})
            assert (asker.status, asker.heading) == (503, "Get help now")
            assert "trouble keeping words" in asker.text and "999" in asker.text
            await asyncio.sleep(4.5)  # nothing is still under way
        assert await put_aside(small_world) == []
        await asker.presses("Try again")
        assert (asker.status, asker.heading) == (200, "Get help now")
        assert "Try again" not in asker.text and "xdangerx" not in asker.text
    assert await put_aside(small_world) == ["he xdangerx me"]


@pytest.mark.parametrize("path", ["/advice/dates", NORTHGATE])
async def test_words_of_harm_are_looked_at_though_the_schools_own_days_cannot_be_read(
    small_world: World, path: str
) -> None:
    async with advice(small_world) as base, browser(base) as asker:
        await small_world.storage.close()
        small_world.storage.reading = small_world.storage.transaction = gone  # type: ignore[method-assign,assignment]
        fields = {"first_day_of_exclusion": "he xdangerx me", "days": "he xdangerx me", "school": "northgate-secondary"}
        await asker.posts(path, **fields)
        assert (asker.status, asker.heading) == (503, "Get help now")
        assert "Thank you for telling us" in asker.text


def gone(*_: Any) -> Any:
    raise OSError("nobody listens there")


@pytest.mark.parametrize(("path", "others", "box"), BOXES)
async def test_back_is_the_form_with_all_that_was_not_flagged(
    small_world: World, path: str, others: dict[str, str], box: str
) -> None:
    async with advice(small_world) as base, browser(base) as asker:
        await asker.posts(path, **others, **{box: "he xdangerx me"})
        assert asker.heading == "Get help now"
        await asker.presses("Go back to where I was")
        assert asker.status == 200 and asker.heading != "Get help now"
        assert f'name="{box}"' in asker.text and "xdangerx" not in asker.text
        for name, value in others.items():
            assert holds(asker.text, name, value), name
    assert len(await put_aside(small_world)) == 1, "and going back puts nothing aside"


def holds(page: str, name: str, value: str) -> bool:
    """Whether the form shows this: typed in, picked or ticked."""
    _, _, form = page.partition(f'name="{name}"')
    ways = (f'value="{value}">', f'value="{value}" selected>', f'value="{value}" checked>', f">{value}</textarea>")
    return any(way in form for way in (*ways, f"<option selected>{value}</option>"))


@pytest.mark.parametrize(("path", "others", "box"), BOXES)
async def test_words_that_nobody_could_look_at_stand_in_their_box_again(
    small_world: World, path: str, others: dict[str, str], box: str
) -> None:
    normal = small_world.exchange.look
    small_world.exchange.look = raising
    async with advice(small_world) as base, browser(base) as asker:
        words = "my own words"
        await asker.posts(path, **others, **{box: words})
        assert "We could not check your words" in asker.text
        card = asker.text
        await asker.presses("Go back to where I was")
        assert holds(asker.text, box, words)
        asker.text, small_world.exchange.look = card, normal
        await asker.presses("Try again")
        assert "We could not check" not in asker.text
    assert await put_aside(small_world) == []
