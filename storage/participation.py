"""Codes, and who took part: kept apart from what was said. Nothing here names a child."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, case, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.conversations import insert_for
from storage.sealing import Keyring, unpad
from storage.tables import campaign, code_batch, code_guess, draft, participation, voice_code, wave, wave_label

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


@dataclass(frozen=True)
class OpenWave:
    """A wave this code may answer today. `state` is None until it was begun."""

    wave: str
    campaign: str
    survey: str
    version: int
    label: str
    class_mode: bool
    synthetic: bool
    opens: date
    state: str | None


@dataclass(frozen=True)
class Door:
    """What stands behind a code, an entry token or an open link. `code` is None for an open link."""

    code: bytes | None
    setting: str
    phase: str
    sixteen: bool
    waves: tuple[OpenWave, ...]


@dataclass(frozen=True)
class Taking:
    """A change of one participation, made in the transaction that caused it."""

    code: bytes
    wave: str
    state: str
    heard: bool = False
    other_code: bool = False
    address_hash: bytes | None = None
    address: bytes | None = None


def code_hashes(keyring: Keyring, code: str) -> list[bytes]:
    """The code's hash under each school year whose secret still exists, newest year first."""
    return [keyring.of_year(year, CODE, code) for year in sorted(keyring.years, reverse=True)]


def entry_hashes(keyring: Keyring, token: str) -> list[bytes]:
    return [keyring.of_year(year, ENTRY, token) for year in sorted(keyring.years, reverse=True)]


def draft_key(keyring: Keyring, code: bytes, wave_id: str) -> bytes:
    """The draft of one code in one wave: the same on every surface."""
    return keyring.look_up("draft", f"{code.hex()}/{wave_id}")


async def doors(connection: AsyncConnection, hashes: Iterable[bytes], today: date) -> dict[bytes, Door]:
    """What stands behind these code or entry hashes, by the hash that was asked for. Voided and unknown alike are absent."""
    wanted = list(set(hashes))
    if not wanted:
        return {}
    by_entry = or_(voice_code.c.hash.in_(wanted), voice_code.c.entry.in_(wanted))
    statement = (
        select(voice_code.c.hash, voice_code.c.entry, code_batch.c.setting, code_batch.c.phase, code_batch.c.sixteen,
               wave.c.id, wave.c.campaign, wave.c.survey, wave.c.version, wave.c.opens, wave_label.c.label,
               campaign.c.class_mode, campaign.c.synthetic, participation.c.state)
        .join(code_batch, code_batch.c.id == voice_code.c.batch)
        .outerjoin(wave_label, wave_label.c.batch == code_batch.c.id)
        .outerjoin(wave, and_(wave.c.id == wave_label.c.wave, wave.c.opens <= today, wave.c.closes >= today,
                              wave.c.closed.is_(None)))
        .outerjoin(campaign, campaign.c.id == wave.c.campaign)
        .outerjoin(participation, and_(participation.c.code == voice_code.c.hash, participation.c.wave == wave.c.id))
        .where(by_entry, voice_code.c.voided.is_(False))
        .order_by(wave.c.opens, wave.c.id)
    )  # fmt: skip
    return _gather(await connection.execute(statement), set(wanted))


def _gather(rows: Iterable[Any], wanted: set[bytes]) -> dict[bytes, Door]:
    found: dict[bytes, Door] = {}
    for row in rows:
        key = row.hash if row.hash in wanted else row.entry
        door = found.get(key) or Door(row.hash, row.setting, row.phase, row.sixteen, ())
        more = () if row.id is None else (
            OpenWave(row.id, row.campaign, row.survey, row.version, row.label, row.class_mode, row.synthetic,
                     row.opens, row.state),
        )  # fmt: skip
        found[key] = Door(door.code, door.setting, door.phase, door.sixteen, door.waves + more)
    return found


