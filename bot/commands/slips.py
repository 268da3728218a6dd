"""`heard campaign invite`, `replace`, `remind`: what goes out to people, and nothing before all that is needed is recorded."""

from __future__ import annotations

import csv
import re
import secrets
from collections.abc import Collection, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import typer

from advice_kb.school_days import OutsideCalendar, SchoolCalendar
from bot.app import now
from bot.commands.opened import Opened, opened
from bot.commands.telling import JSON, bytes_of, folder_for, refuse, run, tell_either
from bot.commands.values import one_of
from bot.conversation.first_screen import asks_children_for_words
from bot.inviting import Wanted, codes_csv, invite, new_serial, slip, slips_pdf
from bot.reports import COHORTS
from storage import campaigns, outbox, participation, voice_codes
from storage.campaigns import Campaign, Wave
from surveys.campaigns import missing
from surveys.codes import new_code
from surveys.faults import Fault
from surveys.loading import from_canonical

_YES, _NO = ("yes", "true", "1"), ("no", "false", "0", "")


NOTICE = 10
"""School days between telling parents and asking their children."""


def told_by(opens: date, calendars: Collection[SchoolCalendar]) -> date | None:
    """The last day to tell parents by the term dates of every school; None where they do not reach so far."""
    try:
        return min((calendar.before(opens, NOTICE)[-1] for calendar in calendars), default=None)
    except OutsideCalendar:
        return None


async def missing_in(
    connection: Any,
    one: Campaign,
    facts: Mapping[str, Any],
    waves: list[Wave],
    calendars: Collection[SchoolCalendar] = (),
) -> tuple[Fault, ...]:
    """What must be recorded before these waves may ask anyone; only children are protected so.

    No child is asked for words before somebody is set to read them (design §2.7); the made-up borough may show how it looks.
    """
    if one.audience != "pupil":
        return ()
    faults = [
        fault
        for wave in waves
        for fault in missing(one.id, dict(facts), wave.opens, wave.closes, told_by(wave.opens, calendars))
    ]
    if not one.synthetic:
        texts = await campaigns.definitions(connection, {(wave.survey, wave.version) for wave in waves})
        typed = {key for key, text in texts.items() if asks_children_for_words(from_canonical(text))}
        faults += [
            Fault(
                wave.id,
                f"{wave.survey} lets pupils type, and no safeguarding rota is built in yet",
                "Ask by a closed survey",
            )
            for wave in waves
            if (wave.survey, wave.version) in typed
        ]
    return tuple(dict.fromkeys(faults))


def invite_(
    id_: str = typer.Argument(..., metavar="ID"),
    *,
    plan: str = typer.Option("", help="A CSV file with columns setting,cohorts,count,sixteen; cohorts joined by +"),
    setting: str = typer.Option("", help="One setting, instead of a plan"),
    cohorts: str = typer.Option("", help="Its children's cohorts, joined by +"),
    count: int = typer.Option(0, min=0, max=20_000, help="How many codes"),
    sixteen: bool = typer.Option(False, help="All of them are 16 or over: Telegram may be used"),
    out: Path = typer.Option(Path("slips"), help="The folder for slips (PDF) and codes (CSV)"),
    json: bool = JSON,
) -> None:
    """Issue codes and write their slips; for parents, staff and partners the open link. Refuses while anything is missing."""
    for cohort in _cohorts(cohorts):
        one_of(cohort, "--cohorts", COHORTS)
    rows = (
        _plan_rows(plan)
        if plan
        else [{"setting": setting, "cohorts": cohorts, "count": str(count), "sixteen": "yes" if sixteen else "no"}]
    )

    async def work() -> tuple[dict[str, Any], list[str]]:
        async with opened() as found:
            one = await found.campaign(id_)
            async with found.storage.reading() as connection:
                waves = await campaigns.waves(connection, id_)
                faults = await missing_in(connection, one, one.readiness, waves, found.calendars)
            if faults:
                refuse(*faults)
            if one.closed is not None:
                refuse(f"{id_} is closed, so its codes would open nothing; create another campaign")
            if one.audience != "pupil":
                link = await _open_link(found, id_)
                return {"link": link, "replaced": one.open_link is not None}, [
                    f"Open link (replaces any earlier one): {link}"
                ]
            wanted, config = _wanted(found, rows), found.config
            folder_for(out)
            slips = await invite(
                found.storage, found.keyring, id_, one.school_year, wanted, config.address, config.telegram_name
            )
            written, lines = [], []
            for line, (_, made) in zip(wanted, slips.items(), strict=True):
                name = f"{line.setting}-{made[0].serial}"
                (out / f"{name}.pdf").write_bytes(slips_pdf(made, found.local.council, synthetic=one.synthetic))
                (out / f"{name}.csv").write_bytes(codes_csv(made))
                files = {"slips": f"{out / name}.pdf", "codes": f"{out / name}.csv"}
                written.append({"setting": line.setting, "count": line.count, **files})
                lines.append(f"{line.count} codes for {line.setting}: {out / name}.pdf and .csv")
            return {"batches": written}, lines

    value, lines = run(work())
    tell_either(value, *lines, json=json)


