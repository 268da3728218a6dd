"""Where each conversation stands, and which incoming ids were dealt with already. It never reads what a standing says.

Written set-wise: whatever the size of a batch, remembering ids, recalling and keeping are one statement each.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import bindparam, case, delete, select, update
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.engine import insert_for, on_postgresql
from storage.sealing import Keyring, pad, unpad
from storage.tables import conversation, draft, heard_update

_ROOM = 512


@dataclass(frozen=True)
class Row:
    """One conversation as kept. `standing` is empty before its first turn."""

    address: bytes
    channel: str
    standing: Mapping[str, Any]
    turn: int
    said: int


@dataclass(frozen=True)
class DraftRow:
    key: bytes
    wave: str
    label: str
    content: Mapping[str, Any]
    sent: bool
    room: int = 1024


async def first_sight(
    connection: AsyncConnection, channel_ids: Sequence[tuple[str, str]], day: date
) -> set[tuple[str, str]]:
    """Remembers `(channel, id)` pairs and gives back those never seen before.

    One insert that does nothing on conflict, not a savepoint: with SQLite's driver a savepoint can outlive the
    rollback, and a message whose turn failed would never be heard again.
    """
    if not channel_ids:
        return set()
    rows = [{"channel": channel, "id": id_, "day": day} for channel, id_ in sorted(set(channel_ids))]
    statement = insert_for(connection)(heard_update).on_conflict_do_nothing()
    result = await connection.execute(statement.returning(heard_update.c.channel, heard_update.c.id), rows)
    return {(row.channel, row.id) for row in result}


async def recall(
    connection: AsyncConnection, keyring: Keyring, addresses: Mapping[bytes, str], day: date
) -> dict[bytes, Row]:
    """The conversations of these addresses, locked; a new one is begun where there is none.

    On PostgreSQL the insert that changes nothing takes each row's lock, in key order, new rows first. SQLite has one
    writer, so a plain read is enough there.
    """
    if on_postgresql(connection):
        fresh = [
            {"address": key, "channel": addresses[key], "standing": b"", "turn": 0, "said": 0, "touched": day}
            for key in sorted(addresses)
        ]
        statement = pg_insert(conversation).on_conflict_do_update(
            index_elements=["address"], set_={"turn": conversation.c.turn}
        )
        result = await connection.execute(statement.returning(*conversation.c), fresh)
    else:
        result = await connection.execute(select(conversation).where(conversation.c.address.in_(list(addresses))))
    found = {row.address: _row(keyring, row) for row in result}
    return {key: found.get(key) or Row(key, addresses[key], {}, 0, 0) for key in addresses}


async def peek(connection: AsyncConnection, keyring: Keyring, address: bytes) -> Row | None:
    """One conversation, only looked at."""
    row = (await connection.execute(select(conversation).where(conversation.c.address == address))).first()
    return _row(keyring, row) if row else None


def _row(keyring: Keyring, row: Any) -> Row:
    standing = json.loads(_open(keyring, "conversation", "standing", row.address, row.standing)) if row.standing else {}
    return Row(row.address, row.channel, standing, row.turn, row.said)


async def recall_drafts(connection: AsyncConnection, keyring: Keyring, keys: Iterable[bytes]) -> dict[bytes, DraftRow]:
    """The drafts under these keys, locked in key order."""
    wanted = sorted(set(keys))
    if not wanted:
        return {}
    statement = select(draft).where(draft.c.key.in_(wanted)).order_by(draft.c.key)
    if on_postgresql(connection):
        statement = statement.with_for_update()
    return {row.key: open_draft(keyring, row) for row in await connection.execute(statement)}


async def recall_drafts_to_look(
    connection: AsyncConnection, keyring: Keyring, keys: Iterable[bytes]
) -> dict[bytes, DraftRow]:
    """The drafts under these keys, only looked at."""
    rows = await connection.execute(select(draft).where(draft.c.key.in_(list(keys))))
    return {row.key: open_draft(keyring, row) for row in rows}


def open_draft(keyring: Keyring, row: Any) -> DraftRow:
    content = json.loads(_open(keyring, "draft", "content", row.key, row.content))
    return DraftRow(row.key, row.wave, row.label, content, row.sent, len(row.content))


async def keep(connection: AsyncConnection, keyring: Keyring, rows: Sequence[Row], day: date) -> None:
    """Keeps every conversation of the batch in one statement."""
    if not rows:
        return
    values = [
        {
            "address": row.address,
            "channel": row.channel,
            "standing": _seal(keyring, "conversation", "standing", row.address, row.standing, _ROOM),
            "turn": row.turn,
            "said": row.said,
            "touched": day,
        }
        for row in sorted(rows, key=lambda row: row.address)
    ]
    statement = insert_for(connection)(conversation)
    changed: dict[str, Any] = {name: statement.excluded[name] for name in ("standing", "turn", "touched")}
    spoken = statement.excluded.said
    changed["said"] = case((spoken > conversation.c.said, spoken), else_=conversation.c.said)
    await connection.execute(statement.on_conflict_do_update(index_elements=["address"], set_=changed), values)


async def keep_drafts(connection: AsyncConnection, keyring: Keyring, rows: Sequence[DraftRow], day: date) -> None:
    """Keeps every changed draft of the batch in one statement."""
    if not rows:
        return
    values = [
        {
            "key": row.key,
            "wave": row.wave,
            "label": row.label,
            "content": _seal(keyring, "draft", "content", row.key, row.content, row.room),
            "sent": row.sent,
            "touched": day,
        }
        for row in sorted(rows, key=lambda row: row.key)
    ]
    statement = insert_for(connection)(draft)
    changed = {name: statement.excluded[name] for name in ("content", "sent", "touched")}
    await connection.execute(statement.on_conflict_do_update(index_elements=["key"], set_=changed), values)


async def drop_drafts(connection: AsyncConnection, keys: Sequence[bytes]) -> None:
    if keys:
        await connection.execute(delete(draft).where(draft.c.key.in_(list(keys))))


async def mark_said(connection: AsyncConnection, turns: Mapping[bytes, int]) -> None:
    """Remembers that these turns were spoken. Set-wise, and never backwards."""
    if turns:
        rows = [{"key": address, "spoken": turn} for address, turn in sorted(turns.items())]
        statement = update(conversation).where(
            conversation.c.address == bindparam("key"), conversation.c.said < bindparam("spoken")
        )
        await connection.execute(statement.values(said=bindparam("spoken")), rows)


async def owed(connection: AsyncConnection, keyring: Keyring, channel: str) -> list[Row]:
    """The conversations that were heard and not yet answered; after a crash these people are waiting (design §2.4)."""
    statement = select(conversation).where(conversation.c.channel == channel, conversation.c.said < conversation.c.turn)
    return [_row(keyring, row) for row in await connection.execute(statement) if row.standing]


async def forget_updates(connection: AsyncConnection, before: date) -> int:
    """Removes remembered ids of days before `before`; Telegram keeps an undelivered update for a day."""
    return (await connection.execute(delete(heard_update).where(heard_update.c.day < before))).rowcount


async def forget_idle(connection: AsyncConnection, drafts_before: date, conversations_before: date) -> tuple[int, int]:
    """Removes unfinished drafts and conversations nobody touched since; gives back how many of each."""
    drafts = await connection.execute(delete(draft).where(draft.c.sent.is_(False), draft.c.touched < drafts_before))
    talks = await connection.execute(delete(conversation).where(conversation.c.touched < conversations_before))
    return drafts.rowcount, talks.rowcount


def _seal(keyring: Keyring, table: str, column: str, row: bytes, value: Mapping[str, Any], room: int) -> bytes:
    packed = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    return keyring.seal(table, column, row.hex(), pad(packed, room))


def _open(keyring: Keyring, table: str, column: str, row: bytes, sealed: bytes) -> bytes:
    return unpad(keyring.open(table, column, row.hex(), sealed))
