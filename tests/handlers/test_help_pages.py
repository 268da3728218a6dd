"""Help on an advice page: for whoever the page is written for, with a way back to that very page."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import text

from bot.handlers.advice_help import Typed
from bot.handlers.help_links import help_link
from storage import concerns
from tests.advice_pages_world import advice, desk
from tests.web_world import Browser, browser, main_part
from tests.world import KEYS, Flagged, World

DANGER = "xdangerx"
NORTHGATE = "/advice/dates/schools/northgate-secondary"


async def presses_help(asker: Browser) -> str:
    link = re.search(r'class="button help" href="([^"]*)"', asker.text)
    assert link is not None
    return await asker.opens(link.group(1))


PAGES = [
    ("/advice", "anyone"),
    ("/advice/dates", "anyone"),
    ("/advice/heads", "professional"),
    ("/advice/heads/file", "professional"),
    (NORTHGATE, "professional"),
    ("/advice/exams-during-exclusion/parent", "parent"),
    ("/advice/exams-during-exclusion/pupil", "child"),
    ("/advice/for/governor", "professional"),
    ("/advice/services", "anyone"),
]


def reader(page: str) -> str:
    """Whose card this is, by what stands on it alone."""
    if "safeguarding lead at once" in page:
        return "professional"
    if "<h2>For a grown-up</h2>" in page:
        return "anyone"
    return "child" if "Childline" in page else "parent"


@pytest.mark.parametrize(("path", "who"), PAGES)
async def test_get_help_now_speaks_to_the_pages_reader_and_leads_back_to_that_page(
    small_world: World, path: str, who: str
) -> None:
    async with advice(small_world) as base, browser(base) as asker:
        await asker.opens(path)
        card = await presses_help(asker)
        assert (asker.status, reader(card)) == (200, who)
        assert f'<a href="{path}">Go back to where I was</a>' in card
        assert "Duty officer" not in card and "Nobody answers that number" not in card
        for other, name in (("child", "Childline"), ("parent", "NSPCC"), ("head", "safeguarding lead")):
            if f'href="/help/{other}{path}"' in card:
                assert name in await asker.opens(f"/help/{other}{path}")
                assert f'<a href="{path}">Go back' in asker.text


DATES = {"first_day_of_exclusion": "16/11/2026", "kind": "suspension", "length_in_days": "3"}
ANSWERED: list[tuple[str, dict[str, str]]] = [
    ("/advice/search", {"text": "how long can a suspension be", "audience": "pupil"}),
    ("/advice/search", {"text": "what can you do", "audience": "parent"}),
    ("/advice/search", {"text": "qwzx vbnk"}),
    ("/advice/search", {"text": "suspended from a school in wales"}),
    ("/advice/search", {"text": "on and on " * 500}),
    ("/advice/services", {"need": "autism", "phase": "primary", "audience": "parent"}),
    ("/advice/services", {"need": "on and on " * 500}),
    ("/advice/dates", DATES),
    ("/advice/dates", {**DATES, "first_day_of_exclusion": "last monday"}),
    ("/advice/dates", {**DATES, "length_in_days": "some"}),
    ("/advice/dates", {**DATES, "country": "Wales"}),
    ("/advice/dates/calendar", {**DATES, "first_day_of_exclusion": "31/02/2026"}),
    ("/advice/heads/today", {"kind": "suspension", "length_in_days": "2", "looked_after": "yes"}),
    ("/advice/heads/today", {"kind": "suspension", "length_in_days": "none"}),
    (NORTHGATE, {"reason": "inset", "days": "27/11/2026"}),
    (NORTHGATE, {"reason": "inset", "days": "28/11/2026"}),
    (NORTHGATE, {"reason": "inset", "days": "27/11/2026", "do": "change"}),
    ("/advice/search", {"text": "", "audience": "pupil"}),
    ("/advice/search", {"text": "thanks", "audience": "parent"}),
]
"""A form's address and what is sent; what it answers exists nowhere else."""


