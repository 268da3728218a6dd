"""The browser chat over real HTTP: typing is possible on every screen, and nothing that was typed is cut without a word."""

from __future__ import annotations

import html
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.advice_pages_world import advice
from tests.advice_world import advised, with_advice
from tests.web_world import Browser, browser, pages
from tests.world import World

STORY = "he was sent home and then " * 60 + "we rang"
CUT = "We read the first 1,000 letters of that."


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[World]:
    async with advised(tmp_path / "heard.db") as world:
        yield world


async def begins(parent: Browser) -> None:
    await parent.opens("/chat")
    await parent.posts("/chat", do="start")


async def test_every_screen_that_asks_for_a_button_also_has_a_box(town: World) -> None:
    async with pages(town) as base, browser(base) as parent:
        await begins(parent)
        await parent.posts("/chat", do="text", text="a thing nobody wrote about")
        assert (parent.heading, "<textarea" in parent.text) == ("Who is asking?", True)
        await parent.posts("/chat", do="text", text="his mum")
        await parent.posts("/chat", do="dates")
        assert (parent.heading, "<textarea" in parent.text) == ("What kind of school is it?", True)
        await parent.posts("/chat", do="text", text="not in England")
        assert (parent.heading, "<textarea" in parent.text) == ("Where is the school?", True)
        await parent.posts("/chat", do="country:england")
        await parent.posts("/chat", do="text", text="academy")
        for heading, typed in (
            ("What did the school decide?", "out for good"),
            ("What was the first day away from school?", "16 11 2026"),
            ("When on that day did it begin?", "morning"),
            ("Would the child miss a public exam or a national test?", "no"),
            ("Which year is the child in?", "3"),
            ("Is the child in the care of a council, or do they have a social worker?", "neither"),
        ):
            assert html.unescape(parent.heading) == heading
            assert 'id="answer"' in parent.text, heading
            await parent.posts("/chat", do="text", text=typed)
        assert "On which day did the governors" in parent.heading


async def test_what_was_typed_and_not_understood_is_still_in_the_box(town: World) -> None:
    async with pages(town) as base, browser(base) as parent:
        await begins(parent)
        for pressed in ("ask", "role:parent", "dates", "school:academy"):
            await parent.posts("/chat", do=pressed)
        await parent.posts("/chat", do="text", text="sort of both")
        assert "Please pick one of them" in parent.text
        assert ">sort of both</textarea>" in parent.text
        await parent.posts("/chat", do="pick:permanent")
        await parent.posts("/chat", do="text", text="the 32nd of May")
        assert 'value="the 32nd of May"' in parent.text
        await parent.posts("/chat", do="text", text="yesterday")
        assert "We read that as" in parent.text
        assert "yesterday</textarea>" not in parent.text, "an answer is no answer to the next question"


async def test_a_long_story_is_answered_kept_in_the_box_and_told_how_far_it_was_read(town: World) -> None:
    async with pages(town) as base, browser(base) as parent:
        await parent.opens("/chat")
        assert 'maxlength="' not in parent.text
        await parent.posts("/chat", do="start")
        await parent.posts("/chat", do="ask")
        await parent.posts("/chat", do="role:parent")
        await parent.posts("/chat", do="text", text=STORY)
        assert "without a letter" in parent.text.lower() or "sent home" in parent.heading.lower()
        assert CUT in parent.text
        assert STORY in html.unescape(parent.text)
        await parent.posts("/chat", do="text", text="sent home")
        assert CUT not in parent.text


async def test_harm_at_the_end_of_a_very_long_story_gets_help_first(town: World) -> None:
    async with pages(town) as base, browser(base) as parent:
        await begins(parent)
        await parent.posts("/chat", do="text", text=STORY * 4 + " xdangerx")
        assert parent.heading == "Get help now"


async def test_the_search_box_of_the_pages_cuts_nothing_in_silence_either(small_world: World) -> None:
    async with advice(small_world) as base, browser(base) as parent:
        await parent.opens("/advice")
        assert not re.search(r'<input id="words"[^>]*maxlength', parent.text)
        await parent.posts("/advice/search", text=STORY, audience="parent")
        assert "We looked for the first 1,000 letters only." in parent.text
        assert STORY[:1_000] in html.unescape(parent.text)


SUSPENDED = (
    "pick:suspension",
    "16 11 2026",
    "pick:before",
    "6",
    "7.5",
    "pick:no",
    "3",
    "pick:neither",
    "18 11 2026",
    "pick:yes",
    "birchfield",
)
EXPELLED = (
    "pick:permanent",
    "12 11 2026",
    "pick:after",
    "pick:no",
    "3",
    "skip",
    "18 11 2026",
    "pick:out",
    "9 12 2026",
    "pick:post",
    "birchfield",
)


@pytest.mark.parametrize("answers", [SUSPENDED, EXPELLED])
async def test_dates_of_a_chat_are_taken_along_with_one_press_and_stand_in_no_address(
    small_world: World, answers: tuple[str, ...]
) -> None:
    with_advice(small_world)
    async with advice(small_world) as base, browser(base) as parent:
        await begins(parent)
        for pressed in ("ask", "role:parent", "dates", "school:maintained"):
            await parent.posts("/chat", do=pressed)
        for one in answers:
            button = one == "skip" or one.startswith("pick:")
            await (parent.posts("/chat", do=one) if button else parent.posts("/chat", do="text", text=one))
        assert parent.heading == "Your dates"
        told = set(re.findall(r"[A-Z][a-z]+day \d+ [A-Z][a-z]+ 20\d\d", parent.text))
        [form] = re.findall(r'<form method="post" action="/advice/dates">.*?</form>', parent.text, re.S)
        assert "Print or save these dates" in form
        fields = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', form))
        page = await parent.posts("/advice/dates", **fields)
        assert parent.heading == "The dates"
        shown = set(re.findall(r"[A-Z][a-z]+day \d+ [A-Z][a-z]+ 20\d\d", page))
        assert told and told <= shown
        kept = dict(
            re.findall(
                r'type="hidden" name="([^"]+)" value="([^"]*)"', page.partition("/calendar")[2].partition("</form>")[0]
            )
        )
        assert "BEGIN:VCALENDAR" in await parent.posts("/advice/dates/calendar", **kept)
        assert "16" in await parent.posts("/advice/dates/text", **kept)


async def test_only_a_browser_takes_dates_along_to_the_form_and_elsewhere_it_is_named(town: World) -> None:
    person = town.person("someone", "terminal")
    for action, argument in (("ask", ""), ("role", "parent"), ("dates", ""), ("school", "maintained")):
        await person.taps(action, argument)
    for one in SUSPENDED:
        await (person.taps(*one.split(":"), person.sees.question) if ":" in one else person.types(one))
    assert person.sees.name == "advice-timeline"
    assert "/advice/dates" in "".join(person.sees.body) and "take" not in person.sees.facts
