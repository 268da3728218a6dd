"""After the help card: the words are sent again where they were not kept, and the way back leads to where somebody was."""

from __future__ import annotations

import asyncio
import re
from typing import Any

import pytest

from storage import concerns
from tests.advice_pages_world import advice
from tests.every_box import columns, until
from tests.test_away import Locked
from tests.test_failing_safe import raising
from tests.web_world import browser, main_part, pages
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
        for _ in range(5):  # a machine with much to do is slower than the half second that help waits for a commit
            if asker.status == 503:
                await asker.presses("Try again")
        assert (asker.status, asker.heading) == (200, "Get help now")
        assert "Try again" not in asker.text and "xdangerx" not in asker.text
    assert set(await put_aside(small_world)) == {"he xdangerx me"}


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
        assert ("designated safeguarding lead" if path == NORTHGATE else "Thank you for telling us") in asker.text


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
        form = main_part(asker.text)
        await asker.presses("Get help now")
        assert main_part(await asker.presses("Go back to where I was")) == form, "the form, and not what it answers"
    assert len(await put_aside(small_world)) == 1, "and going back puts nothing aside"


@pytest.mark.parametrize("path", ["/advice/dates", "/advice/dates/text", "/advice/dates/calendar"])
async def test_a_form_is_gone_back_to_though_the_database_is_away(small_world: World, path: str) -> None:
    async with advice(small_world) as base, browser(base) as asker:
        await small_world.storage.close()
        small_world.storage.reading = small_world.storage.transaction = gone  # type: ignore[method-assign,assignment]
        day = {"first_day_of_exclusion": "16/11/2026", "school": "northgate-secondary"}
        await asker.posts(path, **day, kind="suspension", length_in_days="3", do="back")
        assert (asker.status, asker.heading) == (200, "Work out the dates")


@pytest.mark.parametrize(("path", "others", "box"), BOXES)
async def test_help_on_a_card_that_offers_to_try_again_leads_back_to_it_with_the_words(
    small_world: World, path: str, others: dict[str, str], box: str
) -> None:
    async with advice(small_world) as base, browser(base) as asker:
        with Locked(small_world):
            await asker.posts(path, **others, **{box: "he xdangerx me"})
            await asker.presses("Get help now")
            assert "xdangerx" not in main_part(asker.text).replace('value="he xdangerx me"', "")
            await asker.presses("Go back to where I was")
            assert asker.status == 503 and "trouble keeping words" in asker.text
        for _ in range(5):
            if asker.status == 503:
                await asker.presses("Try again")
        assert asker.status == 200
    assert set(await put_aside(small_world)) == {"he xdangerx me"}


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


async def test_on_the_page_and_in_the_chat_unlooked_words_stand_in_their_box_again_and_nowhere_else(
    small_world: World,
) -> None:
    async with pages(small_world) as base, browser(base) as child:
        for path, say in (("/", {"do": "receipt"}), ("/chat", {"do": "ask"})):
            await child.opens(path)
            await child.posts(path, **say)
            await child.opens(path)
            normal, small_world.exchange.look = small_world.exchange.look, raising
            await child.posts(path, do="text", text="my own words")
            assert child.heading == "Get help now" and "You can try again" in child.text
            assert re.findall(r"my own words", child.text) == ["my own words"], "once, and hidden"
            small_world.exchange.look = normal
            await child.presses("Go back to where I was")
            assert 'value="my own words"' in child.text or ">my own words</textarea>" in child.text
            await child.opens(path)
            assert "my own words" not in child.text
    values = [value for held in (await columns(small_world.storage)).values() for value in held]
    assert not any(b"my own words" in value for value in values)


async def test_a_question_that_was_refused_stands_in_its_box_again_after_help(small_world: World) -> None:
    long = "on and on " * 500
    async with pages(small_world) as base, browser(base) as child:
        await child.opens("/chat")
        await child.posts("/chat", do="ask")
        await child.opens("/chat")
        await child.posts("/chat", do="text", text=long)
        assert long.strip() in child.text
        await child.presses("Get help now")
        assert child.heading == "Get help now" and long.strip() not in without_values(child.text)
        await child.presses("Go back to where I was")
        assert long.strip() in without_hidden(child.text)
        assert long.strip() not in await child.opens("/chat")


async def test_an_answer_that_was_refused_stands_in_its_box_again_after_help(small_world: World) -> None:
    await small_world.campaign()
    [code] = await small_world.codes(1)
    long = "on and on " * 500
    async with pages(small_world) as base, browser(base) as child:
        await child.opens("/")
        await child.posts(do="text", text=code)
        await child.opens("/")
        await until(child, "one-thing")
        await child.posts(do="text", text=long)
        await child.presses("Get help now")
        await child.presses("Go back to where I was")
        assert f"{long.strip()}</textarea>" in child.text


def without_values(page: str) -> str:
    return re.sub(r'value="[^"]*"', "", page)


def without_hidden(page: str) -> str:
    return re.sub(r'<input type="hidden"[^>]*>', "", page)


async def test_a_childs_answer_that_nobody_could_look_at_is_sent_again_by_two_presses(small_world: World) -> None:
    await small_world.campaign()
    [code] = await small_world.codes(1)
    async with pages(small_world) as base, browser(base) as child:
        await child.opens("/")
        await child.posts(do="text", text=code)
        await child.opens("/")
        await until(child, "one-thing")
        normal, small_world.exchange.look = small_world.exchange.look, raising
        await child.posts(do="text", text="longer breaks")
        small_world.exchange.look = normal
        await child.presses("Go back to where I was")
        assert ">longer breaks</textarea>" in child.text
        await child.posts(do="text", text="longer breaks")
        await child.opens("/")
        assert 'name="question" value="going-well"' in child.text


@pytest.mark.parametrize("channel", ["telegram", "terminal"])
async def test_where_words_cannot_be_given_back_it_says_that_they_must_be_typed_again(
    small_world: World, channel: str
) -> None:
    somebody = small_world.person("777", channel)
    await somebody.does(command="start")
    small_world.exchange.look = raising
    shown = await somebody.types("my own words")
    assert shown.body[-1] == "To try again, please type your words once more. We do not have them any more."


async def test_whoever_writes_on_a_page_that_is_too_old_is_told_that_it_reached_nobody(small_world: World) -> None:
    async with pages(small_world) as base, browser(base) as child:
        await child.opens("/")
        await child.posts(do="receipt")
        child.text = ""  # with a token of another sitting
        await child.posts(do="text", text="please xdangerx help")
        assert child.status == 403
        assert "What you wrote did not reach us" in child.text and "nobody has read it" in child.text
        assert "999" in child.text and "xdangerx" not in child.text
        child.text = ""
        await child.posts(do="skip")
        assert child.status == 403 and "did not reach us" not in child.text
    assert await put_aside(small_world) == []
