"""What public pages may read of the advice line, and the one thing they write: that an answer was given, or helped.

States come from the database every time, so a withdrawal is in force for the very next reader. Never who asked.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from advice_kb.library import Library
from advice_kb.model import Article
from advice_kb.shelf import Shelf
from storage import advice_log, articles
from storage.engine import Storage


@dataclass(frozen=True)
class AdviceReading:
    """`clock` and `chance` are arguments, as everywhere."""

    storage: Storage
    library: Library
    clock: Callable[[], datetime]
    chance: random.Random
    serve_checked: bool = True

    async def shelf(self) -> Shelf:
        """The library with the authority's newest acts. One statement; nothing is remembered between two readers."""
        async with self.storage.reading() as connection:
            return Shelf(self.library, await articles.acts(connection), self.serve_checked)

    async def note(
        self, role: str, outcome: str, article: Article | None = None, *, helped: bool | None = None
    ) -> None:
        """One row of the log: which article, which topic, which role, when. No words, no address, no sitting."""
        row = advice_log.Logged(
            f"{self.chance.getrandbits(128):032x}", self.clock(), "page", role, article.topic if article else "",
            article.id if article else "", article.version if article else 0, outcome, helped,
        )  # fmt: skip
        async with self.storage.transaction() as connection:
            await advice_log.log(connection, [row])
