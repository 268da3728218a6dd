"""What is shown to whoever wrote words that the screen flagged: values, made only from facts that are passed in.

Kind and short, also to a child who wrote a joke. Never a question about what happened, never a promise of secrecy.
"""

from __future__ import annotations

from dataclasses import dataclass

from advice_kb.model import Signpost
from advice_kb.signposts import READERS, Signposts, load_signposts


@dataclass(frozen=True)
class HourFacts:
    """What is true at this hour of this installation.

    `kept`: the words were put aside for a reader (False when the screen was down, and in the demo). `reader_until`: clock
    time until which somebody reads them, empty when nobody does now; `reader_next`: in words, when they will.
    """

    council: str
    readers: str
    kept: bool = True
    demo: bool = False
    reader_until: str = ""
    reader_next: str = ""
    front_door: str = ""
    out_of_hours: str = ""


@dataclass(frozen=True)
class Call:
    """One way to reach someone. `checked` is False where the number is still to be checked with the service itself."""

    id: str
    name: str
    what: str
    phone: str
    text: str
    web: str
    hours: str
    checked: bool


@dataclass(frozen=True)
class HelpCard:
    """In reading order: `words`, `calls`, `fate` (what will happen to the words), `steps` (professionals only), `back`."""

    words: tuple[str, ...]
    calls: tuple[Call, ...]
    fate: tuple[str, ...]
    steps: tuple[str, ...]
    back: str


WORDS = {
    "child": (
        "Thank you for telling us. You have done nothing wrong by writing it.",
        "If someone is in danger now, call 999. These people can help you too.",
        "If it was a joke or a song, that is fine. A computer checks words, and it is sometimes wrong.",
    ),
    "parent": (
        "Thank you for telling us. Some of what you wrote could mean that someone is not safe.",
        "If someone is in danger now, call 999. These people can help too.",
        "A computer checks words, and it is sometimes wrong. If so, please just go on.",
    ),
    "professional": (
        "Some of what you wrote could mean that a child is not safe. Here is what to do now.",
        "A computer checks words, and it is sometimes wrong. If you only asked about rules, please just go on.",
    ),
}
GROWN_UP = "You can also tell a grown-up you trust, today."
LANGUAGE = "We cannot check words in this language well yet. So we always show help."
BACK = "Go back to where I was"


def help_card(
    kinds: tuple[str, ...],
    audience: str,
    language: str,
    facts: HourFacts,
    signposts: Signposts | None = None,
) -> HelpCard:
    """The card for these kinds; no kinds give the card of "Get help now". `language` is what the screen named."""
    reader = READERS.get(audience, "child")
    words = WORDS[reader] if kinds else WORDS[reader][1:2]
    if reader == "child":
        words += (GROWN_UP,)
    if language != "en":
        words += (LANGUAGE,)
    shown = (signposts or load_signposts()).for_kinds(kinds, audience)
    calls = tuple(call for call in (_call(one, facts) for one in shown) if call.phone or call.text or call.web)
    steps = what_to_do_now(facts) if reader == "professional" else ()
    return HelpCard(words, calls, _fate(reader, facts) if kinds or language != "en" else (), steps, BACK)


def _call(one: Signpost, facts: HourFacts) -> Call:
    if one.id != "children-social-care":
        return Call(one.id, one.name, one.what, one.phone, one.text, one.web, one.hours, checked=not one.verify)
    numbers = [facts.front_door] + ([f"out of hours {facts.out_of_hours}"] if facts.out_of_hours else [])
    phone = "; ".join(number for number in numbers if number)
    name = f"Children's social care, {facts.council}"
    return Call(
        one.id, name, one.what, phone, "", one.web, one.hours, checked=bool(facts.front_door) and not facts.demo
    )


def _fate(reader: str, facts: HourFacts) -> tuple[str, ...]:
    """Truthful for this hour: who reads the words, and when; or that nobody does."""
    if facts.demo:
        return ("This is a try-out: nobody reads these words.",)
    if not facts.kept:
        return ("We did not keep your words, and nobody will read them here.",)
    if reader == "professional":
        told = f"Writing here is not a referral. Your words were put aside for {facts.readers}."
    else:
        told = f"We put your words aside for {facts.readers}. They are not told who wrote them."
    if facts.reader_until:
        return (told, f"Someone is reading until {facts.reader_until}.")
    return (told, " ".join(part for part in ("Nobody is reading right now.", facts.reader_next) if part))


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
