"""`heard deadlines`: facts in, dated deadlines out, each with its rule, its source and the count day by day."""

from __future__ import annotations

import json as jsonlib
import sys
from pathlib import Path
from typing import Any

import typer
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from advice_kb.asked import read_request
from advice_kb.deadlines import Deadline, Timeline, work_out
from advice_kb.school_days import CalendarFault
from bot.commands.telling import refuse, tell, tell_json
from bot.config import read_config


def add_to(app: typer.Typer) -> None:
    app.command("deadlines")(deadlines_command)


def deadlines_command(*, json: bool = typer.Option(False, "--json", help="For machines")) -> None:
    """Work out dates from a JSON request on standard input: events, facts, calendar. Names are in advice_kb/deadlines.yaml."""
    try:
        given = read_request(jsonlib.loads(sys.stdin.read()), named_calendar)
    except (ValueError, RecursionError) as error:
        refuse(
            error
            if isinstance(error, CalendarFault)
            else "standard input is not JSON; give an object with events, facts and calendar"
        )
    timeline = work_out(given)
    if json:
        tell_json(as_json(timeline))
    else:
        confirmed = given.calendar is not None and given.calendar.confirmed
        tell(*in_words(timeline, confirmed=confirmed))


def named_calendar(name: str) -> Any:
    """A calendar by its name in the authority's folder, or by a path."""
    folder = read_config().local / "calendars"
    file = folder / f"{name}.yaml" if "/" not in name and not name.endswith((".yaml", ".yml", ".json")) else Path(name)
    try:
        return YAML(typ="safe", pure=True).load(file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError):
        raise CalendarFault(
            f"calendar {name[:60]}", "is not there", f"Name a file of {folder.name}/, a path, or give the terms"
        ) from None
    except YAMLError:
        raise CalendarFault(f"calendar {name[:60]}", "is not YAML", "Mend the file") from None


def as_json(timeline: Timeline) -> dict[str, Any]:
    return {
        "deadlines": [_row(one) for one in timeline.deadlines],
        "at_once": [{"id": rule.id, "who": who, "action": rule.action} for rule, who in timeline.at_once],
        "limits": [{"id": id_, "total": total, "left": left} for id_, total, left in timeline.limits],
        "unknown": [{"id": id_, "needs": list(needs)} for id_, needs in timeline.unknown],
    }


def _row(one: Deadline) -> dict[str, Any]:
    row: dict[str, Any] = {"id": one.rule.id}
    if one.not_before is not None:
        row["not_before"] = one.not_before.isoformat()
    elif one.by is not None:
        row["by"] = one.by.isoformat()
    if one.from_ is not None:
        row["from"] = one.from_.isoformat()
    source = f"{one.rule.source}, {one.rule.ref}".strip(", ")
    row |= {"who": one.who, "rule": f"{one.rule.name}: {one.rule.action}", "source": source, "counting": one.counting}
    if one.safer is not None:
        row["safer"] = one.safer.isoformat()
    if one.also:
        row["also"] = [{"by": by.isoformat(), "what": what} for by, what in one.also]
    return row


def in_words(timeline: Timeline, *, confirmed: bool) -> list[str]:
    """A dated timeline to keep."""
    lines = (
        ["At once:", *(f"  {who}: {rule.action}. ({rule.source}, {rule.ref})" for rule, who in timeline.at_once), ""]
        if timeline.at_once
        else []
    )
    for one in timeline.deadlines:
        day = one.by or one.not_before
        assert day is not None
        head = f"{day:%A} {day.day} {day:%B %Y}: {one.rule.name}"
        lines += [f"{head}{' (not sooner)' if one.not_before else ''}", f"  {one.who}: {one.rule.action}."]
        lines += [f"  Safer: {one.safer:%A} {one.safer.day} {one.safer:%B}."] if one.safer else []
        lines += [f"  Counted: {one.counting}.", f"  Source: {one.rule.source}, {one.rule.ref}.", ""]
    lines += [f"{total:g} of 45 days used this school year, {left:g} left." for _, total, left in timeline.limits]
    lines += [f"Not known: {id_}. It needs: {', '.join(needs)}." for id_, needs in timeline.unknown]
    lines += [
        "",
        "The calendar is "
        + ("confirmed by the school." if confirmed else "not confirmed: check the school's own days."),
    ]
    return [*lines, "Information, not legal advice. England. Law checked on 22 November 2026."]
