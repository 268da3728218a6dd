"""Updates that could not be kept: sealed, tried again with growing pauses, and never in anybody else's way (design §2.6)."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.sealing import Keyring, pad, unpad
from storage.tables import unheard

_ROOM = 512


@dataclass(frozen=True)
class Unheard:
    id: str
    channel: str
    message: Mapping[str, Any]
    tries: int


async def keep(
    connection: AsyncConnection,
    keyring: Keyring,
    channel: str,
    address: bytes,
    message: Mapping[str, Any],
    due: datetime,
) -> None:
    new_id = secrets.token_hex(16)
    sealed = keyring.seal("unheard", "message", new_id, pad(json.dumps(message).encode(), _ROOM))
    row = {
        "id": new_id,
        "channel": channel,
        "address": address,
        "message": sealed,
        "tries": 0,
        "due": due,
        "given_up": False,
    }
    await connection.execute(unheard.insert().values(**row))


async def due(connection: AsyncConnection, keyring: Keyring, now: datetime, most: int = 20) -> list[Unheard]:
    statement = (
        select(unheard).where(unheard.c.given_up.is_(False), unheard.c.due <= now).order_by(unheard.c.due).limit(most)
    )
    return [
        Unheard(r.id, r.channel, json.loads(unpad(keyring.open("unheard", "message", r.id, r.message))), r.tries)
        for r in await connection.execute(statement)
    ]


async def settle(connection: AsyncConnection, ids: Sequence[str]) -> None:
    """Forgets those that were heard after all."""
    if ids:
        await connection.execute(delete(unheard).where(unheard.c.id.in_(list(ids))))


async def postpone(connection: AsyncConnection, id_: str, due_at: datetime, *, given_up: bool) -> None:
    statement = update(unheard).where(unheard.c.id == id_)
    await connection.execute(statement.values(tries=unheard.c.tries + 1, due=due_at, given_up=given_up))


async def waiting(connection: AsyncConnection) -> int:
    """How many still wait or were given up: the count officers are shown."""
    return int((await connection.execute(select(func.count()).select_from(unheard))).scalar_one())
