"""`heard deadlines`: facts in, dated deadlines out, each with its rule, its source and the count day by day."""

from __future__ import annotations

import json as jsonlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import typer

from advice_kb.asked import read_request
from advice_kb.calendar_file import calendar_file
from advice_kb.dates_form import NEEDS
from advice_kb.deadlines import work_out
from advice_kb.first_day import FIRST, taken
from advice_kb.kept_dates import information, text_to_keep
from advice_kb.library import Library, load_library
from advice_kb.model import Source
from advice_kb.own_days import moved_by_own_days, other_dates, own_days_counted, with_own_days
from advice_kb.school_days import CalendarFault, SchoolCalendar
from advice_kb.time_limits import Deadline, Given, Timeline
from bot.commands.telling import JSON, bytes_of, refuse, run, tell, tell_json
from bot.commands.values import misuse
from bot.config import read_config
from bot.local import load_local
from bot.local_advice import load_local_advice
from bot.local_files import read_local
from surveys.faults import DefinitionError

MOST_BYTES = 1_000_000
"""Of one request: a thousand times what one with its calendar takes."""


def add_to(app: typer.Typer) -> None:
    app.command("deadlines")(deadlines_command)


def deadlines_command(
    *,
    json: bool = JSON,
    ics: bool = typer.Option(False, "--ics", help="As a calendar file"),
) -> None:
    """Work out dates from a JSON request on standard input: events, facts, calendar. Names are in advice_kb/deadlines.yaml.

    A calendar is a name in the local folder, a school's id there (then with the days that school entered itself), a path, or
    the terms themselves.
    """
    if json and ics:
        misuse("--json and --ics are two answers; give one of them")
    given, named = _asked()
    timeline, library = work_out(given), load_library()
    sources, line = library.sources, information(library.law_position)
    if ics:
        typer.echo(_calendar_file(timeline, given, named, library), nl=False)
    elif json:
        tell_json(as_json(timeline, given, sources))
    else:
        tell(text_to_keep(timeline, given, sources, NEEDS, line))


def _asked() -> tuple[Given, str]:
    """The request on standard input, and the name of its calendar where it has one."""
    try:
        data = bytes_of("-", MOST_BYTES)
        if len(data) > MOST_BYTES:
            refuse(f"standard input is longer than {MOST_BYTES:,} bytes; give one request, with one calendar")
        request = jsonlib.loads(data.decode("utf-8-sig"), object_pairs_hook=_once_each)
        given = read_request(request, named_calendar)
    except (ValueError, RecursionError) as error:
        refuse(
            error
            if isinstance(error, CalendarFault)
            else "standard input is not JSON; give an object with events, facts and calendar"
        )
    named = request.get("calendar")
    return given, named if isinstance(named, str) else ""


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Of a name that stands there twice nobody knows which day is meant."""
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(name for name, count in Counter(name for name, _ in pairs).items() if count > 1)
        raise CalendarFault("the request", f"has {twice} twice", "Keep the one that is meant")
    return found


def _calendar_file(timeline: Timeline, given: Given, named: str, library: Library) -> bytes:
    if not timeline.deadlines:
        refuse(
            "nothing in this request has a date, so there is no calendar file; give the day of an event, or its facts"
        )
    from bot.app import now  # the whole service stands behind the clock, and no other count needs it

    return calendar_file(timeline, given, library.sources, information(library.law_position), now(), named)


def named_calendar(name: str) -> Any:
    """A calendar by its name in the authority's folder, by a path, or by the id of a school there."""
    folder = read_config().local / "calendars"
    file = folder / f"{name}.yaml" if "/" not in name and not name.endswith((".yaml", ".yml", ".json")) else Path(name)
    if _is_there(file):
        try:
            return read_local(file, f"calendar {name[:60]}")[1]
        except DefinitionError as error:
            first = error.faults[0]
            raise CalendarFault(first.place, first.fault, first.remedy) from None
    if (found := school_calendar(name)) is not None:
        return found
    remedy = f"Name a file of {folder.name}/, a school, a path, or give the terms"
    raise CalendarFault(f"calendar {name[:60]}", "is not there", remedy)


def _is_there(file: Path) -> bool:
    """Whatever a request names may be no name that a file can have."""
    try:
        return file.is_file()
    except (OSError, ValueError):
        return False


def school_calendar(id_: str) -> SchoolCalendar | None:
    """The calendar of a school of this authority with the days it entered itself; None where the id is no school's."""
    folder = read_config().local
    try:
        near = load_local_advice(folder, load_local(folder))
    except DefinitionError:
        return None  # this authority's folder has faults of its own, which `heard check` tells
    if id_ not in near.schools:
        return None
    from bot.commands.calendar import (
        of_school,
    )  # the whole service behind it, which a count over given terms does not need

    return with_own_days(near.calendar_of(id_), run(of_school(id_)))


def as_json(timeline: Timeline, given: Given, sources: Mapping[str, Source]) -> dict[str, Any]:
    return {
        "deadlines": [_row(one, sources) for one in timeline.deadlines],
        "at_once": [{"id": rule.id, "who": who, "action": rule.action} for rule, who in timeline.at_once],
        "limits": [{"id": id_, "total": total, "left": left} for id_, total, left in timeline.limits],
        "unknown": [{"id": id_, "needs": list(needs)} for id_, needs in timeline.unknown],
        "calendar": _calendar(timeline, given),
        "first_day": _first_day(given),
    }


def _first_day(given: Given) -> dict[str, Any] | None:
    """What was taken for day 1 where it was not given, why, and which dates another day 1 would move."""
    found = taken(given)
    if found is None:
        return None
    moved = other_dates(given, replace(given, days={**given.days, FIRST: found.otherwise}))
    return {
        "day": found.day, "because": "afternoon" if found.afternoon else "no-time", "otherwise": found.otherwise,
        "moved": [{"id": one.rule.id, "otherwise": before} for one, before in moved],
    }  # fmt: skip


def _calendar(timeline: Timeline, given: Given) -> dict[str, Any]:
    """What the calendar is worth, the school's own days among those that are counted over, and what they would change.

    `moved`: for each rule whose date would be another one, once an officer confirmed the days that nobody has confirmed yet,
    `id`, the day that `stands` (as in `deadlines`; null where none could be counted) and the day `once_confirmed`.
    """
    own = own_days_counted(given, timeline)
    return {
        "known": given.calendar is not None,
        "confirmed": given.calendar is not None and given.calendar.confirmed,
        "own_days": [{"day": day, "confirmed": sure} for day, sure in own],
        "moved": [
            {"id": one.rule.id, "stands": stands, "once_confirmed": one.by or one.not_before}
            for one, stands in moved_by_own_days(given)
        ],
    }


def _row(one: Deadline, sources: Mapping[str, Source]) -> dict[str, Any]:
    row: dict[str, Any] = {"id": one.rule.id}
    if one.not_before is not None:
        row["not_before"] = one.not_before.isoformat()
    elif one.by is not None:
        row["by"] = one.by.isoformat()
    if one.from_ is not None:
        row["from"] = one.from_.isoformat()
    source = f"{one.rule.source}, {one.rule.ref}".strip(", ")
    row |= {"who": one.who, "rule": f"{one.rule.name}: {one.rule.action}", "source": source}
    row |= {"edition": sources[one.rule.source].version, "force": one.rule.force, "counting": one.counting}
    if one.safer is not None:
        row["safer"] = one.safer.isoformat()
    if one.also:
        row["also"] = [{"by": by.isoformat(), "what": what} for by, what in one.also]
    return row
