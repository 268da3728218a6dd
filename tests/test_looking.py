"""What is looked at before anything is kept, and what is not: the words of a slip."""

from __future__ import annotations

import random

import pytest

from advice_kb.safeguarding import UNREADABLE, Screening, load_screen
from bot.conversation.messages import Address, Incoming
from bot.looking import Look, look_at
from surveys.codes import new_code

SCREEN = load_screen()


async def nobody_known() -> str:
    return ""


async def seen(words: str, look: Look = SCREEN.look) -> Screening:
    looked = await look_at(Incoming(Address("web", "1"), text=words), look, nobody_known)
    assert isinstance(looked.screening, Screening)
    return looked.screening


@pytest.mark.parametrize(
    "typed", ["message metal method midday", "Message-Metal-Method-Midday", "  message metal METHOD midday "]
)
async def test_the_words_of_a_slip_say_nothing_however_they_sound(typed: str) -> None:
    assert not (await seen(typed, lambda _words, _voice: UNREADABLE)).concern
    assert (await seen(f"{typed} now", lambda _words, _voice: UNREADABLE)).concern


async def test_no_code_is_met_by_the_help_card() -> None:
    chance = random.Random(4)
    for _ in range(300):
        code = new_code(chance).replace("-", " ")
        found = await seen(code)
        assert not found.concern and found.measured, code


@pytest.mark.parametrize(
    "typed", ["my dad hits me", "message metal method midday he hits me", "message metal method knife me"]
)
async def test_whatever_is_more_than_a_slip_is_looked_at(typed: str) -> None:
    assert (await seen(typed)) == SCREEN.look(typed, "pupil")
    assert (await seen("my dad hits me")).concern
