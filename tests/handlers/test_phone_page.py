"""The child's pages over real HTTP, without JavaScript."""

from __future__ import annotations

import io
import re

import pytest
from sqlalchemy import text
from yarl import URL

from storage import reporting, voice_codes
from surveys.codes import PICTURES
from tests.advice_pages_world import advice
from tests.web_world import Browser, browser, pages
from tests.world import KEYS, World


async def answer_everything(child: Browser) -> None:
    """From the first screen to check your answers, taking the first answer each time."""
    await child.posts(do="go")
    for _ in range(40):
        if child.heading == "Check your answers":
            return
        if "<textarea" in child.text:
            await child.posts(do="text", text="more clubs")
        elif 'type="checkbox"' in child.text:
            await child.posts(do="picked", pick="friends")
        elif 'inputmode="numeric"' in child.text:
            await child.posts(do="text", text="3")
        elif "Go back to where I was" in child.text and child.heading == "Get help now":
            await child.posts(do="return")
        else:
            value = re.search(r'name="do" value="(pick:[^"]+)"', child.text)
            assert value, child.text
            await child.posts(do=value.group(1))
    raise AssertionError("never came to the end")


async def test_a_child_types_the_code_answers_sees_the_receipt_and_sends(small_world: World) -> None:
    await small_world.campaign()
    [code] = await small_world.codes(1)
    async with pages(small_world) as base, browser(base) as child:
        await child.opens("/")
        await child.posts(do="text", text=code.replace("-", ", ").upper())
        assert child.heading == "Before you start"
        await answer_everything(child)
        assert "Your receipt" in child.text
        pictured = re.search(r'Picture: ([a-z ]+) <span class="picture" aria-hidden="true">(.)', child.text)
        assert pictured is not None and (pictured[2], pictured[1]) in PICTURES.values(), "named in words, and read once"
        await child.posts(do="send")
        assert child.heading == "Thank you"
        async with small_world.storage.reading() as connection:
            assert len(await reporting.heard_codes(connection, 2026)) == 1


async def test_a_qr_code_opens_a_page_and_only_its_button_changes_anything(small_world: World) -> None:
    await small_world.campaign()
    await small_world.codes(1)
    async with small_world.storage.reading() as connection:
        batch = (await connection.execute(text("SELECT batch FROM voice_code"))).scalar_one()
    async with pages(small_world) as base, browser(base) as child:
        await child.opens(f"/e/token-{batch}-0")
        assert not list(child.session.cookie_jar)
        entry = re.search(r'name="entry" value="([^"]+)"', child.text)
        assert entry
        await child.posts("/", do="enter", entry=entry.group(1))
        assert child.heading == "Before you start"


async def test_no_code_or_answer_stands_in_an_address_a_title_or_a_referrer(small_world: World) -> None:
    await small_world.campaign()
    [code] = await small_world.codes(1)
    async with pages(small_world) as base, browser(base) as child:
        await child.opens("/")
        async with child.session.post(base + "/", data={"do": "text", "text": code}, allow_redirects=False) as response:
            assert response.status == 303
            assert response.headers["Location"] == "/"
        await child.opens("/")
        assert child.headers["Referrer-Policy"] == "no-referrer"
        assert child.headers["Cache-Control"] == "no-store"
        assert re.search(r"<title>(.*?)</title>", child.text).group(1) == "Heard"
        assert not any(word in child.text for word in code.split("-"))


async def test_every_page_is_small_and_asks_nobody_else(small_world: World) -> None:
    await small_world.campaign()
    [code] = await small_world.codes(1)
    async with pages(small_world) as base, browser(base) as child:
        for path in ("/", "/help", "/chat", "/heard.css"):
            await child.opens(path)
            assert len(child.text.encode()) < 60_000
            assert not re.findall(r'(?:src|href|action)="https?://', child.text)
            assert "<script" not in child.text
        assert "default-src 'none'" in child.headers["Content-Security-Policy"]
        await child.opens("/")
        await child.posts(do="text", text=code)
        await answer_everything(child)
        assert len(child.text.encode()) < 60_000


