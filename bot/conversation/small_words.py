"""What people type that is no question: a greeting, thanks, "back", "help", "are you a robot". Answered as a person would, and
counted as no try."""

from __future__ import annotations

import re
from typing import Literal

from bot.conversation.typed_choice import UNSURE

Meant = Literal["", "hello", "thanks", "back", "help", "about", "yes", "no", "unsure", "dates"]
ANSWERS = ("yes", "no", "unsure", "dates")
"""Words that answer what stands on the screen; among the questions about dates they belong to those."""

_WORDS: dict[str, Meant] = {
    **dict.fromkeys(("hi", "hi there", "hello", "hello there", "hey", "hey there", "hiya", "yo", "good morning", "good afternoon",
                     "good evening", "start", "menu", "new question", "start again"), "hello"),
    **dict.fromkeys(("thanks", "thank you", "ok thanks", "ok thank you", "ta", "cheers", "thanks a lot", "thank you very much",
                     "many thanks", "thx", "thnx", "ty", "thank u", "thankyou", "k", "ok", "okay", "ok then", "alright", "bye",
                     "goodbye", "stop", "quit", "exit", "no thanks", "no thank you"), "thanks"),
    **dict.fromkeys(("yes", "yes please", "yeah", "yep", "yup", "y", "yes it did", "it did"), "yes"),
    **dict.fromkeys(("no", "nope", "nah", "n", "not really", "none", "none of them", "not that", "wrong", "thats not it",
                     "no it didnt", "it didnt"), "no"),
    **dict.fromkeys(UNSURE, "unsure"),
    **dict.fromkeys(("dates", "my dates", "the dates", "work out dates", "work out the dates"), "dates"),
    **dict.fromkeys(("back", "go back", "previous", "undo"), "back"),
    **dict.fromkeys(("help", "help me", "please help", "please help me", "help me please", "help please", "i need help",
                     "i need help now", "i need help please", "get help", "get help now", "need help", "need help now", "help now",
                     "sos", "i need an adult", "i need a grown up", "emergency", "this is an emergency", "its an emergency",
                     "999", "call 999", "ring 999", "call the police"), "help"),
}  # fmt: skip

_THANKED = re.compile(
    r"(?:(?:ok|okay|k|oh|well|alright|right|great|perfect|lovely|brilliant|amazing|cool|no|thats|that was|all|for|now|then|so|"
    r"very|really|much|a lot|lots|many|this|that|your|ur|the|help|time|advice|and|u|you|x+|thanks?|thanx|thx|ta|cheers|helpful|"
    r"useful|bye|goodbye)(?: |$))+"
)
_THANKS = re.compile(r"\b(?:thanks?|thanx|thx|ta|cheers|helpful|useful|bye|goodbye)\b")
"""Thanks and a good-bye in whatever order; one word at least says so ("so much for that advice" does not)."""

_KIND = (
    r"(?:an? |the |just an? )?(?:real |actual |live |human )*"
    r"(?:person|human|human being|people|robot|bot|chat ?bot|computer|machine|ai|chat ?gpt|real|someone)"
)
_YOU, _ARE = r"(?:you|u|ya)", r"(?:are|r)"
_TO = r"(?:talking|speaking|chatting|writing|typing) (?:to|with)"
_ASKED = (
    rf"who(?: the (?:hell|fuck)| tf)? {_ARE} {_YOU}",
    rf"(?:wtf|what(?: the (?:hell|fuck)| tf)?) {_ARE} {_YOU}(?: for)?",
    rf"(?:{_ARE} )?{_YOU} {_KIND}(?: or {_KIND})?",
    rf"(?:is (?:this|it|that|there)|am i {_TO}) {_KIND}(?: or {_KIND})?",
    rf"(?:{_ARE} {_YOU}|is this|am i {_TO}) (?:the )?(?:council|school)",
    r"who(?: is|s)(?: this| that| it| there)",
    rf"who am i {_TO}",
    r"who (?:runs|made|wrote|owns) (?:this|you|it)",
    r"what(?: is|s)(?: this| heard| it)(?: for| about| thing| chat| bot| service| app)*",
    rf"what (?:can|do|does|could) (?:{_YOU}|this|it|heard)(?: actually)? do(?: for me)?",
    rf"what can (?:i|we) ask(?: {_YOU}| here)?",
    rf"how (?:(?:do|does) (?:{_YOU}|this|it) work|do i use (?:this|you|it)|can (?:{_YOU}|this|it) help(?: me)?)",
    rf"(?:can|could) {_YOU} help(?: me| us)?",
    rf"do {_YOU} work for the (?:council|school)",
)
_BEFORE = r"(?:(?:hi|hello|hey|hiya|sorry|ok|so|but|and|wait|er|um|erm) )*"
_AFTER = r"(?: (?:please|then|exactly|even|anyway|lol|here|pls|now|really|mate))*"
_ABOUT = re.compile(rf"{_BEFORE}(?:{'|'.join(_ASKED)}){_AFTER}")
"""Questions about this service itself, whole; whoever asks for a person ("can I speak to a human") is not asking that."""


def meant_by(text: str) -> Meant:
    """What these few words mean by themselves; nothing for anything that may be a question about a school."""
    plain = " ".join(re.sub(r"[^a-z0-9 ]", " ", re.sub(r"['’]", "", text.lower())).split())
    if known := _WORDS.get(plain):
        return known
    if _THANKED.fullmatch(plain) and _THANKS.search(plain):
        return "thanks"
    return "about" if _ABOUT.fullmatch(plain) else ""


def wants_help(text: str) -> bool:
    """The words on the button, typed into whatever box. A number by itself may be an answer to a question."""
    return meant_by(text) == "help" and not text.strip().isdigit()
