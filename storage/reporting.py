"""Read-only rows for analytics: counts of who took part, and what was said, never both of one person."""

from __future__ import annotations

import json
from dataclasses import dataclass

from sqlalchemy import case, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import campaign, code_batch, draft, participation, response, voice_code, wave, wave_label


@dataclass(frozen=True)
class HeardCode:
    """One code that was heard this school year: a batch's labels, no answers, nothing that finds the code again."""

    setting: str
    area: str
    phase: str
    cohorts: tuple[str, ...]
    other_code: bool


async def heard_codes(connection: AsyncConnection, school_year: int, wave_id: str | None = None) -> list[HeardCode]:
    """Each different code with at least one real answer sent, once, whatever the number of its waves (seed 4.1)."""
    statement = (
        select(code_batch.c.setting, code_batch.c.area, code_batch.c.phase, code_batch.c.cohorts,
               func.max(case((participation.c.other_code, 1), else_=0)).label("other"))
        .join(voice_code, voice_code.c.batch == code_batch.c.id)
        .join(participation, participation.c.code == voice_code.c.hash)
        .where(participation.c.heard, code_batch.c.school_year == school_year)
        .group_by(voice_code.c.hash, code_batch.c.setting, code_batch.c.area, code_batch.c.phase, code_batch.c.cohorts)
    )  # fmt: skip
    if wave_id is not None:
        statement = statement.where(participation.c.wave == wave_id)
    return [
        HeardCode(r.setting, r.area, r.phase, tuple(json.loads(r.cohorts)), bool(r.other))
        for r in await connection.execute(statement)
    ]


@dataclass(frozen=True)
class Progress:
    """One campaign's participation in one wave, as counts. `by_link`: asked by an open link, without codes."""

    wave: str
    by_link: bool
    issued: int
    started: int
    finished: int
    heard: int
    mixed: int
    waiting: int


async def progress(connection: AsyncConnection, campaign_id: str) -> list[Progress]:
    """Raw counts of each wave; they are shown only as `analytics.progress` and the disclosure rules allow."""
    statement = (
        select(wave.c.id, campaign.c.audience)
        .join(campaign, campaign.c.id == wave.c.campaign)
        .where(campaign.c.id == campaign_id)
        .order_by(wave.c.opens, wave.c.id)
    )
    return [
        await _progress(connection, row.id, by_link=row.audience != "pupil")
        for row in await connection.execute(statement)
    ]


async def _progress(connection: AsyncConnection, wave_id: str, *, by_link: bool) -> Progress:
    """A code serves every wave of its year that is not over when it is issued: those that carry a label for it."""
    taking = participation.c.wave == wave_id
    may_open = select(wave_label.c.batch).where(wave_label.c.wave == wave_id)
    counted = (
        select(func.coalesce(func.sum(code_batch.c.issued), 0)).where(code_batch.c.id.in_(may_open)),
        select(func.count()).where(taking),
        select(func.count()).where(taking, participation.c.state == "finished"),
        select(func.count()).where(taking, participation.c.heard),
        select(func.count()).select_from(response).where(response.c.wave == wave_id),
        select(func.count()).select_from(draft).where(draft.c.wave == wave_id, draft.c.sent),
    )
    return Progress(wave_id, by_link, *[int((await connection.execute(one)).scalar_one()) for one in counted])
