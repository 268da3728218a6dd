"""`heard retention run`, `heard erase`: what goes, and the proof of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

import typer

from bot.app import now, today
from bot.commands.opened import opened
from bot.commands.telling import JSON, refuse, run, table, tell, tell_either, tell_json, warn
from bot.commands.values import misuse
from storage import responses, retention
from surveys.codes import read_receipt
from surveys.school_year import last_day, year_in_words


def add_to(app: typer.Typer) -> None:
    keeping = typer.Typer(no_args_is_help=True, help="What is past its time.")
    keeping.callback()(lambda: None)
    keeping.command("run")(retention_run)
    app.add_typer(keeping, name="retention")
    app.command("erase")(erase_command)


def retention_run(*, json: bool = JSON) -> None:
    """Remove everything past its term, and print what was removed."""

    async def work() -> list[retention.Removed]:
        async with opened() as found:
            warn(*secrets_over(found.keyring.years, today()))
            async with found.storage.transaction() as connection:
                removed = await retention.run(connection, now())
            await found.storage.truncate_wal()
            return removed

    removed = run(work())
    if json:
        tell_json([{**vars(one), "term": _term(one.kind)} for one in removed])
        return
    tell(*table([("kind", "rows removed", "term"), *((one.kind, one.rows, _term(one.kind)) for one in removed)]))


def secrets_over(years: Iterable[int], day: date) -> list[str]:
    """The school years whose secret is to be destroyed. It lies outside the database, so only a person can do it."""
    return [
        f"the school year {year_in_words(year)} is over for 30 days, and HEARD_KEYS still holds its secret: take the line "
        f"year{year} out and destroy every copy; then nobody can know a code of that year again"
        for year in sorted(years)
        if day > last_day(year) + timedelta(days=30)
    ]


def _term(kind: str) -> str:
    """How long a kind is kept, in words."""
    ends = {"participation.address": "when its wave closes", "console_session": "when it ends"}
    if kind in ends:
        return ends[kind]
    years, over = divmod(retention.TERMS[kind].days, 365)
    many, unit = (years, "year") if years and not over else (retention.TERMS[kind].days, "day")
    return f"{many} {unit}{'' if many == 1 else 's'}"


def erase_command(receipt: str = typer.Option(..., "--receipt", help="The four words"), *, json: bool = JSON) -> None:
    """Delete the answers under a receipt, and look again to prove it."""
    words = read_receipt(receipt)
    if words is None:
        misuse("--receipt: those are not four receipt words; check the spelling")

    async def work() -> tuple[int, int]:
        async with opened() as found:
            async with found.storage.transaction() as connection:
                gone = await responses.withdraw(connection, found.keyring, words)
            await found.storage.truncate_wal()
            async with found.storage.transaction() as connection:
                return gone, await responses.withdraw(connection, found.keyring, words)

    gone, left = run(work())
    if not gone:
        refuse(
            "no answers were found under those words; they may be deleted already. If not, check each of the four words"
        )
    kept = "Counts of who took part stay, and so do figures already released."
    tell_either({"deleted": gone, "left": left}, f"{gone} deleted; looked again: {left} left. {kept}", json=json)
