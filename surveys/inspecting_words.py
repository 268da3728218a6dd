"""Faults of what people read in a survey: wording that is missing or too long, characters that mislead, blanks nobody fills."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping

from surveys.faults import Found, Where
from surveys.model import Survey, Text

FILLED = "{council}"
"""The one placeholder, in `controller` alone; anywhere else it would stand on the screen as it is."""

LONGEST = {
    "title": 100, "purpose": 300, "readers": 300, "controller": 200, "lawful_basis": 200, "retention": 200, "domains": 100,
    "text": 500, "hint": 500, "easy_read": 500, "choices": 200, "emoji": 12,
}  # fmt: skip
"""Letters of each part that people are shown, in one language. What is longer cannot be shown everywhere: a message of Telegram
holds 4,096, with the service's own sentences among them."""

_PLACEHOLDER = re.compile(r"\{+\s*\w[\w .-]*\}+")
_TURNED = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Characters that turn the order of what stands beside them, so that a screen shows other words than a reviewer read."""


def wording(survey: Survey) -> Iterator[Found]:
    if not survey.languages:
        yield ("languages",), "names no language", "Write [en], or leave it out"
    for where, text in _texts(survey):
        for language in survey.languages:
            if not str(text.get(language, "")).strip():
                yield where, f"has no wording in {language}", f"Write it, or take {language} out of languages"


def unlisted(survey: Survey) -> tuple[str, ...]:
    """Languages that have words here and are not in `languages`: nobody is shown them. A translation may be on its way."""
    return tuple(dict.fromkeys(one for _, text in _texts(survey) for one in text if one not in survey.languages))


def characters(survey: Survey) -> Iterator[Found]:
    for where, words in _read(survey):
        for one in words:
            if one in _TURNED or (unicodedata.category(one) == "Cc" and one not in "\n\t"):
                fault = f"holds a character that cannot be seen (U+{ord(one):04X})"
                yield where, fault, "Remove it, or type the words again"
                break


def lengths(survey: Survey) -> Iterator[Found]:
    for where, words in _read(survey):
        part = str(where[4] if len(where) > 4 else where[2] if len(where) > 2 else where[0])
        if len(words) > LONGEST[part]:
            fault = f"has {len(words):,} letters, and at most {LONGEST[part]} can be shown"
            rest = ", and put the rest into the question or its hint" if part == "choices" else ""
            yield where, fault, f"Say it shorter{rest}"


def placeholders(survey: Survey) -> Iterator[Found]:
    for where, words in _read(survey):
        for one in dict.fromkeys(_PLACEHOLDER.findall(words)):
            if where != ("controller",) or one != FILLED:
                fault = f"{one} is not filled in here, and would be shown as it is"
                yield where, fault, f"Write the words out; only {FILLED} is filled in, and only in controller"


def media(survey: Survey) -> Iterator[Found]:
    for number, question in enumerate(survey.questions):
        for slot, name in question.media:
            if re.search(r"[/\\:]|^\.|[\x00-\x1f]", name):
                fault = f"{name} is an address or a folder, and no name of a file"
                yield ("questions", number, "media", slot), fault, "Name the file alone, as hand.svg"


def _texts(survey: Survey) -> Iterator[tuple[Where, Text]]:
    """Every wording by language."""
    told: Mapping[str, Text | None] = {"title": survey.title, "purpose": survey.purpose, "readers": survey.readers}
    yield from (((name,), text) for name, text in told.items() if text is not None)
    yield from ((("domains", name), text) for name, text in survey.domains.items())
    for number, question in enumerate(survey.questions):
        words = {"text": question.text, "hint": question.hint, "easy_read": question.easy_read}
        yield from ((("questions", number, name), text) for name, text in words.items() if text is not None)
        yield from (
            (("questions", number, "choices", place), choice.text) for place, choice in enumerate(question.choices)
        )


def _read(survey: Survey) -> Iterator[tuple[Where, str]]:
    """All that people read, a place for each."""
    yield from (((name,), str(getattr(survey, name))) for name in ("controller", "lawful_basis", "retention"))
    for where, text in _texts(survey):
        yield from ((where, words) for words in text.values())
    for number, question in enumerate(survey.questions):
        for place, choice in enumerate(question.choices):
            yield ("questions", number, "choices", place, "emoji"), choice.emoji
