"""A language that is typed instead of tapped: "polski", "Polish please", "englsh". Known by its own name and by its English one."""

from __future__ import annotations

import unicodedata

from rapidfuzz.distance import OSA

from bot.conversation.place import Published
from bot.conversation.showing import hours_said
from bot.conversation.small_words import meant_by

MOST_WORDS, FEW_WORDS, LONG = 6, 2, 5
"""Words among which a language may be named; those that must be one where it was asked which; letters of which one may be wrong."""

ALSO = {"farsi": "fa", "mandarin": "zh", "cantonese": "zh", "panjabi": "pa", "gypsy": "rom", "filipino": "tl"}
"""Other names in English -> the code of the language."""


def language_meant(typed: str, published: Published) -> str:
    """The code of the one language that is named, spoken here or not; nothing where none is, or several are."""
    said = _folded(typed)
    if not said or len(said.split()) > MOST_WORDS:
        return ""
    names = _names(published)
    found = {code for name, code in names.items() if f" {name} " in f" {said} "}
    if not found and " " not in said:
        found = {code for name, code in names.items() if len(name) >= LONG and OSA.distance(said, name) <= 1}
    return found.pop() if len(found) == 1 else ""


def answers_which(typed: str, published: Published) -> bool:
    """Whether these words answer "Which language?"; longer ones that name none are a question, and small words are none."""
    return bool(language_meant(typed, published)) or (len(typed.split()) <= FEW_WORDS and not meant_by(typed))


def not_spoken(code: str, published: Published, language: str) -> str:
    """What is said to whoever wants a language that is not spoken here: in it, where we can, and whom to ring. An empty code
    stands for one that is not known."""
    words, number = published.words, published.place.duty_officer
    names = ", ".join(words.name(one) for one in published.languages)
    known = words.others.get(code)
    if known is None:
        return words.say("language.none", language, names=names)
    own = [text.format(number=number) for text in known.texts if number]
    told = [*own, *([words.say("advice.language.unapproved", language)] if own and not known.approved else [])]
    told.append(words.say("language.not-spoken", language, english=known.english, names=names))
    ring = "advice.language.ring" if number else "advice.language.ask"
    return " ".join([*told, words.say(ring, language, number=number), hours_said(words, published.place, language)])


def _names(published: Published) -> dict[str, str]:
    """Folded name -> code."""
    words, names = published.words, dict(ALSO)
    for code, other in words.others.items():
        names |= {_folded(other.name): code, _folded(other.english): code}
    return names | {_folded(words.name(code)): code for code in published.languages}


def _folded(text: str) -> str:
    bare = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return " ".join("".join(c if c.isalnum() or unicodedata.category(c)[0] == "M" else " " for c in bare).split())
