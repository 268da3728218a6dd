"""Codes: made in batches, handed out, replaced. Kept as keyed hashes of their school year; nothing here names a child."""

from __future__ import annotations

import json
import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.engine import insert_for
from storage.participation import draft_key
from storage.sealing import Keyring
from storage.tables import code_batch, draft, participation, voice_code, wave_label

CODE, ENTRY, OPEN = "voice-code", "entry-token", "open-link"


@dataclass(frozen=True)
class Batch:
    """Codes made together: where they were handed out, the phase, and the set of cohorts they share (seed 4.2)."""

    id: str
    campaign: str
    school_year: int
    setting: str
    area: str
    phase: str
    cohorts: tuple[str, ...]
    sixteen: bool
    issued: int


def code_hashes(keyring: Keyring, code: str) -> list[bytes]:
    """The code's hash under each school year whose secret still exists, newest year first."""
    return [keyring.of_year(year, CODE, code) for year in sorted(keyring.years, reverse=True)]


def entry_hashes(keyring: Keyring, token: str) -> list[bytes]:
    return [keyring.of_year(year, ENTRY, token) for year in sorted(keyring.years, reverse=True)]


def new_token() -> str:
    """An entry or open-link token: 160 random bits in the alphabet of Telegram's start parameter (at most 64 characters)."""
    return secrets.token_urlsafe(20)


async def issue(
    connection: AsyncConnection, keyring: Keyring, batch: Batch, codes: Sequence[tuple[str, str, str]]
) -> None:
    """Keeps a batch and its codes, given as `(code, entry token, serial)`: hashed, never as they are."""
    await connection.execute(
        code_batch.insert().values(
            id=batch.id,
            campaign=batch.campaign,
            school_year=batch.school_year,
            setting=batch.setting,
            area=batch.area,
            phase=batch.phase,
            cohorts=json.dumps(sorted(batch.cohorts)),
            sixteen=batch.sixteen,
            issued=batch.issued,
        )
    )
    rows = [_code_row(keyring, batch, code, token, serial) for code, token, serial in codes]
    await connection.execute(voice_code.insert(), sorted(rows, key=lambda row: row["hash"]))


def _code_row(keyring: Keyring, batch: Batch, code: str, token: str, serial: str) -> dict[str, Any]:
    return {
        "hash": keyring.of_year(batch.school_year, CODE, code),
        "entry": keyring.of_year(batch.school_year, ENTRY, token),
        "batch": batch.id,
        "serial": serial,
        "voided": False,
    }


async def live(connection: AsyncConnection, serials: Collection[str]) -> set[str]:
    """Which of these serials are on a slip that still opens something."""
    statement = select(voice_code.c.serial).where(voice_code.c.serial.in_(serials), voice_code.c.voided.is_(False))
    return {row.serial for row in await connection.execute(statement)}


async def batches(connection: AsyncConnection, school_year: int) -> list[Batch]:
    rows = await connection.execute(
        select(code_batch).where(code_batch.c.school_year == school_year).order_by(code_batch.c.id)
    )
    return [
        Batch(
            r.id,
            r.campaign,
            r.school_year,
            r.setting,
            r.area,
            r.phase,
            tuple(json.loads(r.cohorts)),
            r.sixteen,
            r.issued,
        )
        for r in rows
    ]


async def label_wave(connection: AsyncConnection, wave_id: str, labels: Mapping[str, str]) -> None:
    """Fixes for a wave which coarse label each batch's responses will carry. Once fixed it stays (design §3)."""
    if labels:
        rows = [{"wave": wave_id, "batch": batch, "label": label} for batch, label in sorted(labels.items())]
        await connection.execute(insert_for(connection)(wave_label).on_conflict_do_nothing(), rows)


@dataclass(frozen=True)
class Replaced:
    """What the new slip must know of the old one."""

    sixteen: bool


async def replace(
    connection: AsyncConnection, keyring: Keyring, serial: str, code: str, token: str, new_serial: str
) -> Replaced | None:
    """Voids the slip with this serial and issues one in its place; the year's participation moves to the new hash, so
    that no child counts twice. A draft begun under the old code is deleted: its key would join the two. None when no
    live slip has the serial.
    """
    old = (
        await connection.execute(
            select(voice_code.c.hash, code_batch.c.id, code_batch.c.school_year, code_batch.c.sixteen)
            .join(code_batch, code_batch.c.id == voice_code.c.batch)
            .where(voice_code.c.serial == serial, voice_code.c.voided.is_(False))
        )
    ).first()
    if old is None:
        return None
    fresh = keyring.of_year(old.school_year, CODE, code)
    entry = keyring.of_year(old.school_year, ENTRY, token)
    waves = await connection.execute(select(participation.c.wave).where(participation.c.code == old.hash))
    begun = [draft_key(keyring, old.hash, row.wave) for row in waves]
    await connection.execute(delete(draft).where(draft.c.key.in_(begun), draft.c.sent.is_(False)))
    await connection.execute(update(voice_code).where(voice_code.c.hash == old.hash).values(voided=True))
    await connection.execute(
        voice_code.insert().values(hash=fresh, entry=entry, batch=old.id, serial=new_serial, voided=False)
    )
    await connection.execute(update(participation).where(participation.c.code == old.hash).values(code=fresh))
    return Replaced(old.sixteen)
