"""`heard campaign invite`, `replace`, `remind`: what goes out to people, and nothing before all that is needed is recorded."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import typer

from advice_kb.school_days import OutsideCalendar, SchoolCalendar
from bot.app import now, today
from bot.commands.opened import Opened, opened
from bot.commands.plan import cohorts_of, plan_rows, wanted_of
from bot.commands.slip_files import HALF, left_over, slip_files
from bot.commands.telling import JSON, refuse, run, tell_either
from bot.commands.values import one_of
from bot.conversation.first_screen import asks_children_for_words
from bot.inviting import Drawn, codes_csv, draw, issue, new_serial, slip, slips_pdf
from bot.reports import COHORTS
from storage import campaigns, outbox, participation, voice_codes
from storage.campaigns import Campaign, Wave
from surveys.campaigns import missing
from surveys.codes import new_code
from surveys.faults import Fault
from surveys.loading import from_canonical

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
    years: Collection[int] | None = None,
) -> tuple[Fault, ...]:
    """What must be recorded before these waves may ask anyone; only children are protected so.

    No child is asked for words before somebody is set to read them (design §2.7); the made-up borough may show how it looks.
    `years` are the school years whose secret the keys hold: without it no code can be made.
    """
    if one.audience != "pupil":
        return ()
    faults = [
        fault
        for wave in waves
        for fault in missing(one.id, dict(facts), wave.opens, wave.closes, told_by(wave.opens, calendars), today())
    ]
    if years is not None and one.school_year not in years:
        fault = f"HEARD_KEYS holds no secret for the school year {one.school_year}"
        faults.append(Fault(one.id, fault, f"Add the line that `heard keys year {one.school_year}` prints"))
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
    for cohort in cohorts_of(cohorts):
        one_of(cohort, "--cohorts", COHORTS)
    given = {"setting": setting, "cohorts": cohorts, "count": str(count), "sixteen": "yes" if sixteen else "no"}
    rows = plan_rows(plan) if plan else [("--", given)]

    async def work() -> tuple[dict[str, Any], list[str]]:
        async with opened() as found:
            one = await found.campaign(id_)
            async with found.storage.reading() as connection:
                waves = await campaigns.waves(connection, id_)
                faults = await missing_in(connection, one, one.readiness, waves, found.calendars, found.keyring.years)
            if faults:
                refuse(*faults)
            if one.closed is not None:
                refuse(f"{id_} is closed, so its codes would open nothing; create another campaign")
            if one.audience != "pupil":
                link = await _open_link(found, id_)
                replaced = one.open_link is not None
                return {"link": link, "replaced": replaced}, [f"Open link (replaces any earlier one): {link}"]
            await refuse_left_over(found, out)
            wanted, config = wanted_of(found.local, rows), found.config
            drawn = draw(id_, one.school_year, wanted, config.address, config.telegram_name)
            with slip_files(out) as keep:
                written = [_kept(keep, each, found.local.council, synthetic=one.synthetic) for each in drawn]
                await issue(found.storage, found.keyring, one.school_year, drawn, today())
            lines = [f"{batch['count']} codes for {batch['setting']}: {batch['slips']} and .csv" for batch in written]
            return {"batches": written}, lines

    value, lines = run(work())
    tell_either(value, *lines, json=json)


async def refuse_left_over(found: Opened, out: Path) -> None:
    """Codes that were issued by a command that was cut off before it could name their files: they are handed out, not doubled."""
    left = left_over(out)
    async with found.storage.reading() as connection:
        live = await voice_codes.live(connection, left) if left else set()
    names = [str(file) for serial in sorted(live) for file in left[serial]]
    if names:
        refuse(f"a command was cut off here after its codes were issued, so nothing was done. These files are whole: "
               f"take {HALF} off their names and use them, then try again if more is needed: {', '.join(names)}")  # fmt: skip


def _kept(keep: Callable[[str, bytes], Path], one: Drawn, council: str, *, synthetic: bool) -> dict[str, Any]:
    name = f"{one.batch.setting}-{one.slips[0].serial}"
    slips = keep(f"{name}.pdf", slips_pdf(one.slips, council, synthetic=synthetic))
    codes = keep(f"{name}.csv", codes_csv(one.slips))
    return {"setting": one.batch.setting, "count": one.batch.issued, "slips": str(slips), "codes": str(codes)}


async def _open_link(found: Opened, id_: str) -> str:
    token = voice_codes.new_token()
    async with found.storage.transaction() as connection:
        await campaigns.set_open_link(connection, id_, found.keyring.look_up(voice_codes.OPEN, token))
    return f"{found.config.address}/e/o-{token}"


def replace(
    serial: str, *, out: Path = typer.Option(Path("slips"), help="The folder for the new slip"), json: bool = JSON
) -> None:
    """Void the slip with this serial and write a new one. What the child did this year moves with it."""

    async def work() -> str:
        async with opened() as found:
            await refuse_left_over(found, out)
            code, token, fresh = new_code(secrets.SystemRandom()), voice_codes.new_token(), new_serial()
            with slip_files(out) as keep:
                async with found.storage.alone() as connection:
                    given = serial.strip().upper()
                    old = await voice_codes.replace(connection, found.keyring, given, code, token, fresh)
                    if old is None:
                        refuse(f"no live slip has the serial {serial}; read it again from the outside of the slip")
                    name = found.config.telegram_name if old.sixteen else ""
                    made = slip(fresh, code, token, found.config.address, name)
                    pdf = slips_pdf([made], found.local.council, synthetic=found.local.synthetic)
                    written = keep(f"{fresh}.pdf", pdf)  # the old slip is void only if the new one can be read
            return str(written)

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
            async with found.storage.alone() as connection:
                people = await participation.to_remind(connection, found.keyring, id_)
                messages = [("telegram", address, text) for address in people]
                await outbox.owe(connection, found.keyring, messages, "broadcast", now())
            return len(messages)

    owed = run(work())
    tell_either({"reminders": owed}, f"{owed} reminders are in the outbox; `heard serve` sends them.", json=json)
