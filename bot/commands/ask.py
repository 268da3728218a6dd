"""`heard ask`: questions in, the topics and articles that answer them out. The screen stands in front; nothing is kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import typer

from advice_kb.library import load_library
from advice_kb.safeguarding import Screen, load_screen
from advice_kb.search import MOST_CHOICES, Finder, load_finder
from advice_kb.shelf import Shelf
from advice_kb.wording import chat
from bot.commands.opened import settings, stored
from bot.commands.telling import rows_in, run, tell, tell_json
from bot.commands.values import one_of
from bot.conversation.advice import ROLES
from storage import articles

AUDIENCE = typer.Option("parent", "--audience", help="parent, pupil, head or governor")
MACHINES = typer.Option(False, "--json", help="With no TEXT: an object a line in, an object a line out")


def add_to(app: typer.Typer) -> None:
    app.command("ask")(ask)


def ask(text: str = typer.Argument("", help="A question in anybody's words"), audience: str = AUDIENCE,
        as_json: bool = MACHINES) -> None:  # fmt: skip
    """Find the article that answers a question; with --json and no TEXT, lines of {"id", "text", "audience"}."""
    one_of(audience, "--audience", ROLES)
    desk = Desk(run(shelf()), load_screen(), load_finder())
    if text:
        row = desk.answer(text, audience)
        if as_json:
            tell_json(row)
        else:
            tell(*desk.in_words(row, audience))
        return
    for asked in rows_in('{"id": "1", "text": "…", "audience": "parent"}'):
        tell_json({"id": asked["id"], **desk.answer(asked["text"], asked.get("audience") or audience)})


async def shelf() -> Shelf:
    """The articles that may be shown now; as they were shipped where there is no database yet."""
    library, serve_checked = load_library(), settings().serve_checked
    async with stored() as storage:
        if storage is None:
            return Shelf(library, {}, serve_checked)
        async with storage.reading() as connection:
            return Shelf(library, await articles.acts(connection), serve_checked)


@dataclass(frozen=True)
class Desk:
    """Answers one message; the same words always give the same answer."""

    shelf: Shelf
    screen: Screen
    finder: Finder

    def answer(self, text: str, audience: str) -> dict[str, Any]:
        """What may mean danger is told so first; its topics are still named, for after the help."""
        concern = self.screen.look(text, audience).concern
        found = self.finder.find(text, audience)
        shown = [self.shelf.served(topic, audience) for topic in found.topics]
        first = self.shelf.served(found.topics[0], audience) if found.topics else None
        held = bool(found.topics) and first is None
        return {
            "outcome": "safeguarding" if concern else found.outcome,
            "topics": list(found.topics),
            "articles": [one.id for one in shown if one is not None],
            "state": self.shelf.state(first) if first is not None else "withdrawn" if held else "",
            "confidence": round(found.confidence, 4),
        }

    def in_words(self, row: dict[str, Any], audience: str) -> list[str]:
        """For people: help first, then the short answer or the choices."""
        lines = [
            "This may be about someone's safety. In danger now: 999. Childline: 0800 1111. `heard screen` says more.",
            "",
        ]
        lines = lines if row["outcome"] == "safeguarding" else []
        titles = [self.shelf.library.topics[topic].title for topic in row["topics"][:MOST_CHOICES]]
        if not titles:
            return [*lines, "Nothing was found for that. Try other words, or ask a person."]
        article = self.shelf.served(row["topics"][0], audience)
        if row["outcome"] == "clarify" or article is None:
            return [*lines, "Did you mean:", *(f"  {title}" for title in titles)]
        return [*lines, article.title, chat(article.short_answer), "", f"({article.id}, version {article.version}, "
                f"{row['state']})", *(["Or:"] if titles[1:] else []), *(f"  {title}" for title in titles[1:])]  # fmt: skip
