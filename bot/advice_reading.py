"""What public pages may read of the advice line, and what they write: that an answer was given, or helped; and, of words that
speak of harm, a concern for a person to read.

States come from the database every time, so a withdrawal is in force for the very next reader. Never who asked.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from advice_kb.library import Library
from advice_kb.model import Article
from advice_kb.own_days import OwnDay
from advice_kb.shelf import Act, Shelf
from bot.conversation.screening import passed_on
from bot.keeping import concern_of
from bot.looking import in_time, or_away
from storage import advice_log, articles, closed_days, concerns
from storage.engine import Storage
from storage.sealing import Keyring

READ_SECONDS, NOTE_SECONDS = 2.0, 0.3
"""How long a page waits for what it must know, and for a row that it could do without."""


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
        """The library with the authority's newest acts. One statement; nothing is remembered between two readers, and
        nothing is guessed: `StorageAway` where the acts cannot be read."""

        async def acts() -> Mapping[str, Act]:
            async with self.storage.reading() as connection:
                return await articles.acts(connection)

        return Shelf(self.library, await or_away(acts(), READ_SECONDS), self.serve_checked)

    async def own_days(self, school: str) -> tuple[OwnDay, ...]:
        """The days without lessons that this school entered itself, as they stand now; `StorageAway` where nobody can say."""

        async def days() -> tuple[OwnDay, ...]:
            async with self.storage.reading() as connection:
                return await closed_days.of_school(connection, school)

        return await or_away(days(), READ_SECONDS)

    async def note(
        self, role: str, outcome: str, article: Article | None = None, *, topic: str = "", helped: bool | None = None
    ) -> None:
        """One row of the log: which article, which topic, which role, when. No words, no address, no sitting. `topic` is
        said alone where its article may not be shown.

        Nobody's page waits or fails for it: a row that comes too late is written behind the page, or is missing.
        """

        async def write() -> None:
            async with self.storage.transaction() as connection:
                await advice_log.log(connection, [self._row(role, outcome, article, helped, topic)])

        await in_time(write(), NOTE_SECONDS)

    async def put_aside(self, words: str, screening: Any, role: str) -> bool:
        """Moves flagged words to a concern, with no setting and nothing of who wrote them. True once they are kept."""
        event = passed_on(words, screening, "", role)
        async with self.storage.transaction() as connection:
            await concerns.keep(connection, self.keyring, [concern_of("page", event, self.clock())])
            await advice_log.log(connection, [self._row(role or "unknown", "safeguarding", None, None)])
        return True

    def _row(
        self, role: str, outcome: str, article: Article | None, helped: bool | None, topic: str = ""
    ) -> advice_log.Logged:
        return advice_log.Logged(
            f"{self.chance.getrandbits(128):032x}", self.clock(), "page", role, article.topic if article else topic,
            article.id if article else "", article.version if article else 0, outcome, helped,
        )  # fmt: skip
