"""What a text may hide: letters that only look like letters, words run together or pulled apart, slips of single letters.

A disguise is read both ways, as typed and as it may be meant; either reading can raise a concern. Texts that hide
nothing have one reading, so that they cost what they cost.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from rapidfuzz.distance import OSA

from advice_kb.screen_vocabulary import load_english

DRAWN = {ord(c): plain for c, plain in zip("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘǫʀᴛᴜᴠᴡʏᴢ", "abcdefghijklmnopqrtuvwyz", strict=True)}
FLAGS = {0x1F1E6 + n: f" {chr(ord('a') + n)} " for n in range(26)}
TAGS = dict.fromkeys(range(0xE0000, 0xE0080))
GREEK = {ord(c): plain for c, plain in zip("αβεικνορτυχγηω", "abeiknoptuxynw", strict=True)}

GLUED, APART, LONGEST_WORD, MOST, ENDLESS = 12, 6, 14, 400, 60
"""Letters from which an unknown word may be several; letters written one by one that make a run; letters of a word; letters
that are parted, from both ends; letters after which nobody writes a word any more: what is longer costs seconds to read,
so its end is left off."""

_APART = re.compile(rf"(?<![^\W_])(?:[^\W_][\s.\-_*·,/|]+){{{APART - 1},}}[^\W_](?![^\W_])")
_ENDLESS_RUN = re.compile(rf"(?:[^\W_][\s.\-_*·,/|]+){{{ENDLESS},}}")
_ENDLESS = re.compile(rf"([^\s\u0250-\U0010ffff]{{{ENDLESS}}})[^\s\u0250-\U0010ffff]+")
_AGAIN = re.compile(r"([^\d\s])\1{4,}")
_BETWEEN = re.compile(r"[\s.\-_*·,/|]+")
_GLUED = re.compile(rf"(?<![^\W_])[a-z]{{{GLUED},}}(?![^\W_])")
_HUMPS = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=\bI)(?=[A-Z][a-z])")
_HUMPED = re.compile(r"\b\w*[a-z][A-Z]\w*\b")
_WORD = re.compile(r"[a-z]{4,}")

GRAVE = tuple(
    """abused alive anymore arms bedroom beats blade blood bring bruises burn carry cutting dead death died drugs drunk dying
    everyone forced friend goodbye harm hate hits home hospital hungry hurt hurts hurting kick kicks kill killing kills knife
    living machete makes money myself naked nudes older online overdose parents photos pictures pills punch punches raped
    rape scared secret selling sexual shoot sleep someone stab stabbed starving strangled suicide suicidal threatened today
    tomorrow tonight touch touched touches touching uncle unsafe want weapon wish worthless""".split()  # noqa: SIM905
)
"""Words that a slip of one letter, or a missing space, must not hide."""


def readings(text: str) -> tuple[str, ...]:
    """The text with drawn letters as plain ones; and, where words are hidden in it, the text with these words shown."""
    seen = html.unescape(text) if "&" in text else text
    seen = seen.translate(DRAWN).translate(FLAGS).translate(TAGS)
    if re.search("[a-zA-Z]", seen):
        seen = seen.translate(GREEK)
    seen = _AGAIN.sub(r"\1\1\1\1", seen)
    shown = _ENDLESS.sub(r"\1", _slips_mended(_apart_joined(_humps_parted(seen)).lower()))
    if shown == seen.lower():
        return (seen,)
    return (shown,) if _ENDLESS_RUN.search(seen) or _ENDLESS.search(seen) else (seen, shown)


def _humps_parted(text: str) -> str:
    """`IWantToDie` with its words apart."""
    return _HUMPED.sub(
        lambda word: _HUMPS.sub(" ", word[0]) if 1 < len(_HUMPS.findall(word[0])) < ENDLESS else word[0], text
    )


def _apart_joined(text: str) -> str:
    """`k i l l` and `killmyself` as words."""
    joined = _APART.sub(lambda run: " ".join(_words_of(run[0])), unicodedata.normalize("NFKC", text)).lower()
    return _GLUED.sub(lambda word: word[0] if load_english().has(word[0]) else parted(word[0]), joined)


def _words_of(run: str) -> Iterator[str]:
    """Letters written one by one: a wider gap parts words; where all gaps are alike, the words are looked for."""
    gaps = {len(gap) for gap in _BETWEEN.findall(run)}
    words = re.split(rf"[\s.\-_*·,/|]{{{max(gaps)},}}", run) if len(gaps) > 1 else [run]
    for word in words:
        joined = _BETWEEN.sub("", word).lower()
        yield joined if load_english().has(joined) else parted(joined)


@lru_cache(256)
def parted(letters: str) -> str:
    """Letters without spaces as the likeliest row of English words; as they are where that would leave much over."""
    if len(letters) > MOST:
        return f"{parted(letters[: MOST // 2])} {parted(letters[-MOST // 2 :])}"
    best = [(0.0, 0)]
    for end in range(1, len(letters) + 1):
        starts = range(max(0, end - LONGEST_WORD), end)
        best.append(min((best[at][0] + _cost(letters[at:end]), at) for at in starts))
    if best[-1][0] >= len(letters) / 2:
        return letters
    words, end = list[str](), len(letters)
    while end:
        words.append(letters[best[end][1] : end])
        end = best[end][1]
    return " ".join(reversed(words))


def _cost(word: str) -> float:
    """Small words and grave ones are likely; short odd ones are not."""
    english = load_english()
    if word in english.small or word in GRAVE:
        return 1.0
    if len(word) > 2 and english.has(word):
        return 1.6 if len(word) > 3 else 2.4
    return 4.0 * len(word)


def _slips_mended(text: str) -> str:
    """Words that are not English and one slip away from a grave one, as that one; hardly anybody slips at the first letter."""
    return _WORD.sub(lambda word: _mended(word[0]), text)


@lru_cache(4096)
def _mended(word: str) -> str:
    if load_english().has(word):
        return word
    near = (one for one in GRAVE if one[0] == word[0] and OSA.distance(word, one, score_cutoff=1) <= 1)
    return next(near, word)
