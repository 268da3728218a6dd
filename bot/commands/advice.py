"""`heard advice`: which articles stand in which state, what they say, and what was decided about them (design §5).

What an article says and said is in `advice_texts.py`, what is decided in `advice_acts.py`, what was asked in `advice_questions.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from difflib import get_close_matches
from functools import cache
from typing import Any, get_args

import typer

from advice_kb.library import Library, LibraryError, load_library
from advice_kb.model import Article, State
from advice_kb.shelf import Act, Shelf
from bot.app import LONDON, now
from bot.commands.opened import settings, stored
from bot.commands.telling import refuse, run, table, tell, tell_json
from storage import articles
from storage.articles import Version

advice = typer.Typer(
    no_args_is_help=True, help="Articles of the advice line: their states, texts, history and questions."
)
MACHINES = typer.Option(False, "--json", help="For machines")
ID = typer.Argument(
    ..., metavar="ID", help="An article, as unlawful-exclusion.parent; or a topic, for all its audiences"
)


def add_to(app: typer.Typer) -> None:
    from bot.commands import advice_acts, advice_questions, advice_texts

    for part in (advice_texts, advice_acts, advice_questions):
        part.add_to(advice)
    app.add_typer(advice, name="advice")


@dataclass(frozen=True)
class Known:
    """The shelf as it stands now, every act, and every version that was taken in; both by article, oldest first."""

    shelf: Shelf
    acts: Mapping[str, list[Act]] = field(default_factory=dict)
    versions: Mapping[str, list[Version]] = field(default_factory=dict)

    @property
    def today(self) -> date:
        return now().astimezone(LONDON).date()

    def row(self, article: Article) -> dict[str, Any]:
        overdue = article.review_by < self.today
        return {"id": article.id, "version": article.version, "state": self.shelf.state(article),
                "review_by": article.review_by, "overdue": overdue}  # fmt: skip


@cache
def library_now() -> Library:
    """The files as they are; read once in a process."""
    try:
        return load_library()
    except LibraryError as error:
        refuse(*error.faults)


def known(library: Library, *names: str) -> Known:
    """The shelf; acts and versions only of the articles named."""

    async def work() -> Known:
        async with stored() as storage:
            if storage is None:
                nothing: dict[str, list[Any]] = {name: [] for name in names}
                return Known(Shelf(library, {}, settings().serve_checked), nothing, nothing)
            async with storage.reading() as connection:
                return Known(
                    Shelf(library, await articles.acts(connection), settings().serve_checked),
                    {name: await articles.history(connection, name) for name in names},
                    {name: await articles.versions(connection, name) for name in names},
                )

    return run(work())


def chosen(library: Library, name: str) -> tuple[Article, ...]:
    """The article of that id, or all of that topic."""
    found = (library.articles[name],) if name in library.articles else library.about(name)
    if not found:
        near = get_close_matches(name, [*library.articles, *library.topics], 3)
        perhaps = f"did you mean {' or '.join(near)}? " if near else ""
        refuse(f"there is no article or topic {name!r}; {perhaps}`heard advice list` shows them")
    return found


@advice.command("list")
def list_(
    *,
    state: str = typer.Option("", help="Only those in this state: " + ", ".join(get_args(State))),
    tag: str = typer.Option("", help="Only those with this tag, as restorative (seed 2.41)"),
    json: bool = MACHINES,
) -> None:
    """Every article with its version, the state in force, and the day by which it is to be reviewed."""
    if state and state not in get_args(State):
        refuse(f"--state {state} is unknown; use {', '.join(get_args(State))}")
    found = known(library_now())
    tagged = [
        one
        for one in found.shelf.library.articles.values()
        if not tag or tag.lower() in map(str.lower, one.heading.tags)
    ]
    rows = [row for one in tagged if state in ("", (row := found.row(one))["state"])]
    if json:
        tell_json(rows)
        return
    lines = [(r["id"], r["version"], r["state"], r["review_by"], "overdue" if r["overdue"] else "") for r in rows]
    tell(*table([("article", "version", "state", "review by", ""), *lines]), "", f"{len(rows)} articles.")


@advice.command("due")
def due(*, days: int = typer.Option(30, min=0, max=3660, help="How far to look ahead"), json: bool = MACHINES) -> None:
    """Articles whose review date has passed or comes within so many days, the oldest first. Retired ones are left out."""
    found = known(library_now())
    until = found.today + timedelta(days=days)
    near = [one for one in found.shelf.library.articles.values() if one.review_by <= until]
    rows = [row for one in near if (row := found.row(one))["state"] != "retired"]
    rows.sort(key=lambda row: (row["review_by"], row["id"]))
    if json:
        tell_json(rows)
        return
    lines = [(r["review_by"], r["id"], r["state"], _when((r["review_by"] - found.today).days)) for r in rows]
    tell(
        *(table([("review by", "article", "state", ""), *lines]) if lines else [f"Nothing is due within {days} days."])
    )


def _when(days: int) -> str:
    if days < 0:
        return f"passed {-days} day{'s' if days != -1 else ''} ago"
    return "today" if days == 0 else f"in {days} day{'s' if days != 1 else ''}"
