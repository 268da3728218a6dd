"""Decision today: four questions a head answers in a minute -> which checklists to read, and what a decision today sets going.

Seed 1.5. Values only: the checklists are the articles' own, the dates the calculator's, so a withdrawn text or an unknown
calendar is treated here as everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from advice_kb.asked import read_request
from advice_kb.school_days import SchoolCalendar
from advice_kb.time_limits import Given

PUPIL: Mapping[str, str] = {
    "has_ehc_plan": "An education, health and care plan",
    "send": "Special educational needs or a disability, without a plan",
    "looked_after": "In the care of a council now",
    "was_looked_after": "In care before, but not now",
    "social_worker": "A social worker",
    "compulsory_school_age": "Of compulsory school age (about 5 to 16)",
}
"""What the third question asks about the pupil: field -> its words."""

NO_RULE = ("send", "was_looked_after")
"""What is asked though no time limit hangs on it."""

CARE = "looked-after-children"
IN_CARE_BEFORE = """
- Avoid an exclusion as far as possible: the same care applies as for a child in care now. [looked-after-children.1]
- The designated teacher and the virtual school head can be asked for advice. Ask them before you decide. [looked-after-children.7]
- The duty to tell the virtual school head is for children in care now. Here it is good practice, not a duty. \
  [looked-after-children.7]
"""
"""In place of the checklist about children in care, whose duties are not owed here. It goes with that article: both or none."""

KINDS: Mapping[str, str] = {
    "suspension": "A suspension",
    "permanent": "A permanent exclusion",
    "unsure": "Not decided yet",
}
EXAM: Mapping[str, str] = {"yes": "Yes", "no": "No", "": "Not sure"}
_BY_PUPIL: Mapping[str, tuple[str, ...]] = {
    "has_ehc_plan": ("ehcp-early-review", "disability-discrimination"),
    "send": ("send-and-exclusion", "disability-discrimination"),
    "looked_after": (CARE,),
    "social_worker": ("children-with-a-social-worker",),
}
NUMBERS = ("length_in_days", "term_total", "year_total")
"""The three boxes to type in; the rest are ticks."""

YEAR = 45
"""The most school days of suspension in a school year, at all state schools together (suspension-day-limits.1)."""

FIVE = 5
"""School days beyond which teaching is owed (sixth-day-provision), and beyond which a term brings in the governors (board-50)."""


@dataclass(frozen=True)
class Triage:
    """The answers. A number that is None was not given; `exam` is None where nobody is sure."""

    kind: str
    length: float | None
    term_total: float | None
    year_total: float | None
    pupil: frozenset[str]
    exam: bool | None
    faults: tuple[str, ...] = ()

    @property
    def in_care_before(self) -> bool:
        """Whether the advice about children who left care is meant; for a child in care now more than that holds."""
        return "was_looked_after" in self.pupil and "looked_after" not in self.pupil

    @property
    def over_the_year(self) -> bool:
        """Whether it would carry the pupil past the year's days: then no law allows it, and no date follows from it."""
        return self.kind != "permanent" and any(
            (days or 0) > YEAR for days in (self.length, self.term_total, self.year_total)
        )

    @property
    def topics(self) -> tuple[str, ...]:
        """Whose checklists to go through, in order; the letter and the notices last, when the decision stands. Days that were
        not given may be more than five."""
        named = ["suspension-day-limits"] if self.over_the_year else []
        named.append("before-excluding-checklist")
        named += [topic for fact, topics in _BY_PUPIL.items() if fact in self.pupil for topic in topics]
        if self.exam is not False:
            named.append("exams-during-exclusion")
        if self.kind != "suspension" or self.length is None or self.length > FIVE:
            named.append("sixth-day-education")
        if self.kind != "suspension" or self.term_total is None or self.term_total > FIVE:
            named.append("governing-board-review")
        return tuple(dict.fromkeys([*named, "exclusion-letter-checklist", "duty-to-notify-others"]))

    def given(self, now: datetime, calendar: SchoolCalendar | None) -> Given:
        """What a decision at this minute sets going; the board is told the same day, as it must be."""
        moment = now.replace(tzinfo=None, microsecond=0)
        facts: dict[str, Any] = {name: name in self.pupil for name in PUPIL if name not in NO_RULE}
        facts |= {"kind": self.kind if self.kind in ("suspension", "permanent") else None, "exam_missed": self.exam}
        facts |= {"length_in_days": self.length, "term_total": self.term_total, "provision_started": False}
        if self.kind != "permanent":
            facts["year_total"] = self.year_total
        day = moment.date().isoformat()
        events = {"head_decides_to_exclude": moment.isoformat(), "board_receives_notice": day}
        read = read_request({"events": events, "facts": facts}, lambda _name: None)
        return Given(read.days, read.facts, calendar, read.posted, read.decided)


def read_triage(fields: Mapping[str, str]) -> Triage:
    """The form as sent. Only ticks and numbers: there is no field for a name."""
    faults: list[str] = []
    kind = fields.get("kind", "")
    if kind not in KINDS:
        faults.append("Say in question 1 what is being thought of.")
    length, term, year = (_days(fields.get(name, ""), faults) for name in NUMBERS)
    if length is not None and term is not None and term < length:
        faults.append("The days of the term are added up with this suspension, so they cannot be fewer.")
    if year is not None and year < max(length or 0, term or 0):
        faults.append("The days of the year are added up with this term and this suspension, so they cannot be fewer.")
    if kind == "permanent" and length is not None:
        # One of the two was a slip, and the dates of the other would be wrong.
        faults.append("A permanent exclusion has no length: leave out the days of question 2, or pick a suspension.")
    pupil = frozenset(name for name in PUPIL if fields.get(name) == "yes")
    return Triage(
        kind, length, term, year, pupil, {"yes": True, "no": False}.get(fields.get("exam", "")), tuple(faults)
    )


def _days(typed: str, faults: list[str]) -> float | None:
    if not typed:
        return None
    if re.fullmatch(r"\d{1,3}(\.[05])?", typed, re.ASCII) and float(typed) <= 200:
        return float(typed)
    faults.append("Write the days of question 2 as numbers, such as 3 or 2.5.")
    return None
