"""Voice codes and receipts in words a nine-year-old can spell, with slips of single letters forgiven.

`words.txt` holds 1,024 words, any two at least three slips apart, so that a word with one slip can only be meant for one.
Four words make 40 bits. Codes are guessed against a limit kept in the database (reliability row 17).
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from rapidfuzz.distance import OSA

WORDS_IN_A_CODE = 4
SHORTEST, LONGEST = 4, 9
"""Letters of a word."""

SLIPS_IN_A_RUN = 2
"""Slips in words whose spaces are missing as well; with more of them there are too many ways to read it."""

_LONGEST_TYPED = 200
_TOKEN, _TOKENS = re.compile(r"[^\W_]+"), 8
_LOOK_ALIKE = {ord("0"): "o", ord("1"): "l"}

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

_NAMES = "|".join(f"{said}|{name}" for name, (_, said) in PICTURES.items())
_PICTURE = re.compile(rf"\W+(?:picture\W+)?(?:an? )?(?:{_NAMES})\W*$", re.IGNORECASE)


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
    """The code meant, or None. Case, accents, spaces, hyphens, commas, "and" and numbers in front do not matter; each word may
    have one slip: a letter or a digit wrong, missing, too many, or two changed over. Words run together or cut apart are read
    too."""
    every = _words(typed[:_LONGEST_TYPED])
    words = _but_and(every)
    return _four(words) or _four(every) or _cut("".join(words))  # "and" may be meant for "wand"


def _but_and(words: Sequence[str]) -> list[str]:
    return [word for word in words if word != "and"]


def _words(typed: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", typed).casefold()
    bare = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return [word.translate(_LOOK_ALIKE) for word in re.findall(r"[0-9]*[a-z][a-z0-9]*", bare)]


def _four(words: Sequence[str]) -> str | None:
    meant = [_word(word) for word in words] if len(words) == WORDS_IN_A_CODE else [None]
    return None if None in meant else "-".join(word for word in meant if word)


def as_printed(typed: str) -> bool:
    """Whether these are the words of a slip and nothing else, each spelled as it is printed; hyphens and capitals do not matter."""
    words = re.split(r"[\s-]+", typed[:_LONGEST_TYPED].strip().casefold())
    return len(words) == WORDS_IN_A_CODE and all(word in _places() for word in words)


def read_receipt(typed: str) -> str | None:
    """Receipt words, read with the same kindness; the picture's name behind them is passed over, as nothing is kept of it."""
    return read_code(typed) or read_code(_PICTURE.sub("", typed[:_LONGEST_TYPED]))


@cache
def _with_a_letter_gone() -> dict[str, str]:
    """Every word with one letter left out -> the word. Two words never share one: they are three slips apart."""
    return {shorter: word for word in word_list() for shorter in _shorter(word)}


def _shorter(word: str) -> set[str]:
    return {word[:place] + word[place + 1 :] for place in range(len(word))}


def _word(typed: str) -> str | None:
    if typed in _places():
        return typed
    if len(typed) < SHORTEST - 1:
        return None
    gone, shorter = _with_a_letter_gone(), _shorter(typed)
    near = {gone.get(typed), *(one if one in _places() else gone.get(one) for one in shorter)}
    return next((word for word in near if word and OSA.distance(word, typed) <= 1), None)


def _cut(run: str) -> str | None:
    """Four words whose spaces are not where they belong: the reading with the fewest slips, if there is only one such."""
    most = LONGEST * WORDS_IN_A_CODE
    if not SHORTEST * WORDS_IN_A_CODE - SLIPS_IN_A_RUN <= len(run) <= most + SLIPS_IN_A_RUN:
        return None
    ways: list[set[tuple[int, tuple[str, ...]]]] = [{(0, ())}, *(set() for _ in run)]
    for end in range(SHORTEST - 1, len(run) + 1):
        for start in range(max(0, end - LONGEST - 1), end - SHORTEST + 2):
            word = _word(run[start:end]) if ways[start] else None
            if word is not None:
                slips = int(word != run[start:end])
                ways[end] |= {
                    (before + slips, (*way, word))
                    for before, way in ways[start]
                    if before + slips <= SLIPS_IN_A_RUN and len(way) < WORDS_IN_A_CODE
                }
    whole = sorted(way for way in ways[-1] if len(way[1]) == WORDS_IN_A_CODE)
    unclear = len(whole) > 1 and whole[0][0] == whole[1][0]
    return None if unclear or not whole else "-".join(whole[0][1])


def without_codes(typed: str, instead: str) -> str:
    """What was typed with `instead` in the place of every code or receipt in it, also with slips or run together: what is put
    aside for others to read must not open a survey, nor delete one.

    Where words stand apart they are taken as they stand: cut otherwise, a line of plain English is a code now and then.
    """
    tokens = [(token.span(), _but_and(_words(token[0]))) for token in _TOKEN.finditer(typed)]
    kept, done, at = list[str](), 0, 0
    while at < len(tokens):
        size = _size_of_code([words for _, words in tokens[at : at + _TOKENS]])
        if size:
            (start, _), _ = tokens[at]
            (_, end), _ = tokens[at + size - 1]
            kept, done = [*kept, typed[done:start], instead], end
        at += max(size, 1)
    return "".join([*kept, typed[done:]])


def _size_of_code(tokens: Sequence[Sequence[str]]) -> int:
    """How many of these are a code, beginning with the first; 0 where they are none. Four words as they stand go first."""
    upto = (
        [[word for some in tokens[:size] for word in some] for size in range(1, len(tokens) + 1)] if tokens[0] else []
    )
    whole = next((size for size, words in enumerate(upto, 1) if _four(words)), 0)
    run = (size for size, words in enumerate(upto[: WORDS_IN_A_CODE - 1], 1) if _cut("".join(words)))
    return whole or next(run, 0)
