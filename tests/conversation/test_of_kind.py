"""Under "You said: an academy" stands what is different in an academy, and nothing about the others."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from advice_kb.wording import chat
from bot.conversation.advice import VARIES
from bot.conversation.of_kind import OUTSIDE, of_kind
from tests.advice_world import advice, advised
from tests.conversation.test_advising import at_the_start, said

ALIENS = {
    "academy": r"prus?:|private|independent|colleges?\b|in wales|wales",
    "pru": r"academ|private|independent|colleges?\b|in wales|wales",
    "private": r"prus?:|colleges?\b|in wales|wales",
    "college": r"prus?:|academies:|academy:|in wales|wales",
}
"""How a line begins that is another kind's alone."""


@pytest.mark.parametrize("kind", ALIENS)
def test_whoever_said_a_kind_is_told_of_no_other(kind: str) -> None:
    for article in advice().library.articles.values():
        if kind not in OUTSIDE and VARIES[kind] not in advice().differs(article):
            continue  # then nothing of the exceptions is shown
        told = of_kind(chat(article.text("exceptions")), kind)
        alien = [line for line in told.splitlines() if re.match(ALIENS[kind], line.lstrip("• ").lower())]
        assert not [line for line in alien if not re.search(kind, line, re.IGNORECASE)], article.id


@pytest.mark.parametrize("kind", ["academy", "pru"])
def test_an_article_that_differs_in_a_kind_says_how(kind: str) -> None:
    for article in advice().library.articles.values():
        if VARIES[kind] in advice().differs(article):
            assert re.search(kind[:5], of_kind(chat(article.text("exceptions")), kind), re.IGNORECASE), article.id


async def test_a_college_of_which_nothing_is_said_reads_no_exceptions_of_schools(tmp_path: Path) -> None:
    async with advised(tmp_path / "heard.db") as world:
        person = await at_the_start(world, command="role", argument="parent")
        await person.taps("topic", "notice-to-parents")
        told = said(await person.types("its a college"))
        assert "Yours has its own: ask for them in writing." in told
        assert "A fault in the letter" not in told
        assert "Private schools have other rules." in said(await person.types("its a private school"))


APPEALS = "Private schools have their own appeals."


async def exceptions_read(path: Path, kind: str) -> str:
    """All that a parent who said this kind of school reads of the exceptions to having one's say."""
    async with advised(path) as world:
        person = await at_the_start(world, command="role", argument="parent")
        await person.taps("topic", "making-representations")
        first = said(await person.taps("school", kind))
        return first + said(await person.taps("part", "making-representations/ex"))


@pytest.mark.parametrize(
    ("kind", "told"), [("academy", False), ("maintained", False), ("pru", False), ("private", True), ("unsure", True)]
)
async def test_how_private_schools_do_it_is_told_where_it_may_be_theirs(tmp_path: Path, kind: str, told: bool) -> None:
    """Before, a parent of an academy read it under "You said: an academy", and every parent in the part itself."""
    read = await exceptions_read(tmp_path / "heard.db", kind)
    assert (APPEALS in read) is told
    assert ("In an academy its officer may come as an observer." in read) is (kind != "private")


@pytest.mark.parametrize("kind", ["maintained", "academy", "pru"])
def test_no_sentence_about_schools_outside_the_scheme_alone_reaches_a_school_in_it(kind: str) -> None:
    for article in advice().library.articles.values():
        sentences = re.split(r"(?<=[.!?])\s+|\n", of_kind(chat(article.text("exceptions")), kind))
        outside = [one for one in sentences if re.match(r"(?:• )?(?:in )?(?:an? )?(?:private|independent)", one, re.I)]
        assert outside == [], article.id
        assert not [one for one in sentences if re.match(r"so do|ask (?:to see them|for theirs)", one, re.I)], (
            article.id
        )


def test_what_stands_beside_such_a_sentence_stays_and_what_goes_on_from_it_goes_with_it() -> None:
    line = "A private school follows its own rules. Ask to see them. If the police come, read on. Wales has other law."
    assert of_kind(line, "academy") == "If the police come, read on."
    assert of_kind("• Private school: other rules.\n• Academies too.\n\nPrivate and council schools.", "academy") == (
        "• Academies too.\n\nPrivate and council schools."
    )


async def test_where_nothing_of_the_exceptions_is_theirs_no_button_leads_to_them(tmp_path: Path) -> None:
    async with advised(tmp_path / "heard.db") as world:
        person = await at_the_start(world, command="role", argument="head")
        await person.taps("topic", "send-and-exclusion")
        for kind, offered in (("unsure", True), ("academy", False)):
            await person.taps("school", "change")
            seen = await person.taps("school", kind)
            assert ("send-and-exclusion/ex" in [one.argument for one in seen.options]) is offered
        assert "Exceptions" not in said(await person.taps("part", "send-and-exclusion/ex")), "nor does an old one"
