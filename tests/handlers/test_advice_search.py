"""Search on the pages: screened before it is searched, answered or refused; only words of harm are kept, for a person."""

from __future__ import annotations

import html
import re

import pytest

from advice_kb.safeguarding import load_screen
from advice_kb.search import Finding
from storage import advice_log, concerns
from tests.advice_pages_world import DUTY, LIBRARY, advice
from tests.handlers.test_advice_pages import plain, words
from tests.web_world import browser
from tests.world import KEYS, START, World

WORDS = "zebra questions about my grandson"


async def test_a_school_in_wales_is_led_to_who_knows_the_law_there(small_world: World) -> None:
    async with advice(small_world) as base, browser(base) as asker:
        await asker.posts("/advice/search", text="a school in Wales expelled my son", audience="parent")
        assert asker.heading == "Wales has its own law"
        assert "SNAP Cymru" in asker.text


async def test_a_greeting_is_no_search_and_help_alone_is_help(small_world: World) -> None:
    async with advice(small_world) as base, browser(base) as asker:
        await asker.posts("/advice/search", text="hello!")
        assert "Please type a few words" in asker.text
        await asker.posts("/advice/search", text="help")
        assert asker.heading == "Get help now"


async def test_who_answers_here_is_told_and_not_searched(small_world: World) -> None:
    async with advice(small_world) as base, browser(base) as asker:
        await asker.posts("/advice/search", text="are you a robot?", audience="parent")
        assert asker.heading == "Advice about exclusion from school"
        assert "computer programme of" in asker.text


async def test_a_pupil_who_gets_a_page_for_parents_is_told_so(small_world: World) -> None:
    async with advice(small_world) as base, browser(base) as asker:
        fields = {"text": "how long can a suspension be", "audience": "pupil"}
        assert "written for parents and carers" in await asker.posts("/advice/search", **fields)
        assert "written for" not in await asker.posts("/advice/search", **{**fields, "audience": "parent"})


async def test_an_answer_is_the_short_answer_for_who_asks_with_the_line_and_other_topics(small_world: World) -> None:
    found = Finding("answer", ("exams-during-exclusion", "first-five-days", "see-the-evidence"), 0.9)
    async with advice(small_world, find=lambda _t, _w: found) as base, browser(base) as asker:
        for who in ("parent", "pupil", "head"):
            await asker.posts("/advice/search", text=WORDS, audience=who)
            assert plain(LIBRARY.articles[f"exams-during-exclusion.{who}"].short_answer) in words(asker.text)
            assert "Information, not legal advice. Law checked on" in words(asker.text)
            assert "/advice/first-five-days/parent" in asker.text
        assert "Checked, not yet published" in asker.text


@pytest.mark.parametrize(
    ("outcome", "heading"),
    [("clarify", "Did you mean"), ("nothing", "We found nothing"), ("person", "Talk to a person")],
)
async def test_asking_back_finding_nothing_and_a_person_each_give_the_number(
    small_world: World, outcome: str, heading: str
) -> None:
    topics = tuple(list(LIBRARY.topics)[:6]) if outcome == "clarify" else ()
    async with advice(small_world, find=lambda _t, _w: Finding(outcome, topics, 0.4)) as base, browser(base) as asker:  # type: ignore[arg-type]
        await asker.posts("/advice/search", text=WORDS)
        assert asker.heading == heading
        assert DUTY in asker.text
        choices = re.findall(r'<li><a href="/advice/(?!for/)[a-z-]+/parent"', asker.text)
        assert len(choices) == (4 if outcome == "clarify" else 0)
        assert ("/advice/about/happened" in asker.text) == (outcome == "nothing")


