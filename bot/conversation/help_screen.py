"""Who to call, what will happen to the words, one way on. The words are `advice_kb.help_cards`'; the facts are ours."""

from __future__ import annotations

from dataclasses import replace

from advice_kb.help_cards import Fate, HourFacts, help_card
from bot.conversation.messages import Option, Outgoing
from bot.conversation.other_language import with_interpreter
from bot.conversation.place import Published
from bot.conversation.screening import GROWN_UP, OTHER_LANGUAGE, language_among
from bot.conversation.standing import Draft, Standing

FATES: dict[str, Fate] = {"help": "none", "passed-on": "moved", "unchecked": "lost", "trouble": "trouble",
                          "asked": "unkept"}  # fmt: skip
"""What a person is reading -> what became of their words. With `help` they pressed a button and wrote nothing; with
`asked` they wrote where nothing is kept."""


def voice_of(standing: Standing, draft: Draft | None, published: Published) -> str:
    """Who speaks: the audience of the survey they are in or have just sent, else who they said they are, else nothing."""
    if draft is not None and standing.scene == "survey":
        return published.survey(draft.survey, draft.version).audience
    return standing.voice if standing.scene == "thanks" else standing.role


def help_screen(standing: Standing, draft: Draft | None, published: Published) -> Outgoing:
    """The card for these words and this reader. Nothing is asked; whoever is not known is spoken to as a child is."""
    place, words = published.place, published.words
    place_told = draft is not None and standing.scene == "survey" and bool(draft.setting)
    facts = HourFacts(
        place.council, place.readers, words=FATES[standing.reading], demo=place.demo, read=place.read,
        reader_until=place.reader_until, reader_next=place.reader_next, front_door=place.front_door,
        out_of_hours=place.out_of_hours, advocate=place.advocate, place_told=place_told,
    )  # fmt: skip
    kinds = tuple(kind for kind in standing.kinds if kind != GROWN_UP and not kind.startswith(OTHER_LANGUAGE))
    reader = voice_of(standing, draft, published) or ("parent" if GROWN_UP in standing.kinds else "child")
    language = "other" if any(kind.startswith(OTHER_LANGUAGE) for kind in standing.kinds) else "en"
    card = help_card(kinds, reader, language, facts)
    if named := language_among(standing.kinds):
        card = with_interpreter(card, named, published)
    said, unchecked = standing.language or "en", standing.reading == "unchecked"
    again = (words.say("help.type-again", said),) if unchecked and standing.channel in ("telegram", "terminal") else ()
    return Outgoing(name="help", heading=words.say("help.heading", said), body=(*card.lines(), *again),
                    options=(Option(card.back, "return"),), facts={"card": card, "unchecked": unchecked})  # fmt: skip


def help_now(
    published: Published, channel: str, voice: str = "", kinds: tuple[str, ...] = (), reading: str = "help"
) -> Outgoing:
    """The same for somebody whose standing is not known: no code, no sitting, or no database."""
    shown = help_screen(Standing(channel, "", role=voice, reading=reading, kinds=kinds), None, published)
    return replace(shown, synthetic=published.place.demo)
