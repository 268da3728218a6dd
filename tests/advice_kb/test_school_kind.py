"""The council's own list says what kind of school it is; whoever asks may not know."""

from __future__ import annotations

from advice_kb.school_kind import kind_that_counts


def test_the_list_comes_first_and_a_contradiction_is_said_in_one_line() -> None:
    assert kind_that_counts("", "") == ("", ())
    assert kind_that_counts("academy", "") == ("academy", ())
    assert kind_that_counts("", "pru") == kind_that_counts("pru", "pru") == ("pru", ())
    kind, [line] = kind_that_counts("academy", "pru")
    assert kind == "pru"
    assert "an academy or free school" in line and "has it as a pupil referral unit" in line
