"""`heard cohort import`, `heard cohort show`: the numbers of affected children."""

from __future__ import annotations

from collections.abc import Sequence

import typer

from analytics.denominators import AREA, Row, read_denominators
from analytics.sheets import LARGEST, SheetFault
from bot.app import now, today
from bot.commands.opened import opened
from bot.commands.telling import JSON, bytes_of, refuse, run, table, tell, tell_either, tell_json
from bot.reports import COHORTS
from storage import campaigns
from storage.campaigns import Denominator

cohort = typer.Typer(no_args_is_help=True, help="The numbers of affected children, dated and sourced.")


def add_to(app: typer.Typer) -> None:
    app.add_typer(cohort, name="cohort")


@cohort.command("import")
def import_(file: str = typer.Argument(..., help="A CSV file, or - for standard input"), *, json: bool = JSON) -> None:
    """Take a file of denominators in: all of it, or nothing, with each fault by row and column."""
    data = bytes_of(file, LARGEST)

    async def work() -> int:
        async with opened() as found:
            try:
                places = [place for one in found.local.settings for place in (one.id, f"{AREA}{one.area}")]
                rows = read_denominators(data, places, list(COHORTS), today())
            except SheetFault as error:
                refuse(*error.faults, "nothing was taken in")
            at = now()
            taken = [Denominator(**vars(row), taken_in=at) for row in rows]
            async with found.storage.transaction() as connection:
                if _nothing_new(rows, await campaigns.denominators(connection)):
                    return 0
                await campaigns.take_in_denominators(connection, taken)
            return len(rows)

    taken = run(work())
    said = f"{taken} rows taken in." if taken else "This file was already taken in; nothing was added."
    tell_either({"rows": taken, "new": bool(taken)}, said, json=json)


def _nothing_new(rows: Sequence[Row], known: Sequence[Denominator]) -> bool:
    """Whether each row is what stands already: a correction that is taken back again is new."""
    standing = {_key(one): (one.children, one.source) for one in known}
    return all(standing.get(_key(row)) == (row.children, row.source) for row in rows)


def _key(one: Row | Denominator) -> tuple[object, ...]:
    return one.setting, one.cohort, one.basis, one.resident, one.as_of, one.period_from, one.period_to


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
        head = ("setting", "cohort", "children", "basis", "resident", "as of", "source")
        tell(*table([head, *((r.setting, r.cohort, r.children, r.basis, r.resident, r.as_of, r.source) for r in rows)]))
