"""What is said to whoever wrote in another language, on the card that shows them help: where an interpreter can be asked for."""

from __future__ import annotations

from dataclasses import replace

from advice_kb.help_cards import Call, HelpCard, Spoken
from advice_kb.who_helps import dial
from bot.conversation.place import Published
from bot.conversation.showing import hours_said

NO_BREAK = "\u00a0"
"""Holds a number together: with other spaces its parts change places among words that are read from right to left."""


def with_interpreter(card: HelpCard, language: str, published: Published) -> HelpCard:
    """The card, beginning with what its reader may understand, and with the number where an interpreter can be asked for."""
    name, number = published.words.say("advice.person.officer"), published.place.duty_officer
    call = Call("duty-officer", name, "", number, "", "", "", not published.place.demo, dial(number))
    calls = (*card.calls, *((call,) if number else ()))
    return replace(card, spoken=said_in(language, published), calls=calls)


def said_in(language: str, published: Published) -> tuple[Spoken, ...]:
    """In their own language where it is known and there is a number to ring, and then in English.

    No translation of law: only that the service answers in English, whom to ring, and 999.
    """
    words, number = published.words, published.place.duty_officer
    known = words.others.get(language)
    whole = number.replace(" ", NO_BREAK)
    own = tuple(Spoken(text.format(number=whole), language) for text in known.texts) if known and number else ()
    unapproved = words.say("advice.language.unapproved") if own and known and not known.approved else ""
    told = [
        words.say("advice.language.body"),
        words.say("advice.language.named", english=known.english, name=known.name) if known else "",
        words.say("advice.language.ring", number=number) if number else words.say("advice.language.ask"),
        hours_said(words, published.place),
    ]
    english = (unapproved, " ".join(line for line in told if line))
    return (*own, *(Spoken(line) for line in english if line))
