"""`heard ask`: questions in, the topics and articles that answer them out. The screen stands in front; nothing is kept.

For people it says what the chat says, in the same words and with the same line under it (design §5). Machines are told what
the search itself found, without the names of this authority's schools and the order of topics for a reader; corrected only
where the words alone show what is meant, as of a wish to appeal: a panel that cannot hear the case would be a wrong answer. In
`about` stands what a chat says of itself to whoever asks that, and in `help` the help card, where a chat would show it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import typer

from advice_kb.library import load_library
from advice_kb.model import Article
from advice_kb.safeguarding import Screen, Screening, load_screen
from advice_kb.search import Finding, load_finder
from advice_kb.shelf import Act, Shelf
from bot.commands.ask_in_words import helped, in_words, published_now
from bot.commands.opened import settings, stored
from bot.commands.screen import row as screen_row
from bot.commands.telling import rows_in, run, tell, tell_json
from bot.commands.values import one_of
from bot.conversation.advice import ROLES, Finds
from bot.conversation.appeals import which_appeal
from bot.conversation.made_permanent import made_permanent
from bot.conversation.screening import speaks_of_harm
from bot.conversation.showing import about_said
from bot.conversation.small_words import meant_by
from storage import articles

AUDIENCE = typer.Option("parent", "--audience", help="parent, pupil, head or governor")
MACHINES = typer.Option(False, "--json", help="With no TEXT: an object a line in, an object a line out")
NOT_SEARCHED = Finding("nothing", (), 0.0)


def add_to(app: typer.Typer) -> None:
    app.command("ask")(ask)


def ask(text: str = typer.Argument("", help="A question in anybody's words"), audience: str = AUDIENCE,
        as_json: bool = MACHINES) -> None:  # fmt: skip
    """Find the article that answers a question; with --json and no TEXT, lines of {"id", "text", "audience"}."""
    one_of(audience, "--audience", ROLES)
    acts = run(acts_now())
    library, finder = load_library(), load_finder()
    shelf = Shelf(library, acts, settings().serve_checked)
    published = cache(lambda: published_now(finder, shelf))  # lines that ask nothing of it need no authority's folder
    desk = Desk(
        shelf, load_screen(), Corrected(finder),
        about=lambda reader: about_said(published(), library, reader),
        card=lambda screening, reader: helped(screening, reader, published()),
    )  # fmt: skip
    if text and not as_json:
        advice = published().advice
        assert advice is not None
        tell(*in_words(replace(desk, finder=advice).answer(text, audience), audience, published()))
        return
    if text:
        tell_json(desk.answer(text, audience))
        return
    for asked in rows_in('{"id": "1", "text": "…", "audience": "parent"}', ROLES):
        tell_json({"id": asked["id"], **desk.answer(asked["text"], asked.get("audience") or audience)})


async def acts_now() -> Mapping[str, Act]:
    """What the authority has decided; nothing where there is no database yet."""
    async with stored() as storage:
        if storage is None:
            return {}
        async with storage.reading() as connection:
            return await articles.acts(connection)


@dataclass(frozen=True)
class Corrected:
    """The search for machines, who know no authority."""

    finder: Finds

    def find(self, text: str, audience: str = "parent") -> Finding:
        found = made_permanent(self.finder.find(text, audience), text)
        return which_appeal(found, text, audience)


@dataclass(frozen=True)
class Desk:
    """Answers one message; the same words always give the same answer. `finder` is the search for machines, or what this
    authority makes of it; `about` says to a reader who answers here, `card` whom to call for what the screen said."""

    shelf: Shelf
    screen: Screen
    finder: Finds
    about: Callable[[str], str]
    card: Callable[[Screening, str], str]

    def answer(self, text: str, audience: str) -> dict[str, Any]:
        """What may mean danger is told so first, and a language that was not measured leads to a person: the topics found are
        still named, for machines: people are told of nothing but help. Whoever asks for help by itself asks nothing of the
        search."""
        screening, meant = self.screen.look(text, audience), meant_by(text)
        harm, asks_help = speaks_of_harm(screening), meant == "help"
        found = NOT_SEARCHED if asks_help else self.finder.find(text, audience)
        shown = [self.shelf.served(topic, audience) for topic in found.topics]
        first = self.shelf.served(found.topics[0], audience) if found.topics else None
        return {
            "outcome": "safeguarding" if asks_help else _outcome(screening, found),
            "topics": list(found.topics),
            "articles": [one.id for one in shown if one is not None],
            "state": self._state(found, first, audience),
            "confidence": round(found.confidence, 4),
            "about": self.about(audience) if meant == "about" and not harm else "",
            "help": self.card(screening, audience) if harm or asks_help else "",
            "screen": {**screen_row(screening), "language": screening.language, "measured": screening.measured},
        }

    def _state(self, found: Finding, first: Article | None, audience: str) -> str:
        """The state of the article that answers; where none may, what became of it."""
        if first is not None:
            return self.shelf.state(first)
        return (found.topics and self.shelf.why_none(found.topics[0], audience)) or ""


def _outcome(screening: Screening, found: Finding) -> str:
    if screening.concern:
        return "safeguarding"
    return found.outcome if screening.measured else "person"
