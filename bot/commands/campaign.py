"""`heard campaign`: create, ready, invite, replace, remind, remove-wave, status, close."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from typing import Any

import typer

from bot.app import now, today
from bot.commands import slips, waves
from bot.commands.opened import opened
from bot.commands.slips import missing_in
from bot.commands.telling import JSON, refuse, run, table, tell, tell_either, tell_json, warn
from bot.commands.values import day_of, misuse
from bot.commands.waves import added
from bot.reports import campaign_progress
from storage import campaigns, responses
from storage.campaigns import Campaign, Wave
from surveys.campaigns import READINESS, replaced, unfit
from surveys.faults import Fault, shown
from surveys.kept import OWN_DEFINITIONS
from surveys.school_year import school_year

campaign = typer.Typer(no_args_is_help=True, help="Asking: campaigns, their waves, codes and slips.")
for command in (slips.invite_, slips.replace, slips.remind, waves.remove_wave):
    campaign.command(command.__name__.rstrip("_").replace("_", "-"))(command)


def add_to(app: typer.Typer) -> None:
    app.add_typer(campaign, name="campaign")


@campaign.command("create")
def create(
    id_: str = typer.Argument(..., metavar="ID", help="A short name, as autumn-2026"),
    *,
    survey: str = typer.Option(..., help="A survey's id; `heard survey list` shows them"),
    opens: str = typer.Option(..., help="First day, as 2026-11-02"),
    closes: str = typer.Option(..., help="Last day"),
    title: str = typer.Option("", help="What officers call it"),
    wave: str = typer.Option("", help="The wave's name; with an existing campaign this adds a wave"),
    class_mode: bool = typer.Option(
        False, help="A whole class at shared screens: wiped after each child, no receipt shown"
    ),
    json: bool = JSON,
) -> None:
    """Create a campaign with its first wave, or add a wave to one."""

    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,31}", id_):
        misuse(f"{id_[:40]!r} cannot name a campaign; use small letters, digits and hyphens, as autumn-2026")
    first, last = day_of(opens, "--opens"), day_of(closes, "--closes")
    if last < first:
        misuse("--closes lies before --opens; change them over")

    async def work() -> str:
        async with opened() as found:
            asked = (await found.surveys()).get(survey)
            if asked is None or survey in OWN_DEFINITIONS:
                refuse(f"there is no survey {survey}; `heard survey list` shows them")
            made = Campaign(
                id_,
                title or id_,
                asked.audience,
                school_year(first),
                class_mode,
                found.local.synthetic,
                None,
                {},
                now(),
            )
            async with found.storage.alone() as connection:
                return await added(connection, asked, made, Wave("", id_, wave, survey, asked.version, first, last))

    made = run(work())
    if last < today():
        warn(f"the wave's last day, {last}, is past: nobody will be asked")
    next_ = f"`heard campaign ready {id_}` says what is missing before anyone is asked."
    tell_either({"campaign": id_, "wave": made}, f"Wave {made} is there. {next_}", json=json)


@campaign.command("ready")
def ready(
    id_: str = typer.Argument(..., metavar="ID"),
    *,
    set_: list[str] = typer.Option(
        [],
        "--set",
        help="Record a fact, as dpia_reference=IG-12, or as =no to take it back; may be given several times",
    ),
    json: bool = JSON,
) -> None:
    """Say what is missing before children may be asked, and record what is known."""
    told = _facts(set_)

    async def work() -> tuple[dict[str, tuple[str, str]], tuple[Fault, ...]]:
        async with opened() as found, found.storage.alone() as connection:
            one = await found.campaign(id_)
            facts = {**one.readiness, **told}  # read here: what another officer records meanwhile stands too
            await campaigns.set_readiness(connection, id_, facts)
            asked = await campaigns.waves(connection, id_)
            faults = await missing_in(connection, one, facts, asked, found.calendars, found.keyring.years)
            return replaced(one.readiness, told), faults

    changed, faults = run(work())
    warn(
        *(f"{name} is now “{shown(new)}”; before, “{shown(old)}” was recorded" for name, (old, new) in changed.items())
    )
    if json:
        tell_json({"ready": not faults, "missing": [vars(fault) for fault in faults]})
    else:
        tell(*([str(fault) for fault in faults] or ["Nothing is missing. `heard campaign invite` may be used."]))
    if faults:
        raise typer.Exit(1)


def _facts(pairs: Sequence[str]) -> dict[str, str]:
    """Name -> value of what is to be recorded. A value that nobody could go on by is wrong usage, so that nothing is recorded."""
    told: dict[str, str] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals or name not in READINESS:
            misuse(f"--set {pair[:60]}: write NAME=VALUE with one of {', '.join(READINESS)}")
        if name in told:
            misuse(f"--set {name}: is given twice; write it once")
        told[name] = value.strip()
        fault = unfit(name, told[name])
        if fault is not None:
            misuse(f"--set {pair[:60]}: {fault.fault}. {fault.remedy}")
    return told


@campaign.command("status")
def status(id_: str = typer.Argument("", metavar="[ID]"), *, json: bool = JSON) -> None:
    """Campaigns, or how far one campaign's waves are: c is a number held back, z does not apply."""

    async def work() -> list[dict[str, Any]]:
        async with opened() as found:
            if id_:
                await found.campaign(id_)
                return await campaign_progress(found.storage, id_)
            async with found.storage.reading() as connection:
                rows = await campaigns.campaigns(connection)
            return [
                {"campaign": c.id, "for": c.audience, "year": c.school_year, "closed": _closed(c, json)} for c in rows
            ]

    rows = run(work())
    if json:
        tell_json(rows)
    elif rows:
        tell(*table([rows[0].keys(), *(row.values() for row in rows)]))
    else:
        tell("There is no campaign yet; `heard campaign create` makes one.")


def _closed(one: Campaign, json: bool) -> Any:
    """The day for people; machines get the moment."""
    return one.closed if json and one.closed else f"{one.closed:%Y-%m-%d}" if one.closed else ""


@campaign.command("close")
def close(id_: str = typer.Argument(..., metavar="ID"), *, json: bool = JSON) -> None:
    """Close every wave of a campaign and mix what still waits."""

    async def work() -> int:
        async with opened() as found:
            await found.campaign(id_)
            async with found.storage.alone() as connection:
                await campaigns.close(connection, id_, now())
                ids = [one.id for one in await campaigns.waves(connection, id_)]
                moved = await responses.mix(connection, found.keyring, secrets.SystemRandom(), ids)
            await found.storage.truncate_wal()
            return moved

    moved = run(work())
    tell_either({"closed": id_, "mixed": moved}, f"Closed. {moved} waiting responses were mixed.", json=json)
