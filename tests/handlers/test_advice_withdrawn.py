"""A withdrawn article is gone at once from every path: page, topic, version link, leaflet, letter, lists, search, heads' pages."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader

from advice_kb.letter import letters_about
from advice_kb.model import State
from advice_kb.search import Finding
from advice_kb.wording import chat
from storage import advice_log
from tests.advice_pages_world import DUTY, LIBRARY, advice, decides
from tests.handlers.test_advice_pages import plain, words
from tests.web_world import Browser, browser
from tests.world import START, World

TOPIC = "ehcp-early-review"


def finds(topic: str) -> object:
    return lambda _text, _who: Finding("answer", (topic,), 0.9)


async def printed(reader: Browser, path: str) -> str:
    async with reader.session.get(reader.base + path) as response:
        assert response.status == 200
        pages = PdfReader(io.BytesIO(await response.read())).pages
    assert len(pages) == 1
    return plain(pages[0].extract_text())


async def everywhere(reader: Browser, topic: str) -> dict[str, str]:
    """What every path that could show a topic's articles shows now: path -> words."""
    seen = {}
    for article in LIBRARY.about(topic):
        path = f"/advice/{topic}/{article.audience}"
        for one in (path, f"{path}/v{article.version}", f"{path}/thanks"):
            seen[one] = words(await reader.opens(one))
        seen[f"{path}/leaflet.pdf"] = await printed(reader, f"{path}/leaflet.pdf")
        await reader.posts("/advice/search", text="my words", audience=article.audience)
        seen[f"search {article.audience}"] = words(reader.text)
        seen[f"list {article.audience}"] = words(await reader.opens(f"/advice/for/{article.audience}"))
    seen[topic] = words(await reader.opens(f"/advice/{topic}"))
    for letter in letters_about(topic):
        seen[letter.id] = words(await reader.opens(f"/advice/letters/{letter.id}"))
        seen[f"{letter.id}.txt"] = words(await reader.opens(f"/advice/letters/{letter.id}.txt"))
    await reader.posts("/advice/heads/today", kind="permanent", has_ehc_plan="yes", exam="no")
    seen["today"] = words(reader.text)
    return seen


def sentences(topic: str) -> set[str]:
    """Every line of its articles and letters that is long enough to be known again."""
    texts = [article.body for article in LIBRARY.about(topic)] + [letter.text for letter in letters_about(topic)]
    lines = {plain(line).lstrip("•0123456789. ") for text in texts for line in chat(text).splitlines()}
    return {line for line in lines if len(line) > 40}


@pytest.mark.parametrize("topic", [TOPIC, "before-excluding-checklist"])
async def test_no_path_gives_back_a_line_of_a_withdrawn_article_and_each_gives_the_number(
    world: World, topic: str
) -> None:
    async with advice(world, find=finds(topic)) as base, browser(base) as reader:
        before = await everywhere(reader, topic)
        assert all(
            any(line in seen for line in sentences(topic))
            for path, seen in before.items()
            if "thanks" not in path and "/v" not in path and "list" not in path
        )
        for article in LIBRARY.about(topic):
            await decides(world, article.id, "withdrawn")
        after = await everywhere(reader, topic)
        shown = {(path, line) for path, seen in after.items() for line in sentences(topic) if line in seen}
        assert shown == set()
        for path, seen in after.items():
            assert DUTY in seen or path.startswith("list"), path
        for article in LIBRARY.about(topic):
            await decides(world, article.id, "published")
        assert "Checked, not yet published" not in words(await reader.opens(f"/advice/{topic}/head"))
        assert plain(LIBRARY.articles[f"{topic}.head"].short_answer) in words(reader.text)


async def test_a_withdrawn_article_is_not_replaced_by_somebody_elses(small_world: World) -> None:
    await decides(small_world, f"{TOPIC}.parent", "withdrawn")
    async with advice(small_world, find=finds(TOPIC)) as base, browser(base) as reader:
        await reader.posts("/advice/search", text="my words", audience="parent")
        assert reader.heading == "This page is being changed"
        assert plain(LIBRARY.articles[f"{TOPIC}.head"].short_answer) not in words(reader.text)
    async with small_world.storage.reading() as connection:
        [row] = await advice_log.since(connection, START)
    assert (row.topic, row.outcome, row.article) == (TOPIC, "held", "")  # as in the conversation: what is asked most


@pytest.mark.parametrize("did", ["yes", "no", ""])
async def test_a_word_on_a_page_withdrawn_meanwhile_gets_its_holding_text_and_is_not_counted(
    small_world: World, did: str
) -> None:
    await decides(small_world, f"{TOPIC}.parent", "withdrawn")
    async with advice(small_world) as base, browser(base) as reader:
        shown = await reader.opens(f"/advice/{TOPIC}/parent")
        status = reader.status
        await reader.posts(f"/advice/{TOPIC}/parent/helped", did=did)
        assert (reader.status, words(reader.text)) == (status, words(shown))
        assert reader.address == f"/advice/{TOPIC}/parent", "which can be gone back to from help"
        assert reader.heading == LIBRARY.articles[f"{TOPIC}.parent"].title
        assert DUTY in reader.text
    async with small_world.storage.reading() as connection:
        assert await advice_log.since(connection, START) == []


@pytest.mark.parametrize(("state", "status"), [("retired", 410), ("published", 200)])
async def test_a_retired_page_is_gone_and_says_where_else_to_look(
    small_world: World, state: State, status: int
) -> None:
    await decides(small_world, f"{TOPIC}.parent", state)
    async with advice(small_world) as base, browser(base) as reader:
        for path in ("", "/v1", "/leaflet.pdf"):
            async with reader.session.get(f"{base}/advice/{TOPIC}/parent{path}") as response:
                assert response.status == status
                assert DUTY.encode() in await response.read() or status == 200


async def test_an_authority_that_serves_only_what_it_published_shows_no_checked_article(small_world: World) -> None:
    async with advice(small_world, serve_checked=False, find=finds(TOPIC)) as base, browser(base) as reader:
        seen = await everywhere(reader, TOPIC)
        assert {line for page in seen.values() for line in sentences(TOPIC) if line in page} == set()
        assert "not published yet" in seen[f"/advice/{TOPIC}/parent"]
        assert "being changed" not in " ".join(seen.values())
        await decides(small_world, f"{TOPIC}.parent", "published")
        assert plain(LIBRARY.articles[f"{TOPIC}.parent"].short_answer) in words(
            await reader.opens(f"/advice/{TOPIC}/parent")
        )
