"""Days as they are written out in a box: one, or on each line one or a first and a last. What is none is named as it stands."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime

FIRST_YEAR, LAST_YEAR = 2024, 2032
"""Years that a day may lie in: older days are settled, and later ones nobody has a calendar for."""

MOST_LINES = 40
MOST_NAMED, LONGEST_NAMED = 3, 40
"""Lines at fault that are named, and letters of each."""

ENDS = re.compile(r"\s+(?:to|until|till|-|–)\s+")
"""What stands between a first and a last day."""

AS_LINES = (
    "Write one day on each line, as 27/11/2026 or 27 November 2026, or two days as 26/10/2026 to 30/10/2026, the earlier one "
    "first."
)


def read_day(text: str) -> date | None:
    """A day as a browser sends it (2026-11-16) or as people in England write it (16/11/2026, 16 11 26, 16 Nov 2026, 16 Nov 26)."""
    weekday = re.match(r"(mon|tue|wed|thu|fri|sat|sun)[a-z]*,? +(?=\d)", text := text.strip().lower())
    text = text[weekday.end() :] if weekday else text
    text = re.sub(r"^(\d{1,2})(?:st|nd|rd|th)(?: of)?\b", r"\1", text)
    for pattern in ("%Y-%m-%d", "%d %m %Y", "%d %m %y", "%d %b %Y", "%d %B %Y", "%d %b %y", "%d %B %y"):
        try:
            day = datetime.strptime(re.sub(r"[\s/.]+", " ", text), pattern).date()  # noqa: DTZ007  # a day has no zone
        except ValueError:
            continue
        agrees = weekday is None or f"{day:%a}".lower() == weekday[1]
        return day if agrees and FIRST_YEAR <= day.year <= LAST_YEAR else None
    return None


def spans(fields: Mapping[str, str], name: str, faults: dict[str, str]) -> list[tuple[date, date]]:
    """One day, or a first and a last day with "to" between them, on each line. Lines that are neither are named as they stand."""
    lines = {number: line.strip() for number, line in enumerate(fields.get(name, "").splitlines(), 1) if line.strip()}
    if len(lines) > MOST_LINES:
        faults[name] = f"Please give at most {MOST_LINES} lines."
        return []
    found = {number: _span(line) for number, line in lines.items()}
    if amiss := [f"line {number} (“{_shortened(lines[number])}”)" for number, one in found.items() if one is None]:
        more = f" and {len(amiss) - MOST_NAMED} more" if len(amiss) > MOST_NAMED else ""
        faults[name] = f"We cannot read {', '.join(amiss[:MOST_NAMED])}{more}. {AS_LINES}"
        return []
    return [one for one in found.values() if one]


def _span(line: str) -> tuple[date, date] | None:
    """The first and the last day of a line, at most a year apart; None for what is no such line."""
    ends = [read_day(part) for part in ENDS.split(line)]
    first, last = ends[0], ends[-1]
    fits = len(ends) <= 2 and first is not None and last is not None and 0 <= (last - first).days <= 366
    return (first, last) if fits and first and last else None


def _shortened(line: str) -> str:
    return line if len(line) <= LONGEST_NAMED else f"{line[:LONGEST_NAMED]}…"
