"""When a topic is suddenly asked about: this week against the four weeks before it (seed 0.24)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

WEEK, WEEKS_BEFORE = timedelta(days=7), 4
TIMES, LEAST = 5, 5
"""A topic jumps at five times its usual week, and never on fewer than five questions."""


@dataclass(frozen=True)
class Asked:
    """How often one topic was asked about: in the last seven days, and in the four weeks before those."""

    topic: str
    this_week: int
    before: int

    @property
    def usual(self) -> float:
        """The mean of the four weeks before; a week without a question counts as a week."""
        return self.before / WEEKS_BEFORE

    @property
    def jumps(self) -> bool:
        return self.this_week >= LEAST and self.this_week >= TIMES * self.usual


def by_topic(questions: Iterable[tuple[str, datetime]], now: datetime) -> tuple[Asked, ...]:
    """Topics asked about at least five times in the seven days up to `now`, those that jump first, then the most asked.

    Weeks are counted back from `now`: a question exactly seven days old is of this week, one of 35 days still counts.
    `questions`: (topic, aware moment); those without a topic, and those after `now`, are not counted.
    """
    this_week, before = Counter[str](), Counter[str]()
    for topic, at in questions:
        age = now - at
        if not topic or age < timedelta(0) or age > WEEK * (WEEKS_BEFORE + 1):
            continue
        (this_week if age <= WEEK else before)[topic] += 1
    asked = (Asked(topic, count, before[topic]) for topic, count in this_week.items() if count >= LEAST)
    return tuple(sorted(asked, key=lambda one: (not one.jumps, -one.this_week, one.topic)))