@pytest.mark.parametrize(("path", "fields"), ANSWERED)
async def test_pressed_on_the_answer_to_a_form_it_leads_back_to_that_answer(
    small_world: World, path: str, fields: dict[str, str]
) -> None:
    async with advice(small_world) as base, browser(base) as asker:
        before = main_part(await asker.posts(path, **fields))
        assert "<h1>" in before
        await asker.presses("Get help now")
        assert (asker.status, asker.heading) == (200, "Get help now")
        others = re.findall(r"<button[^>]*formaction[^>]*>(For [^<]*)<", asker.text)
        known = fields.get("audience") or path.startswith(("/advice/heads", NORTHGATE))
        assert len(others) == (2 if known else 3), "for other readers as well"
        for name in others:
            await asker.presses(name)
            assert asker.heading == "Get help now"
        await asker.presses("Get help now")
        assert main_part(await asker.presses("Go back to where I was")) == before


async def test_a_question_whose_answer_is_gone_back_to_is_counted_once(small_world: World) -> None:
    async with advice(small_world) as base, browser(base) as asker:
        for words in ("how long can a suspension be", "suspended from a school in wales"):
            await asker.posts("/advice/search", text=words)
            await asker.presses("Get help now")
            await asker.presses("Go back to where I was")
    async with small_world.storage.reading() as connection:
        counted = await connection.execute(text("SELECT count(*) FROM question_log"))
    assert counted.scalar() == 2


async def test_flagged_words_do_not_go_along_to_help_and_back(small_world: World) -> None:
    async with advice(small_world) as base, browser(base) as asker:
        seen = await asker.posts("/advice/services", need=f"he {DANGER} me", phase="primary", audience="parent")
        seen += await asker.presses("Get help now")
        seen += await asker.presses("For school staff")
        seen += await asker.presses("Go back to where I was")
        assert asker.heading == "Local services" and 'value="primary" selected' in asker.text
    assert DANGER not in seen


async def test_help_is_refused_to_nobody_whatever_their_browser_says_of_where_it_came_from(small_world: World) -> None:
    async with advice(small_world) as base, browser(base) as asker:
        for path in ("/help/head/advice/heads/today", "/help", "/chat/help"):
            async with asker.session.post(base + path, data={"text": "x"}, headers={"Origin": "null"}) as response:
                assert (response.status, response.url.path) == (200, path)
                page = await response.text()
                assert "Get help now</h1>" in page and 'value="x"' not in page
        async with asker.session.post(base + "/", data={"text": "x"}, headers={"Origin": "null"}) as response:
            assert response.status == 403


async def test_a_form_that_no_page_of_ours_sends_is_not_carried_on(small_world: World) -> None:
    async with advice(small_world) as base, browser(base) as asker:
        await asker.posts("/help/child/advice/search", **{f"n{at}": "x" * 1000 for at in range(40)})
        assert asker.heading == "Get help now" and "xxxx" not in asker.text
        odd = {"Content-Type": "application/x-www-form-urlencoded; charset=unicode_escape"}
        async with asker.session.post(
            base + "/help/child/advice/search", data=rb"\ud800=x&text=y", headers=odd
        ) as response:
            assert response.status == 200 and "Get help now</h1>" in await response.text()


async def test_the_numbers_are_still_there_for_whoever_comes_back_from_a_call(small_world: World) -> None:
    async with advice(small_world) as base, browser(base) as asker:
        await asker.posts("/advice/search", text="how long can a suspension be")
        assert asker.headers["Cache-Control"] == "no-store"
        await asker.presses("Get help now")
        assert asker.headers["Cache-Control"] == "private, no-cache"


async def test_the_word_help_in_the_search_box_is_help_and_leads_back_to_the_box(small_world: World) -> None:
    async with advice(small_world) as base, browser(base) as asker:
        await asker.posts("/advice/search", text="help", audience="parent")
        assert reader(asker.text) == "parent" and '<a href="/advice">Go back' in asker.text


async def test_help_on_an_answer_with_an_address_of_its_own_leads_back_to_it(small_world: World) -> None:
    async with advice(small_world) as base, browser(base) as asker:
        await asker.opens("/chat/a/exams-during-exclusion")
        answer = asker.heading
        link = re.search(r'<form method="get" action="([^"]*)"', asker.text)
        assert link is not None
        await asker.opens(link[1])
        assert asker.heading == "Get help now"
        assert '<a class="button go" href="/chat/a/exams-during-exclusion">Go back to where I was</a>' in asker.text
        assert answer in await asker.opens("/chat/a/exams-during-exclusion")
        assert 'action="/chat/help"' in await asker.opens("/chat/a/%22%3E%2F")


