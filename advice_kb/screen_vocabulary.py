"""Which words are words of English: the sentence model's table, made from English, and our own list of words of today."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from ruamel.yaml import YAML

from advice_kb.encoder import load_pieces
from advice_kb.screen_words import HERE

LANGUAGES = HERE / "screen" / "languages.yaml"


class English:
    """`small` are the little words that tie a sentence together; a text with enough of them is English."""

    def __init__(self, path: Path = LANGUAGES) -> None:
        table = YAML(typ="safe").load(path.read_text("utf-8"))
        self.small = frozenset(table["english"])
        pieces = (piece for piece in load_pieces().words if piece.isalpha())
        self._words = frozenset(pieces) | frozenset(table["english_too"])

    def has(self, word: str) -> bool:
        """Whether this is a whole word of the table; its other pieces, such as `##ing`, are parts of words."""
        return word in self._words


@lru_cache(1)
def load_english() -> English:
    return English()
