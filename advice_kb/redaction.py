"""Personal details taken out of a text before it is kept: what can be told by its shape, by patterns and one library.

Phones, e-mails, links, @names, postcodes, NHS and National Insurance numbers, dates of birth (reliability row 32). Names are
not promised: no list knows them all, so whoever quotes a text reads it first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

import phonenumbers

Kind = Literal["e-mail", "link", "handle", "ni-number", "nhs-number", "birth-date", "postcode", "phone"]

YOUNGEST_YEARS = 3
"""A whole date so many years back, or longer, is taken for a birthday: nobody younger is asked about here."""

FEWEST_DIGITS = 7


@dataclass(frozen=True)
class Span:
    """Where something personal stands: characters `start` up to, not including, `end` of the text as it came."""

    start: int
    end: int
    kind: Kind


_AREAS = (
    "AB AL B BA BB BD BH BL BN BR BS BT BX CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN EX FK FY G GL "
    "GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE NG NN NP NR NW OL OX "
    "PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA WC WD WF WN WR "
    "WS WV YO ZE"
)
_POSTCODE = re.compile(
    rf"(?<![A-Z0-9])(?:GIR[ ]?0AA|(?:{'|'.join(sorted(_AREAS.split(), key=len, reverse=True))})[0-9][0-9A-HJKMNPR-Y]?"
    r"[ \t.-]{0,2}[0-9][ABD-HJLNP-UW-Z]{2})(?![A-Z0-9])",
    re.IGNORECASE,
)
_EMAIL = re.compile(
    r"[\w.+'-]+\s?(?:@|\(at\)|\[at\]|\{at\})\s?[\w-]+(?:(?:\.|\s?(?:\(dot\)|\[dot\]|\{dot\})\s?)[\w-]+)+"
    r"|[\w.+'-]+\sat\s[\w-]+(?:\sdot\s[\w-]+)+",
    re.IGNORECASE,
)
_LINK = re.compile(
    r"(?:h(?:tt|xx)ps?://|www\.)[^\s<>\"]+"
    r"|(?<![\w@.])(?:[a-z0-9-]+\.)+(?:com|org|net|uk|info|io|gov|edu|eu|app|tv|online|site|xyz|link)(?![\w-])(?:/[^\s<>\"]*)?"
    r"|(?<![\w@.])(?:[a-z0-9-]+\.)+(?:me|ly|gg|be|co|tk)/[^\s<>\"]+",
    re.IGNORECASE,
)
_HANDLE = re.compile(
    r"(?<![\w.@])@[A-Za-z_][\w.]{1,}|\b\w{2,32}#[0-9]{4}\b"
    r"|(?<=\b)(?:insta(?:gram)?|snap(?:chat)?|tik ?tok|discord|telegram)\s*(?:is|name is|:|=)\s*@?[\w.]{3,}",
    re.IGNORECASE,
)
_NI = re.compile(
    r"(?<![A-Z0-9])(?:[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z])[ .-]?\d{2}[ .-]?\d{2}[ .-]?\d{2}[ .-]?[A-D](?![A-Z0-9])",
    re.IGNORECASE,
)
_NI_SHORT = re.compile(r"(?<![A-Z0-9])[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z][ .-]?\d{2}[ .-]?\d{2}[ .-]?\d{2}(?![A-Z0-9])")
_NHS = re.compile(r"(?<![\d+])\d{3}[ .-]?\d{3}[ .-]?\d{4}(?!\d)")
_CALLED_NHS = re.compile(r"\bnhs\b[^\d]{0,20}$", re.IGNORECASE)

_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*"
_WRITTEN_YEAR = r"(?P<y>(?:19|20)\d{2}|['’]?\d{2})?(?!\d)"
_DATES = (
    re.compile(r"(?<![\d.])(?P<y>\d{4})[-/. ](?P<m>\d{1,2})[-/. ](?P<d>\d{1,2})(?!\d)"),
    re.compile(r"(?<![\d.])(?P<d>\d{1,2})\s?[-/. ]\s?(?P<m>\d{1,2})\s?[-/. ]\s?(?P<y>\d{4}|\d{2})(?!\d)"),
    re.compile(
        rf"(?<!\d)(?P<d>\d{{1,2}})(?:st|nd|rd|th)?[ -]?(?:of[ -])?(?P<mon>{_MONTH})[ ,.-]{{0,2}}{_WRITTEN_YEAR}",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b(?P<mon>{_MONTH})[ -](?P<d>\d{{1,2}})(?:st|nd|rd|th)?[ ,.-]{{0,2}}{_WRITTEN_YEAR}",
        re.IGNORECASE,
    ),
    re.compile(r"(?<!\d)(?P<d>\d{2})(?P<m>\d{2})(?P<y>(?:19|20)\d{2}|\d{2})(?!\d)"),
)
_BORN = re.compile(
    r"(?:\bborn\b|\bd\.?\s?o\.?\s?b\b|\bbirth ?day\b|\bbirth ?date\b|\bdate of birth\b|\bbday\b)[^\n\d]{0,24}$",
    re.IGNORECASE,
)
_BORN_AFTER = re.compile(r"^[^\n\d]{0,12}(?:\bd\.?o\.?b\b|\bbirthday\b|\bborn\b)", re.IGNORECASE)

_TYPED_PHONE = re.compile(r"(?<![\w+])(?:(?:\+|00)\s?44|[0oO])(?:[\s().\-/_]{0,2}[\doO]){8,12}(?![\w])")
_DIGIT = r"(?:zero|oh|nought|one|two|three|four|five|six|seven|eight|nine|double|triple|o|\d)"
_SPOKEN_PHONE = re.compile(rf"\b{_DIGIT}(?:[\s,.-]{{1,2}}{_DIGIT}){{6,}}\b", re.IGNORECASE)
_YEARS = re.compile(r"\D*(?:(?:19|20)\d{2}\D*)+")


def spans(text: str, today: date) -> tuple[Span, ...]:
    """Everything personal that is found, in order and without overlap. `today` tells a birthday from a day of this year."""
    taken: list[Span] = []
    days: list[tuple[int, int]] = []
    for one in _found(text, today, days):
        clash = any(one.start < other.end and other.start < one.end for other in taken)
        date_of_now = one.kind == "phone" and any(one.start < end and start < one.end for start, end in days)
        if not clash and not date_of_now:
            taken.append(one)
    return tuple(sorted(taken, key=lambda one: one.start))


def redact(text: str, today: date) -> str:
    """The text with each personal detail replaced by what kind it was, as in `call me on [phone]`."""
    made, place = [], 0
    for one in spans(text, today):
        made += [text[place : one.start], f"[{one.kind}]"]
        place = one.end
    return "".join([*made, text[place:]])


def _found(text: str, today: date, days: list[tuple[int, int]]) -> Iterator[Span]:
    """The surest shapes first: what they cover is not looked at again. `days` is filled with whole dates of now."""
    yield from (Span(*one.span(), "e-mail") for one in _EMAIL.finditer(text))
    yield from (_trimmed(text, *one.span()) for one in _LINK.finditer(text))
    yield from (Span(*one.span(), "handle") for one in _HANDLE.finditer(text))
    yield from (Span(*one.span(), "ni-number") for one in _NI.finditer(text))
    yield from (Span(*one.span(), "ni-number") for one in _NI_SHORT.finditer(text))
    yield from (Span(*one.span(), "nhs-number") for one in _NHS.finditer(text) if _is_nhs(text, one))
    for start, end, born in _dates(text, today):
        if born:
            yield Span(start, end, "birth-date")
        else:
            days.append((start, end))
    yield from (Span(*one.span(), "postcode") for one in _POSTCODE.finditer(text))
    yield from _phones(text)


def _trimmed(text: str, start: int, end: int) -> Span:
    """A link without the full stop of the sentence it ends."""
    return Span(start, start + len(text[start:end].rstrip(".,;:!?)'\"")), "link")


def _is_nhs(text: str, found: re.Match[str]) -> bool:
    """Ten digits whose last one checks the others, or that are called an NHS number."""
    digits = [int(one) for one in found[0] if one.isdigit()]
    check = 11 - sum((10 - place) * digit for place, digit in enumerate(digits[:9])) % 11
    checked = check % 11 == digits[9] and digits[0] != 0
    return checked or bool(_CALLED_NHS.search(text[: found.start()]))


def _dates(text: str, today: date) -> Iterator[tuple[int, int, bool]]:
    """`(start, end, whether it is a birthday)` of each date; a day without a year is one only where it is called so."""
    for pattern in _DATES:
        for found in pattern.finditer(text):
            called = bool(_BORN.search(text[: found.start()]) or _BORN_AFTER.search(text[found.end() :]))
            bare = pattern is _DATES[-1]
            if (bare and not called) or not _is_day(found):
                continue
            year = _year(found["y"], today)
            born = called or (year is not None and year <= today.year - YOUNGEST_YEARS)
            end = found.start() + len(found[0].rstrip(" ,.-"))
            if born or year is not None:
                yield found.start(), end, born


def _is_day(found: re.Match[str]) -> bool:
    parts = found.groupdict()
    month = _month(parts["mon"]) if parts.get("mon") else int(parts["m"])
    return 1 <= int(parts["d"]) <= 31 and 1 <= month <= 12


def _month(name: str) -> int:
    """The month meant, or 0: "marched" and "mayor" begin like one."""
    folded = name.lower().rstrip(".")
    return next((n for n, month in enumerate(_MONTHS, 1) if folded in (month, month[:3], month[:4])), 0)


def _year(written: str | None, today: date) -> int | None:
    if not written:
        return None
    year = int(written.strip("'’"))
    if year >= 100:
        return year
    return 2000 + year if year <= today.year % 100 + 1 else 1900 + year


def _phones(text: str) -> Iterator[Span]:
    """By the library in its most lenient reading, and as people disguise them: spaced out, with the letter o, in words."""
    for pattern in (_TYPED_PHONE, _SPOKEN_PHONE):
        yield from (Span(*one.span(), "phone") for one in pattern.finditer(text))
    for match in phonenumbers.PhoneNumberMatcher(text, "GB", leniency=phonenumbers.Leniency.POSSIBLE, max_tries=500):
        if sum(one.isdigit() for one in match.raw_string) >= FEWEST_DIGITS and not _YEARS.fullmatch(match.raw_string):
            yield Span(match.start, match.end, "phone")
