"""Concerns: words the screen flagged, moved away from the answer. Sealed; setting and hour, no code, address or draft."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.sealing import Keyring, pad, unpad
from storage.tables import concern, reading

_ROOM = 1024


@dataclass(frozen=True)
class Concern:
    """One record. `hour` is cut to the hour; `kinds` as the screen names them."""

    words: str
    kinds: tuple[str, ...]
    urgent: bool
    setting: str
    hour: datetime
    surface: str
    voice: str
    language: str
    id: str = ""


async def keep(connection: AsyncConnection, keyring: Keyring, concerns: Sequence[Concern]) -> None:
    if concerns:
        rows = []
        for one in concerns:
            new_id = secrets.token_hex(16)
            sealed = keyring.seal("concern", "words", new_id, pad(one.words.encode(), _ROOM))
            rows.append(
                {"id": new_id, "kinds": json.dumps(one.kinds), "urgent": one.urgent, "setting": one.setting,
                 "hour": one.hour.replace(minute=0, second=0, microsecond=0), "surface": one.surface,
                 "voice": one.voice, "language": one.language, "words": sealed}
            )  # fmt: skip
        await connection.execute(concern.insert(), rows)


async def read(connection: AsyncConnection, keyring: Keyring, officer: str, now: datetime) -> list[Concern]:
    """Every concern, opened for one named reader; each opening is written in the log of readings. Within an hour they stand
    by their random ids: the order in which they came would tell more than the hour."""
    rows = list(
        await connection.execute(select(concern).order_by(concern.c.urgent.desc(), concern.c.hour, concern.c.id))
    )
    if rows:
        log = [
            {"id": secrets.token_hex(16), "at": now, "officer": officer, "subject": "concern", "row": r.id}
            for r in rows
        ]
        await connection.execute(reading.insert(), log)
    return [
        Concern(unpad(keyring.open("concern", "words", r.id, r.words)).decode(), tuple(json.loads(r.kinds)), r.urgent,
                r.setting, r.hour, r.surface, r.voice, r.language, r.id)
        for r in rows
    ]  # fmt: skip


@dataclass(frozen=True)
class Reading:
    """That a record was opened: by whom, when, and which; nothing of what it says."""

    at: datetime
    officer: str
    subject: str
    row: str


async def readings(connection: AsyncConnection) -> list[Reading]:
    """The log of readings, the newest first."""
    rows = await connection.execute(select(reading).order_by(reading.c.at.desc(), reading.c.officer, reading.c.row))
    return [Reading(r.at, r.officer, r.subject, r.row) for r in rows]


async def count(connection: AsyncConnection) -> int:
    return int((await connection.execute(select(func.count()).select_from(concern))).scalar_one())
