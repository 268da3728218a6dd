"""How far the waves of a campaign are, in numbers that give nobody away.

Slips printed are a delivery count: whoever handed them out knows it, so it stands as it is. Whoever began, finished or was
heard is a child, in a wave that may have gone to one class; so each slip is in exactly one of four columns, and the line
is protected as a whole: two columns that overlap (began 12, finished 11) would give a hidden one by their difference.

Whoever was heard in a wave stands in its summary too, so another column covers a small one where there is any.

For the same reason nothing says how many answers were mixed or wait: the difference to whoever finished is nearly always a
few children. Words say it (`answers`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from analytics.tables import CountTable, Line

PARTS = ("not begun", "not finished", "nothing said", "heard")


class Progress(Protocol):
    """One wave as storage counts it. `by_link`: asked by an open link, without codes."""

    @property
    def wave(self) -> str: ...
    @property
    def by_link(self) -> bool: ...
    @property
    def issued(self) -> int: ...
    @property
    def started(self) -> int: ...
    @property
    def finished(self) -> int: ...
    @property
    def heard(self) -> int: ...
    @property
    def mixed(self) -> int: ...
    @property
    def waiting(self) -> int: ...


def by_code(waves: Sequence[Progress]) -> CountTable:
    """Where each slip stands: in one column of its wave's line."""
    lines = tuple(
        Line(
            one.wave,
            one.wave,
            (one.issued - one.started, one.started - one.finished, one.finished - one.heard, one.heard),
            one.issued,
        )
        for one in waves
        if not one.by_link
    )
    return CountTable(
        "progress", "How far each wave is", PARTS, lines, "codes that could open it", spread=True, told=("heard",)
    )


def by_link(waves: Sequence[Progress]) -> CountTable:
    """How many have sent answers by an open link: parents, staff and partners, counted apart (seed 4.8)."""
    lines = tuple(Line(one.wave, one.wave, (one.mixed + one.waiting,)) for one in waves if one.by_link)
    return CountTable("progress-by-link", "Sent by link", ("sent by link",), lines, "responses", rates=False)


def answers(wave: Progress) -> str:
    """Whether there is anything to read, in words."""
    if not wave.mixed:
        return "waiting for others" if wave.waiting else "none yet"
    return "can be read, more waiting" if wave.waiting else "can be read"
