"""Which kind of school counts: its own entry in the council's list before what whoever asks says of it."""

from __future__ import annotations

from collections.abc import Mapping

KINDS: Mapping[str, str] = {
    "maintained": "a school kept by the council",
    "academy": "an academy or free school",
    "pru": "a pupil referral unit",
    "other": "a private school or a college",
}
"""Kind -> its words. The last one is outside the rules of exclusion."""


def kind_that_counts(said: str, listed: str) -> tuple[str, tuple[str, ...]]:
    """The kind, empty where nobody knows it, and one line where the two contradict each other. `listed` may be empty."""
    if not listed or said in ("", listed) or said not in KINDS:
        return listed or said, ()
    return listed, (
        f"You said that it is {KINDS[said]}. The council’s list has it as {KINDS[listed]}, so we used that.",
    )
