"""Wrong tries at codes, by hour. Kept in the database, so that a restart forgives nothing and several processes count together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.engine import insert_for
from storage.tables import code_guess


@dataclass(frozen=True)
class Guesses:
    wrong: int
    checked: datetime | None


def hour_of(moment: datetime) -> int:
    """The hour that tries are counted in, as hours since 1970: the same in every process and zone."""
    return int(moment.timestamp() // 3600)


async def of_hour(connection: AsyncConnection, buckets: Iterable[bytes], hour: int) -> dict[bytes, Guesses]:
    """Wrong tries of this hour by bucket (a chat, an address, everybody)."""
    wanted = list(set(buckets))
    statement = select(code_guess).where(code_guess.c.bucket.in_(wanted), code_guess.c.hour == hour)
    return {row.bucket: Guesses(row.wrong, row.checked) for row in await connection.execute(statement)}


async def add(connection: AsyncConnection, counts: Mapping[bytes, int], hour: int, now: datetime) -> None:
    """Adds wrong tries."""
    if counts:
        rows = [{"bucket": b, "hour": hour, "wrong": n, "checked": now} for b, n in sorted(counts.items())]
        statement = insert_for(connection)(code_guess)
        changed = {"wrong": code_guess.c.wrong + statement.excluded.wrong, "checked": statement.excluded.checked}
        await connection.execute(statement.on_conflict_do_update(index_elements=["bucket", "hour"], set_=changed), rows)


async def forget(connection: AsyncConnection, before_hour: int) -> int:
    return (await connection.execute(delete(code_guess).where(code_guess.c.hour < before_hour))).rowcount
