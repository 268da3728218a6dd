"""`heard screen --json`: lines of texts in, what the safeguarding screen says of each out. No network, nothing is kept.

A text in a language whose recall was not measured is a concern here as everywhere: help shows and a person is to look. So is
one that is too long to be read whole, which every page refuses: what was not read cannot be called harmless.
"""

from __future__ import annotations

from typing import Any

import typer

from advice_kb.safeguarding import UNREADABLE, Screen, Screening, gravest, load_screen, reads_all
from advice_kb.screen_learned import VOICES
from bot.commands.telling import rows_in, tell, tell_json
from bot.conversation.screening import kind_in_words, speaks_of_harm
from bot.conversation.wording import load_words

NOT_KNOWN = "anyone"
"""Where no audience is told, it may be anyone."""

AUDIENCES = {
    **{voice: voice for voice in VOICES},
    "child": "pupil",
    "professional": "staff",
    NOT_KNOWN: "pupil",
    "adult": "pupil",
}
"""Audience as a line tells it -> the voice it is looked at with. The readers of the help cards are named too; whoever is not
known to be of a school or a family is looked at as a child."""

NOT_ALL_READ = "a person is to look, it is too long to be read whole: its middle was not looked at"


def add_to(app: typer.Typer) -> None:
    app.command("screen")(screen)


def screen(as_json: bool = typer.Option(False, "--json", help="Read and write a JSON object a line")) -> None:
    """Look at texts: {"id", "text", "audience"} a line in, {"id", "concern", "urgent", "kinds"} a line out."""
    looker = load_screen()
    for asked in rows_in('{"id": "1", "text": "…", "audience": "pupil"}', AUDIENCES):
        text = asked["text"]
        seen = looked_at(looker, text, AUDIENCES[asked["audience"] or NOT_KNOWN])
        if as_json:
            tell_json({"id": asked["id"], **row(seen)})
        else:
            tell(f"{asked['id']}: {in_words(seen, whole=reads_all(text))}")


def looked_at(looker: Screen, text: str, voice: str) -> Screening:
    """One look; where a part was left out, what was found in the rest, and never less than for a text that cannot be read."""
    seen = looker.look(text, voice)
    return seen if reads_all(text) else gravest([seen, UNREADABLE])


def row(seen: Screening) -> dict[str, Any]:
    """What machines are told of one look."""
    return {"concern": speaks_of_harm(seen), "urgent": seen.urgent, "kinds": list(seen.kinds)}


def in_words(seen: Screening, *, whole: bool) -> str:
    """For people: the kinds, what is urgent first, and why a text without a kind is a concern."""
    said = ("urgent: " if seen.urgent else "") + ", ".join(map(kind_in_words, seen.kinds)) if seen.concern else ""
    language = load_words().in_english(seen.language) or "not known which"
    strange = "" if seen.measured else f"a person is to look, the language was not measured ({language})"
    return "; ".join(part for part in (said, strange if whole else NOT_ALL_READ) if part) or "no concern"
