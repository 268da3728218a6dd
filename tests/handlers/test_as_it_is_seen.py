"""What only a picture shows, measured in a real browser: right to left, large text, the ring around what the keyboard is at."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest

from bot.conversation.wording import Words
from tests.handlers.test_in_a_browser import CHROMIUM, FLAGS, pytestmark  # noqa: F401
from tests.web_world import pages
from tests.world import WORDS, World

TWICE_AS_LARGE = "document.documentElement.style.fontSize = '225%'"
WIDE = "document.documentElement.scrollWidth > window.innerWidth"
RING = """(() => {
  const light = one => { const c = one / 255; return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4; };
  const of = text => { const [r, g, b] = text.match(/[0-9]+/g).map(Number).map(light); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const style = getComputedStyle(document.activeElement), ring = of(style.outlineColor);
  const [page, box] = [document.documentElement, document.querySelector('main')].map(one => of(getComputedStyle(one).backgroundColor));
  const against = ground => (Math.max(ring, ground) + 0.05) / (Math.min(ring, ground) + 0.05);
  return [document.activeElement.tagName, parseFloat(style.outlineWidth), Math.min(against(page), against(box))];
})()"""


DRESS = """button => {
  const light = one => { const c = one / 255; return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4; };
  const of = text => { const [r, g, b] = text.match(/[0-9]+/g).map(Number).map(light); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const against = (one, other) => (Math.max(of(one), of(other)) + 0.05) / (Math.min(of(one), of(other)) + 0.05);
  const own = getComputedStyle(button), page = getComputedStyle(document.querySelector('main')).backgroundColor;
  return {
    text: against(own.color, own.backgroundColor), edge: against(own.borderInlineStartColor, page), filled: own.backgroundColor !== page,
    shape: [own.borderInlineStartWidth, own.borderInlineEndWidth].join(' '), height: button.offsetHeight,
  };
}"""


@contextmanager
def phone(*, script: bool = True) -> Iterator[Any]:
    """A page as wide as a small phone."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium.new_context(viewport={"width": 360, "height": 740}, java_script_enabled=script).new_page()
        chromium.close()


async def seen(world: World, look: Callable[[str], Any]) -> Any:
    async with pages(world) as base:
        return await asyncio.to_thread(look, base)


def in_arabic(world: World) -> World:
    words = Words({**WORDS.languages, "ar": {"language": "العربية", "direction": "rtl"}}, WORDS.others)
    world.published = replace(world.published, words=words, languages=("en", "ar"))
    world.exchange.published = lambda _at: world.published
    return world


async def test_a_page_from_right_to_left_fits_a_phone_and_its_numbers_keep_their_order(small_world: World) -> None:
    """Whatever is out of sight stood 999 pixels beside the page; "01632 960 001" was shown as "001 960 01632"."""
    await in_arabic(small_world).campaign()
    [code] = await small_world.codes(1)

    def look(base: str) -> tuple[list[bool], set[str]]:
        wide = []
        with phone() as page:
            page.goto(base)
            page.fill("#answer", code)
            page.click("main button.go")
            page.click("button[lang=ar]")
            page.click("main button.go")
            while not page.locator("textarea").count():
                wide.append(page.evaluate(WIDE))
                page.click("button[value=skip]")
            page.fill("textarea", "xdangerx")
            page.click("main button.go")
            wide.append(page.evaluate(WIDE))
            ways = page.locator(".number").evaluate_all("all => all.map(one => getComputedStyle(one).direction)")
        return wide, set(ways)

    wide, ways = await seen(small_world, look)
    assert len(wide) > 5 and not any(wide)
    assert ways == {"ltr"}


async def test_the_ring_around_what_the_keyboard_is_at_stands_out_from_the_page(small_world: World) -> None:
    """WCAG 1.4.11: three to one. A yellow ring on white has less than two."""

    def look(base: str) -> list[Any]:
        rings = []
        with phone() as page:
            for path in ("/", "/help", "/chat"):
                page.goto(base + path)
                for _ in range(6):
                    page.keyboard.press("Tab")
                    rings.append(page.evaluate(RING))
        return [one for one in rings if one[0] != "BODY"]

    rings = await seen(small_world, look)
    assert {"A", "BUTTON", "INPUT"} <= {one[0] for one in rings}
    assert [one for one in rings if one[1] < 2 or one[2] < 3] == []


@pytest.mark.parametrize("large", [False, True])
async def test_boxes_to_tick_stay_whole_and_no_word_of_an_answer_is_cut_in_large_text(
    small_world: World, large: bool
) -> None:
    await small_world.campaign()
    [code] = await small_world.codes(1)

    def look(base: str) -> tuple[set[float], float]:
        with phone() as page:
            if large:
                page.add_init_script(f"addEventListener('DOMContentLoaded', () => {{ {TWICE_AS_LARGE} }})")
            page.goto(base)
            page.fill("#answer", code)
            page.click("main button.go")
            page.click("main button.go")
            while not page.locator("input[type=checkbox]").count():
                page.click("button[value=skip]")
            boxes = page.locator("input[type=checkbox]").evaluate_all("all => all.map(one => one.offsetWidth)")
            page.locator("input[type=checkbox]").first.check()
            page.click("main button.go")
            page.locator(".choices button", has_text="Not sure").click()
            while page.inner_text("h1") != "Check your answers":
                page.click("button[value=skip]")
            row = page.locator("dd", has_text="My friends").locator("span")
            return set(boxes), row.evaluate("one => one.offsetWidth / parseFloat(getComputedStyle(one).fontSize)")

    boxes, room = await seen(small_world, look)
    assert boxes == {24}
    assert room >= 6, "a word of a dozen letters has its line"


@pytest.mark.parametrize("path", ["/", "/chat"])
async def test_the_button_that_deletes_is_told_from_the_way_on_without_its_colour_and_works_without_script(
    small_world: World, path: str
) -> None:
    """WCAG 1.4.1, 1.4.3, 1.4.11. Where the reader's own colours stand for ours, fillings are gone and the shape alone tells."""
    await small_world.campaign("pupil-happiness")
    [code] = await small_world.codes(1)
    child = small_world.person("child")
    receipt = await child.sends_all(code, small_world.chance)

    def look(base: str) -> tuple[list[Any], list[Any], bool, str]:
        with phone(script=False) as page:

            def dressed(label: str) -> list[Any]:
                """Our own colours, then those of a reader who has set some."""
                button, told = page.locator("main button", has_text=label), []
                for colours in ("none", "active"):
                    page.emulate_media(forced_colors=colours)
                    told.append(button.evaluate(DRESS))
                return told

            page.goto(base)
            way_on = dressed("Start")
            page.goto(base + path)
            page.click("button[value=receipt]")
            deleting, wide = dressed("Delete my answers"), page.evaluate(WIDE)
            page.fill("#answer", receipt)
            page.locator("main button", has_text="Delete my answers").click()
            return way_on, deleting, wide, page.inner_text(".notice")

    way_on, deleting, wide, told = await seen(small_world, look)
    assert [one["filled"] for one in (way_on[0], deleting[0])] == [True, False]
    assert all(way["shape"] != grave["shape"] for way, grave in zip(way_on, deleting, strict=True))
    assert all(one["text"] >= 4.5 and one["edge"] >= 3 and one["height"] >= 48 for one in deleting)
    assert not wide
    assert told == "Done. What you sent is deleted."
