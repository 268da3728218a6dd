"""Whether keys belong to this database. With others every slip would be refused as wrong, and nothing kept could be read."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.engine import Storage, insert_for
from storage.sealing import KeyFault, Keyring, SealBroken
from storage.tables import key_check, response


class ForeignKeys(KeyFault):
    """The keys are sound, and of another database."""


async def require_own_keys(storage: Storage, keyring: Keyring) -> None:
    """Refuses keys that differ from those used here before; a key used for the first time leaves its mark."""
    marks = keyring.marks()
    async with storage.reading() as connection:
        known = {row.key: row.mark for row in await connection.execute(select(key_check))}
        wrong = [name for name, mark in marks.items() if known.get(name, mark) != mark]
        if wrong or (not known and not await _opens(connection, keyring)):
            told = f" ({', '.join(wrong)})" if wrong else ""
            raise ForeignKeys(
                f"HEARD_KEYS does not belong to this database{told}: set the keys it was made with, or HEARD_DATABASE_URL"
            )
    fresh = [{"key": name, "mark": mark} for name, mark in marks.items() if name not in known]
    if fresh:
        async with storage.transaction() as connection:
            await connection.execute(insert_for(connection)(key_check).on_conflict_do_nothing(), fresh)


async def _opens(connection: AsyncConnection, keyring: Keyring) -> bool:
    """Whether these keys open what an earlier version, which left no marks, has kept here."""
    row = (await connection.execute(select(response.c.id, response.c.answers).limit(1))).first()
    try:
        return row is None or bool(keyring.open("response", "answers", row.id, row.answers))
    except SealBroken:
        return False
