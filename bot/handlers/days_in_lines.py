"""Boxes for several days, one or a first and a last on each line: written out, as people say them ("4 to 6 December").

What is no day, or could be more than one, is left as it was typed; `advice_kb.days_written.spans` then names its line.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from advice_kb.days import in_full
from advice_kb.days_written import ENDS, read_day
from bot.handlers.days_in_words import NEAR, meant

BOXES: Mapping[str, str] = {"closed": "Days the school is closed", "terms": "Terms"}
"""Such boxes of the form about dates, each as what was read of it is told."""

_NUMBER = re.compile(r"(?:[a-z]{3,9},? )?\d{1,2}(?:st|nd|rd|th)?\b", re.IGNORECASE)
_SHORT = re.compile(r"^(\d{1,2}(?:st|nd|rd|th)?)\s*[-–]\s*(?=\d{1,2}(?:st|nd|rd|th)? [a-z])", re.IGNORECASE)
"""The beginning of "4-6 December": only there is a bare hyphen no part of one day."""


def boxes_in_whole(fields: Mapping[str, str], today: date) -> tuple[dict[str, str], tuple[str, ...]]:
    """The fields with such lines written out, and what was read, to be said above the dates."""
    found, said = dict(fields), []
    for name, label in BOXES.items():
        if fields.get(name):
            found[name], read = lines_in_whole(fields[name], today)
            said += [f"{label}: we read what you typed as {', '.join(read)}."] if read else []
    return found, tuple(said)


def lines_in_whole(typed: str, today: date) -> tuple[str, list[str]]:
    """The lines, those written out that could be, and in words what was read in them."""
    lines, read = [], []
    for line in typed.splitlines():
        days = _ends(line.strip(), today)
        lines.append(" to ".join(f"{day:%d/%m/%Y}" for day in days) or line)
        read += [" to ".join(in_full(day) for day in days)] if days else []
    return "\n".join(lines), read


def _ends(line: str, today: date) -> list[date]:
    """The day, or the first and the last, of a line that says so and is not written out yet."""
    texts = ENDS.split(_SHORT.sub(r"\1 to ", re.sub(r"^from ", "", line, flags=re.IGNORECASE)))
    if all(read_day(text) for text in texts) or len(texts) > 2:
        return []
    found = _both(texts[0], texts[1], today) if len(texts) == 2 else [_day(texts[0], today)]
    return [day for day in found if day] if all(found) else []


def _both(first: str, last: str, today: date) -> list[date | None]:
    """What one end leaves out stands at the other: "4 to 6 December", "21 December to 4 January 2027"."""
    if _NUMBER.fullmatch(first.strip()):
        first += _NUMBER.sub("", last, count=1)
    begins, ends = read_day(first), read_day(last)
    if begins and not ends:
        ends = next((day for day in _of_years(last, begins.year, begins.year + 1, today) if day >= begins), None)
    ends = ends or _day(last, today)
    if ends and not begins:
        begins = next((day for day in _of_years(first, ends.year, ends.year - 1, today) if day <= ends), None)
    near = begins and ends and (ends - begins).days <= NEAR
    return [begins, ends] if near else [None]


def _of_years(text: str, year: int, other: int, today: date) -> list[date]:
    """A day without its year, in one of two, or as it is read alone."""
    found = (read_day(f"{text} {year}"), read_day(f"{text} {other}"), _day(text, today))
    return [day for day in found if day]


def _day(text: str, today: date) -> date | None:
    """One day, past or to come: a bare weekday could be either."""
    return read_day(text) or meant(text, today, ahead=True)