async def test_stop_stands_on_the_help_page_too_wherever_there_is_something_to_stop(small_world: World) -> None:
    await small_world.campaign()
    [code] = await small_world.codes(1)
    stop = '<button class="plain" name="do" value="stop">Stop</button>'
    async with pages(small_world) as base, browser(base) as child:
        await child.opens("/help")
        assert child.heading == "Get help now" and stop not in child.text, "nothing is open yet"
        await child.begins(code)
        await child.posts(do="pick:alone")
        question = child.heading
        await child.opens("/help")
        assert child.heading == "Get help now" and stop in child.text
        await child.presses("Stop")
        assert child.heading == "Do you want to stop?"
        await child.posts(do="return")
        assert child.heading == question


async def test_whoever_came_by_a_link_is_not_offered_a_new_code(small_world: World) -> None:
    link = "parents"
    await small_world.campaign("parent-survey", "parents", open_link=KEYS.look_up(voice_codes.OPEN, link))
    async with pages(small_world) as base, browser(base) as parent:
        await parent.opens("/")
        await parent.posts(do="enter", entry=f"o-{link}")
        await answer_everything(parent)
        await parent.posts(do="send")
        assert parent.heading == "Thank you"
        assert "Back to the start" in parent.text and "new code" not in parent.text


async def test_class_mode_wipes_the_device_and_hides_the_receipt(small_world: World) -> None:
    await small_world.campaign(class_mode=True)
    first, second = await small_world.codes(2)
    async with pages(small_world) as base, browser(base) as tablet:
        await tablet.opens("/")
        await tablet.posts(do="text", text=first)
        await answer_everything(tablet)
        assert "Your receipt" not in tablet.text
        assert "If you delete your answers later" not in tablet.text, "without the words nobody can"
        assert "once you press Send, your answers cannot be deleted" in tablet.text
        await tablet.posts(do="send")
        assert "Clear-Site-Data" in tablet.headers
        assert not list(tablet.session.cookie_jar)
        await tablet.opens("/")
        assert "four words" in tablet.text
        await tablet.posts(do="text", text=second)
        assert tablet.heading == "Before you start"


@pytest.mark.parametrize("how", ["later", "delete"])
async def test_in_class_mode_a_child_who_stops_leaves_nothing_on_the_device_either(
    small_world: World, how: str
) -> None:
    await small_world.campaign(class_mode=True)
    first, second = await small_world.codes(2)
    async with pages(small_world) as base, browser(base) as tablet:
        await tablet.begins(first)
        await tablet.posts(do="pick:alone")
        sheet = re.search(r'name="sheet" value="([^"]+)"', tablet.text)
        assert sheet
        await tablet.posts(do="stop")
        await tablet.posts(do=how, sheet=sheet.group(1))
        assert '"cookies"' in tablet.headers["Clear-Site-Data"]
        assert not list(tablet.session.cookie_jar)
        assert "ready for the next person" in tablet.text
        assert 'name="token" value=""' in tablet.text and "four words" in tablet.text
        await tablet.posts(do="back", sheet=sheet.group(1))  # a page of before, brought back by the browser
        assert "That button was from before" in tablet.text
        await tablet.begins(second)
        assert tablet.heading == "Who is with you right now?"


async def test_elsewhere_a_child_who_stops_keeps_the_sitting(small_world: World) -> None:
    await small_world.campaign()
    [code] = await small_world.codes(1)
    async with pages(small_world) as base, browser(base) as child:
        await child.begins(code)
        await child.posts(do="stop")
        await child.posts(do="later")
        assert "Clear-Site-Data" not in child.headers
        assert "next person" not in child.text and list(child.session.cookie_jar)


