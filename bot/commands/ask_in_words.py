"""What `heard ask` says to people: the screens of the chat, without its buttons."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from advice_kb.safeguarding import Screening
from advice_kb.search import MOST_CHOICES
from advice_kb.shelf import Shelf
from bot.advice_line import load_advice
from bot.app import DEFINITIONS, now, place_of
from bot.commands.opened import settings
from bot.conversation.advice import Finds
from bot.conversation.advising_screens import advice_screen
from bot.conversation.enquiry import Enquiry
from bot.conversation.help_screen import help_now
from bot.conversation.messages import Outgoing
from bot.conversation.place import Published
from bot.conversation.screening import kinds_shown, speaks_of_harm
from bot.conversation.showing import Showing
from bot.conversation.standing import Standing
from bot.conversation.wording import load_words
from bot.local import load_local
from bot.local_advice import load_local_advice
from surveys.loading import load_folder


def in_words(row: Mapping[str, Any], audience: str, published: Published) -> list[str]:
    """Help alone for words that speak of harm or ask for help; who answers here, for whoever asked that; else the answer with
    its state and the line under it, the choices, or a person's number. Then how to go on."""
    if row["help"]:
        return [row["help"], "", _on(audience)]
    if row["about"]:
        return [row["about"], "", _on(audience)]
    return [*_answered(row, audience, published), "", _on(audience)]


def _on(audience: str) -> str:
    """What can be done next on this machine. A chat begins anew: nothing of this question was kept."""
    if settings().keys.get_secret_value():
        return f"In `heard chat --as {audience}` you can ask further questions."
    return (
        "To ask further questions, with no settings: `./go demo` has a chat at http://127.0.0.1:8080/chat, "
        f"and beside it `heard chat --folder var --as {audience}` is the same in a terminal."
    )


def published_now(finder: Finds, shelf: Shelf) -> Published:
    """What the chat would look at at this minute, with the authority's own names and numbers."""
    config, definitions = settings(), load_folder(DEFINITIONS)
    local = load_local(config.local)
    near = load_local_advice(config.local, local)
    advice = load_advice(
        near, definitions["advice-dates"], serve_checked=config.serve_checked, finder=finder, library=shelf.library
    )
    place = place_of(config, local, now())
    return Published({}, definitions["preamble"], load_words(), place, advice).with_acts(shelf.acts)


def helped(screening: Screening, audience: str, published: Published) -> str:
    """The card, a line each; in another language it says whom to ring. Nothing of this command is kept, and the card of words
    that speak of harm says so; whoever only asked for help reads what a chat says."""
    reading = "asked" if speaks_of_harm(screening) else "help"
    return "\n".join(_lines(help_now(published, "terminal", audience, kinds_shown(screening), reading)))


def _answered(row: Mapping[str, Any], audience: str, published: Published) -> list[str]:
    """What a chat would show."""
    topics = tuple(row["topics"][:MOST_CHOICES])
    match row["outcome"]:
        case "answer":
            return [
                *_seen("article", topics, audience, published),
                *_others(topics, audience, published),
                *_state(topics[0], audience, published),
            ]
        case "clarify" if topics:
            return [*_seen("choices", topics, audience, published), *_titles(topics, audience, published)]
        case "nothing":
            said = [published.words.say(key) for key in ("advice.nothing.heading", "advice.nothing.body")]
            return [*said, "", *_seen("person", (), audience, published)]
    return _seen("person", (), audience, published)


def _seen(view: str, topics: tuple[str, ...], audience: str, published: Published) -> list[str]:
    enquiry = Enquiry(view, topics[0] if view == "article" else "", choices=topics)
    return _lines(advice_screen(enquiry.within(Standing("terminal", "", role=audience)), None, published))


def _lines(shown: Outgoing) -> list[str]:
    """A screen without what is pressed in a chat."""
    rows = [f"  {label}: {value}" for label, value, _ in shown.rows]
    told = [*rows, *shown.body] if shown.facts.get("rows_first") else [*shown.body, *rows]
    return [shown.heading, *told]


def _titles(topics: tuple[str, ...], audience: str, published: Published) -> list[str]:
    showing = Showing(Standing("terminal", "", role=audience), None, published)
    return [f"  {showing.topic(topic).label}" for topic in topics]


def _others(topics: tuple[str, ...], audience: str, published: Published) -> list[str]:
    return ["", "Or:", *_titles(topics[1:], audience, published)] if topics[1:] else []


def _state(topic: str, audience: str, published: Published) -> list[str]:
    assert published.advice is not None
    article = published.advice.served(topic, audience)
    if article is None:
        return []
    return ["", f"({article.id}, version {article.version}, {published.advice.shelf.state(article)})"]
