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
