"""What was typed or tapped becomes an `Answer`, or a `Rejection` that says why not. Never an exception."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Final

from surveys.model import Question, say


class _Skip(Enum):
    SKIP = "skip"


SKIP: Final = _Skip.SKIP
"""Given instead of an answer: I'd rather not say."""

LONGEST = 1000
"""Characters of a text answer; 2,000 bytes at most, so that a draft has room for it."""
_BYTES = 2000


@dataclass(frozen=True)
class Answer:
    """`value` is a choice id, a tuple of them, a number (in halves where asked so), a text, an ISO date, or None when skipped."""

    question: str
    value: str | tuple[str, ...] | int | float | None


@dataclass(frozen=True)
class Rejection:
    """`code` names the reason; whoever shows it has a sentence for each, in every language. `facts` are what stands in it."""

    code: str
    facts: Mapping[str, int] = field(default_factory=dict)


def normalise(text: str) -> str:
    """Text as it is kept: NFC, one kind of line end, no NUL, no surrogates, no other control characters."""
    cleaned = text.encode("utf-8", "ignore").decode("utf-8", "ignore").replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(c for c in cleaned if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs"))
    return unicodedata.normalize("NFC", kept).strip()


def accept(question: Question, given: Any, language: str = "en") -> Answer | Rejection:
    """Judges what was given: a typed string, a choice id, several of them, or `SKIP`."""
    if given is SKIP:
        if question.type == "agreement":
            return Rejection("needed")
        return Answer(question.id, None)
    if isinstance(given, (list, tuple)):
        return _several(question, [str(one) for one in given], language)
    typed = normalise(str(given))
    if not typed:
        return Rejection("empty")
    match question.type:
        case "single" | "scale" | "agreement":
            return _one(question, typed, language)
        case "multiple":
            return _several(question, re.split(r"[,;\n]| and ", typed), language)
        case "number":
            return _number(question, typed)
        case "date":
            return _date(question, typed)
    return _text(question, typed)


def _text(question: Question, typed: str) -> Answer | Rejection:
    if len(typed) > LONGEST or len(typed.encode()) > _BYTES:
        return Rejection("too-long", {"most": LONGEST})
    return Answer(question.id, typed)


def _one(question: Question, typed: str, language: str) -> Answer | Rejection:
    found = _match(question, typed, language)
    if found is None:
        return Rejection("unknown-choice")
    return Answer(question.id, found)


def _several(question: Question, typed: list[str], language: str) -> Answer | Rejection:
    if question.type != "multiple":
        return _one(question, typed[0], language) if len(typed) == 1 else Rejection("one-only")
    wanted = [one for one in (normalise(part) for part in typed) if one]
    found = [_match(question, one, language) for one in wanted]
    if not found:
        return Rejection("none-picked")
    if None in found:
        return Rejection("unknown-among")
    picked = {one for one in found if one is not None}
    return Answer(question.id, tuple(choice.id for choice in question.choices if choice.id in picked))


def _match(question: Question, typed: str, language: str) -> str | None:
    """The choice meant: its id, its number on the screen, its words, or the beginning of one choice only.

    Beside choices that name numbers themselves ("6 to 15 days") a number means what it says and is no place in the list.
    """
    folded = _fold(typed)
    if any(choice.id == typed for choice in question.choices):
        return typed
    labels = {choice.id: _fold(say(choice.text, language)) for choice in question.choices}
    if folded.isascii() and folded.isdigit():
        if names_numbers(labels.values()):
            begins = [id_ for id_, label in labels.items() if label.split()[:1] == [folded]]
            return begins[0] if len(begins) == 1 else None
        if len(folded) < 4 and 1 <= int(folded) <= len(question.choices):
            return question.choices[int(folded) - 1].id
    exact = [id_ for id_, label in labels.items() if label == folded]
    begins = [id_ for id_, label in labels.items() if folded and label.startswith(folded)]
    return exact[0] if exact else begins[0] if len(begins) == 1 else None


def names_numbers(labels: Iterable[str]) -> bool:
    """Whether one of these choices has a number among its own words."""
    return any(c.isdigit() for label in labels for c in label)


def _fold(text: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in text.casefold()).split())


_WORDS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty"
)
NUMBERS = {word: number for number, word in enumerate(_WORDS.split(" "))} | {"none": 0, "no": 0, "never": 0}
"""Numbers as words, as far as people write them out."""

_HALF = re.compile(
    r"(?P<whole>[0-9]{1,3}|[a-z]+?)??(?:[.,]0)?\s*(?P<half>[.,]5|1/2|½|(?:and )?(?:an? )?half(?: an?)?)?"
)
_HALF_DAYS = re.compile(r"(?P<count>[0-9]{1,3}|[a-z]+)[ -]*half[ -]*days?")


def _number(question: Question, typed: str) -> Answer | Rejection:
    folded = typed.casefold().rstrip(" .")
    value: int | float
    if re.fullmatch(r"-?[0-9]{1,9}", folded):
        value = int(folded)
    elif folded in NUMBERS:
        value = NUMBERS[folded]
    elif question.halves and (half := _half(folded)) is not None:
        value = half
    else:
        return Rejection("no-half" if question.halves else "no-number")
    least, most = question.minimum, question.maximum
    if (least is not None and value < least) or (most is not None and value > most):
        bounds = {"least": least or 0} | ({} if most is None else {"most": most})
        return Rejection("too-small" if most is None else "out-of-range", bounds)
    return Answer(question.id, value)


def _half(folded: str) -> int | float | None:
    """ "2.5", "2,5", "2 1/2", "2½", "two and a half", "half" and "a half", each with "day" or "days" behind it; and "3 half days",
    which are one and a half. "3 half" may be either, so it is none."""
    if (days := _HALF_DAYS.fullmatch(folded)) and (count := _counted(days["count"])) is not None:
        return count / 2 if count % 2 else count // 2
    folded = folded.removesuffix("s").removesuffix("day").strip()
    found = _HALF.fullmatch(folded)
    if found is None or not folded or (found["whole"] and found["half"] == "half"):
        return None
    number = _counted(found["whole"] or "0")
    return None if number is None else number + 0.5 if found["half"] else number


def _counted(word: str) -> int | None:
    return int(word) if word.isdecimal() else NUMBERS.get(word)


def _date(question: Question, typed: str) -> Answer | Rejection:
    """Day, month, year only, as people here write it. dateparser is slow with long text, so that never reaches it."""
    if len(typed) <= 40:
        from surveys.dates import read_date

        found = read_date(typed)
        if found is not None:
            return Answer(question.id, found.isoformat())
    return Rejection("no-date")
