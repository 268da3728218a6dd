"""What public pages may read of the advice line, and what they write: that an answer was given, or helped; and, of words that
speak of harm, a concern for a person to read.

States come from the database every time, so a withdrawal is in force for the very next reader. Never who asked.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from advice_kb.library import Library
from advice_kb.model import Article
from advice_kb.own_days import OwnDay
from advice_kb.shelf import Shelf
from bot.conversation.screening import passed_on
from bot.keeping import concern_of
from storage import advice_log, articles, closed_days, concerns
from storage.engine import Storage
from storage.sealing import Keyring


@dataclass(frozen=True)
class AdviceReading:
    """`clock` and `chance` are arguments, as everywhere."""

    storage: Storage
    keyring: Keyring
    library: Library
    clock: Callable[[], datetime]
    chance: random.Random
    serve_checked: bool = True

    async def shelf(self) -> Shelf:
        """The library with the authority's newest acts. One statement; nothing is remembered between two readers."""
        async with self.storage.reading() as connection:
            return Shelf(self.library, await articles.acts(connection), self.serve_checked)

    async def own_days(self, school: str) -> tuple[OwnDay, ...]:
        """The days without lessons that this school entered itself, as they stand now."""
        async with self.storage.reading() as connection:
            return await closed_days.of_school(connection, school)

    async def note(
        self, role: str, outcome: str, article: Article | None = None, *, helped: bool | None = None
    ) -> None:
        """One row of the log: which article, which topic, which role, when. No words, no address, no sitting."""
        async with self.storage.transaction() as connection:
            await advice_log.log(connection, [self._row(role, outcome, article, helped)])

    async def put_aside(self, words: str, screening: Any, role: str) -> bool:
        """Moves flagged words to a concern, with no setting and nothing of who wrote them. True once they are kept."""
        event = passed_on(words, screening, "", role)
        async with self.storage.transaction() as connection:
            await concerns.keep(connection, self.keyring, [concern_of("page", event, self.clock())])
            await advice_log.log(connection, [self._row(role or "unknown", "safeguarding", None, None)])
        return True

    def _row(self, role: str, outcome: str, article: Article | None, helped: bool | None) -> advice_log.Logged:
        return advice_log.Logged(
            f"{self.chance.getrandbits(128):032x}", self.clock(), "page", role, article.topic if article else "",
            article.id if article else "", article.version if article else 0, outcome, helped,
        )  # fmt: skip