async def open_doors(connection: AsyncConnection, hashes: Iterable[bytes], today: date) -> dict[bytes, Door]:
    """What stands behind these open links: parents, staff and partners, counted apart (seed 4.8)."""
    wanted = list(set(hashes))
    if not wanted:
        return {}
    statement = (
        select(campaign, wave.c.id.label("wave"), wave.c.survey, wave.c.version, wave.c.opens)
        .join(wave, wave.c.campaign == campaign.c.id)
        .where(campaign.c.open_link.in_(wanted), wave.c.opens <= today, wave.c.closes >= today, wave.c.closed.is_(None))
        .order_by(wave.c.opens, wave.c.id)
    )
    found: dict[bytes, Door] = {}
    for row in await connection.execute(statement):
        one = OpenWave(
            row.wave, row.id, row.survey, row.version, row.audience, row.class_mode, row.synthetic, row.opens, None
        )
        door = found.get(row.open_link)
        found[row.open_link] = Door(None, "", row.audience, True, (*(door.waves if door else ()), one))
    return found


async def take(connection: AsyncConnection, takings: Sequence[Taking]) -> None:
    """Keeps the batch's changes of participation in one statement. What is finished stays finished, what was heard heard."""
    if not takings:
        return
    rows = [
        {"code": t.code, "wave": t.wave, "state": t.state, "heard": t.heard, "other_code": t.other_code,
         "address_hash": t.address_hash, "address": t.address, "reminded": 0}
        for t in sorted(takings, key=lambda t: (t.code, t.wave))
    ]  # fmt: skip
    statement = insert_for(connection)(participation)
    old, new = participation.c, statement.excluded
    changed = {
        "state": case((old.state == "finished", old.state), else_=new.state),
        "heard": or_(old.heard, new.heard),
        "other_code": or_(old.other_code, new.other_code),
        "address_hash": func.coalesce(new.address_hash, old.address_hash),
        "address": func.coalesce(new.address, old.address),
    }
    await connection.execute(statement.on_conflict_do_update(index_elements=["code", "wave"], set_=changed), rows)


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


@dataclass(frozen=True)
class Guesses:
    wrong: int
    checked: datetime | None


async def guesses(connection: AsyncConnection, buckets: Iterable[bytes], hour: int) -> dict[bytes, Guesses]:
    """Wrong tries of this hour by bucket (a chat, an address, everybody)."""
    wanted = list(set(buckets))
    statement = select(code_guess).where(code_guess.c.bucket.in_(wanted), code_guess.c.hour == hour)
    return {row.bucket: Guesses(row.wrong, row.checked) for row in await connection.execute(statement)}


async def guessed_wrong(connection: AsyncConnection, counts: Mapping[bytes, int], hour: int, now: datetime) -> None:
    """Adds wrong tries. Kept in the database, so that a restart forgives nothing."""
    if counts:
        rows = [{"bucket": b, "hour": hour, "wrong": n, "checked": now} for b, n in sorted(counts.items())]
        statement = insert_for(connection)(code_guess)
        changed = {"wrong": code_guess.c.wrong + statement.excluded.wrong, "checked": statement.excluded.checked}
        await connection.execute(statement.on_conflict_do_update(index_elements=["bucket", "hour"], set_=changed), rows)


async def forget_guesses(connection: AsyncConnection, before_hour: int) -> int:
    return (await connection.execute(delete(code_guess).where(code_guess.c.hour < before_hour))).rowcount


def new_token() -> str:
    """An entry or open-link token: 160 random bits in the alphabet of Telegram's start parameter (at most 64 characters)."""
    return secrets.token_urlsafe(20)


async def to_remind(connection: AsyncConnection, keyring: Keyring, campaign_id: str) -> list[str]:
    """Telegram chats of those who began and did not finish, reminded fewer than twice; each is counted as reminded now."""
    waves = select(wave.c.id).where(wave.c.campaign == campaign_id)
    due = and_(
        participation.c.wave.in_(waves), participation.c.state == "started", participation.c.address.is_not(None),
        participation.c.reminded < 2,
    )  # fmt: skip
    rows = (await connection.execute(select(participation).where(due).order_by(participation.c.code))).all()
    await connection.execute(update(participation).where(due).values(reminded=participation.c.reminded + 1))
    places = [(row.address, f"{row.code.hex()}/{row.wave}") for row in rows]
    return [unpad(keyring.open("participation", "address", place, sealed)).decode() for sealed, place in places]
