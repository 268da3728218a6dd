"""The rules about time limits, and the shapes of what is counted by them. The rules are data: `deadlines.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from advice_kb.school_days import SchoolCalendar

CHANGED = date(2026, 7, 26)
"""From this day off-site direction reaches academies, and PRUs under powers of their own."""

MAY_BE_POSTED = frozenset({
    "notice_of_governors_decision_given", "notice_of_panel_decision_given", "application_received", "board_receives_notice",
    "parent_receives_notice",
})  # fmt: skip


@dataclass(frozen=True)
class Rule:
    """One row of `deadlines.yaml`. `last` is what its last day is called where that is no duty's: a right's, or a period's."""

    id: str
    name: str
    event: str
    first_day: str
    length: int | None
    unit: str
    direction: str
    who: str
    action: str
    conditions: Mapping[str, Any]
    force: str
    source: str
    ref: str
    basis: str
    last: str = ""

    @property
    def last_day(self) -> str:
        """What stands before its last day. Whoever reads may be parent, head or clerk, so it names nobody."""
        return self.last or ("Should be done by" if self.force == "should" else "Last lawful day")

    @property
    def is_guidance(self) -> bool:
        """Whether guidance asks for it and no law; what a person may do of their own accord nobody asks for."""
        return self.force == "should" and not self.last


@dataclass(frozen=True)
class Given:
    """What happened. `days` are events by name; `posted` those counted from posting; `decided` the head's clock time if known.

    `remarks` say what was taken otherwise than whoever asks may think; they stand above the dates.
    """

    days: Mapping[str, date]
    facts: Mapping[str, Any]
    calendar: SchoolCalendar | None
    posted: Mapping[str, date] = field(default_factory=dict)
    decided: datetime | None = None
    time_assumed: bool = False
    remarks: tuple[str, ...] = ()

    @property
    def own_length(self) -> float | None:
        """The school days that this suspension lasts; None where they were not given, and for a permanent exclusion. The total
        of the term says nothing here: a run of suspensions may have begun in the term before."""
        own = self.facts.get("length_in_days")
        return None if own is None or self.facts.get("kind") == "permanent" else float(own)


@dataclass(frozen=True)
class Deadline:
    """`by` is the last day, called as its rule says; `safer` a school or working day before it; `not_before` stands in place
    of `by`."""

    rule: Rule
    who: str
    by: date | None
    counting: str
    from_: date | None = None
    not_before: date | None = None
    safer: date | None = None
    also: tuple[tuple[date, str], ...] = ()


@dataclass(frozen=True)
class Timeline:
    deadlines: tuple[Deadline, ...] = ()
    at_once: tuple[tuple[Rule, str], ...] = ()
    limits: tuple[tuple[str, float, float], ...] = ()
    unknown: tuple[tuple[str, tuple[str, ...]], ...] = ()


@cache
def rules() -> tuple[Rule, ...]:
    raw: Any = YAML(typ="safe").load((Path(__file__).parent / "deadlines.yaml").read_text("utf-8"))
    return tuple(Rule(**row) for row in raw["rules"])


def events() -> frozenset[str]:
    """Every name an event may have."""
    return frozenset(rule.event for rule in rules()) | {"public_exam"}
