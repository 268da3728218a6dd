"""A second language, as an authority may add one: picked once, and changed on any screen of a survey."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.conversation.messages import Tap
from bot.conversation.other_language import said_in
from bot.conversation.wording import Words
from tests.handlers.test_phone_page import answer_everything
from tests.web_world import browser, pages
from tests.world import WORDS, World, published

WELSH = {"language": "Cymraeg", "question.back": "Yn ôl", "check.send": "Anfon", "first.button": "Dechrau",
         "answer.no-number": "Rhif, os gwelwch yn dda.", "answer.out-of-range": "O {least} i {most}."}  # fmt: skip
CHANGE = r'<button class="plain" form="asked" lang="(\w+)" name="do" value="language:\1">(\w+)</button>'


def with_welsh(world: World) -> World:
    """The words that are not translated yet are said in English."""
    words = Words({**WORDS.languages, "cy": WELSH}, WORDS.others)
    world.published = replace(world.published, words=words, languages=("en", "cy"))
    world.exchange.published = lambda _at: world.published
    return world


async def test_the_language_can_be_changed_on_every_screen_of_a_survey_and_no_answer_is_lost(
    small_world: World,
) -> None:
    await with_welsh(small_world).campaign("pupil-happiness")
    [code] = await small_world.codes(1)
    async with pages(small_world) as base, browser(base) as child:
        await child.opens("/")
        await child.posts(do="text", text=code)
        assert child.heading == "Which language?"
        await child.posts(do="language:en")
        assert re.findall(CHANGE, child.text) == [("cy", "Cymraeg")]
        await child.presses("Cymraeg")
        assert '<html lang="cy"' in child.text and "Dechrau" in child.text
        await child.presses("English")
        await child.posts(do="go")
        await child.posts(do="pick:alone")
        there = child.heading
        await child.presses("Cymraeg")
        assert (child.heading, "Yn ôl" in child.text) == (there, True)
        await child.presses("English")
        await answer_everything(child)
        rows = re.findall(r"<dt>.*?</dd>", child.text)
        await child.presses("Cymraeg")
        assert "Anfon" in child.text
        await child.presses("English")
        assert re.findall(r"<dt>.*?</dd>", child.text) == rows


async def test_what_is_typed_or_ticked_and_not_sent_yet_stays_when_the_language_is_changed(small_world: World) -> None:
    """It goes along with the press and comes back in its answer, and is neither kept nor looked at before it is sent."""
    await with_welsh(small_world).campaign("pupil-voice")
    [code] = await small_world.codes(1)
    async with pages(small_world) as base, browser(base) as child:
        await child.begins(code)
        await child.posts(do="language:en")
        await child.posts(do="go")
        while 'type="checkbox"' not in child.text:
            first = re.search(r'value="(pick:[^"]*)"', child.text)
            await child.posts(do=first[1] if first else "skip")
        await child.presses("Cymraeg", ("pick", "friends"), ("pick", "breaks"))
        assert '<html lang="cy"' in child.text
        assert re.findall(r'value="([^"]*)" checked', child.text) == ["friends", "breaks"]
        await child.presses("English")
        while "<textarea" not in child.text:
            first = re.search(r'value="(pick:[^"]*)"', child.text)
            await child.posts(do=first[1] if first else "skip")
        there = child.heading
        await child.presses("Cymraeg", ("text", "more <b>trees</b>"))
        assert (child.heading, "more &lt;b&gt;trees&lt;/b&gt;</textarea>" in child.text) == (there, True)
        await child.opens("/")
        assert "trees" not in child.text, "nothing was kept of it"
        old = child.text
        await child.posts(do="skip")
        child.text = old
        await child.presses("English", ("text", "more trees"))
        assert "trees" not in child.text, "on another question they would be words of nobody"


async def test_where_there_is_one_language_there_is_no_button_for_it(small_world: World) -> None:
    await small_world.campaign("pupil-happiness")
    [code] = await small_world.codes(1)
    async with pages(small_world) as base, browser(base) as child:
        await child.begins(code)
        assert 'value="language:' not in child.text


async def test_beside_the_question_whether_to_stop_and_a_help_card_there_is_none(small_world: World) -> None:
    """There one way leads back, and it is said in the words that somebody is reading."""
    await with_welsh(small_world).campaign("pupil-happiness")
    [code] = await small_world.codes(1)
    pupil = small_world.person("a")
    await pupil.enters(code)
    await pupil.taps("language", "en")
    for aside in ("stop", "help"):
        shown = await pupil.taps(aside)
        assert not [one for one in shown.always if one.action == "language"]
        await pupil.does(tap=Tap("return"))


async def test_what_is_wrong_with_an_answer_is_said_in_the_language_of_the_survey(small_world: World) -> None:
    await with_welsh(small_world).campaign()
    [code] = await small_world.codes(1)
    pupil = small_world.person("a")
    await pupil.enters(code)
    shown = await pupil.taps("language", "cy")
    for _ in range(30):
        if shown.entry == "number":
            break
        yes = shown.question == "missed-school"
        shown = await pupil.taps("pick", "yes") if yes else await pupil.taps("go" if shown.name == "first" else "skip")
    assert (await pupil.types("lots")).notice == "Rhif, os gwelwch yn dda."
    assert (await pupil.types("500")).notice == "O 0 i 190."


def test_a_number_to_ring_keeps_its_order_among_words_from_right_to_left() -> None:
    """With spaces a browser showed "003 960 01632" in Arabic and Urdu; one run of digits is never turned round."""
    known = published(duty_officer="01632 960 003")
    for language in ("ar", "ur"):
        assert "01632\u00a0960\u00a0003" in said_in(language, known)[0].text
