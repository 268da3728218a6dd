"""What is typed below an answer and names nothing of its own: "how long?", "and if we miss it?", "is it free".

Each question is searched by itself, and such words find a topic by chance. They are about what is on the screen: they unfold
the part of it that they ask for, or are asked for in full.
"""

from __future__ import annotations

import re

from bot.conversation.desk import Advised, Desk
from bot.conversation.enquiry import SCENE
from bot.conversation.messages import Incoming

VIEWS = ("article", "letter", "choices")
"""Screens about which something may be said that names nothing."""

PARTS = (
    ("when", re.compile(r"\b(?:how long|when|by when|how soon|what date|too late)\b")),
    ("law", re.compile(r"\b(?:law|legal|lawful|legally|illegal|unlawful)\b")),
)
"""Part of an article -> the words that ask for it."""

_WORDS = """
    a about after again all allowed also am an and any anything are arent as ask at be before both but by can cant
    cos could couldnt date day did do does doesnt dont else even ever exactly fair for free from get gets give go
    going got had happen happened happens has hasnt have havent he hed her hers hes him his how i id if ill illegal
    im in is isnt it its ive just last late later law lawful least legal legally less like long longer may me mean
    means might mine miss missed more most much must my need no not now ok on once one ones only or other our ours
    out over pay please really right send sent she shed shes should shouldnt so some someone something soon sooner
    still such than that thats the their them then there theres they theyre theyve this those though to today
    tomorrow too true u unlawful until up us was wasnt we well were weve what whatever whats when where which who
    whos why will with without wont would wouldnt wrong yes yet you your yours
"""
_EMPTY = frozenset(_WORDS.split())
"""Words that say nothing of what a question is about."""

MOST_WORDS = 9


def names_nothing(text: str) -> bool:
    """Whether no word of this says what it is about."""
    words = _plain(text).split()
    return 0 < len(words) <= MOST_WORDS and _EMPTY.issuperset(words)


def answered(desk: Desk, incoming: Incoming) -> Advised | None:
    """The turn for such words; None for a question of its own, or where nothing is on the screen. It is no failed try."""
    text = incoming.text or ""
    if desk.standing.scene != SCENE or desk.enquiry.view not in VIEWS or incoming.command == "ask":
        return None
    if not names_nothing(text) or desk.found.screening.always_help:
        return None
    if desk.enquiry.view == "choices":
        return desk.shows(desk.enquiry, notice="advice.follow.choices")
    part = next((name for name, words in PARTS if words.search(_plain(text))), "")
    if part and part != desk.enquiry.part:
        return desk.shows(desk.enquiry.at("article", part=part), notice="advice.follow.part")
    return desk.shows(desk.enquiry, notice="advice.follow.whole")


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^a-z0-9 ]", " ", re.sub(r"['’]", "", text.lower())).split())