async def _open_link(found: Opened, id_: str) -> str:
    token = voice_codes.new_token()
    async with found.storage.transaction() as connection:
        await campaigns.set_open_link(connection, id_, found.keyring.look_up(voice_codes.OPEN, token))
    return f"{found.config.address}/e/o-{token}"


def _plan_rows(file: str) -> list[dict[str, str]]:
    try:
        lines = bytes_of(file).decode("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        refuse(f"{file} is not UTF-8 text; in the spreadsheet choose “CSV UTF-8”")
    reader = csv.DictReader(lines, delimiter=max(",;", key=(lines or [""])[0].count))
    if not {"setting", "count"} <= set(reader.fieldnames or ()):
        refuse(f"{file}: row 1 must have the columns setting,cohorts,count,sixteen")
    try:
        rows = [{key: value or "" for key, value in row.items() if key} for row in reader]
    except csv.Error as error:
        refuse(f"{file}, row {reader.line_num}: is not CSV ({error}); save the file as CSV again")
    if not rows:
        refuse(f"{file} asks for no codes; write a row for each setting below the first")
    return rows


def _cohorts(text: str) -> tuple[str, ...]:
    return tuple(sorted(part.strip() for part in text.split("+") if part.strip()))


def _wanted(found: Opened, rows: list[dict[str, str]]) -> list[Wanted]:
    """The plan checked whole: any fault, and no code is issued."""
    wanted, faults = [], []
    for number, row in enumerate(rows, 2):
        place = found.local.setting(row["setting"].strip())
        chosen = _cohorts(row.get("cohorts", ""))
        if place is None:
            faults.append(f"row {number}, column setting: {row['setting']!r} is not in settings.yaml")
        if set(chosen) - set(COHORTS):
            faults.append(f"row {number}, column cohorts: use {', '.join(COHORTS)}, joined by +")
        if row.get("sixteen", "").strip().lower() not in (*_YES, *_NO):
            faults.append(f"row {number}, column sixteen: {row['sixteen'][:20]!r} is neither yes nor no")
        if not re.fullmatch(r"[0-9]{1,5}", row["count"].strip()) or not 1 <= int(row["count"]) <= 20_000:
            faults.append(f"row {number}, column count: {row['count']!r} is not a number from 1 to 20000")
        elif place is not None and not faults:
            is_sixteen = row.get("sixteen", "").strip().lower() in _YES
            wanted.append(Wanted(place.id, place.area, place.phase, chosen, is_sixteen, int(row["count"])))
    if faults:
        refuse(*faults, "no code was issued")
    return wanted


def replace(
    serial: str, *, out: Path = typer.Option(Path("slips"), help="The folder for the new slip"), json: bool = JSON
) -> None:
    """Void the slip with this serial and write a new one. What the child did this year moves with it."""

    async def work() -> str:
        async with opened() as found:
            folder_for(out)
            code, token, fresh = new_code(secrets.SystemRandom()), voice_codes.new_token(), new_serial()
            async with found.storage.transaction() as connection:
                given = serial.strip().upper()
                old = await voice_codes.replace(connection, found.keyring, given, code, token, fresh)
                if old is None:
                    refuse(f"no live slip has the serial {serial}; read it again from the outside of the slip")
            made = slip(fresh, code, token, found.config.address, found.config.telegram_name if old.sixteen else "")
            (out / f"{fresh}.pdf").write_bytes(slips_pdf([made], found.local.council, synthetic=found.local.synthetic))
            return f"{out / fresh}.pdf"

    written = run(work())
    tell_either({"void": serial, "slips": written}, f"{serial} is void. The new slip is {written}", json=json)


def remind(
    id_: str = typer.Argument(..., metavar="ID"),
    text: str = typer.Option("Your survey is still open. Send /start to go on."),
    json: bool = JSON,
) -> None:
    """Remind those who began in Telegram and have not finished. Each is reminded at most twice."""

    async def work() -> int:
        async with opened() as found:
            await found.campaign(id_)
            async with found.storage.transaction() as connection:
                people = await participation.to_remind(connection, found.keyring, id_)
                messages = [("telegram", address, text) for address in people]
                await outbox.owe(connection, found.keyring, messages, "broadcast", now())
            return len(messages)

    owed = run(work())
    tell_either({"reminders": owed}, f"{owed} reminders are in the outbox; `heard serve` sends them.", json=json)
