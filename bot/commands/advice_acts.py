"""`heard advice publish, withdraw, republish, retire`: the authority's acts. Each is kept for good, with who and why."""

from __future__ import annotations

from datetime import date

import typer

from advice_kb.decisions import Decision
from advice_kb.model import State
from bot.app import now, today
from bot.commands.advice_known import ID, chosen, library_now
from bot.commands.opened import stored
from bot.commands.telling import JSON, refuse, run, tell, tell_json
from bot.commands.values import day_of, misuse, words_of
from bot.deciding import Decided, decide
from storage.retention import TERMS

BY = typer.Option(..., help="Your role, as content editor; never a name")
REASON = typer.Option(..., help="Why, in a sentence: it stays in the history")
CHECKED = typer.Option(
    [], metavar="SOURCE=EDITION", help="A source it was checked against, and which edition; once for each"
)
DAY = typer.Option("", "--date", help="The day of the check, as 2026-11-24; today when left out", show_default=False)


def add_to(advice: typer.Typer) -> None:
    for command in (publish, withdraw, republish, retire):
        advice.command(command.__name__)(command)


def publish(
    id_: str = ID,
    *,
    checked: list[str] = CHECKED,
    by: str = BY,
    day: str = DAY,
    reason: str = typer.Option("", help="A sentence for the history"),
    json: bool = JSON,
) -> None:
    """Publish an article: the authority's word that it was checked against every source it cites."""
    told = words_of(reason, "--reason", 1000) if reason else ""
    _decide(id_, Decision("published", words_of(by, "--by", 80), told, _checks(checked), _day(day)), json=json)


def withdraw(id_: str = ID, *, reason: str = REASON, by: str = BY, json: bool = JSON) -> None:
    """Take an article down while it is put right. At once, on every surface, and for later versions too."""
    _decide(id_, Decision("withdrawn", words_of(by, "--by", 80), words_of(reason, "--reason", 1000)), json=json)


def republish(
    id_: str = ID,
    *,
    reason: str = REASON,
    by: str = BY,
    checked: list[str] = CHECKED,
    day: str = DAY,
    json: bool = JSON,
) -> None:
    """Bring back what was withdrawn: as published with --checked for every source, without any as checked."""
    checks = _checks(checked)
    told = words_of(reason, "--reason", 1000)
    state: State = "published" if checks else "checked"
    _decide(id_, Decision(state, words_of(by, "--by", 80), told, checks, _day(day), back=True), json=json)


def retire(id_: str = ID, *, reason: str = REASON, by: str = BY, json: bool = JSON) -> None:
    """Take an article out of use for good. It cannot come back; its history stays."""
    _decide(id_, Decision("retired", words_of(by, "--by", 80), words_of(reason, "--reason", 1000)), json=json)


def _decide(name: str, wanted: Decision, *, json: bool) -> None:
    library = library_now()
    about = chosen(library, name)

    async def work() -> Decided:
        async with stored() as storage:
            if storage is None:
                refuse("there is no database yet; run `heard migrate`, then decide")
            return await decide(storage, library, about, wanted, now())

    done = run(work())
    if done.faults:
        refuse(*done.faults, *(["nothing was changed"] if len(about) > 1 else []))
    if json:
        tell_json({"acts": [vars(act) for act in done.acts], "sent_to": dict(done.sent_to)})
    else:
        tell(*_told(done))


def _told(done: Decided) -> list[str]:
    lines = [f"{act.article} version {act.version} is {act.state}." for act in done.acts]
    if done.acts[0].state != "withdrawn":
        return lines
    lines.append("From now on every page, chat and old link gives the holding text and the duty officer in its place.")
    days, total = TERMS["delivery"].days, sum(done.sent_to.values())
    if not total:
        return [*lines, f"No record says that anybody was sent it in the last {days} days."]
    lines += [
        f"  {people} {'person was' if people == 1 else 'people were'} sent {article}"
        for article, people in done.sent_to.items()
        if people
    ]
    return [
        *lines,
        f"Those are the last {days} days. Heard does not write to them yet: corrections come with casework.",
    ]


def _checks(given: list[str]) -> dict[str, str]:
    checks: dict[str, str] = {}
    for pair in given:
        source, equals, edition = (part.strip() for part in pair.partition("="))
        if not equals or not source:
            misuse(f"--checked {pair}: write SOURCE=EDITION, as dfe-excl-2026='in force from 26 July 2026'")
        if source in checks:
            misuse(f"--checked {source} is there twice; give each source once")
        checks[source] = words_of(edition, f"--checked {source}", 200)
    return checks


def _day(text: str) -> date:
    day = day_of(text, "--date") if text else today()
    return day if day <= today() else misuse(f"--date {day} lies ahead; a check has a day that has come")
