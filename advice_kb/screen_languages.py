"""Which language a text is in, by its letters and small words; and the few phrases that are known in other languages.

Only English was measured. Everything else is named as well as this can, and is never called safe.
"""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from ruamel.yaml import YAML

from advice_kb.screen_lexicon import Alarm
from advice_kb.screen_words import HERE, INVISIBLE, clipped

MEASURED = "en"
_STROKES = str.maketrans(
    {
        "ł": "l",
        "Ł": "l",
        "ı": "i",
        "ø": "o",
        "đ": "d",
        "ß": "s",
        "أ": "ا",
        "إ": "ا",
        "آ": "ا",
        "ي": "ی",
        "ى": "ی",
        "ك": "ک",
        "’": "'",
    }
)
_BETWEEN = re.compile(r"[^\w'-]+")
_LETTERS = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")


def bare(text: str) -> str:
    """Lower case without accents, so that what is typed without them still matches."""
    lowered = unicodedata.normalize("NFKC", INVISIBLE.sub("", clipped(text))).lower().translate(_STROKES)
    kept = "".join(c for c in unicodedata.normalize("NFD", lowered) if unicodedata.category(c) != "Mn")
    return " ".join(kept.split())


class Languages:
    """Reads `languages.yaml`."""

    def __init__(self, path: Path = HERE / "screen" / "languages.yaml") -> None:
        table = YAML(typ="safe").load(path.read_text("utf-8"))
        self._scripts: list[tuple[str, str, str]] = [
            (first, last, language) for first, last, language in table["scripts"]
        ]
        self._letters = {language: frozenset(letters) for language, letters in table["letters"].items()}
        self._words: dict[str, frozenset[str]] = {
            language: frozenset(map(bare, words)) for language, words in table["words"].items()
        }
        self._english = frozenset(table["english"])
        self._phrases = [
            (Alarm(kind, urgent), [bare(phrase) for phrase in phrases]) for kind, urgent, phrases in table["phrases"]
        ]

    def name(self, text: str) -> str:
        """`en`, another language's code, or `unknown` where the letters are no English and no other we know."""
        script = self._script(text)
        if script:
            return script
        words = _LETTERS.findall(bare(text).replace("'", ""))
        if not words:
            return MEASURED
        english = sum(word in self._english for word in words)
        best, found = max(
            ((language, {word for word in words if word in small}) for language, small in self._words.items()),
            key=lambda pair: sum(word in pair[1] and word not in self._english for word in words),
        )
        foreign = sum(word in found and word not in self._english for word in words)
        several = len({word for word in words if word in found and word not in self._english}) >= 2
        if several and foreign > english and foreign / len(words) >= 0.25:
            return best
        if len(words) <= 3 and not english and any(len(word) > 3 and word in found for word in words):
            return best
        accented = sum(not word.isascii() for word in _LETTERS.findall(text.lower().replace("'", "").replace("’", "")))
        if accented >= 2 and accented / len(words) > 0.2 and english / len(words) < 0.2:
            return best if foreign else "unknown"
        return MEASURED

    def _script(self, text: str) -> str:
        letters = [c for c in clipped(text) if c.isalpha()]
        counts: dict[str, int] = {}
        for c in letters:
            if c > "\u02ff":
                for first, last, language in self._scripts:
                    if first <= c <= last:
                        counts[language] = counts.get(language, 0) + 1
                        break
                else:
                    counts["unknown"] = counts.get("unknown", 0) + 1
        if not counts or sum(counts.values()) < 0.3 * len(letters):
            return ""
        language = max(counts, key=lambda one: counts[one])
        if language == "ar" and set(letters) & self._letters["ur"]:
            return "ur"
        return "ru" if language == "uk" and set(letters) & self._letters["ru"] else language

    def alarms(self, text: str) -> tuple[Alarm, ...]:
        """Known phrases of danger in any language but English."""
        plain = f" {_BETWEEN.sub(' ', bare(text))} "
        return tuple(
            alarm for alarm, phrases in self._phrases if any(self._stands(phrase, plain) for phrase in phrases)
        )

    @staticmethod
    def _stands(phrase: str, plain: str) -> bool:
        return f" {phrase}" in plain if not phrase.isascii() else f" {phrase} " in plain
