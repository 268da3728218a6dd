"""Boxes of a page: an empty one is never taken for an answer or a wrong code, and what stands in one again can be read."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.entrance import LIMITS
from surveys.model import Question
from tests.web_world import browser, pages
from tests.world import SURVEYS, World, step


@pytest.mark.parametrize("typed", ["", "   "])
async def test_an_empty_box_for_a_code_is_no_wrong_code(small_world: World, typed: str) -> None:
    """It said "Those words did not open a survey" to whoever had typed none, and after twenty times nobody there got in."""
    await small_world.campaign()
    [code] = await small_world.codes(1)
    async with pages(small_world) as base, browser(base) as child:
        await child.opens("/")
        for _ in range(LIMITS["origin"] + 1):
            await child.posts(do="text", text=typed)
            assert "Nothing was typed" in child.text and "did not open" not in child.text
        await child.posts(do="text", text=code)
        assert child.heading == "Before you start"


async def test_an_empty_box_for_receipt_words_is_no_wrong_receipt(small_world: World) -> None:
    async with pages(small_world) as base, browser(base) as child:
        await child.opens("/")
        await child.posts(do="receipt")
        await child.posts(do="text", text=" ")
        assert "Nothing was typed" in child.text and "No answers were found" not in child.text
        assert child.heading == "Your receipt"


async def test_next_with_nothing_ticked_asks_and_is_not_taken_for_rather_not_saying(small_world: World) -> None:
    await small_world.campaign()
    [code] = await small_world.codes(1)
    async with pages(small_world) as base, browser(base) as child:
        await child.begins(code)
        while 'type="checkbox"' not in child.text:
            await child.posts(do="skip")
        asked = child.heading
        await child.posts(do="picked")
        assert child.heading == asked and "Nothing was picked" in child.text
        await child.posts(do="picked", pick="friends")
        assert child.heading != asked


async def test_an_answer_picked_before_has_a_mark_that_needs_no_colour_and_nought_stands_in_its_box_again(
    small_world: World,
) -> None:
    await small_world.campaign()
    [code] = await small_world.codes(1)
    async with pages(small_world) as base, browser(base) as child:
        await child.begins(code)
        assert "✓" not in child.text
        await child.posts(do="pick:alone")
        await child.posts(do="back")
        chosen = child.text.partition("✓")[0].rpartition("<li>")[2]
        assert child.text.count("✓") == 1 and "Nobody can see my screen" in chosen
        while 'inputmode="numeric"' not in child.text:
            await child.posts(do="pick:yes" if "been sent home" in child.text else "skip")
        await child.posts(do="text", text="0")
        await child.posts(do="back")
        assert 'value="0">' in child.text


async def test_a_right_receipt_that_was_not_looked_at_is_not_called_unknown(small_world: World) -> None:
    """Over the limit of its address it was said that nothing was found under those words: whoever believes that gives up."""
    await small_world.campaign()
    [code] = await small_world.codes(1)
    child = small_world.person("child")
    receipt = await child.sends_all(code, small_world.chance)
    for number in range(LIMITS["origin"]):
        other = small_world.person(f"other-{number}")
        await other.taps("receipt")
        await other.does(text="wrong words all along", origin="school")
    await child.taps("receipt")
    shown = await child.does(text=receipt, origin="school")
    assert shown.name == "receipt" and "wait a minute" in shown.notice
    small_world.clock.moves(seconds=11)
    assert "deleted" in (await child.does(text=receipt, origin="school")).notice


@pytest.mark.parametrize("channel", ["page", "chat", "telegram", "terminal"])
async def test_words_of_a_receipt_that_was_used_and_wrong_ones_get_one_sentence_that_is_true_of_both(
    small_world: World, channel: str
) -> None:
    """Whoever had deleted their answers, and tried again to be sure, was told that they had misspelt the words."""
    await small_world.campaign()
    [code] = await small_world.codes(1)
    pupil = small_world.person("4001", channel)
    receipt = await pupil.sends_all(code, small_world.chance)
    await pupil.taps("receipt")
    assert "deleted" in (await pupil.types(receipt)).notice
    told = []
    for words in (receipt, "blanket corridor ostrich magazine", "wrong words all along"):
        await pupil.taps("receipt")
        told.append(await pupil.types(words))
    assert len({one.notice for one in told}) == 1 and {one.name for one in told} == {"receipt"}
    assert "may be deleted already" in told[0].notice and "check each of the four words" in told[0].notice
    assert "spelling" not in told[0].notice


async def test_a_day_is_shown_again_as_it_may_be_typed(small_world: World) -> None:
    """Whoever had typed 3/9/2023 was shown 2023-09-03 before sending, and an empty box on going back."""
    asked = Question(id="began", type="date", text={"en": "When did you begin here?"})
    survey = SURVEYS["pupil-happiness"].model_copy(update={"questions": (asked,)})
    known = replace(small_world.published, surveys={(survey.id, survey.version): survey})
    small_world.exchange.published = lambda _at: known
    await small_world.campaign(survey.id)
    [code] = await small_world.codes(1)
    pupil = small_world.person("a")
    shown = await pupil.enters(code)
    while shown.question != "began":
        shown = await pupil.does(**step(shown, small_world.chance))
    shown = await pupil.types("3/9/2023")
    assert ("When did you begin here?", "3 9 2023", "began") in shown.rows
    shown = await pupil.taps("back")
    assert (shown.question, shown.typed) == ("began", "3 9 2023")
    assert (await pupil.types(shown.typed)).name == "check"
