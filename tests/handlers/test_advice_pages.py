"""The public advice pages over real HTTP: every article, its version link, letters, and the word whether it helped."""

from __future__ import annotations

import html
import re

import pytest
from sqlalchemy import text

from advice_kb.contents import Contents, load_contents
from advice_kb.letter import load_letters
from advice_kb.wording import chat
from storage import advice_log
from tests.advice_pages_world import DUTY, LIBRARY, advice, decides
from tests.web_world import browser
from tests.world import START, World

PARENT = "/advice/kinds-of-exclusion/parent"


def words(page: str) -> str:
    """A page's words alone, spaces made one."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<sup>.*?</sup>|<[^>]+>", "", page))).replace("’", "'")


def plain(markdown: str) -> str:
    return re.sub(r"\s+", " ", chat(markdown)).replace("’", "'")


async def test_every_topic_and_every_article_answers_with_its_short_answer_within_60_kilobytes(
    small_world: World,
) -> None:
    async with advice(small_world) as base, browser(base) as reader:
        for topic in LIBRARY.topics:
            await reader.opens(f"/advice/{topic}")
            about = LIBRARY.about(topic)
            assert reader.status == (200 if about else 404), topic
            assert all(plain(one.short_answer) in words(reader.text) for one in about)
        for article in LIBRARY.articles.values():
            await reader.opens(f"/advice/{article.topic}/{article.audience}")
            assert reader.status == 200
            seen = words(reader.text)
            assert plain(article.short_answer) in seen
            assert all(LIBRARY.citation(fact) in seen for fact in re.findall(r"\[([a-z-]+\.\d+)\]", article.body))
            assert "Information, not legal advice. Law checked on 22 November 2026, England." in seen
            assert "Checked, not yet published" in seen
            assert f"Version {article.version}" in seen
            assert len(reader.text.encode()) < 60_000
            assert not re.search(r"\[(?:topic|letter):|<script| style=", reader.text)
            for link in set(re.findall(r'href="(/advice[^"]*)"', reader.text)):
                assert re.fullmatch(r"/advice(/[a-z0-9-]+){0,2}(/leaflet\.pdf)?", link), link


async def test_every_link_of_the_contents_leads_somewhere(small_world: World) -> None:
    async with advice(small_world) as base, browser(base) as reader:
        await reader.opens("/advice")
        seen, waiting = set[str](), {"/advice"}
        while waiting:
            path = waiting.pop()
            seen.add(path)
            await reader.opens(path)
            assert reader.status == 200, path
            found = set(re.findall(r'href="(/(?:advice|help|chat)[^"#]*)"', reader.text))
            if len(path.split("/")) < 5 and not path.endswith((".pdf", ".txt")):
                waiting |= {one for one in found if not one.endswith((".pdf", ".txt"))} - seen
    assert {f"/advice/letters/{one}" for one in load_letters()} <= seen
    assert {f"/advice/{one.topic}/{one.audience}" for one in LIBRARY.articles.values()} <= seen


async def test_pages_are_never_cached_name_no_referrer_and_carry_help(small_world: World) -> None:
    async with advice(small_world) as base, browser(base) as reader:
        for path in (
            "/advice",
            PARENT,
            "/advice/dates",
            "/advice/services",
            "/advice/heads",
            "/advice/nothing-here",
            f"{PARENT}/leaflet.pdf",
        ):
            async with reader.session.get(base + path) as response:
                assert response.headers["Cache-Control"] == "no-store"
                assert response.headers["Referrer-Policy"] == "no-referrer"
                assert "Set-Cookie" not in response.headers
                body = await response.read()
            if not path.endswith(".pdf"):
                assert re.search(rb'href="/help(/[a-z/-]+)?">Get help now', body)
                assert b'action="/leave"' in body


@pytest.mark.parametrize("path", ["/advice/nothing", "/advice/about/x", "/advice/for/x", "/advice/letters/x", "/advice/kinds-of-exclusion/king",
                                  "/advice/services/none", f"{PARENT}/v0", f"{PARENT}/v99", f"{PARENT}/vx", "/advice/a/b/c/d", "/advice/"])  # fmt: skip
async def test_what_is_unknown_is_not_here_and_the_contents_are(small_world: World, path: str) -> None:
    async with advice(small_world) as base, browser(base) as reader:
        await reader.opens(path)
        assert reader.status == 404
        assert "/advice/about/happened" in reader.text
        assert DUTY in reader.text


async def test_a_retired_topic_is_sent_on_for_good_with_its_audience(small_world: World) -> None:
    contents = Contents(
        load_contents().groups, {"old-one": "older", "older": "kinds-of-exclusion", "round": "about", "about": "round"}
    )
    async with advice(small_world, contents=contents) as base, browser(base) as reader:
        for path, target in (
            ("/old-one", "/advice/kinds-of-exclusion"),
            ("/older/pupil", "/advice/kinds-of-exclusion/pupil"),
        ):
            async with reader.session.get(f"{base}/advice{path}", allow_redirects=False) as response:
                assert (response.status, response.headers["Location"]) == (301, target)
        await reader.opens("/advice/round")
        assert reader.status == 404


async def test_the_version_link_says_whether_the_leaflet_in_hand_is_in_use(small_world: World) -> None:
    async with advice(small_world) as base, browser(base) as reader:
        await reader.opens(f"{PARENT}/v1")
        assert "Version 1 is the one in use" in reader.text
        await decides(small_world, "kinds-of-exclusion.parent", "withdrawn")
        await reader.opens(f"{PARENT}/v1")
        assert "is the one in use" not in reader.text
        assert "version 1 in your hand, please do not use it" in reader.text


async def test_a_bot_is_linked_only_where_it_has_a_name(small_world: World) -> None:
    async with advice(small_world) as base, browser(base) as reader:
        assert "t.me" not in await reader.opens(PARENT)
    async with advice(small_world, telegram_name="heard_bot") as base, browser(base) as reader:
        assert "https://t.me/heard_bot?start=a-kinds-of-exclusion" in await reader.opens(PARENT)


async def test_a_letter_is_a_page_and_plain_text_to_copy(small_world: World) -> None:
    async with advice(small_world) as base, browser(base) as reader:
        for letter in load_letters().values():
            await reader.opens(f"/advice/letters/{letter.id}")
            assert reader.status == 200
            assert all(f"[{gap}]" in html.unescape(reader.text) for gap in letter.gaps)
            kept = await reader.opens(f"/advice/letters/{letter.id}.txt")
            assert reader.headers["Content-Type"] == "text/plain; charset=utf-8"
            assert "**" not in kept
            assert letter.text.splitlines()[0] in kept


async def test_a_yes_or_no_is_counted_for_the_article_and_never_for_a_person(world: World) -> None:
    async with advice(world) as base, browser(base) as reader:
        await reader.posts(f"{PARENT}/helped", did="yes", name="somebody")
        assert reader.heading == "Thank you"
        await reader.posts(f"{PARENT}/helped", did="no")
        await reader.posts(f"{PARENT}/helped", did="perhaps")
        assert reader.status == 400
        async with reader.session.post(
            f"{base}{PARENT}/helped", data={"did": "yes"}, headers={"Origin": "https://evil.example"}
        ) as response:
            assert response.status == 403
    async with world.storage.reading() as connection:
        rows = await advice_log.since(connection, START)
        kept = str(list(await connection.execute(text("SELECT * FROM question_log"))))
    told = sorted((r.topic, r.article, r.version, r.role, r.channel, r.helped) for r in rows)
    assert told == [
        ("kinds-of-exclusion", "kinds-of-exclusion.parent", 1, "parent", "page", did) for did in (False, True)
    ]
    assert "somebody" not in kept
