"""What the authority decided about articles, and every version that was ever taken in. Nothing here is ever changed or removed."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from advice_kb.shelf import Act
from storage.engine import insert_for, on_postgresql
from storage.tables import article_state, article_version


@dataclass(frozen=True)
class Version:
    """One version of an article's whole file, front matter included."""

    article: str
    version: int
    fingerprint: str
    content: str
    taken_in: datetime


async def alone(connection: AsyncConnection) -> None:
    """Nobody else decides until this transaction ends, so that what was looked at still holds when an act is written.

    Whoever only reads is not held up. SQLite has one writer anyway.
    """
    if on_postgresql(connection):
        await connection.execute(text("LOCK TABLE article_state IN SHARE ROW EXCLUSIVE MODE"))


async def decide(connection: AsyncConnection, act: Act) -> None:
    """Writes one act; it is in force for whoever reads after the commit."""
    row = {**vars(act), "id": secrets.token_hex(16), "checked_against": json.dumps(dict(act.checked_against))}
    await connection.execute(article_state.insert(), [row])


async def acts(connection: AsyncConnection) -> dict[str, Act]:
    """The newest act of each article that has one: one statement, few rows."""
    newest: dict[str, Act] = {}
    for row in await connection.execute(select(article_state).order_by(article_state.c.at, article_state.c.id)):
        newest[row.article] = _act(row)
    return newest


async def history(connection: AsyncConnection, article: str) -> list[Act]:
    """Every act about one article, oldest first."""
    statement = select(article_state).where(article_state.c.article == article)
    return [_act(row) for row in await connection.execute(statement.order_by(article_state.c.at, article_state.c.id))]


def _act(row: Any) -> Act:
    return Act(row.article, row.version, row.state, row.at, row.by, row.reason, json.loads(row.checked_against))


async def take_in(connection: AsyncConnection, versions: Sequence[Version]) -> tuple[str, ...]:
    """Keeps versions not seen before. Gives back the articles whose text differs under a number already taken.

    Several processes may start together: whoever is second finds the row there and is compared with it.
    """
    kept = await _fingerprints(connection)
    new = [vars(one) for one in versions if (one.article, one.version) not in kept]
    if new:
        await connection.execute(insert_for(connection)(article_version).on_conflict_do_nothing(), new)
        kept = await _fingerprints(connection)
    return _differing(kept, versions)


async def changed(connection: AsyncConnection, versions: Sequence[Version]) -> tuple[str, ...]:
    """What `take_in` would give back; nothing is kept."""
    return _differing(await _fingerprints(connection), versions)


def _differing(kept: dict[tuple[str, int], str], versions: Sequence[Version]) -> tuple[str, ...]:
    return tuple(
        one.article for one in versions if kept.get((one.article, one.version), one.fingerprint) != one.fingerprint
    )


async def _fingerprints(connection: AsyncConnection) -> dict[tuple[str, int], str]:
    columns = article_version.c
    rows = await connection.execute(select(columns.article, columns.version, columns.fingerprint))
    return {(row.article, row.version): row.fingerprint for row in rows}


async def versions(connection: AsyncConnection, article: str) -> list[Version]:
    """Every version of one article, oldest first."""
    statement = select(article_version).where(article_version.c.article == article)
    rows = await connection.execute(statement.order_by(article_version.c.version))
    return [Version(r.article, r.version, r.fingerprint, r.content, r.taken_in) for r in rows]
