"""What is shown to whoever wrote words that the screen flagged: values, made only from facts that are passed in.

Kind and short, also to a child who wrote a joke. Never a question about what happened, never a promise of secrecy. Every
surface shows these words and no others: they stand here once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Literal

from advice_kb.help_words import (
    DEMO,
    FOR_CHILD,
    FOR_GROWN_UP,
    GROWN_UP,
    LANGUAGE,
    LANGUAGE_KEPT,
    NOT_CHECKED,
    ON_YOUR_SIDE,
    SEEN,
    SEEN_SETTING,
    UNKEPT,
    WORDS,
    YOU_CHILD,
)
from advice_kb.model import Signpost
from advice_kb.signposts import READERS, Signposts, load_signposts
from advice_kb.who_helps import dial, reach

Fate = Literal["none", "moved", "lost", "trouble", "unkept"]
"""What became of the words: none were written; put aside for a reader; not kept, because they could not be checked; not
known yet, because the database is away; or not kept, because nothing is kept there."""

BACK = "Go back to where I was"
STEPS = "What to do now"
UNVERIFIED = "We still have to check this number."


@dataclass(frozen=True)
class HourFacts:
    """What is true at this hour of this installation.

    `read`: somebody is set to read what is put aside. `reader_until`: clock time until which they do, empty when nobody does
    now; `reader_next`: in words, when they will. `place_told`: the reader also sees the setting.
    """

    council: str
    readers: str
    words: Fate = "moved"
    demo: bool = False
    read: bool = True
    reader_until: str = ""
    reader_next: str = ""
    front_door: str = ""
    out_of_hours: str = ""
    advocate: tuple[str, str] = ("", "")
    place_told: bool = False


@dataclass(frozen=True)
class Call:
    """One way to reach someone. `checked` is False where the number is still to be checked with the service itself; `link`
    is what a telephone opens; `part` says for whom it is, on a card that two may read."""

    id: str
    name: str
    what: str
    phone: str
    text: str
    web: str
    hours: str
    checked: bool
    link: str = ""
    part: str = ""

    @property
    def number(self) -> str:
        """What to ring and how to text, else where to look."""
        return reach(self.phone, self.text) or self.web


@dataclass(frozen=True)
class Spoken:
    """Words in a language of the reader's."""

    text: str
    language: str = "en"


@dataclass(frozen=True)
class HelpCard:
    """In reading order: `spoken` (to who wrote in another language), `words`, `steps` (professionals
    only), `calls`, `fate` (what will happen to the words), `back`."""

    words: tuple[str, ...]
    calls: tuple[Call, ...]
    fate: tuple[str, ...]
    steps: tuple[str, ...]
    back: str = BACK
    steps_heading: str = STEPS
    unverified: str = UNVERIFIED
    spoken: tuple[Spoken, ...] = ()

    def lines(self) -> tuple[str, ...]:
        """The card where there is only text: Telegram and the terminal."""
        steps = (self.steps_heading, *(f"{n}. {step}" for n, step in enumerate(self.steps, 1))) if self.steps else ()
        spoken = (one.text for one in self.spoken)
        return (*spoken, *self.words, *steps, *self._called(), *self.fate)

    def _called(self) -> Iterator[str]:
        for part, calls in groupby(self.calls, lambda call: call.part):
            yield from ([f"{part}:"] if part else [])
            yield from (f"{call.name}: {self.told(call)}" for call in calls)

    def told(self, call: Call) -> str:
        """The number, its hours, and whether it still has to be checked."""
        hours = f" ({call.hours})" if call.hours else ""
        return f"{call.number}{hours}" + ("" if call.checked else f". {self.unverified}")


def help_card(
    kinds: tuple[str, ...],
    audience: str,
    language: str,
    facts: HourFacts,
    signposts: Signposts | None = None,
) -> HelpCard:
    """The card for these kinds; no kinds give the card of "Get help now". `language` is what the screen named."""
    reader = READERS.get(audience, "child")
    calls = _whom(kinds, reader, facts, signposts or load_signposts())
    steps = what_to_do_now(facts) if reader == "professional" else ()
    return HelpCard(_words(kinds, reader, language, facts), calls, _fate(reader, facts), steps)