async def test_wrong_used_and_voided_codes_are_answered_with_the_same_page(small_world: World) -> None:
    await small_world.campaign()
    used, live = await small_world.codes(2)
    answers = []
    async with pages(small_world) as base:
        async with browser(base) as child:
            await child.opens("/")
            await child.posts(do="text", text=used)
            await answer_everything(child)
            await child.posts(do="send")
        for words in (used, "apple-river-kite-chair", "qqqq wwww", live[:-1] + "zzzz"):
            async with browser(base) as other:
                await other.opens("/")
                page = await other.posts(do="text", text=words)
                answers.append(re.sub(r'value="[0-9a-f]{32}"', "", page))
    assert len(set(answers)) == 1
    assert "did not open a survey" in answers[0]


@pytest.mark.parametrize("path", ["/", "/chat"])
async def test_what_deletes_is_not_dressed_as_the_way_on(small_world: World, path: str) -> None:
    """ "Delete my answers" stood below its box just as "Next" does on every page before."""
    await small_world.campaign()
    [code] = await small_world.codes(1)
    async with pages(small_world) as base, browser(base) as child:
        await child.opens(path)
        await child.posts(path, do="receipt")
        assert '<button class="grave" name="do" value="text">Delete my answers</button>' in child.text
        assert 'class="go"' not in child.text, "nothing here leads on"
        await child.posts(path, do="code")
        await child.posts(path, do="text", text=code)
        await child.posts(path, do="stop")
        assert '<button class="grave" name="do" value="delete">Delete what I said</button>' in child.text
        assert '<button class="go" name="do" value="return">Carry on</button>' in child.text


async def test_forms_of_other_sites_are_refused(small_world: World) -> None:
    async with pages(small_world) as base, browser(base) as child:
        for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}):
            async with child.session.post(base + "/", data={"do": "code"}, headers=headers) as response:
                assert response.status == 403


async def test_after_ten_idle_minutes_the_code_is_asked_for_again_and_nothing_is_lost(small_world: World) -> None:
    await small_world.campaign()
    [code] = await small_world.codes(1)
    async with pages(small_world) as base, browser(base) as child:
        await child.begins(code)
        await child.posts(do="pick:alone")
        small_world.clock.moves(minutes=11)
        await child.opens("/")
        assert "left alone for ten minutes" in child.text
        await child.posts(do="text", text=code)
        assert "different Heard slip" in child.text


async def test_a_link_that_opens_nothing_is_told_as_a_link_and_a_wrong_slip_as_a_slip(small_world: World) -> None:
    async with pages(small_world) as base, browser(base) as parent:
        await parent.opens("/e/o-no-such-link")
        await parent.posts(do="enter", entry="o-no-such-link")
        assert "That link did not open a survey" in parent.text
        await parent.posts(do="text", text="blanket corridor ostrich magazine")
        assert "Those words did not open a survey" in parent.text


async def test_a_text_question_is_printed_once_and_takes_words_from_right_to_left(small_world: World) -> None:
    await small_world.campaign()
    [code] = await small_world.codes(1)
    async with pages(small_world) as base, browser(base) as child:
        await child.begins(code)
        while "<textarea" not in child.text:
            await child.posts(do="skip")
        named = re.search(r'<label class="(\w+)" for="answer">(.*?)</label>', child.text)
        assert named
        assert named.groups() == ("skip", child.heading)
        assert re.search(r'<textarea[^>]* dir="auto"', child.text)


@pytest.mark.parametrize("path", ["/nothing", "/e/" + "x" * 500, "/chat/../secret"])
async def test_what_is_not_there_says_so_kindly_with_help_on_it(small_world: World, path: str) -> None:
    async with pages(small_world) as base, browser(base) as child:
        await child.opens(path)
        assert child.status in (200, 404)
        assert "0800 1111" in child.text or child.status == 200


