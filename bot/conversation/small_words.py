"""What people type that is no question: a greeting, thanks, "back", "help". Answered as a person would, and counted as no try."""

from __future__ import annotations

import re
from typing import Literal

Meant = Literal["", "hello", "thanks", "back", "help"]

_WORDS: dict[str, Meant] = {
    **dict.fromkeys(("hi", "hi there", "hello", "hello there", "hey", "hiya", "good morning", "good afternoon", "good evening",
                     "start", "menu", "new question", "start again"), "hello"),
    **dict.fromkeys(("thanks", "thank you", "ok thanks", "ok thank you", "ta", "cheers", "thanks a lot", "thank you very much",
                     "many thanks", "ok", "okay", "bye", "goodbye", "stop", "quit", "exit", "no thanks"), "thanks"),
    **dict.fromkeys(("back", "go back", "previous", "undo"), "back"),
    **dict.fromkeys(("help", "help me", "please help", "please help me", "help me please", "help please", "i need help",
                     "i need help now", "i need help please", "get help", "get help now", "need help", "need help now", "help now",
                     "sos", "i need an adult", "i need a grown up", "emergency", "this is an emergency", "its an emergency",
                     "999", "call 999", "ring 999", "call the police"), "help"),
}  # fmt: skip


def meant_by(text: str) -> Meant:
    """What these few words mean by themselves; nothing for anything that may be a question."""
    plain = re.sub(r"['’]", "", text.lower())
    return _WORDS.get(" ".join(re.sub(r"[^a-z0-9 ]", " ", plain).split()), "")


def wants_help(text: str) -> bool:
    """The words on the button, typed into whatever box. A number by itself may be an answer to a question."""
    return meant_by(text) == "help" and not text.strip().isdigit()