def _whom(kinds: tuple[str, ...], reader: str, facts: HourFacts, known: Signposts) -> tuple[Call, ...]:
    """Who to call. For anyone: first who is there for both, then who is there for a child, and for a grown-up."""
    if reader == "anyone":
        child, grown_up = (_whom(kinds, one, facts, known) for one in ("child", "parent"))
        both = {call.id for call in child} & {call.id for call in grown_up}
        parts = ((FOR_CHILD, child), (FOR_GROWN_UP, grown_up))
        own = (replace(call, part=part) for part, calls in parts for call in calls if call.id not in both)
        return (*(call for call in child if call.id in both), *own)
    calls = tuple(call for one in known.for_kinds(kinds, reader) for call in _calls(one, facts) if call.number)
    if reader != "child" or not facts.advocate[0]:
        return calls  # the advocate speaks for children, so only they are told of one who is on their side
    name, phone = facts.advocate
    call = Call("advocate", f"{ON_YOUR_SIDE}: {name}", "", phone, "", "", "", not facts.demo, _link(phone, ""))
    return (*calls, call)


def _words(kinds: tuple[str, ...], reader: str, language: str, facts: HourFacts) -> tuple[str, ...]:
    words: tuple[str, ...] = WORDS[reader] if kinds else WORDS[reader][1:2]
    if facts.words == "lost":
        words = (NOT_CHECKED, *words)
    if reader in ("child", "anyone"):
        words += (GROWN_UP if reader == "child" else YOU_CHILD,)
    if language == "en":
        return words
    return (*words, LANGUAGE_KEPT if facts.words == "moved" else LANGUAGE)


def _calls(one: Signpost, facts: HourFacts) -> tuple[Call, ...]:
    """A signpost as it is called; the council's own has its numbers from the local settings, each on a line of its own."""
    if one.id != "children-social-care":
        link, hours = _link(one.phone, one.text), "" if "be checked" in one.hours else one.hours
        return (Call(one.id, one.name, one.what, one.phone, one.text, one.web, hours, not one.verify, link),)
    name, checked = f"Children's social care, {facts.council}", bool(facts.front_door) and not facts.demo
    door = Call(one.id, name, one.what, facts.front_door, "", one.web, "", checked, _link(facts.front_door, ""))
    if not facts.out_of_hours:
        return (door,)
    night = facts.out_of_hours
    return door, Call(f"{one.id}-at-night", f"{name}, out of hours", "", night, "", "", "", checked, _link(night, ""))


def _link(phone: str, text: str) -> str:
    """The first number to ring, or else to text."""
    written = re.search(r"\d+$", text)
    return dial(phone) or (f"sms:{written.group()}" if written else "")


def _fate(reader: str, facts: HourFacts) -> tuple[str, ...]:
    """Truthful for this hour: who reads the words, and when; or that nobody does."""
    match facts.words:
        case "none":
            return ()
        case "unkept":
            return (UNKEPT,)
        case "lost":
            return (
                "We did not keep your words, and nobody will read them here.",
                "You can try again, or leave it out.",
            )
        case "trouble":
            return ("We are having trouble keeping words just now. It may be that nobody reads what you wrote here.",)
    if facts.demo:
        return (DEMO,)
    if not facts.read:
        return ("We put your words aside, but nobody is there to read them yet. Please call one of these numbers.",)
    when = (f"Someone is reading until {facts.reader_until}." if facts.reader_until
            else " ".join(part for part in ("Nobody is reading right now.", facts.reader_next) if part))  # fmt: skip
    if reader == "professional":
        return (f"Writing here is not a referral. Your words were put aside for {facts.readers}.", _seen(facts), when)
    told = f"We put your words aside for {facts.readers}. They are not told who wrote them."
    return (
        told,
        _seen(facts),
        when,
        "So they cannot come and find you. If you want help, please call or tell someone.",
    )


def _seen(facts: HourFacts) -> str:
    """All that the record holds besides the words: a test holds these lines against the table."""
    return " ".join(SEEN).format(setting=SEEN_SETTING if facts.place_told else "")


def what_to_do_now(facts: HourFacts) -> tuple[str, ...]:
    """The short card for somebody who works with children and was told something."""
    door = facts.front_door or "its number is missing in the local settings"
    night = f"; out of hours {facts.out_of_hours}" if facts.out_of_hours else ""
    return (
        "Danger now: 999, and do not leave the child alone.",
        "Tell your designated safeguarding lead at once, not at the end of the day. If you cannot reach them, do not wait.",
        f"Children's social care, {facts.council}: {door}{night}. Anyone may ring; you do not have to be certain.",
        "Write down the child's own words, with the date and the time.",
        "Do not investigate, do not lead with questions, do not promise to keep it secret.",
        "Do not tell the person the child is afraid of. If it is about a member of staff, tell the head; if about the head, "
        "the council's designated officer (LADO).",
    )
