"""A concern as its reader sees it: what it is about, and the hour in London."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.conversation.screening import OTHER_LANGUAGE
from storage.concerns import Concern

LONDON = ZoneInfo("Europe/London")
NAMES = {
    "am": "Amharic", "ar": "Arabic", "bg": "Bulgarian", "bn": "Bengali", "cs": "Czech", "de": "German",
    "el": "Greek", "es": "Spanish", "fa": "Persian", "fr": "French", "gu": "Gujarati", "he": "Hebrew", "hi": "Hindi",
    "hu": "Hungarian", "hy": "Armenian", "it": "Italian", "ja": "Japanese", "ka": "Georgian", "ko": "Korean",
    "ku": "Kurdish", "lt": "Lithuanian", "nl": "Dutch", "pa": "Punjabi", "pl": "Polish", "ps": "Pashto",
    "pt": "Portuguese", "ro": "Romanian", "rom": "Romani", "ru": "Russian", "si": "Sinhala", "so": "Somali",
    "sq": "Albanian", "sw": "Swahili", "ta": "Tamil", "th": "Thai", "tl": "Tagalog", "tr": "Turkish",
    "uk": "Ukrainian", "ur": "Urdu", "vi": "Vietnamese", "yo": "Yoruba", "zh": "Chinese",
}  # fmt: skip
"""Codes of the languages that the screen names; a test holds that none is left out."""


def headings(one: Concern) -> tuple[str, ...]:
    """The kinds of harm, and which other language the words are in, as far as that is known."""
    language = f"Another language: {NAMES.get(one.language, 'not known which')}"
    told = tuple(language if kind == OTHER_LANGUAGE else kind for kind in one.kinds)
    return told or ("Not known what kind",)


def london(hour: datetime) -> datetime:
    """The hour as clocks in London show it; one kept without a zone is UTC."""
    return (hour if hour.tzinfo else hour.replace(tzinfo=UTC)).astimezone(LONDON)
