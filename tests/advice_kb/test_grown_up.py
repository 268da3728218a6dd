"""Who writes, where nobody said: only whose numbers a card shows hangs on it, and in doubt a child is writing."""

from __future__ import annotations

import pytest

from advice_kb.grown_up import writes_as_grown_up


@pytest.mark.parametrize(
    "words",
    ["my husband hits me", "I'm scared of my wife", "My ex-partner came to the house", "my son says he wants to die", "my 13 year old daughter cuts herself", "I am a single mum and he threatens me"],
)  # fmt: skip
def test_a_partner_or_a_child_of_ones_own_makes_a_grown_up(words: str) -> None:
    assert writes_as_grown_up(words)


@pytest.mark.parametrize(
    "words",
    ["my dad hits me", "my mum's husband hits me", "my boyfriend hits me", "i want to die", "my stepdad says my son is useless", "my mum and my partner fight", "", "my sister is in danger"],
)  # fmt: skip
def test_in_doubt_a_child_is_writing(words: str) -> None:
    assert not writes_as_grown_up(words)
