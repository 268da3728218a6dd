"""A suspension cannot be made permanent: whoever asks is led to the page that says so, and a head to a head's page."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from advice_kb.search import Finding, load_finder
from bot.commands.ask import Corrected
from bot.conversation.advice import Advice
from bot.conversation.made_permanent import KINDS, made_permanent
from tests.advice_world import advice, advised
from tests.conversation.test_advising import at_the_start, said

UNSURE = Finding(
    "clarify", ("suspension-day-limits", "governing-board-decision", KINDS, "school-record-of-exclusion"), 0.6
)


def real() -> Advice:
    return replace(advice(), finder=load_finder()).read({})


@pytest.mark.parametrize(
    "asked",
    [
        "can I make the suspension permanent now that new evidence has come",
        "can a suspension be turned into a permanent exclusion",
        "Can I convert a fixed-term exclusion to a perm ex?",
        "can i upgrade a suspension to a permanent exclusion",
    ],
)
def test_a_head_is_answered_with_a_heads_page(asked: str) -> None:
    """Before, the first was asked back among other things, and the others got the page for families."""
    found = real().find(asked, "head")
    assert (found.outcome, found.topics[0]) == ("answer", KINDS)
    page = real().served(KINDS, "head")
    assert page is not None and page.id == "kinds-of-exclusion.head"
    assert Corrected(load_finder()).find(asked, "head") == found, "machines are told the same"


def test_what_was_found_for_certain_or_is_about_what_others_may_do_stays_as_it_was() -> None:
    asked = "can I make the suspension permanent"
    assert made_permanent(UNSURE, asked).topics == (KINDS, *(one for one in UNSURE.topics if one != KINDS))
    sure = replace(UNSURE, outcome="answer")
    assert made_permanent(sure, asked) == sure
    for other in (
        "can the governors make the suspension permanent", "can a permanent exclusion be changed into a suspension",
        "how long is a suspension", "can I make it permanent", "I made a mistake. He is suspended. Is that permanent?",
    ):  # fmt: skip
        assert made_permanent(UNSURE, other) == UNSURE, other


async def test_a_head_reads_it_in_the_chat_without_a_word_for_families(tmp_path: Path) -> None:
    async with advised(tmp_path / "heard.db") as world:
        world.published = replace(world.published, advice=replace(advice(), finder=load_finder()))
        person = await at_the_start(world, command="role", argument="head")
        await person.types("can I make the suspension permanent now that new evidence has come")
        told = said(await person.types("its a maintained school"))
        assert "not made longer, nor made permanent" in told
        assert "new evidence" in told and "your child" not in told
