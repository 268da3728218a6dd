"""What follows from what the screen said: whether help comes first, and what is passed on of the words."""

from __future__ import annotations

from typing import Any

from bot.conversation.events import PassedOn
from surveys.answers import normalise
from surveys.codes import without_codes

OTHER_LANGUAGE = "language"
"""Stands among the kinds of words in a language whose recall was not measured: a person is to look at them."""

GROWN_UP = "grown-up"
"""Stands among the kinds a standing remembers where nobody said who asks and the words are a grown-up's own: for the card alone."""

MOST_KINDS = 4
"""Kinds a standing remembers, so that it keeps its size; a card has room for no more."""

MOST_WORDS = 4_000
"""Characters of one text that are taken, on every surface. The screen looks at all of such a text; a longer one is looked at
where it begins and ends, so that help comes, and then refused: nothing is searched, kept or answered that nobody looked at."""

MOST = 15_000
"""Characters of flagged words that are put aside: of a longer text its beginning and its end, which are what was looked at."""


NO_CODE = "[words of a slip, taken out]"


def speaks_of_harm(screening: Any) -> bool:
    """Whether whoever wrote this is shown help before anything else: flagged, or in a language that was not measured."""
    return screening is not None and bool(screening.concern or screening.always_help)


def too_long(words: str) -> bool:
    """Whether a text has more than the screen is sure to look at."""
    return len(words) > MOST_WORDS


def kinds_of(screening: Any) -> tuple[str, ...]:
    """The kinds as the record and the card take them."""
    return (*screening.kinds, *((OTHER_LANGUAGE,) if screening.always_help else ()))


def kind_in_words(kind: str) -> str:
    """A kind of harm as people write it: `abuse-at-home` is abuse at home. One of them has its hyphen in English too."""
    return kind if kind == "self-harm" else kind.replace("-", " ")


def kinds_shown(screening: Any) -> tuple[str, ...]:
    """The kinds as a card takes them that can also say whom to ring in another language: which one it is comes first."""
    return (*((f"{OTHER_LANGUAGE}-{screening.language}",) if screening.always_help else ()), *screening.kinds)


def language_among(kinds: tuple[str, ...]) -> str:
    """The other language that these kinds name; nothing where they name none."""
    return next((kind.partition("-")[2] for kind in kinds if kind.startswith(f"{OTHER_LANGUAGE}-")), "")


def passed_on(words: str, screening: Any, setting: str, voice: str) -> PassedOn:
    """Flagged words, to be moved to a record of their own. `setting` is empty where nobody said one, as on the advice line.

    A code or a receipt among them is taken out: whoever reads the record could open a child's survey with it.
    """
    typed = without_codes(normalise(words), NO_CODE)
    kept = typed if len(typed) <= MOST else f"{typed[: MOST // 2]} … {typed[-MOST // 2 :]}"
    return PassedOn(kept, kinds_of(screening), screening.urgent, setting, voice or "unknown", screening.language)
