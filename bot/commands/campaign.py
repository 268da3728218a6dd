"""`heard campaign`: create, ready, invite, replace, remind, status, close."""

from __future__ import annotations

import csv
import secrets
from datetime import date
from pathlib import Path
from typing import Any

import typer

from bot.app import DEFINITIONS, now
from bot.commands.opened import Opened, opened
from bot.commands.telling import bytes_of, refuse, run, table, tell, tell_json
from bot.conversation.first_screen import asks_children_for_words
from bot.handlers.console.app import school_year
from bot.inviting import Wanted, codes_csv, invite, label_waves, new_serial, slip, slips_pdf
from bot.reports import COHORTS
from storage import campaigns, outbox, participation, reporting, responses
from storage.campaigns import Campaign, Wave
from surveys.campaigns import READINESS, missing
from surveys.codes import new_code
from surveys.faults import Fault
from surveys.loading import canonical, fingerprint, load_folder

campaign = typer.Typer(no_args_is_help=True, help="Asking: campaigns, their waves, codes and slips.")


def add_to(app: typer.Typer) -> None:
    app.add_typer(campaign, name="campaign")


def _day(text: str, name: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        refuse(f"{name} is not a date; write it as 2026-11-02")


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
) -> None:
    """Create a campaign with its first wave, or add a wave to one."""

    async def work() -> str:
        async with opened() as found:
            definition = load_folder(DEFINITIONS).get(survey)
            if definition is None or survey == "preamble":
                refuse(f"there is no survey {survey}; `heard survey list` shows them")
            first, last = _day(opens, "--opens"), _day(closes, "--closes")
            if last < first:
                refuse("--closes lies before --opens; change them over")
            async with found.storage.transaction() as connection:
                try:
                    await campaigns.publish_survey(
                        connection, survey, definition.version, fingerprint(definition), canonical(definition), now()
                    )
                except ValueError as error:
                    refuse(error)
                known = {one.id: one for one in await campaigns.campaigns(connection)}
                number = len(await campaigns.waves(connection, id_)) + 1
                one = Wave(f"{id_}-{number}", id_, wave or f"Wave {number}", survey, definition.version, first, last)
                year = school_year(first)
                if id_ in known:
                    if known[id_].audience != definition.audience:
                        refuse(
                            f"{id_} asks {known[id_].audience}s, {survey} is for {definition.audience}s; create another campaign"
                        )
                    await campaigns.add_wave(connection, one)
                else:
                    made = Campaign(
                        id_, title or id_, definition.audience, year, class_mode, found.local.synthetic, None, {}, now()
                    )
                    await campaigns.add(connection, made, [one])
                await label_waves(connection, year)
            return one.id

    tell(f"Wave {run(work())} is there. `heard campaign ready {id_}` says what is missing before anyone is asked.")


@campaign.command("ready")
def ready(
    id_: str = typer.Argument(..., metavar="ID"),
    *,
    set_: list[str] = typer.Option(
        [], "--set", help="Record a fact, as dpia_reference=IG-12; may be given several times"
    ),
    json: bool = typer.Option(False, "--json", help="For machines"),
) -> None:
    """Say what is missing before children may be asked, and record what is known."""

    async def work() -> tuple[Fault, ...]:
        async with opened() as found:
            one = await _campaign(found, id_)
            facts = dict(one.readiness)
            for pair in set_:
                name, equals, value = pair.partition("=")
                if not equals or name not in READINESS:
                    refuse(f"{pair}: write NAME=VALUE with one of {', '.join(READINESS)}")
                facts[name] = value
            async with found.storage.transaction() as connection:
                await campaigns.set_readiness(connection, id_, facts)
                waves = await campaigns.waves(connection, id_)
            return _missing(one, facts, waves)

    faults = run(work())
    if json:
        tell_json({"ready": not faults, "missing": [vars(fault) for fault in faults]})
    else:
        tell(*([str(fault) for fault in faults] or ["Nothing is missing. `heard campaign invite` may be used."]))
    if faults:
        raise typer.Exit(1)


