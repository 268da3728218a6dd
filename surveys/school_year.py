"""School years, each named by its first calendar year: 2026 is the one from September 2026 to August 2027."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

FIRST_MONTH = 9


def school_year(day: date) -> int:
    """The school year a day lies in."""
    return day.year if day.month >= FIRST_MONTH else day.year - 1


def first_day(year: int) -> date:
    return date(year, FIRST_MONTH, 1)


def last_day(year: int) -> date:
    return first_day(year + 1) - timedelta(days=1)


def year_in_words(year: int) -> str:
    """`2026/27`."""
    return f"{year}/{(year + 1) % 100:02}"


def year_asked(years: Iterable[int], day: date) -> int:
    """The newest school year with a campaign that has begun, else the present one: a campaign planned for next September has
    heard nobody, and must not stand where this year's children were counted."""
    present = school_year(day)
    return max((year for year in years if year <= present), default=present)
