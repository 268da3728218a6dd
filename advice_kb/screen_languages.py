"""Which language a text is in, by its letters and its words; and the few phrases that are known in other languages.

Only English was measured. Everything else is named as well as this can, and is never called safe. A language that is
not known by name is found out all the same: most of its words are no words of English.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from ruamel.yaml import YAML

from advice_kb.screen_lexicon import Alarm
from advice_kb.screen_vocabulary import LANGUAGES, English, load_english
from advice_kb.screen_words import INVISIBLE, clipped, unaccented

MEASURED, UNKNOWN = "en", "unknown"
_STROKES = str.maketrans("łıøđßأإآيىكة", "liodsاااییکه")
_APOSTROPHES = re.compile(r"['’‘ʼ`´]")
_BETWEEN = re.compile(r"[^\w]+")
_LETTERS = re.compile(r"[^\W_]*[^\W\d_][^\W_]*")
Meant = TypeVar("Meant")
Phrase = tuple[str, str, Meant]
"""The first word of a phrase, or nothing where its letters are not ours; the phrase as it is looked for; what it means."""

STRANGE, FEW = 0.5, 2
"""Share of words that are no words of English, and the least number of them, from which a text is not English."""


def bare(text: str) -> str:
    """Lower-case words without accents and apostrophes, so that what is typed without them still matches."""
    kept = unaccented(unicodedata.normalize("NFKC", INVISIBLE.sub("", clipped(text))).lower())
    return " ".join(_BETWEEN.sub(" ", _APOSTROPHES.sub("", kept).translate(_STROKES)).split())


class Languages:
    """Reads `languages.yaml`."""

    def __init__(self, path: Path = LANGUAGES, english: English | None = None) -> None:
        table = YAML(typ="safe").load(path.read_text("utf-8"))
        self._scripts: list[tuple[str, str, str]] = [
            (first, last, language) for first, last, language in table["scripts"]
        ]
        self._letters = {language: frozenset(letters) for language, letters in table["letters"].items()}
        self._words = _bare_of(table["words"])
        self._any = frozenset[str]().union(*self._words.values())
        self._alone = [one for language, phrases in table["alone"].items() for one in _known(phrases, language)]
        self._english = english or load_english()
        self._phrases = [
            one for kind, urgent, phrases in table["phrases"] for one in _known(phrases, Alarm(kind, urgent))
        ]

    def name(self, text: str, plain: str) -> str:
        """`en`, another language's code, or `unknown` where the words are no English and no other we know.

        `plain` is the text as the screen opened it: slang and misspellings of English are English there.
        """
        said = bare(text)
        known = self._by_letters(text) or self._by_cries(said)
        words = [word for word in said.split() if _LETTERS.fullmatch(word)]
        if known or not words:
            return known or MEASURED
        small_ones = [word for word in words if word in self._any]
        found = {one: [word for word in small_ones if word in small] for one, small in self._words.items()}
        own = {one: [word for word in told if word not in self._english.small] for one, told in found.items()}
        best = max(own, key=lambda one: len(own[one]))
        english = sum(word in self._english.small and word not in found[best] for word in words)
        if len(set(own[best])) >= FEW and len(own[best]) > english and len(own[best]) >= 0.25 * len(words):
            return best
        if len(words) <= 3 and not english and any(len(word) > 3 and not self._english.has(word) for word in own[best]):
            return best
        if self._strange(plain, own[best], english) or self._accented(text, words, english):
            return best if own[best] else UNKNOWN
        return MEASURED

    def _by_letters(self, text: str) -> str:
        if text.isascii():
            return ""
        letters = [c for c in clipped(text) if c.isalpha()]
        counts: dict[str, int] = {}
        for c in letters:
            if c > "\u02ff":
                for first, last, language in self._scripts:
                    if first <= c <= last:
                        counts[language] = counts.get(language, 0) + 1
                        break
                else:
                    counts[UNKNOWN] = counts.get(UNKNOWN, 0) + 1
        if not counts or sum(counts.values()) < 0.3 * len(letters):
            return ""
        language = max(counts, key=lambda one: counts[one])
        if language == "ar" and set(letters) & self._letters["ur"]:
            return "ur"
        return "ru" if language == "uk" and set(letters) & self._letters["ru"] else language

    def _by_cries(self, said: str) -> str:
        return next(_said(self._alone, said), "")

    def _strange(self, plain: str, own: Sequence[str], english: int) -> bool:
        """Half of the words, and more than one, are in no list of English words, or small words of elsewhere (`own`)."""
        words = [word for word in plain.split() if len(word) > 1 and word.isalpha() and word.isascii()]
        unknown = sum(not self._english.has(word) for word in words)
        odd = unknown + sum(word in own and self._english.has(word) for word in words)
        return unknown > 0 and odd >= FEW and odd >= STRANGE * len(words) and english <= len(words) / 4

    def _accented(self, text: str, words: list[str], english: int) -> bool:
        typed = _LETTERS.findall(_APOSTROPHES.sub("", text.lower()))
        accented = sum(not word.isascii() for word in typed)
        return accented >= FEW and accented > 0.2 * len(words) and english < 0.2 * len(words)

    def alarms(self, text: str) -> tuple[Alarm, ...]:
        """Known phrases of danger in any language but English."""
        return tuple(dict.fromkeys(_said(self._phrases, bare(text))))


def _bare_of(table: Mapping[str, Any]) -> dict[str, frozenset[str]]:
    return {language: frozenset(map(bare, words)) for language, words in table.items()}


def _known(phrases: Sequence[str], meant: Meant) -> list[Phrase[Meant]]:
    """As whole words; in other letters as beginnings, or inside where words are glued."""
    found: list[Phrase[Meant]] = []
    for phrase in map(bare, phrases):
        if phrase.isascii():
            found.append((phrase.split()[0], f" {phrase} ", meant))
        else:
            found.append(("", phrase if phrase[0] >= "\u2e80" else f" {phrase}", meant))
    return found


def _said(phrases: Sequence[Phrase[Meant]], said: str) -> Iterator[Meant]:
    """What the phrases that stand in a bare text mean. Of most the first word is not there: they need not be looked for."""
    words = {*said.split(), *([] if said.isascii() else [""])}
    padded = f" {said} "
    return (meant for first, phrase, meant in phrases if first in words and phrase in padded)