def _missing(asking: Campaign, facts: dict[str, Any], waves: list[Wave]) -> tuple[Fault, ...]:
    if asking.audience != "pupil":
        return ()
    faults = [fault for wave in waves for fault in missing(asking.id, facts, wave.opens, wave.closes)]
    known = load_folder(DEFINITIONS) if not asking.synthetic else {}
    faults += [
        Fault(
            wave.id,
            f"{wave.survey} lets pupils type, and no safeguarding rota is built in yet",
            "Ask by a closed survey",
        )
        for wave in waves
        if wave.survey in known and asks_children_for_words(known[wave.survey])
    ]
    return tuple(dict.fromkeys(faults))


async def _campaign(found: Opened, id_: str) -> Campaign:
    async with found.storage.reading() as connection:
        one = next((c for c in await campaigns.campaigns(connection) if c.id == id_), None)
    if one is None:
        refuse(f"there is no campaign {id_}; `heard campaign status` lists them")
    return one


@campaign.command("invite")
def invite_(
    id_: str = typer.Argument(..., metavar="ID"),
    *,
    plan: str = typer.Option("", help="A CSV file with columns setting,cohorts,count,sixteen; cohorts joined by +"),
    setting: str = typer.Option("", help="One setting, instead of a plan"),
    cohorts: str = typer.Option("", help="Its children's cohorts, joined by +"),
    count: int = typer.Option(0, min=0, max=20_000, help="How many codes"),
    sixteen: bool = typer.Option(False, help="All of them are 16 or over: Telegram may be used"),
    out: Path = typer.Option(Path("slips"), help="The folder for slips (PDF) and codes (CSV)"),
) -> None:
    """Issue codes and write their slips; for parents, staff and partners the open link. Refuses while anything is missing."""
    rows = (
        _plan_rows(plan)
        if plan
        else [{"setting": setting, "cohorts": cohorts, "count": str(count), "sixteen": "yes" if sixteen else "no"}]
    )

    async def work() -> list[str]:
        async with opened() as found:
            one = await _campaign(found, id_)
            async with found.storage.reading() as connection:
                waves = await campaigns.waves(connection, id_)
            faults = _missing(one, dict(one.readiness), waves)
            if faults:
                refuse(*faults)
            if one.audience != "pupil":
                return [await _open_link(found, id_)]
            wanted = _wanted(found, rows)
            config = found.config
            slips = await invite(
                found.storage, found.keyring, id_, one.school_year, wanted, config.address, config.telegram_name
            )
            out.mkdir(parents=True, exist_ok=True)
            written = []
            for line, (_, made) in zip(wanted, slips.items(), strict=True):
                name = f"{line.setting}-{made[0].serial}"
                (out / f"{name}.pdf").write_bytes(slips_pdf(made, found.local.council, synthetic=one.synthetic))
                (out / f"{name}.csv").write_bytes(codes_csv(made))
                written.append(f"{line.count} codes for {line.setting}: {out / name}.pdf and .csv")
            return written

    tell(*run(work()))


async def _open_link(found: Opened, id_: str) -> str:
    token = participation.new_token()
    async with found.storage.transaction() as connection:
        await campaigns.set_open_link(connection, id_, found.keyring.look_up(participation.OPEN, token))
    return f"Open link (replaces any earlier one): {found.config.address}/e/o-{token}"


def _plan_rows(file: str) -> list[dict[str, str]]:
    lines = bytes_of(file).decode("utf-8-sig", "replace").splitlines()
    reader = csv.DictReader(lines)
    if not {"setting", "count"} <= set(reader.fieldnames or ()):
        refuse(f"{file}: row 1 must have the columns setting,cohorts,count,sixteen")
    return [{key: value or "" for key, value in row.items() if key} for row in reader]


