"""`heard cohort import`, `heard cohort show`: the numbers of affected children."""

from __future__ import annotations

from collections.abc import Sequence

import typer

from analytics.denominators import AREA, COLUMNS, Row, counted, read_denominators
from analytics.sheet_faults import SheetFault
from analytics.sheets import LARGEST
from bot.app import now, today
from bot.commands.opened import opened
from bot.commands.telling import JSON, bytes_of, refuse, run, table, tell, tell_either, tell_json, warn
from bot.reports import COHORTS
from storage import campaigns
from storage.campaigns import Denominator

cohort = typer.Typer(no_args_is_help=True, help="The numbers of affected children, dated and sourced.")


def add_to(app: typer.Typer) -> None:
    app.add_typer(cohort, name="cohort")


@cohort.command("import")
def import_(
    file: str = typer.Argument(
        ..., help=f"A CSV file or an .xlsx workbook, or - for standard input. Columns: {', '.join(COLUMNS)}"
    ),
    *,
    json: bool = JSON,
) -> None:
    """Take a file of denominators in: all of it, or nothing, with each fault by row and column."""
    data = bytes_of(file, LARGEST)

    async def work() -> tuple[int, list[str]]:
        async with opened() as found:
            try:
                places = [place for one in found.local.settings for place in (one.id, f"{AREA}{one.area}")]
                rows = read_denominators(data, places, list(COHORTS), today())
            except SheetFault as error:
                refuse(*error.faults, "nothing was taken in")
            at = now()
            taken = [Denominator(**vars(row), taken_in=at) for row in rows]
            async with found.storage.alone() as connection:
                known = await campaigns.denominators(connection)
                if _nothing_new(rows, known):
                    return 0, []
                await campaigns.take_in_denominators(connection, taken)
            return len(rows), _changed(rows, known)

    taken, changed = run(work())
    warn(*changed)
    said = f"{taken} rows taken in." if taken else "This file was already taken in; nothing was added."
    tell_either({"rows": taken, "new": bool(taken)}, said, json=json)


def _nothing_new(rows: Sequence[Row], known: Sequence[Denominator]) -> bool:
    """Whether each row is what stands already: a correction that is taken back again is new."""
    standing = {counted(one): (one.children, one.source) for one in known}
    return all(standing.get(counted(row)) == (row.children, row.source) for row in rows)


def _changed(rows: Sequence[Row], known: Sequence[Denominator]) -> list[str]:
    """Numbers given again, with another value, for a date that had one: a mended slip, or an old file taken for the new one."""
    standing = {counted(one): one.children for one in known}
    return [
        f"{row.setting},{row.cohort} of {row.as_of} was {standing[counted(row)]} and is {row.children} from today. "
        "If this is an older file, take the newer one in again"
        for row in rows
        if standing.get(counted(row), row.children) != row.children
    ]


@cohort.command("show")
def show(*, json: bool = JSON) -> None:
    """Every denominator ever taken in, oldest first."""

    async def work() -> list[Denominator]:
        async with opened() as found, found.storage.reading() as connection:
            return await campaigns.denominators(connection)

    rows = run(work())
    if json:
        tell_json([vars(row) for row in rows])
    else:
        head = ("setting", "cohort", "children", "from", "to", "basis", "resident", "as of", "taken in", "source")
        tell(*table([head, *map(_told, rows)]))


def _told(row: Denominator) -> tuple[object, ...]:
    """The period tells this school year's number from the next one's; the day taken in, a correction from what it corrects."""
    days = (row.period_from, row.period_to, row.basis, row.resident, row.as_of, f"{row.taken_in:%Y-%m-%d}")
    return row.setting, row.cohort, row.children, *days, row.source
