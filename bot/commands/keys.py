"""`heard keys new`, `heard keys year`: makes keys; keeping them apart from the database is the authority's part."""

from __future__ import annotations

import typer

from bot.app import today
from bot.commands.telling import tell
from storage.sealing import new_keys
from surveys.school_year import school_year

keys = typer.Typer(no_args_is_help=True, help="Make keys for HEARD_KEYS.")


def add_to(app: typer.Typer) -> None:
    app.add_typer(keys, name="keys")


@keys.command("new")
def new() -> None:
    """A full set: an encryption key, the hashing key and this school year's secret. Save it, chmod 600, apart from the database."""
    tell(new_keys((school_year(today()),)).strip())


@keys.command("year")
def year(first: int = typer.Argument(..., help="The school year's first calendar year, as 2026")) -> None:
    """The secret of one school year, to add to the keys. Destroy it 30 days after the year ends."""
    tell(next(line for line in new_keys((first,)).splitlines() if line.startswith("year")))
