"""How the screen reads: spelling undone, slang spelled out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from pathlib import Path

HERE = Path(__file__).parent
LONGEST = 4_000
"""Characters looked at; of a longer text the first and the last half of that."""

INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]"
)
_SPACED = re.compile(r"(?<![^\W_])(?:[a-z0-9@$!][\s.\-_*·]+){2,}[a-z0-9@$!](?![^\W_])")
_WORD = re.compile(r"[a-z0-9]*[a-z][a-z0-9]*|[0-9]+|[?!]|[^\x00-\x7f]")
_STRETCHED = re.compile(r"[a-z]*([a-z])\1{2,}[a-z]*")
_STOP = re.compile(r"(?<=\w\w)[.!?…;]+\s+|\n+")
_LEET = str.maketrans("013457@$!8", "oieastasib")
_TANGLED = re.compile(r"[a-z0-9@$!*]*[a-z][0-9@$!*]+[a-z][a-z0-9@$!*]*|[0-9@$!][a-z]{2,}[a-z0-9@$!]*")
_LOOKALIKES = str.maketrans("аеорсухіѕԁɡıոԛѡ", "aeopcyxisdginqw")
_QUOTES = str.maketrans({"’": "", "‘": "", "`": "", "´": "", "'": "", "“": '"', "”": '"', "–": " ", "—": " ", "…": " "})


def sentences(text: str) -> list[str]:
    """A typed text at its full stops and line ends; a stop after a single letter may part the letters of one word."""
    return _STOP.split(clipped(text))


def clipped(text: str) -> str:
    """Head and tail of a text that is too long to be looked at whole."""
    return text if len(text) <= LONGEST else f"{text[: LONGEST // 2]} {text[-LONGEST // 2 :]}"


def unaccented(text: str) -> str:
    """Letters without the marks above and below them."""
    if text.isascii():
        return text
    return "".join(c for c in unicodedata.normalize("NFD", text) if unicodedata.category(c) != "Mn")


def opened(text: str, respelt: Mapping[str, str], emoji: Mapping[str, str]) -> str:
    """Text as plain lower-case words: disguises taken off, emoji told as words, slang and misspellings spelled out."""
    plain = unicodedata.normalize("NFKC", INVISIBLE.sub("", clipped(text))).lower().translate(_QUOTES)
    plain = unaccented(plain)
    if re.search("[a-z]", plain):
        plain = plain.translate(_LOOKALIKES)
    plain = _SPACED.sub(lambda m: _parted(re.sub(r"[\s.\-_*·]+", "", m[0]), respelt), plain)
    plain = _TANGLED.sub(lambda m: _straight(m[0], respelt), plain)
    plain = _STRETCHED.sub(lambda m: _shortened(m[0], respelt), plain)
    words = (emoji.get(word, word) for word in _WORD.findall(plain))
    return " ".join(" ".join(respelt.get(word, word) for word in words).split())


def _parted(letters: str, respelt: Mapping[str, str]) -> str:
    """Letters that were written apart, as the fewest known words; as one word where they are none."""
    best: list[str | None] = ["", *[None] * len(letters)]
    known = {word for meant in respelt.values() for word in meant.split()} if len(letters) > 6 else set()
    for end in range(1, len(letters) + 1):
        ways = [
            f"{best[at]} {letters[at:end]}" for at in range(end) if best[at] is not None and letters[at:end] in known
        ]
        best[end] = min(ways, key=lambda way: way.count(" "), default=None)
    return (best[-1] or letters).strip()


def _straight(word: str, respelt: Mapping[str, str]) -> str:
    """`d1e` and `k*ll` as the letters they stand for; `2nite` and other known spellings as they are."""
    if word in respelt or re.fullmatch(
        r"[0-9]+(?:st|nd|rd|th|am|pm|yr|yrs|p|k|x|s)?|yr?[0-9]+|[?!]+[a-z]+|[a-z]+[?!]+", word
    ):
        return word
    return word.rstrip("!").translate(_LEET).replace("*", "")


def _shortened(word: str, respelt: Mapping[str, str]) -> str:
    """`dieee` and `hellpp` with each stretched letter twice, or once where that is a known spelling or the word's end."""
    once = re.sub(r"([a-z])\1{2,}", r"\1", word)
    return once if once in respelt or re.search(r"([a-z])\1{2,}$", word) else re.sub(r"([a-z])\1{2,}", r"\1\1", word)
