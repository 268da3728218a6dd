"""No code or receipt is left in words that are put aside for others to read."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.screen.corpus import examples
from surveys.codes import new_code, read_code, without_codes

AROUND = st.sampled_from(["", "i am", "my dad hits me and", "please", "he said 3 times", "OK!", "it is"])
JOINED = st.sampled_from(["-", " ", ", ", " and ", "", " - ", "/"])


@given(st.integers(0, 10**6), AROUND, AROUND, JOINED, st.booleans())
def test_a_code_is_taken_out_however_it_is_joined(seed: int, before: str, after: str, joined: str, loud: bool) -> None:
    words = new_code(random.Random(seed)).split("-")
    code = joined.join(words)
    left = without_codes(f"{before} {code.upper() if loud else code} {after}", "…")
    assert left.split() == [*before.split(), "…", *after.split()]


@pytest.mark.parametrize("change", [lambda w: w[:-1], lambda w: f"{w[0]}{w}", lambda w: w[0] + w[2] + w[1] + w[3:]])
def test_a_slip_in_a_word_does_not_save_it(change: object) -> None:
    words = new_code(random.Random(3)).split("-")
    typed = " ".join([change(words[0]), *words[1:]])  # type: ignore[operator]
    assert read_code(typed) == "-".join(words)
    assert without_codes(f"{typed} he hurts me", "…") == "… he hurts me"


def test_what_people_write_of_harm_stays_whole() -> None:
    """Two of some 5,600 lines have four words of the list in a row by chance, or three that can be read so."""
    told = [one.text for one in examples() if one.concern][::40]
    assert sum(without_codes(text, "…") != text for text in told) <= len(told) // 500
