"""Days as they are had and written in England: the day of a moment is London's, and each way to write one stands here once."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def london_day(moment: datetime) -> date:
    """The day it is in London at this moment, which has a zone."""
    return moment.astimezone(LONDON).date()


def in_full(day: date) -> str:
    """`Monday 16 November 2026`."""
    return f"{day:%A} {in_words(day)}"


def in_words(day: date) -> str:
    """`16 November 2026`."""
    return f"{day.day} {day:%B %Y}"
