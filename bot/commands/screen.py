"""`heard screen --json`: lines of texts in, what the safeguarding screen says of each out. No network, nothing is kept.

A text in a language whose recall was not measured is a concern here as everywhere: help shows and a person is to look.
"""

from __future__ import annotations

from typing import Any

import typer

from advice_kb.safeguarding import Screening, load_screen
from advice_kb.screen_learned import VOICES
from bot.commands.telling import rows_in, tell, tell_json
from bot.conversation.screening import kind_in_words, speaks_of_harm
from bot.conversation.wording import load_words


def add_to(app: typer.Typer) -> None:
    app.command("screen")(screen)


def screen(as_json: bool = typer.Option(False, "--json", help="Read and write a JSON object a line")) -> None:
    """Look at texts: {"id", "text", "audience"} a line in, {"id", "concern", "urgent", "kinds"} a line out."""
    looker = load_screen()
    for asked in rows_in('{"id": "1", "text": "…", "audience": "pupil"}', VOICES):
        seen = looker.look(asked["text"], asked.get("audience") or "pupil")
        if as_json:
            tell_json({"id": asked["id"], **row(seen)})
        else:
            tell(f"{asked['id']}: {in_words(seen)}")


def row(seen: Screening) -> dict[str, Any]:
    """What machines are told of one look."""
    return {"concern": speaks_of_harm(seen), "urgent": seen.urgent, "kinds": list(seen.kinds)}


def in_words(seen: Screening) -> str:
    """For people: the kinds, what is urgent first, and why a text without a kind is a concern."""
    said = ("urgent: " if seen.urgent else "") + ", ".join(map(kind_in_words, seen.kinds)) if seen.concern else ""
    language = load_words().in_english(seen.language) or "not known which"
    strange = "" if seen.measured else f"a person is to look, the language was not measured ({language})"
    return "; ".join(part for part in (said, strange) if part) or "no concern"