@pytest.mark.parametrize(
    "path", ["/help/child//evil.example", "/help/child/https://evil.example", "/help/child/advice//evil.example",
             "/help/child/advice/%5Cevil", "/help/child/console", "/help/nobody/advice", "/help/child/advice/%22%3E"],
)  # fmt: skip
async def test_help_leads_to_no_other_site_and_to_no_page_that_is_not_ours(small_world: World, path: str) -> None:
    async with advice(small_world) as base, browser(base) as asker:
        page = await asker.opens(path)
        assert asker.status == 404
        assert "evil" not in page


def test_a_page_of_no_address_of_ours_leads_back_to_the_first() -> None:
    assert help_link("/advice/Über uns") == help_link("/") == "/help/anyone/advice"
    assert help_link("/help/child/advice/heads") == "/help/head/advice/heads"


FORMS = [
    (NORTHGATE, {"days": DANGER}, "professional", "head"),
    ("/advice/heads/today", {"length_in_days": DANGER}, "professional", "head"),
    ("/advice/dates", {"length_in_days": DANGER}, "anyone", "unknown"),
    ("/advice/search", {"text": DANGER}, "child", "unknown"),
    ("/advice/search", {"text": DANGER, "audience": "parent"}, "parent", "parent"),
    ("/advice/services", {"need": DANGER, "audience": "head"}, "professional", "head"),
]


@pytest.mark.parametrize(("path", "fields", "who", "voice"), FORMS)
async def test_words_of_harm_on_every_page_meet_the_card_of_whoever_is_there(
    small_world: World, path: str, fields: dict[str, str], who: str, voice: str
) -> None:
    async with advice(small_world) as base, browser(base) as asker:
        page = await asker.posts(path, **fields)
    assert reader(page) == who
    assert "Duty officer" not in page
    async with small_world.storage.transaction() as connection:
        [record] = await concerns.read(connection, KEYS, "safeguarding-1", small_world.clock())
    assert record.voice == voice


async def test_the_screen_hears_no_voice_that_it_does_not_know(small_world: World) -> None:
    heard = []

    def look(_text: str, audience: str) -> Flagged:
        heard.append(audience)
        return Flagged()

    small_world.exchange.look = look
    await desk(small_world).help_page(Typed("/advice/dates", {"day": "words"}, frozenset({"day"})), "anyone")
    assert heard == ["pupil"]


async def test_whoever_came_by_a_qr_code_goes_back_to_it_from_help(small_world: World) -> None:
    await small_world.campaign()
    await small_world.codes(1)
    async with small_world.storage.reading() as connection:
        [batch] = (await connection.execute(text("SELECT id FROM code_batch"))).scalars()
    async with advice(small_world) as base, browser(base) as child:
        await child.opens(f"/e/token-{batch}-0")
        page = await child.presses("Get help now")
        assert child.heading == "Get help now"
        assert child.address == "/help", "no log on the way learns which child asked for help"
        assert f'href="/e/token-{batch}-0">Go back to where I was</a>' in page
        await child.opens(f"/e/token-{batch}-0")
        await child.presses("Start")
        assert child.heading == "Before you start"


@pytest.mark.parametrize("entry", ["", "//evil.example", "a/../../chat", "x" * 65, 'a"><b>'])
async def test_help_leads_back_to_a_token_of_ours_or_to_the_start(small_world: World, entry: str) -> None:
    async with advice(small_world) as base, browser(base) as child:
        page = await child.posts("/help", entry=entry)
        assert child.heading == "Get help now"
        assert 'href="/">Go back to where I was</a>' in page


@pytest.mark.parametrize(("path", "back"), [("/help", "/"), ("/help/child/advice/search", "/advice/search")])
async def test_help_comes_though_the_form_cannot_be_read(small_world: World, path: str, back: str) -> None:
    async with advice(small_world) as base, browser(base) as child:
        kind = {"Content-Type": "application/x-www-form-urlencoded; charset=nope"}
        async with child.session.post(base + path, data=b"entry=x&text=x", headers=kind) as response:
            assert response.status == 200
            page = await response.text()
            assert "Get help now</h1>" in page and f'href="{back}">Go back to where I was</a>' in page
