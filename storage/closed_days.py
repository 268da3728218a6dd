"""A school's own days without lessons: who entered each, in which role, and whether an officer confirmed it. They move dates."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from advice_kb.own_days import OwnDay
from storage.engine import insert_for
from storage.tables import closed_day


async def enter(connection: AsyncConnection, days: Sequence[OwnDay], at: datetime) -> None:
    """Keeps these days, not confirmed yet. One that is there already stays as it is, confirmed or not."""
    rows = [
        {"setting": one.school, "day": one.day, "reason": one.reason, "entered_by": one.by, "at": at} for one in days
    ]
    if rows:
        await connection.execute(insert_for(connection)(closed_day).on_conflict_do_nothing(), rows)


async def confirm(connection: AsyncConnection, school: str, day: date, by: str) -> bool:
    """An officer's word on it; the first one stands. False where there was nothing to confirm."""
    here = (closed_day.c.setting == school, closed_day.c.day == day, closed_day.c.confirmed_by.is_(None))
    return bool((await connection.execute(update(closed_day).where(*here).values(confirmed_by=by))).rowcount)


async def take_back(connection: AsyncConnection, school: str, day: date) -> bool:
    """Lessons after all."""
    gone = delete(closed_day).where(closed_day.c.setting == school, closed_day.c.day == day)
    return bool((await connection.execute(gone)).rowcount)


async def of_school(connection: AsyncConnection, school: str) -> tuple[OwnDay, ...]:
    rows = await connection.execute(_ordered().where(closed_day.c.setting == school))
    return tuple(_own(row) for row in rows)


async def of_every_school(connection: AsyncConnection) -> dict[str, tuple[OwnDay, ...]]:
    """School -> its days: one statement, a few rows a school and year."""
    found: dict[str, tuple[OwnDay, ...]] = {}
    for row in await connection.execute(_ordered()):
        found[row.setting] = (*found.get(row.setting, ()), _own(row))
    return found


def _ordered() -> Any:
    return select(closed_day).order_by(closed_day.c.setting, closed_day.c.day)


def _own(row: Any) -> OwnDay:
    return OwnDay(row.setting, row.day, row.reason, row.entered_by, row.confirmed_by or "")
