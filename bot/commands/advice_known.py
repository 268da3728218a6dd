"""What the commands of `heard advice` share: the library as it is, the shelf as it stands, and the articles that a name means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from typing import Any

import typer

from advice_kb.library import Library, LibraryError, load_library
from advice_kb.model import Article
from advice_kb.shelf import Act, Shelf
from bot.app import today
from bot.commands.opened import settings, stored
from bot.commands.telling import refuse, run
from storage import articles
from storage.articles import Version

ID = typer.Argument(
    ..., metavar="ID", help="An article, as unlawful-exclusion.parent; or a topic, for all its audiences"
)


@dataclass(frozen=True)
class Known:
    """The shelf as it stands now, every act, and every version that was taken in; both by article, oldest first."""

    shelf: Shelf
    acts: Mapping[str, list[Act]] = field(default_factory=dict)
    versions: Mapping[str, list[Version]] = field(default_factory=dict)

    def row(self, article: Article) -> dict[str, Any]:
        overdue = article.review_by < today()
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
