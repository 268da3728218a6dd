"""A real browser without JavaScript: accessibility by axe at WCAG 2.2 AA, and the keyboard alone."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from bot.handlers.phone_page import LEAVE_TO
from tests.advice_pages_world import advice
from tests.web_world import pages
from tests.world import World

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run", "--disable-sync"]
WIDTHS = (1200, 360)
RULES = {
    "resultTypes": ["violations"],
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    "rules": {"target-size": {"enabled": True}},
}

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="no Chromium on this machine"),
]


@dataclass
class Inspector:
    """A page, and what axe finds on it at each width: `(page, width, faults)`. axe itself needs script, so it comes with one."""

    page: Any
    found: list[tuple[str, int, list[str]]] = field(default_factory=list)

    def look(self, name: str) -> None:
        self.page.wait_for_load_state()
        for width in WIDTHS:
            self.page.set_viewport_size({"width": width, "height": 740})
            faults = self.page.evaluate("async rules => (await axe.run(rules)).violations.map(one => one.id)", RULES)
            wide = self.page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
            self.found.append((name, width, [*faults, *(["too wide"] if wide else [])]))


@contextmanager
def inspecting() -> Iterator[Inspector]:
    """A browser whose every page has axe in it."""
    from axe_playwright_python.base import AXE_FILE_PATH
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        context = chromium.new_context(bypass_csp=True)
        context.add_init_script(path=AXE_FILE_PATH)
        yield Inspector(context.new_page())
        chromium.close()


def walk(base: str, code: str) -> list[tuple[str, int, list[str]]]:
    """Every screen of a survey with what axe finds there."""
    with inspecting() as inspector:
        page, look = inspector.page, inspector.look
        page.goto(base)
        look("start")
        page.click("button[value=receipt]")
        look("receipt")
        page.click("button[value=again]")
        page.fill("#answer", code)
        page.click("button.go")
        look("first")
        page.click("main button.go")
        seen = set()
        for _ in range(30):
            kind = page.inner_text("h1")
            if kind not in seen and len(seen) < 20:
                seen.add(kind)
                look(kind)
            if kind == "Check your answers":
                break
            if page.locator("textarea").count():
                page.fill("textarea", f"more clubs {'and' * 60}")
                page.click("main button.go")
            elif page.locator("input[type=checkbox]").count():
                page.locator("input[type=checkbox]").first.check()
                page.click("main button.go")
            elif page.locator("#answer").count():
                page.fill("#answer", "2")
                page.click("main button.go")
            else:
                page.locator(".choices button").first.click()
        page.click("button[value=stop]")
        look("stop")
        page.click("button[value=return]")
        page.click("button.help")
        look("help")
    return inspector.found


async def test_axe_finds_nothing_on_any_screen(small_world: World) -> None:
    await small_world.campaign()
    [code] = await small_world.codes(1)
    async with pages(small_world) as base:
        found = await asyncio.to_thread(walk, base, code)
    assert len(found) > 10 * len(WIDTHS)
    assert [one for one in found if one[2]] == []


def by_keyboard(base: str, code: str) -> str:
    """A whole survey by Tab and Enter with JavaScript off; gives back the last heading."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = chromium.new_context(viewport={"width": 360, "height": 740}, java_script_enabled=False).new_page()
        page.goto(base)

        def reach(selector: str) -> None:
            wanted = page.locator(selector).first
            for _ in range(40):
                page.keyboard.press("Tab")
                if wanted.evaluate("node => node === document.activeElement"):
                    return
            raise AssertionError(f"{selector} cannot be reached by keyboard")

        def enter() -> None:
            """A key does not wait as a click does: without this the old page is read, or the new one half-way."""
            with page.expect_navigation():
                page.keyboard.press("Enter")

        reach("#answer")
        page.keyboard.type(code)
        enter()
        for _ in range(10):
            heading = page.inner_text("h1")
            if heading == "Check your answers":
                reach('button[value="send"]')
            elif page.locator(".choices button").count():
                reach(".choices button")
            else:
                reach("main button.go")
            enter()
            if page.inner_text("h1") == "Thank you":
                break
        heading = page.inner_text("h1")
        chromium.close()
    return heading


async def test_the_keyboard_alone_finishes_a_survey(small_world: World) -> None:
    await small_world.campaign("pupil-happiness")
    [code] = await small_world.codes(1)
    async with pages(small_world) as base:
        assert await asyncio.to_thread(by_keyboard, base, code) == "Thank you"


def walk_advice(base: str) -> list[tuple[str, int, list[str]]]:
    """Every kind of advice page with what axe finds there, each form filled in once."""
    with inspecting() as inspector:
        page, look = inspector.page, inspector.look
        for path in ("", "/kinds-of-exclusion", "/kinds-of-exclusion/parent", "/exclusion-letter-checklist/head", "/pupil-views/pupil",
                     "/kinds-of-exclusion/parent/v1", "/for/head", "/letters/early-review-request", "/heads/file", "/nothing"):  # fmt: skip
            page.goto(f"{base}/advice{path}")
            look(path)
        for words in ("what may be a reason", "xdangerx", "zzzz qqqq"):
            page.goto(f"{base}/advice")
            page.fill("#words", words)
            page.click("main form button.go")
            look(page.inner_text("h1"))
        page.goto(f"{base}/advice/heads")
        look("heads")
        page.check("input[value=permanent]")
        page.click("main form button.go")
        look(page.inner_text("h1"))
        page.goto(f"{base}/advice/services")
        look("services")
        page.fill("#need", "autism")
        page.click("main form button.go")
        look(page.inner_text("h1"))
        page.goto(f"{base}/advice/dates")
        for summary in page.locator("summary").all():
            summary.click()
        look("dates")
        page.fill("#f-head_decides_to_exclude", "soon")
        page.click("main form > p button.go")
        look("faults")
        page.fill("#f-head_decides_to_exclude", "16/11/2026")
        page.select_option("#f-kind", "permanent")
        page.select_option("#f-school", index=2)
        page.click("main form > p button.go")
        look(page.inner_text("h1"))
    return inspector.found


async def test_axe_finds_nothing_on_any_advice_page(small_world: World) -> None:
    async with advice(small_world) as base:
        found = await asyncio.to_thread(walk_advice, base)
    assert len(found) == 20 * len(WIDTHS)
    assert {"Get help now", "We found nothing", "If you decide today", "The dates", "What we found"} <= {
        name for name, _, _ in found
    }
    assert [one for one in found if one[2]] == []


def leaves(base: str, code: str) -> tuple[str, list[str]]:
    """Leaves quickly from inside a survey; gives back where that led, and every address asked for before."""
    from playwright.sync_api import sync_playwright

    asked: list[str] = []
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        context = chromium.new_context(java_script_enabled=False)
        page = context.new_page()
        context.route(f"{LEAVE_TO}**", lambda route: route.fulfill(body="rain later"))
        page.on("request", lambda request: asked.append(request.url))
        page.goto(base)
        page.fill("#answer", code)
        page.click("button.go")
        asked_inside = list(asked)
        page.click("button.leave")
        page.wait_for_url(f"{LEAVE_TO}**", timeout=10_000)
        assert not context.cookies(base)
        chromium.close()
    return asked[-1], asked_inside


async def test_leave_quickly_leaves_and_before_that_no_other_site_is_asked(small_world: World) -> None:
    await small_world.campaign("pupil-happiness")
    [code] = await small_world.codes(1)
    async with pages(small_world) as base:
        last, inside = await asyncio.to_thread(leaves, base, code)
    assert last.startswith(LEAVE_TO)
    assert all(one.startswith((base, "data:")) for one in inside)
