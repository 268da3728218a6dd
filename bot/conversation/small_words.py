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
    **dict.fromkeys(("help", "help me", "please help", "please help me", "i need help"), "help"),
}  # fmt: skip


def meant_by(text: str) -> Meant:
    """What these few words mean by themselves; nothing for anything that may be a question."""
    return _WORDS.get(" ".join(re.sub(r"[^a-z ]", " ", text.lower()).split()), "")
