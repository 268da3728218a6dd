"""The database locked or away under the pages: what needs only files comes at once, what may be withdrawn is never guessed,
and nobody waits longer than is said."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import Any

import pytest

from advice_kb.search import Finding
from bot.advice_reading import NOTE_SECONDS, READ_SECONDS
from bot.jobs import Jobs
from storage import advice_log
from tests.advice_pages_world import advice, decides
from tests.test_away import Locked
from tests.web_world import browser, pages
from tests.world import START, World

FOUND = Finding("answer", ("exams-during-exclusion",), 0.9)
ARTICLE = "/advice/exams-during-exclusion/parent"
FROM_FILES = ("/advice", "/advice/services", "/advice/dates", "/help", "/heard.css")
FROM_THE_DATABASE = (
    ARTICLE,
    "/advice/heads",
    "/advice/about/happened",
    "/advice/dates/schools/northgate-secondary",
    "/",
)


def goes(world: World, *, hangs: bool = False) -> None:
    """The database is not there any more: it refuses, or it never answers."""

    @asynccontextmanager
    async def gone() -> Any:
        if hangs:
            await asyncio.sleep(30)
        raise OSError("nobody listens there")
        yield

    world.storage.reading = world.storage.transaction = gone  # type: ignore[method-assign,assignment]


async def test_a_search_is_answered_at_once_though_its_row_of_the_log_cannot_be_written(small_world: World) -> None:
    async with advice(small_world, find=lambda _t, _w: FOUND) as base, browser(base) as asker:
        with Locked(small_world):
            async with asyncio.timeout(NOTE_SECONDS + 1):
                await asker.posts("/advice/search", text="can he sit his exam")
            assert (asker.status, asker.heading) == (200, "My child has an exam while excluded. What can we do?")
            async with asyncio.timeout(NOTE_SECONDS + 1):
                await asker.posts(f"{ARTICLE}/helped", did="yes")
            assert (asker.status, asker.heading) == (200, "Thank you")
        await asyncio.sleep(1)
        async with small_world.storage.reading() as connection:
            rows = await advice_log.since(connection, START)
    assert sorted(str(one.helped) for one in rows) == ["None", "True"], "and is written once it can be"


async def test_without_a_database_pages_made_of_files_come_and_the_others_ask_for_patience(small_world: World) -> None:
    await decides(small_world, "exams-during-exclusion.parent", "withdrawn")
    async with advice(small_world, find=lambda _t, _w: FOUND) as base, browser(base) as asker:
        await asker.posts("/", do="code")  # a sitting, so that the page has something to look up
        goes(small_world)
        for path in FROM_FILES:
            await asker.opens(path)
            assert asker.status == 200, path
        for path in FROM_THE_DATABASE:
            await asker.opens(path)
            assert_asks_for_patience(asker, path)
            assert f'href="{path}">Try again</a>' in asker.text
        await asker.posts("/advice/search", text="can he sit his exam", audience="parent")
        assert_asks_for_patience(asker, "search")
        assert 'name="text" value="can he sit his exam"' in asker.text, "the words are sent again by one press"
        await asker.posts("/advice/dates", head_decides_to_exclude="16/11/2026", school="northgate-secondary")
        assert_asks_for_patience(asker, "dates of a school that may have entered days")
        await asker.posts("/advice/dates", head_decides_to_exclude="16/11/2026")
        assert asker.status == 200


def assert_asks_for_patience(asker: Any, what: str) -> None:
    assert (asker.status, asker.heading) == (503, "Please wait a little"), what
    for words in ("Leave quickly", "999", "Try again"):
        assert words in asker.text, (what, words)
    assert "exam" not in asker.text.replace("can he sit his exam", "").replace(ARTICLE, ""), what


async def test_a_database_that_never_answers_is_not_waited_for(small_world: World) -> None:
    async with advice(small_world) as base, browser(base) as asker:
        goes(small_world, hangs=True)
        async with asyncio.timeout(READ_SECONDS + 1):
            await asker.opens(ARTICLE)
        assert_asks_for_patience(asker, ARTICLE)


@pytest.mark.parametrize("said", [{"do": "text", "text": "apple river seven chair"}, {"do": "receipt"}])
async def test_a_page_holds_its_patience_behind_jobs_that_wait_for_the_same_lock(
    small_world: World, said: dict[str, str]
) -> None:
    """One connection writes. Each job in front of a turn waited four seconds for the lock, and the turn for all of them."""
    jobs, patience = Jobs(small_world.exchange, lambda *_a, **_f: None), 0.5
    async with pages(small_world, patience=patience) as base, browser(base) as child:
        await child.opens("/")
        with Locked(small_world):
            waiting = [asyncio.create_task(jobs._safely(f"mix {n}", jobs.mix)) for n in range(3)]
            await asyncio.sleep(0.1)
            async with asyncio.timeout(patience + 1):
                await child.posts(**said)
            assert (child.status, child.heading) == (503, "Please wait a little")
            assert "Try again" in child.text and "Leave quickly" in child.text
        await asyncio.gather(*waiting)
