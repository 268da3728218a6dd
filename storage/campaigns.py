"""Campaigns, waves, published surveys and denominators."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, func, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import (
    campaign,
    code_batch,
    denominator,
    draft,
    participation,
    response,
    survey_version,
    wave,
    wave_label,
)


@dataclass(frozen=True)
class Campaign:
    """`readiness` holds what must be known before children may be asked (design §3); `open_link` a keyed hash or None."""

    id: str
    title: str
    audience: str
    school_year: int
    class_mode: bool
    synthetic: bool
    open_link: bytes | None
    readiness: Mapping[str, Any]
    made: datetime
    closed: datetime | None = None


@dataclass(frozen=True)
class Wave:
    id: str
    campaign: str
    name: str
    survey: str
    version: int
    opens: date
    closes: date
    closed: datetime | None = None


@dataclass(frozen=True)
class Denominator:
    """How many children are affected: dated, sourced, never summed (seed 4.1)."""

    setting: str
    cohort: str
    children: int
    period_from: date
    period_to: date
    basis: str
    resident: str
    as_of: date
    source: str
    taken_in: datetime


async def publish_survey(
    connection: AsyncConnection, survey: str, version: int, fingerprint: str, definition: str, now: datetime
) -> bool:
    """Takes a survey version in; False when this very version stands already. A published version never changes: the
    same number with another fingerprint raises `ValueError`."""
    row = (
        await connection.execute(
            select(survey_version.c.fingerprint).where(
                survey_version.c.survey == survey, survey_version.c.version == version
            )
        )
    ).first()
    if row is not None:
        if row.fingerprint != fingerprint:
            raise ValueError(
                f"{survey} version {version} is published with other content; give the changed survey a new version"
            )
        return False
    await connection.execute(
        survey_version.insert().values(
            survey=survey, version=version, fingerprint=fingerprint, definition=definition, taken_in=now
        )
    )
    return True


async def published_surveys(connection: AsyncConnection) -> list[tuple[str, int, str, str]]:
    """`(survey, version, fingerprint, definition)` of every version ever published."""
    rows = await connection.execute(select(survey_version).order_by(survey_version.c.survey, survey_version.c.version))
    return [(r.survey, r.version, r.fingerprint, r.definition) for r in rows]


async def definitions(connection: AsyncConnection, wanted: Collection[tuple[str, int]]) -> dict[tuple[str, int], str]:
    """The definitions of these versions, of those that were published."""
    chosen = tuple_(survey_version.c.survey, survey_version.c.version).in_(list(wanted))
    rows = await connection.execute(select(survey_version).where(chosen))
    return {(row.survey, row.version): row.definition for row in rows}


async def add(connection: AsyncConnection, one: Campaign, waves: Sequence[Wave]) -> None:
    await connection.execute(campaign.insert().values(**{**vars(one), "readiness": json.dumps(dict(one.readiness))}))
    for each in waves:
        await connection.execute(wave.insert().values(**vars(each)))


async def add_wave(connection: AsyncConnection, one: Wave) -> None:
    await connection.execute(wave.insert().values(**vars(one)))


async def campaigns(connection: AsyncConnection) -> list[Campaign]:
    rows = await connection.execute(select(campaign).order_by(campaign.c.made, campaign.c.id))
    return [Campaign(**{**r._mapping, "readiness": json.loads(r.readiness)}) for r in rows]


async def waves(connection: AsyncConnection, campaign_id: str | None = None) -> list[Wave]:
    """Waves oldest first, of one campaign or of all."""
    statement = select(wave).order_by(wave.c.opens, wave.c.id)
    if campaign_id is not None:
        statement = statement.where(wave.c.campaign == campaign_id)
    return [Wave(**r._mapping) for r in await connection.execute(statement)]


async def set_readiness(connection: AsyncConnection, campaign_id: str, readiness: Mapping[str, Any]) -> None:
    statement = update(campaign).where(campaign.c.id == campaign_id)
    await connection.execute(statement.values(readiness=json.dumps(dict(readiness))))


async def set_open_link(connection: AsyncConnection, campaign_id: str, token_hash: bytes) -> None:
    await connection.execute(update(campaign).where(campaign.c.id == campaign_id).values(open_link=token_hash))


async def close_wave(connection: AsyncConnection, wave_id: str, now: datetime) -> None:
    await connection.execute(update(wave).where(wave.c.id == wave_id, wave.c.closed.is_(None)).values(closed=now))


async def close(connection: AsyncConnection, campaign_id: str, now: datetime) -> None:
    await connection.execute(
        update(wave).where(wave.c.campaign == campaign_id, wave.c.closed.is_(None)).values(closed=now)
    )
    await connection.execute(update(campaign).where(campaign.c.id == campaign_id).values(closed=now))


async def answered(connection: AsyncConnection, wave_id: str) -> int:
    """How many responses of a wave are mixed."""
    return int((await connection.execute(select(func.count()).where(response.c.wave == wave_id))).scalar_one())


async def is_begun(connection: AsyncConnection, wave_id: str) -> bool:
    """Whether anybody took part in this wave."""
    places = (participation.c.wave, draft.c.wave, response.c.wave)
    rows = [await connection.execute(select(column).where(column == wave_id).limit(1)) for column in places]
    return any(row.first() is not None for row in rows)


async def is_invited_to(connection: AsyncConnection, campaign_id: str) -> bool:
    """Whether codes or an open link of this campaign are out."""
    linked = select(campaign.c.id).where(campaign.c.id == campaign_id, campaign.c.open_link.is_not(None))
    codes = select(code_batch.c.id).where(code_batch.c.campaign == campaign_id).limit(1)
    return any([(await connection.execute(one)).first() is not None for one in (linked, codes)])


async def remove_wave(connection: AsyncConnection, one: Wave) -> None:
    """Removes a wave with its labels, and its campaign with the last one: an empty campaign would ask nobody."""
    await connection.execute(delete(wave_label).where(wave_label.c.wave == one.id))
    await connection.execute(delete(wave).where(wave.c.id == one.id))
    left = select(wave.c.id).where(wave.c.campaign == one.campaign)
    await connection.execute(delete(campaign).where(campaign.c.id == one.campaign, ~left.exists()))


async def take_in_denominators(connection: AsyncConnection, rows: Sequence[Denominator]) -> None:
    """Adds a file's rows; older ones stay, so that an earlier figure can be worked out again."""
    await connection.execute(denominator.insert(), [vars(row) for row in rows])


async def denominators(connection: AsyncConnection) -> list[Denominator]:
    names = list(Denominator.__dataclass_fields__)
    rows = await connection.execute(select(*(denominator.c[name] for name in names)).order_by(denominator.c.id))
    return [Denominator(**r._mapping) for r in rows]
