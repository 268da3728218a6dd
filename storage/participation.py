"""Who may take part and who did: kept apart from what was said. Nothing here names a child."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from sqlalchemy import and_, case, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.engine import insert_for
from storage.sealing import Keyring, unpad
from storage.tables import campaign, code_batch, participation, voice_code, wave, wave_label

State = Literal["started", "finished", "stopped"]
"""How far a code is in a wave. What is finished stays so; what was stopped may begin again."""


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
    state: State | None


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
    state: State
    heard: bool = False
    other_code: bool = False
    address_hash: bytes | None = None
    address: bytes | None = None


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
