"""Messages we start: a row in the transaction that caused it, claimed by one sender, sent or failed for good (design §2.3)."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.engine import on_postgresql
from storage.sealing import Keyring, pad, unpad
from storage.tables import outbox

_ROOM = 1024
CLAIM = timedelta(minutes=5)
"""A row claimed longer ago than this and not sent belongs to a sender that died."""


@dataclass(frozen=True)
class Owed:
    id: str
    channel: str
    lane: str
    address: str
    text: str
    tries: int


async def owe(
    connection: AsyncConnection, keyring: Keyring, messages: Sequence[tuple[str, str, str]], lane: str, due: datetime
) -> None:
    """Adds `(channel, address, text)` messages."""
    rows = []
    for channel, address, text in messages:
        new_id = secrets.token_hex(16)
        sealed = pad(json.dumps({"address": address, "text": text}).encode(), _ROOM)
        rows.append(
            {"id": new_id, "channel": channel, "lane": lane, "due": due, "tries": 0,
             "address_hash": keyring.look_up("address", f"{channel}/{address}"),
             "message": keyring.seal("outbox", "message", new_id, sealed)}
        )  # fmt: skip
    if rows:
        await connection.execute(outbox.insert(), rows)


async def claim(connection: AsyncConnection, keyring: Keyring, now: datetime, most: int = 200) -> list[Owed]:
    """Takes due rows for this sender: an update counts them, so two senders never take the same."""
    free = (outbox.c.claimed.is_(None)) | (outbox.c.claimed < now - CLAIM)
    waiting = outbox.c.sent.is_(None) & outbox.c.failed.is_(None) & (outbox.c.due <= now) & free
    ids = select(outbox.c.id).where(waiting).order_by(outbox.c.due, outbox.c.id).limit(most)
    if on_postgresql(connection):
        ids = ids.with_for_update(skip_locked=True)
    statement = update(outbox).where(outbox.c.id.in_(ids)).values(claimed=now)
    rows = (await connection.execute(statement.returning(*outbox.c))).all()
    return [_owed(keyring, row) for row in sorted(rows, key=lambda row: (row.due, row.id))]


def _owed(keyring: Keyring, row: Any) -> Owed:
    message = json.loads(unpad(keyring.open("outbox", "message", row.id, row.message)))
    return Owed(row.id, row.channel, row.lane, message["address"], message["text"], row.tries)


async def sent(connection: AsyncConnection, ids: Sequence[str], now: datetime) -> None:
    await connection.execute(update(outbox).where(outbox.c.id.in_(list(ids))).values(sent=now))


async def later(connection: AsyncConnection, id_: str, due: datetime) -> None:
    """A passing failure: tried again at `due`."""
    await connection.execute(
        update(outbox).where(outbox.c.id == id_).values(due=due, claimed=None, tries=outbox.c.tries + 1)
    )


async def failed(connection: AsyncConnection, id_: str, why: str) -> None:
    """A failure for good, as by a person who blocked the bot."""
    await connection.execute(update(outbox).where(outbox.c.id == id_).values(failed=why))


async def forget_done(connection: AsyncConnection, before: datetime) -> int:
    done = outbox.c.sent.is_not(None) | outbox.c.failed.is_not(None)
    return (await connection.execute(delete(outbox).where(done, outbox.c.due < before))).rowcount
