"""Voice codes and receipts in words a nine-year-old can spell, with slips of single letters forgiven.

`words.txt` holds 1,024 words, any two at least three slips apart, so that a word with one slip can only be meant for one.
Four words make 40 bits. Codes are guessed against a limit kept in the database (reliability row 17).
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from rapidfuzz.distance import OSA
from rapidfuzz.process import extractOne

WORDS_IN_A_CODE = 4
_LONGEST_TYPED = 200

PICTURES = {
    "kite": ("🪁", "a kite"), "boat": ("⛵", "a sailing boat"), "sun": ("🌞", "a smiling sun"), "tree": ("🌳", "a tree"),
    "fish": ("🐟", "a fish"), "cat": ("🐱", "a cat"), "dog": ("🐶", "a dog"), "horse": ("🐴", "a horse"),
    "owl": ("🦉", "an owl"), "duck": ("🦆", "a duck"), "frog": ("🐸", "a frog"), "bee": ("🐝", "a bee"),
    "snail": ("🐌", "a snail"), "whale": ("🐳", "a whale"), "apple": ("🍎", "an apple"), "pear": ("🍐", "a pear"),
    "lemon": ("🍋", "a lemon"), "carrot": ("🥕", "a carrot"), "bread": ("🍞", "a loaf of bread"), "cake": ("🎂", "a cake"),
    "ball": ("⚽", "a football"), "drum": ("🥁", "a drum"), "guitar": ("🎸", "a guitar"), "bell": ("🔔", "a bell"),
    "key": ("🔑", "a key"), "lamp": ("💡", "a light bulb"), "book": ("📖", "an open book"), "bike": ("🚲", "a bicycle"),
    "bus": ("🚌", "a bus"), "rocket": ("🚀", "a rocket"), "moon": ("🌙", "a moon"), "rainbow": ("🌈", "a rainbow"),
}  # fmt: skip
"""Pictures of a receipt: name -> (emoji, plain description)."""


@dataclass(frozen=True)
class Receipt:
    """Four words and a picture. Only the words are kept, and only as a keyed hash once they are mixed."""

    words: tuple[str, ...]
    picture: str


@cache
def word_list() -> tuple[str, ...]:
    return tuple((Path(__file__).parent / "words.txt").read_text("utf-8").split())


@cache
def _places() -> dict[str, int]:
    return {word: place for place, word in enumerate(word_list())}


def new_code(chance: random.Random) -> str:
    """A code as it is printed: `apple-river-kite-chair`. `chance` is `secrets.SystemRandom()` in service."""
    words = word_list()
    return "-".join(words[chance.randrange(len(words))] for _ in range(WORDS_IN_A_CODE))


def new_receipt(chance: random.Random) -> Receipt:
    words, pictures = tuple(new_code(chance).split("-")), tuple(PICTURES)
    return Receipt(words, pictures[chance.randrange(len(pictures))])


def read_code(typed: str) -> str | None:
    """The code meant, or None. Case, spaces, hyphens and commas do not matter; each word may have one slip: a letter
    wrong, missing, too many, or two changed over. Words run together or cut apart are read too."""
    letters = re.sub(r"[^a-z]+", " ", typed[:_LONGEST_TYPED].casefold()).split()
    if len(letters) == WORDS_IN_A_CODE:
        meant = [_word(word) for word in letters]
        return None if None in meant else "-".join(word for word in meant if word)
    return _cut("".join(letters))


read_receipt = read_code
"""Receipt words are read with the same kindness."""


def _word(typed: str) -> str | None:
    if typed in _places():
        return typed
    found = extractOne(typed, word_list(), scorer=OSA.distance, score_cutoff=1) if len(typed) > 2 else None
    return found[0] if found else None


def _cut(run: str) -> str | None:
    """Four words typed without spaces, spelt right."""
    if not 4 * WORDS_IN_A_CODE <= len(run) <= 9 * WORDS_IN_A_CODE:
        return None
    ways: list[list[tuple[str, ...]]] = [[] for _ in range(len(run) + 1)]
    ways[0] = [()]
    for end in range(4, len(run) + 1):
        for start in range(max(0, end - 9), end - 3):
            if run[start:end] in _places():
                ways[end] += [(*way, run[start:end]) for way in ways[start] if len(way) < WORDS_IN_A_CODE]
    whole = [way for way in ways[-1] if len(way) == WORDS_IN_A_CODE]
    return "-".join(whole[0]) if len(whole) == 1 else None
