"""A typed answer to a question that has buttons: "parent", "academy", "not sure". Whoever types means a button as often as not.

Only what fits one button alone is taken for it; anything else is what they ask.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.conversation.messages import Option

VIEWS = ("role", "school", "country", "choices", "groups", "group")
"""Screens that ask for one of their buttons."""

MOST_WORDS = 6
_SAME = {
    "mum": "parent", "mam": "parent", "mom": "parent", "mother": "parent", "dad": "parent", "father": "parent", "gran": "parent",
    "grandparent": "parent", "foster": "parent", "guardian": "parent", "student": "pupil", "child": "pupil", "kid": "pupil",
    "teacher": "someone", "head": "someone", "headteacher": "someone", "senco": "someone", "staff": "someone", "chair": "governor",
    "pru": "referral", "maintained": "council", "independent": "private", "uk": "",
}  # fmt: skip
"""Word -> the word on the button."""

_FILLER = frozenset(
    {"a", "an", "the", "i", "im", "am", "it", "is", "its", "his", "her", "their", "in", "of", "one", "please", "school"}
)
UNSURE = frozenset({
    "dont know", "i dont know", "do not know", "i do not know", "dunno", "idk", "not sure", "im not sure", "i am not sure",
    "unsure", "no idea", "skip", "pass",
})  # fmt: skip


def typed_choice(text: str, options: Sequence[Option]) -> Option | None:
    """The one button these words fit; None where none does, or several do."""
    folded = _folded(text)
    if folded in UNSURE:
        return next((one for one in options if one.action == "skip" or one.argument in ("not-sure", "unsure")), None)
    exact = exact_choice(text, options)
    said = {_SAME.get(word, word) for word in folded.split()} - _FILLER - {""}
    if exact is not None or not said or len(folded.split()) > MOST_WORDS:
        return exact
    if folded.isdigit():  # "5" is not "more than 5 days"
        options = [one for one in options if _folded(one.label).split()[:1] == [folded]]
    fitting = [one for one in options if said <= set(_folded(one.label).split())]
    return fitting[0] if len(fitting) == 1 else None


def exact_choice(text: str, options: Sequence[Option]) -> Option | None:
    """The one button that says just this."""
    exact = [one for one in options if _folded(one.label) == _folded(text)]
    return exact[0] if len(exact) == 1 else None


def is_unsure(text: str) -> bool:
    return _folded(text) in UNSURE


def _folded(text: str) -> str:
    plain = text.casefold().replace("'", "").replace("’", "")
    return " ".join("".join(c if c.isalnum() else " " for c in plain).split())
