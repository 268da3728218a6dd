"""`heard calendar`: a school's own days without lessons. A clerk's word enters one, an officer's confirms it; dates move."""

from __future__ import annotations

from datetime import date
from typing import Any

import typer

from advice_kb.closing_days import may_confirm, moves_told, why_not
from advice_kb.days import in_full
from advice_kb.own_days import OwnDay, with_own_days
from advice_kb.school_days import SchoolCalendar
from bot.app import now
from bot.commands.opened import settings, stored
from bot.commands.telling import JSON, refuse, run, table, tell, tell_json
from bot.commands.values import day_of, words_of
from bot.local import load_local
from bot.local_advice import LocalAdvice, load_local_advice
from storage import closed_days
from storage.engine import Storage

calendar = typer.Typer(no_args_is_help=True, help="A school's own days without lessons, which move its dates.")
SCHOOL = typer.Argument(..., metavar="SCHOOL", help="Its id in settings.yaml")
DAYS = typer.Argument(..., metavar="DAY…", help="As 2026-12-04")
BY = typer.Option(..., help="A role, as clerk or exclusions officer; never a name")


def add_to(app: typer.Typer) -> None:
    app.add_typer(calendar, name="calendar")


@calendar.command("show")
def show(school: str = SCHOOL, *, json: bool = JSON) -> None:
    """The days a school entered, with who entered and who confirmed each."""
    _calendar_of(school)
    days = run(of_school(school))
    if json:
        tell_json([vars(one) for one in days])
        return
    tell(*table((in_full(one.day), one.reason, f"entered by {one.by}", _standing(one)) for one in days))
    tell(f"{len(days)} {'day' if len(days) == 1 else 'days'}.")


@calendar.command("close")
def close(
    school: str = SCHOOL,
    days: list[str] = DAYS,
    *,
    reason: str = typer.Option(..., help="Why there are no lessons, as INSET"),
    by: str = BY,
    json: bool = JSON,
) -> None:
    """Enter days without lessons, as the school's clerk tells them. Named at once; until confirmed they make no date later.
    One that is there already stays as it is."""
    named, why, who = _days(days), words_of(reason, "--reason", 200), words_of(by, "--by", 80)
    known = _calendar_of(school)
    wanted = [_lesson_day(known, day) for day in named]

    async def work() -> dict[date, OwnDay]:
        async with stored() as storage, _made(storage).transaction() as connection:
            await closed_days.enter(connection, [OwnDay(school, day, why, who) for day in wanted], now())
            return await _kept(connection, school)

    kept = run(work())
    if json:
        tell_json([{"day": day.isoformat(), "moves": moves_told(known, day)} for day in wanted])
        return
    for day in wanted:
        tell(*_told(known, kept[day]))


@calendar.command("confirm")
def confirm(school: str = SCHOOL, days: list[str] = DAYS, *, by: str = BY, json: bool = JSON) -> None:
    """An officer's word that these days are right; the first one stands. Whoever entered a day does not confirm it, and no
    clerk does."""
    wanted, who = _days(days), words_of(by, "--by", 80)
    known = _calendar_of(school)

    async def work() -> dict[date, OwnDay]:
        async with stored() as storage, _made(storage).transaction() as connection:
            kept = await _kept(connection, school)
            for day in wanted:
                if day not in kept:
                    refuse(f"{day} was not entered for {school}; `heard calendar close` does that first")
                if not may_confirm(kept[day], who):
                    refuse(f"{day} was entered by {kept[day].by}; let another role confirm it, an officer's")
                await closed_days.confirm(connection, school, day, who)
            return await _kept(connection, school)

    kept = run(work())
    confirmed = [kept[day] for day in wanted]
    if json:
        rows = [(one.day.isoformat(), one.confirmed_by, moves_told(known, one.day)) for one in confirmed]
        tell_json([{"day": day, "confirmed_by": by, "moves": moves} for day, by, moves in rows])
        return
    for one in confirmed:
        tell(*_told(known, one), *(["  The first word stands."] if one.confirmed_by != who else []))


@calendar.command("open")
def open_(school: str = SCHOOL, days: list[str] = DAYS, *, json: bool = JSON) -> None:
    """Take days back: there are lessons after all."""
    wanted, known = _days(days), _calendar_of(school)

    async def work() -> None:
        async with stored() as storage, _made(storage).transaction() as connection:
            for day in wanted:
                if not await closed_days.take_back(connection, school, day):
                    refuse(f"{day} was not entered for {school}; `heard calendar show {school}` lists what was")

    run(work())
    if json:
        tell_json([{"day": day.isoformat(), "moves": moves_told(known, day)} for day in wanted])
        return
    for day in wanted:
        tell(f"{in_full(day)}: lessons after all.", *(f"  {line}" for line in moves_told(known, day)))


async def of_school(school: str) -> tuple[OwnDay, ...]:
    """The days a school entered; none where there is no database yet."""
    async with stored() as storage:
        if storage is None:
            return ()
        async with storage.reading() as connection:
            return await closed_days.of_school(connection, school)


def _made(storage: Storage | None) -> Storage:
    return storage if storage is not None else refuse("there is no database yet; `heard migrate` makes it")


def _near() -> LocalAdvice:
    folder = settings().local
    return load_local_advice(folder, load_local(folder))


def _calendar_of(school: str) -> SchoolCalendar:
    """The school's calendar with the days it has entered so far, or a refusal."""
    near = _near()
    if school not in near.schools:
        refuse(f"there is no school {school[:60]} in settings.yaml; use one of its ids there")
    known = with_own_days(near.calendar_of(school), run(of_school(school)))
    return known if known is not None else refuse(f"{school} has no calendar; name one for it in settings.yaml first")


def _days(texts: list[str]) -> list[date]:
    return [day_of(text, "") for text in texts]


def _lesson_day(known: SchoolCalendar, day: date) -> date:
    match why_not(known, day):
        case "outside":
            refuse(f"{day} lies outside the terms that are known; add the terms to the calendar first")
        case "no-lessons":
            refuse(f"{day} has no lessons anyway; name days on which the calendar has some")
    return day


async def _kept(connection: Any, school: str) -> dict[date, OwnDay]:
    return {one.day: one for one in await closed_days.of_school(connection, school)}


def _told(known: SchoolCalendar, one: OwnDay) -> list[str]:
    moves = (f"  {line}" for line in moves_told(known, one.day))
    return [f"{in_full(one.day)}: no lessons, {_standing(one)}.", *moves]


def _standing(one: OwnDay) -> str:
    return f"confirmed by {one.confirmed_by}" if one.confirmed_by else "not confirmed yet"
