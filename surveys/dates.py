"""What people type as a date. Only whole dates, day first; anything else is asked again."""

from __future__ import annotations

from datetime import date

_SETTINGS = {
    "DATE_ORDER": "DMY",
    "STRICT_PARSING": True,
    "REQUIRE_PARTS": ["day", "month", "year"],
    "PREFER_LOCALE_DATE_ORDER": False,
}


def read_date(typed: str) -> date | None:
    """The date meant, or None. "3rd march 2016", "03/04/2015" (3 April) and "2026-11-16" are read."""
    try:
        return date.fromisoformat(typed.strip())
    except ValueError:
        pass
    if not any(letter.isdigit() for letter in typed):
        return None  # "tomorrow" is a day, but not one somebody wrote
    import dateparser  # half a second to import, and only dates need it

    found = dateparser.parse(typed, languages=["en"], settings=_SETTINGS)
    return found.date() if found is not None and 1900 <= found.year <= 2200 else None
