"""What is wrong with the advice line, for `heard check`: its own data, this authority's, and what the database remembers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path

from advice_kb.library import LibraryError, load_library
from advice_kb.school_days import CalendarFault, SchoolCalendar
from advice_kb.services import MenuError
from advice_kb.services_file import load_services
from advice_kb.tables_inspection import inspect_folder
from bot.local import load_local
from bot.local_files import idle_closed_days, read_calendar_file, read_local
from bot.taking_in import changed
from storage import schema
from storage.engine import Storage
from surveys.faults import DefinitionError, Fault
from surveys.yaml_tree import line


def own_faults(today: date) -> list[Fault]:
    """Articles, letters, topics, time limits, signposts."""
    return [Fault(one.place, one.fault, one.remedy) for one in inspect_folder(today)]


def local_faults(folder: Path, today: date) -> list[Fault]:
    """Calendars and the menu of services in the authority's folder. Neither must be there; what is there must be right."""
    return [*_calendars(folder, today), *_services(folder / "services.yaml")]


def local_doubts(folder: Path) -> list[Fault]:
    """What may be right, and is worth a look: no command ends for it."""
    doubts: list[Fault] = []
    for file in sorted((folder / "calendars").glob("*.yaml")):
        with suppress(CalendarFault, DefinitionError):  # told among the faults
            doubts += idle_closed_days(file)
    return doubts


def _calendars(folder: Path, today: date) -> Iterator[Fault]:
    files = sorted((folder / "calendars").glob("*.yaml"))
    for file in files:
        place = f"calendars/{file.name}"
        try:
            calendar = read_calendar_file(file)
        except DefinitionError as error:
            yield from error.faults
        else:
            yield from _too_old(place, calendar, today)
    yield from _not_there(folder, {file.stem for file in files})


def _not_there(folder: Path, names: set[str]) -> Iterator[Fault]:
    """Calendars that a setting follows and nobody wrote."""
    try:
        settings = load_local(folder).settings
    except DefinitionError:
        return  # told where settings.yaml is looked at
    tree, _ = read_local(folder / "settings.yaml")
    for number, one in enumerate(settings):
        if one.calendar and one.calendar not in names:
            place = f"{line(tree, ('settings', number, 'calendar'), 'settings.yaml')} {one.id}"
            fault = f"follows the calendar '{one.calendar}', which is not there"
            yield Fault(place, fault, f"Write calendars/{one.calendar}.yaml, or mend the name")


def _too_old(place: str, calendar: SchoolCalendar, today: date) -> Iterator[Fault]:
    last = calendar.terms[-1][1]
    if last < today:
        yield Fault(place, f"ends on {last}, so that no date can be counted today", "Add the terms that follow")


def _services(file: Path) -> list[Fault]:
    if not file.exists():
        return []
    try:
        load_services(file)
    except MenuError as error:
        return [Fault(one.place, one.fault, one.remedy) for one in error.faults]
    return []


async def changed_texts(storage: Storage, now: datetime) -> list[Fault]:
    """Articles whose text changed under its number. Nothing where no database was made yet, or an older one stands."""
    if storage.file is not None and not Path(storage.file).exists():
        return []
    try:
        if await schema.version(storage) != schema.NEWEST:
            return []
        return list(await changed(storage, load_library(), now))
    except LibraryError:
        return []  # told where the library is looked at
    finally:
        await storage.close()
