"""A concern as its reader sees it: what it is about, where it was written and by whom, and the hour in London."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from zoneinfo import ZoneInfo

from bot.conversation.screening import OTHER_LANGUAGE, kind_in_words
from bot.conversation.wording import load_words
from storage.concerns import Concern

LONDON = ZoneInfo("Europe/London")
_words = cache(load_words)
"""Knows the languages that are not spoken here; a test holds that none that the screen names is left out. Read when first asked
for: a file of sentences that cannot be read must not keep `heard check` from telling it."""
SURFACES = {
    "page": "on a web page",
    "chat": "in the browser chat",
    "telegram": "in Telegram",
    "terminal": "in a terminal",
}
VOICES = {
    "pupil": "a pupil",
    "parent": "a parent or carer",
    "head": "someone who works in a school",
    "staff": "someone who works in a school",
    "governor": "a governor or clerk",
    "partner": "someone at a partner organisation",
    "unknown": "someone who did not say who they are",
}
"""What a record holds -> how it is said to its reader; a test holds that no surface and no audience is left out."""


def headings(one: Concern) -> tuple[str, ...]:
    """The kinds of harm, and which other language the words are in, as far as that is known."""
    language = f"Another language: {_words().in_english(one.language) or 'not known which'}"
    told = tuple(language if kind == OTHER_LANGUAGE else kind_in_words(kind) for kind in one.kinds)
    return told or ("Not known what kind",)


def written(one: Concern, names: Mapping[str, str]) -> str:
    """Where and when, and by whom as far as that was said: never who it was. `names` are the settings'."""
    place = f"{names.get(one.setting, 'No setting')}, {london(one.hour):%-d %B %Y, %H:00} London time"
    surface, voice = SURFACES.get(one.surface, one.surface), VOICES.get(one.voice, one.voice)
    return f"{place}, written {surface}, by {voice}"


def london(hour: datetime) -> datetime:
    """The hour as clocks in London show it; one kept without a zone is UTC."""
    return (hour if hour.tzinfo else hour.replace(tzinfo=UTC)).astimezone(LONDON)
