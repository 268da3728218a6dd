"""`heard export summary`: the voice summary of a wave, printed only from `SafeTable`s."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import typer

from bot.app import today
from bot.commands.opened import opened
from bot.commands.telling import JSON, folder_for, refuse, run, tell_either, write_whole
from bot.commands.values import one_of
from bot.reports import PROFILES, wave_summary
from storage import campaigns

TO_COME = ("parquet", "pdf")
"""Formats that scripts may ask for and that come with a later release."""

export = typer.Typer(no_args_is_help=True, help="What leaves Heard, always protected.")


def add_to(app: typer.Typer) -> None:
    app.add_typer(export, name="export")


@export.callback()
def _exports() -> None:
    """What leaves Heard, always protected."""


@export.command("summary")
def summary(
    wave: str = typer.Argument("", help="The wave's id; the newest pupil wave with answers when left out"),
    *,
    format_: str = typer.Option("html", "--format", help="csv, xlsx, html; several with commas"),
    profile: str = typer.Option("officer", help="officer or public"),
    out: Path = typer.Option(Path(), help="The folder to write to"),
    json: bool = JSON,
) -> None:
    """Write the voice summary of a wave: coverage, each question with base and chart."""
    from analytics.book import report_xlsx
    from analytics.rendering import report_csv, report_html

    makers: dict[str, Any] = {"html": lambda r: report_html(r).encode(), "csv": report_csv, "xlsx": report_xlsx}
    kinds = [kind.strip() for kind in format_.split(",")]
    for kind in kinds:
        if kind in TO_COME:
            refuse(f"--format {kind} does not work yet: it comes with releases. Use csv, xlsx or html")
        one_of(kind, "--format", makers)
    one_of(profile, "--profile", PROFILES)

    async def work() -> Any:
        async with opened() as found:
            name = wave or await _newest(found.storage)
            return name, await wave_summary(found.storage, found.keyring, name, found.names, profile, today())

    name, report = run(work())
    if report is None:
        refuse(f"there is no wave {name or 'with answers yet'}; `heard campaign status` lists them")
    folder_for(out)
    files = {kind: out / f"voice-summary-{name}.{kind}" for kind in kinds}
    for kind, file in files.items():
        write_whole(file, makers[kind](report))
    tell_either({"wave": name, "files": [str(file) for file in files.values()]}, *map(str, files.values()), json=json)


async def _newest(storage: Any) -> str:
    async with storage.reading() as connection:
        waves = await campaigns.waves(connection)
        pupil = {one.id for one in await campaigns.campaigns(connection) if one.audience == "pupil"}
        answered = [one.id for one in waves if one.campaign in pupil and await campaigns.answered(connection, one.id)]
    return answered[-1] if answered else ""
