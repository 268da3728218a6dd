"""`heard coverage`: how many different children were heard, towards the 20 % line."""

from __future__ import annotations

from datetime import date
from typing import Any

import typer

from analytics.denominators import OLDEST_YEAR
from bot.app import today
from bot.commands.opened import opened
from bot.commands.telling import JSON, run, table, tell, tell_json
from bot.commands.values import day_of, misuse, one_of
from bot.reports import PROFILES, coverage_json, coverage_report


def add_to(app: typer.Typer) -> None:
    app.command("coverage")(coverage_command)


def coverage_command(
    *,
    json: bool = JSON,
    profile: str = typer.Option("officer", help="officer or public"),
    as_of: str = typer.Option("", help="With the denominators as they stood on this day, as 2026-11-01"),
    year: int = typer.Option(0, help="The school year's first calendar year; the newest that has begun when left out"),
) -> None:
    """Children heard, in total and by cohort, area and setting, as the disclosure rules allow."""
    one_of(profile, "--profile", PROFILES)
    if year and not OLDEST_YEAR <= year < date.max.year:
        misuse(f"--year {year}: write the year in which the school year begins, as 2026")
    day = day_of(as_of, "--as-of") if as_of else today()

    async def work() -> Any:
        async with opened() as found:
            at = year or await found.school_year()
            bridge = coverage_json if json else coverage_report
            return await bridge(found.storage, at, found.names, profile, day)

    if json:
        tell_json(run(work()))
        return
    sentence, sections = run(work())
    tell(sentence)
    for section in sections:
        tell("", section.heading, *(one for one in section.sentences if one != sentence))
        rows = [(line.label, line.cells[0].count, line.base, f"{line.cells[0].rate}") for line in section.table.lines]
        tell(*table([("", "heard", "of", "%"), *rows]))
