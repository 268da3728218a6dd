"""Days as people type them in a conversation: "yesterday afternoon", "last tues", "25/11". What was read is said back to them.

A day without a year is the one nearest to today, one without a month ("the 16th") the latest such day that is not ahead; what
could be many days ("last week") is asked again.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAY = r"(?P<weekday>mon|tue|wed|thu|fri|sat|sun)[a-z]*"
_LETTERS = ("Lu", "Ll", "Lo")
_NUMBERS = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_TENTHS = (
    "tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth",
    "nineteenth", "twentieth",
)  # fmt: skip
_ONES = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")
_NAMED_DAYS = {
    **{f"twenty {name}": 20 + n for n, name in enumerate(_ONES, 1)}, "thirty first": 31, "thirtieth": 30,
    **{name: 10 + n for n, name in enumerate(_TENTHS)}, **{name: n for n, name in enumerate(_ONES, 1)},
}  # fmt: skip
_IN_WORDS = re.compile(rf"\b(?:{'|'.join(name.replace(' ', '[ -]') for name in _NAMED_DAYS)})\b")
"""Days of a month in words, the longer ones first: "the twenty-first of November"."""

_FILLER = re.compile(
    r"\b(?:it was|on|the|in|at|this|about|around|of|just|morning|afternoon|lunchtimes?|lunch|evening|after school|an hour ago)\b"
)
_AGO = re.compile(r"(?P<count>\d{1,2}|a|one|two|three|four|five|six) (?P<unit>days?|weeks?) ago")
_NAMED = re.compile(rf"(?P<which>last )?{_WEEKDAY}")
_LAST_WEEK = re.compile(rf"(?:last week {_WEEKDAY}|{_WEEKDAY.replace('weekday', 'other')} last week)")
_DAY_MONTH = re.compile(r"(?P<day>\d{1,2})(?:st|nd|rd|th)? ?[/.\- ] ?(?P<month>\d{1,2}|[a-z]{3,9})")
_OF_MONTH = re.compile(rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)|{_WEEKDAY} (?P<dated>\d{{1,2}})(?:st|nd|rd|th)?")
_SOON, _LONG_AGO = 7, 120
"""Days: a day of a month that comes so soon may be meant as well as the last one; and as far back as a weekday is looked for."""

_MONTH_DAY = re.compile(r"(?P<month>[a-z]{3,9}) (?P<day>\d{1,2})(?:st|nd|rd|th)?")


def read_typed(typed: str, today: date | None, *, ahead: bool = False) -> date | None:
    """The day that was meant, seen from today; None for whatever is a whole date, or is none at all. `ahead`: it may well lie
    in the future, so that a day without its month could be either."""
    if today is None or len(typed) > 60 or any(unicodedata.category(c) in _LETTERS and not c.isascii() for c in typed):
        return None  # words in another script beside a day are words, and are looked at like any others
    plain = _IN_WORDS.sub(_numbered, re.sub(r"[^a-z0-9/.\- ]", " ", typed.lower()))
    said = " ".join(_FILLER.sub(" ", plain).strip(" .-").split())
    if said in ("", "today"):
        return today if re.search(r"\btoday\b|\bthis\b|\ban hour ago\b", typed.lower()) else None
    if said in ("yesterday", "day before yesterday"):
        return today - timedelta(days=1 if said == "yesterday" else 2)
    if found := _AGO.fullmatch(said):
        count = _NUMBERS.get(found["count"]) or int(found["count"])
        return today - timedelta(days=count * (7 if found["unit"].startswith("week") else 1))
    if found := _LAST_WEEK.fullmatch(said):
        monday = today - timedelta(days=today.weekday() + 7)
        return monday + timedelta(days=_DAYS.index(found["weekday"] or found["other"]))
    if found := _NAMED.fullmatch(said):
        return _weekday(found["weekday"], today, never_today=found["which"] is not None)
    if found := _OF_MONTH.fullmatch(said):
        return None if ahead else _of_month(int(found["day"] or found["dated"]), found["weekday"], today)
    bare = re.sub(rf"^{_WEEKDAY} (?=\d|[a-z]{{3}})", "", said)
    found = _DAY_MONTH.fullmatch(bare) or _MONTH_DAY.fullmatch(bare)
    return _nearest(found["day"], found["month"], today) if found else None


def _numbered(found: re.Match[str]) -> str:
    return f"{_NAMED_DAYS[found[0].replace('-', ' ')]}th"


def _weekday(name: str, today: date, *, never_today: bool) -> date:
    """The latest such day; "last" is never today."""
    back = (today.weekday() - _DAYS.index(name)) % 7
    return today - timedelta(days=back or (7 if never_today else 0))


def _of_month(number: int, weekday: str | None, today: date) -> date | None:
    """The latest such day that is not ahead, on the weekday if one is named; None where one comes so soon that it may be meant."""
    days = (today + timedelta(days=n) for n in range(_SOON, -_LONG_AGO, -1))
    found = next((one for one in days if one.day == number and weekday in (None, _DAYS[one.weekday()])), None)
    return found if found and found <= today else None


def _nearest(day: str, month: str, today: date) -> date | None:
    number = (
        int(month) if month.isdigit() else next((n for n, name in enumerate(_MONTHS, 1) if month.startswith(name)), 0)
    )
    found = [one for year in (today.year - 1, today.year, today.year + 1) if (one := _date(year, number, int(day)))]
    return min(found, key=lambda one: abs((one - today).days)) if found else None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
