"""Two tabs, two children, two devices: an answer stays with the survey whose page it was given on."""

from __future__ import annotations

import re

from storage import reporting, voice_codes
from tests.web_world import Browser, browser, pages
from tests.world import KEYS, World


def sheet(page: str) -> str:
    """Which survey the page says that it belongs to."""
    found = re.search(r'name="sheet" value="([^"]*)"', page)
    assert found
    return found.group(1)


async def begins(child: Browser, code: str) -> None:
    await child.opens("/")
    await child.posts(do="text", text=code, sheet="")
    await child.posts(do="go", sheet=sheet(child.text))


async def another_child_begins(child: Browser, code: str) -> None:
    """In another tab of the same browser, while the first one's page stays open."""
    await child.posts(do="stop")
    await child.posts(do="later", sheet=sheet(child.text))
    await begins(child, code)


async def test_an_answer_in_an_old_tab_never_lands_in_the_next_childs_survey(small_world: World) -> None:
    await small_world.campaign("pupil-happiness")
    first, second = await small_world.codes(2)
    async with pages(small_world) as base, browser(base) as tablet:
        await begins(tablet, first)
        old = sheet(tablet.text)
        await another_child_begins(tablet, second)
        assert tablet.heading == "Who is with you right now?"
        await tablet.posts(do="pick:can-see", question="who-is-with-you", sheet=old)
        assert "That button was from before" in tablet.text
        assert tablet.heading == "Who is with you right now?"
        await tablet.posts(do="pick:alone", sheet=sheet(tablet.text))
        assert "different Heard slip" in tablet.heading


async def test_words_written_in_an_old_tab_are_not_kept_and_that_is_said_but_help_still_comes(
    small_world: World,
) -> None:
    await small_world.campaign()
    first, second = await small_world.codes(2)
    async with pages(small_world) as base, browser(base) as tablet:
        await begins(tablet, first)
        old = sheet(tablet.text)
        await another_child_begins(tablet, second)
        await tablet.posts(do="text", text="more clubs", question="one-thing", sheet=old)
        assert "what you wrote on it is not kept" in tablet.text
        await tablet.posts(do="text", text="he xdangerx me", question="one-thing", sheet=old)
        assert tablet.heading == "Get help now"


async def test_words_written_for_more_than_ten_minutes_are_no_wrong_code(small_world: World) -> None:
    await small_world.campaign()
    [code] = await small_world.codes(1)
    async with pages(small_world) as base, browser(base) as child:
        await begins(child, code)
        mine = sheet(child.text)
        small_world.clock.moves(minutes=11)
        for said in ("What you wrote just now is not kept", *["what you wrote on it is not kept"] * 6):
            await child.posts(do="text", text="more clubs after school", question="one-thing", sheet=mine)
            assert said in child.text
            assert "did not open" not in child.text
        await child.posts(do="text", text=code, sheet=sheet(child.text))
        assert child.heading == "Who is with you right now?"


async def test_where_a_survey_was_sent_from_another_device_the_next_child_can_begin(small_world: World) -> None:
    await small_world.campaign("pupil-happiness")
    first, second = await small_world.codes(2)
    async with pages(small_world) as base, browser(base) as computer, browser(base) as tablet:
        await begins(computer, first)
        await begins(tablet, first)
        for _ in range(5):
            await tablet.posts(do="skip", sheet=sheet(tablet.text))
        await tablet.posts(do="send", sheet=sheet(tablet.text))
        assert tablet.heading == "Thank you"
        await computer.opens("/")
        assert "four words" in computer.text
        await computer.posts(do="text", text=second, sheet=sheet(computer.text))
        assert computer.heading == "Before you start"


async def test_send_pressed_twice_says_thank_you_and_nothing_else(small_world: World) -> None:
    await small_world.campaign("pupil-happiness")
    [code] = await small_world.codes(1)
    async with pages(small_world) as base, browser(base) as child:
        await begins(child, code)
        for _ in range(5):
            await child.posts(do="skip", sheet=sheet(child.text))
        mine, check = sheet(child.text), child.text
        await child.posts(do="send", sheet=mine)
        child.text = check
        await child.posts(do="send", sheet=mine)
        assert child.heading == "Thank you"
        assert "from before" not in child.text


async def test_a_parent_who_was_away_for_a_while_goes_on_where_they_were(small_world: World) -> None:
    """An open link has no code to come back with: closed for good, what was answered would be lost."""
    link = "parents-link"
    await small_world.campaign("parent-survey", "parents", open_link=KEYS.look_up(voice_codes.OPEN, link))
    async with pages(small_world) as base, browser(base) as parent:
        await parent.opens(f"/e/o-{link}")
        await parent.posts(do="enter", entry=f"o-{link}")
        await parent.posts(do="go", sheet=sheet(parent.text))
        await parent.posts(do="pick:agree", sheet=sheet(parent.text))
        small_world.clock.moves(minutes=25)
        await parent.opens("/")
        assert "Question 2 of" in parent.text
        await parent.posts(do="back", sheet=sheet(parent.text))
        assert "the old answer stays hidden" in parent.text
        await parent.posts(do="check", sheet=sheet(parent.text))
        await parent.posts(do="send", sheet=sheet(parent.text))
        assert parent.heading == "Thank you"
        async with small_world.storage.reading() as connection:
            assert await reporting.heard_codes(connection, 2026) == []
