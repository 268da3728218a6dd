"""Every version of every article is kept in the database as the file had it, so that what was said can be read later.

A version's text never changes: whoever was sent it, and whoever published it, relied on those words.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime

from advice_kb.library import Library, article_texts
from storage import articles
from storage.articles import Version
from storage.engine import Storage
from surveys.faults import Fault


def versions_of(library: Library, now: datetime) -> tuple[Version, ...]:
    """The versions that the files hold now."""
    texts = article_texts()
    return tuple(
        Version(one.id, one.version, hashlib.sha256(texts[one.id].encode()).hexdigest(), texts[one.id], now)
        for one in library.articles.values()
    )


async def take_in(storage: Storage, library: Library, now: datetime) -> tuple[Fault, ...]:
    """Keeps what is new; gives back a fault for each text that changed under its old number."""
    async with storage.transaction() as connection:
        return as_faults(library, await articles.take_in(connection, versions_of(library, now)))


async def changed(storage: Storage, library: Library, now: datetime) -> tuple[Fault, ...]:
    """The same faults, and nothing is kept."""
    async with storage.reading() as connection:
        return as_faults(library, await articles.changed(connection, versions_of(library, now)))


def as_faults(library: Library, changed: Sequence[str]) -> tuple[Fault, ...]:
    return tuple(
        Fault(
            f"articles/{one.topic}/{one.audience}.md",
            f"has another text than the version {one.version} that was taken in before",
            f"Raise its version to {one.version + 1}, or put the old text back",
        )
        for one in (library.articles[name] for name in changed)
    )
