"""Everything the advice line may look at, read once at start: articles, a finder, services, calendars, schools."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from advice_kb.library import Library, load_library
from advice_kb.menu import load_menu
from advice_kb.school_days import CalendarFault, SchoolCalendar, read_calendar
from advice_kb.search import load_finder
from advice_kb.services import Directory, Service, load_services, search
from bot.conversation.advice import Advice, School
from bot.conversation.dates_asked import definition
from bot.local import Local
from surveys.faults import DefinitionError, Fault
from surveys.model import Survey

NEEDS_SERVICES, MOST_SERVICES = ("school-life", "instead"), 2
"""Groups of topics under which local services are named, and how many."""


def load_advice(folder: Path, local: Local, dates: Survey, *, serve_checked: bool) -> Advice:
    """Raises `DefinitionError` with every calendar and setting of `folder` that cannot be used."""
    schools = tuple(School(one.id, one.name, one.calendar) for one in local.settings if one.kind != "council-team")
    try:
        asked = definition(dates, schools)
    except ValidationError:
        odd = "an id that is longer than 32 letters or has others than small letters, digits and hyphens"
        raise DefinitionError([Fault("settings.yaml settings", f"have {odd}", "Shorten or mend it")]) from None
    library, file = load_library(), folder / "services.yaml"
    services = load_services(file) if file.is_file() else Directory({}, ())
    return Advice(
        load_finder(), library, load_menu(), asked,
        services=services, near=services_near(library, services), schools=schools,
        calendars=load_calendars(folder / "calendars"), serve_checked=serve_checked,
    )  # fmt: skip


def services_near(library: Library, services: Directory) -> dict[str, tuple[Service, ...]]:
    """Topic -> the local services that fit it best, looked up once: nobody's turn waits for it."""
    needing = [
        one for one in library.topics.values() if one.group in NEEDS_SERVICES or one.id == "local-support-services"
    ]
    return {one.id: search(services, one.title)[:MOST_SERVICES] for one in needing}


def load_calendars(folder: Path) -> dict[str, SchoolCalendar]:
    """Every calendar of the folder by its file's name."""
    found: dict[str, SchoolCalendar] = {}
    faults: list[Fault] = []
    for file in sorted(folder.glob("*.yaml")):
        try:
            tree: Any = YAML(typ="safe", pure=True).load(file.read_text("utf-8"))
            found[file.stem] = read_calendar(tree, f"calendars/{file.name}")
        except YAMLError as error:
            faults.append(Fault(f"calendars/{file.name}", "is not YAML", str(error).splitlines()[0]))
        except CalendarFault as error:
            faults.append(Fault(error.fault.place, error.fault.fault, error.fault.remedy))
    if faults:
        raise DefinitionError(faults)
    return found