async def test_words_that_may_mean_danger_get_help_first_and_topics_only_as_links(small_world: World) -> None:
    found = Finding("answer", ("exams-during-exclusion",), 0.9)
    async with advice(small_world, find=lambda _t, _w: found) as base, browser(base) as asker:
        page = await asker.posts("/advice/search", text=f"xdangerx {WORDS}", audience="pupil")
        assert asker.heading == "Get help now"
        assert page.index("999") < page.index("/advice/exams-during-exclusion/pupil")
        assert "0800 1111" in page
        assert "zebra" not in page
        assert "<title>Heard</title>" in page
        assert plain(LIBRARY.articles["exams-during-exclusion.pupil"].short_answer) not in words(page)
        assert "This is a try-out: no one is set to read these words." in page
        assert "0800 1111" in await asker.posts("/advice/search", text="xdangerx")  # not said who: it may be a child
        for at, box, typed in (("search", "text", "xdangerx tonight"), ("services", "need", "xdangerx autism tonight")):
            page = await asker.posts(f"/advice/{at}", **{box: typed})
            assert asker.heading == "Get help now"  # harm may be close: help and the way back alone
            assert "/advice/services/" not in page
            assert "/advice/exams-during-exclusion" not in page
        page = await asker.posts("/advice/services", need="xdangerx autism")
        assert asker.heading == "Get help now"
        assert page.index("999") < page.index("/advice/services/")


async def test_another_language_gets_help_and_whom_to_ring_for_an_interpreter_on_one_page(small_world: World) -> None:
    screen = load_screen()
    small_world.exchange.look = screen.look
    async with advice(small_world) as base, browser(base) as asker:
        page = await asker.posts("/advice/search", text="Mój syn został wykluczony ze szkoły, co robić?")
        assert asker.heading == "Get help now"
        assert (
            f'<p lang="pl" dir="auto">Tutaj odpowiadamy tylko po angielsku. Możesz zadzwonić pod numer {DUTY.replace(" ", chr(160))}'
            in page
        )
        assert "We think that you wrote in Polish (Polski)" in page
        assert "ask for an interpreter" in page and f'href="tel:{DUTY.replace(" ", "")}"' in page
        page = await asker.posts("/advice/search", text="mera beta school se nikala gaya hai")
        assert "(اردو)" in page and "interpreter maang sakte hain" in page


async def test_harm_in_the_last_sentence_of_a_very_long_question_gets_help_first(small_world: World) -> None:
    async with advice(small_world) as base, browser(base) as asker:
        await asker.posts("/advice/search", text="how long is a suspension? " * 160 + "xdangerx")
        assert asker.heading == "Get help now"
    async with small_world.storage.transaction() as connection:
        [record] = await concerns.read(connection, KEYS, "reader", START)
    assert record.words.endswith("xdangerx")


async def test_a_search_that_breaks_has_found_nothing(small_world: World) -> None:
    def breaks(_text: str, _who: str) -> Finding:
        raise RuntimeError

    async with advice(small_world, find=breaks) as base, browser(base) as asker:
        await asker.posts("/advice/search", text=WORDS)
        assert asker.heading == "We found nothing"


async def test_no_word_stands_in_an_address_and_only_words_of_harm_are_put_aside(world: World) -> None:
    async with advice(world) as base, browser(base) as asker:
        await asker.opens("/advice")
        assert re.findall(r'<form method="(\w+)"', asker.text) == ["post"] * asker.text.count("<form")
        await asker.opens("/advice/search?text=zebra&q=zebra")
        assert asker.heading == "Advice about exclusion from school"
        await asker.posts("/advice/search", text=f"<b>{WORDS}</b>")
        assert "<b>zebra" not in asker.text
        assert html.escape(f"<b>{WORDS}</b>") in asker.text
        await asker.posts("/advice/search", text=f"xdangerx {WORDS}")
        async with asker.session.post(
            base + "/advice/search", data={"text": "x"}, headers={"Sec-Fetch-Site": "cross-site"}
        ) as response:
            assert response.status == 403
    async with world.storage.transaction() as connection:
        rows = await advice_log.since(connection, START.replace(minute=0))
        asides = [one.words for one in await concerns.read(connection, KEYS, "safeguarding-1", START)]
    assert [one.outcome for one in rows if one.at.minute == 0] == ["safeguarding"], (
        "with a concern only the hour is logged"
    )
    assert "zebra" not in str(rows)
    assert asides == [f"xdangerx {WORDS}"]
