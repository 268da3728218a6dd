"""A concern as its reader sees it: what it is about, and the hour in London."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.conversation.screening import OTHER_LANGUAGE
from bot.conversation.wording import load_words
from storage.concerns import Concern

LONDON = ZoneInfo("Europe/London")
OTHERS = load_words().others
"""Languages that are not spoken here, by their codes; a test holds that none that the screen names is left out."""


def headings(one: Concern) -> tuple[str, ...]:
    """The kinds of harm, and which other language the words are in, as far as that is known."""
    named = OTHERS.get(one.language)
    language = f"Another language: {named.english if named else 'not known which'}"
    told = tuple(language if kind == OTHER_LANGUAGE else kind for kind in one.kinds)
    return told or ("Not known what kind",)


def london(hour: datetime) -> datetime:
    """The hour as clocks in London show it; one kept without a zone is UTC."""
    return (hour if hour.tzinfo else hour.replace(tzinfo=UTC)).astimezone(LONDON)