async def test_on_the_help_page_a_number_rings_and_the_way_to_text_stands_beside_it(small_world: World) -> None:
    async with pages(small_world) as base, browser(base) as child:
        page = await child.opens("/help")
    assert '<strong>Police, ambulance or fire</strong> <span class="number"><a href="tel:999">999</a></span>' in page
    assert "<span>or 18000 by text relay" in page


@pytest.mark.parametrize(
    ("path", "back"), [("/", "/"), ("/chat", "/chat"), *[(one, one) for one in ("/advice/services", "/advice/search")]]
)
async def test_what_is_far_too_long_says_so_and_what_to_do_and_earlier_answers_are_kept(
    small_world: World, path: str, back: str
) -> None:
    await small_world.campaign()
    [code] = await small_world.codes(1)
    async with advice(small_world) as base, browser(base) as child:
        await child.begins(code)
        await child.posts(do="pick:alone")
        before = child.heading
        story, kind = io.BytesIO(b"do=text&text=" + b"a" * 2**20), {"Content-Type": "application/x-www-form-urlencoded"}
        async with child.session.post(base + path, data=story, headers=kind) as response:
            page = await response.text()
        assert response.status == 413
        assert "far too long for us to read" in page and "fewer than 4,000 letters" in page
        assert "try again" not in page.lower()
        assert f'href="{back}">Back</a>' in page
        await child.opens("/")
        assert child.heading == before


@pytest.mark.parametrize(
    ("method", "path", "kind", "status", "back"),
    [
        ("POST", "/", "multipart/form-data", 400, "/"),
        ("POST", "/chat", "application/x-www-form-urlencoded; charset=nope", 400, "/chat"),
        ("PUT", "/chat", "text/plain", 405, "/chat"),
        ("GET", "/leave", "text/plain", 405, "/"),
        ("POST", "/nothing", "text/plain", 404, "/"),
        ("PUT", "/advice", "text/plain", 404, "/advice"),
    ],
)
async def test_nobody_is_told_to_try_again_where_that_cannot_help(
    small_world: World, method: str, path: str, kind: str, status: int, back: str
) -> None:
    async with pages(small_world) as base, browser(base) as child:
        sent = child.session.request(method, base + path, data=b"do=text", headers={"Content-Type": kind})
        async with sent as response:
            page = await response.text()
    assert response.status == status
    assert "try again" not in page.lower()
    assert f'href="{back}">Go to the start</a>' in page and "0800 1111" in page


async def test_a_page_that_says_sorry_or_wait_can_be_left_quickly_too(small_world: World) -> None:
    async with pages(small_world) as base, browser(base) as child:
        for path in ("/nothing-here", "/help/nobody"):
            page = await child.opens(path)
            assert child.status == 404
            assert 'action="/leave"' in page and 'aria-describedby="leave-note"' in page and 'id="leave-note"' in page


async def test_whoever_knew_a_browsers_cookie_does_not_read_the_survey_that_is_opened_in_it(small_world: World) -> None:
    """On a school's machine the one before can leave a cookie that they know, and look along from another one."""
    await small_world.campaign()
    [code] = await small_world.codes(1)
    async with pages(small_world) as base, browser(base) as child, browser(base) as onlooker:
        for one in (child, onlooker):
            one.session.cookie_jar.update_cookies({"sitting": "a" * 43}, URL(base))
            await one.opens("/")
        await child.posts(do="text", text=code)
        assert child.heading == "Before you start"
        assert await onlooker.opens("/")
        assert onlooker.heading != "Before you start"
        await child.opens("/")
        await child.posts(do="go")
        assert child.heading == "Who is with you right now?"
        planted = {one.value for one in child.session.cookie_jar}
        async with small_world.storage.reading() as connection:
            [batch] = (await connection.execute(text("SELECT id FROM code_batch"))).scalars()
        await child.posts("/", do="enter", entry=f"token-{batch}-0")
        assert planted != {one.value for one in child.session.cookie_jar}