def _wanted(found: Opened, rows: list[dict[str, str]]) -> list[Wanted]:
    """The plan checked whole: any fault, and no code is issued."""
    wanted, faults = [], []
    for number, row in enumerate(rows, 2):
        place = found.local.setting(row["setting"].strip())
        chosen = tuple(sorted(part.strip() for part in row.get("cohorts", "").split("+") if part.strip()))
        if place is None:
            faults.append(f"row {number}, column setting: {row['setting']!r} is not in settings.yaml")
        if set(chosen) - set(COHORTS):
            faults.append(f"row {number}, column cohorts: use {', '.join(COHORTS)}, joined by +")
        if not row["count"].strip().isdigit() or not 1 <= int(row["count"]) <= 20_000:
            faults.append(f"row {number}, column count: {row['count']!r} is not a number from 1 to 20000")
        elif place is not None and not faults:
            is_sixteen = row.get("sixteen", "").strip().lower() in ("yes", "true", "1")
            wanted.append(Wanted(place.id, place.area, place.phase, chosen, is_sixteen, int(row["count"])))
    if faults:
        refuse(*faults, "no code was issued")
    return wanted


@campaign.command("replace")
def replace(serial: str, *, out: Path = typer.Option(Path("slips"), help="The folder for the new slip")) -> None:
    """Void the slip with this serial and write a new one. What the child did this year moves with it."""

    async def work() -> str:
        async with opened() as found:
            code, token, fresh = new_code(secrets.SystemRandom()), participation.new_token(), new_serial()
            async with found.storage.transaction() as connection:
                given = serial.strip().upper()
                old = await participation.replace(connection, found.keyring, given, code, token, fresh)
                if old is None:
                    refuse(f"no live slip has the serial {serial}; read it again from the outside of the slip")
            out.mkdir(parents=True, exist_ok=True)
            made = slip(fresh, code, token, found.config.address, found.config.telegram_name if old.sixteen else "")
            (out / f"{fresh}.pdf").write_bytes(slips_pdf([made], found.local.council, synthetic=found.local.synthetic))
            return f"{serial} is void. The new slip is {out / fresh}.pdf"

    tell(run(work()))


@campaign.command("remind")
def remind(
    id_: str = typer.Argument(..., metavar="ID"),
    text: str = typer.Option("Your survey is still open. Send /start to go on."),
) -> None:
    """Remind those who began in Telegram and have not finished. Each is reminded at most twice."""

    async def work() -> int:
        async with opened() as found:
            await _campaign(found, id_)
            async with found.storage.transaction() as connection:
                people = await participation.to_remind(connection, found.keyring, id_)
                messages = [("telegram", address, text) for address in people]
                await outbox.owe(connection, found.keyring, messages, "broadcast", now())
            return len(messages)

    tell(f"{run(work())} reminders are in the outbox; `heard serve` sends them.")


@campaign.command("status")
def status(
    id_: str = typer.Argument("", metavar="[ID]"), *, json: bool = typer.Option(False, "--json", help="For machines")
) -> None:
    """Campaigns, or one campaign's waves in numbers."""

    async def work() -> list[list[Any]]:
        async with opened() as found, found.storage.reading() as connection:
            if not id_:
                rows = await campaigns.campaigns(connection)
                return [
                    ["campaign", "for", "year", "closed"],
                    *([c.id, c.audience, c.school_year, c.closed or ""] for c in rows),
                ]
            counts = await reporting.progress(connection, id_)
            head = ["wave", "codes issued", "began", "finished", "heard", "mixed", "waiting to be mixed"]
            return [head, *([p.wave, p.issued, p.started, p.finished, p.heard, p.mixed, p.waiting] for p in counts)]

    rows = run(work())
    if json:
        tell_json([dict(zip(rows[0], row, strict=True)) for row in rows[1:]])
    else:
        tell(*table(rows))


@campaign.command("close")
def close(id_: str = typer.Argument(..., metavar="ID")) -> None:
    """Close every wave of a campaign and mix what still waits."""

    async def work() -> int:
        async with opened() as found:
            await _campaign(found, id_)
            async with found.storage.transaction() as connection:
                await campaigns.close(connection, id_, now())
                waves = [one.id for one in await campaigns.waves(connection, id_)]
                moved = await responses.mix(connection, found.keyring, secrets.SystemRandom(), waves)
            await found.storage.truncate_wal()
            return moved

    tell(f"Closed. {run(work())} waiting responses were mixed.")
