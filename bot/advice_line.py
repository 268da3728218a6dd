"""Everything the advice line may look at, read once at start: articles, a finder, services, calendars, schools."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from advice_kb.library import load_library
from advice_kb.menu import load_menu
from advice_kb.school_days import CalendarFault, SchoolCalendar, read_calendar
from advice_kb.search import load_finder
from advice_kb.services import Directory, load_services
from bot.conversation.advice import Advice, School
from bot.conversation.dates_asked import definition
from bot.local import Local
from surveys.faults import DefinitionError, Fault
from surveys.model import Survey


def load_advice(folder: Path, local: Local, dates: Survey, *, serve_checked: bool) -> Advice:
    """Raises `DefinitionError` with every calendar and setting of `folder` that cannot be used."""
    schools = tuple(School(one.id, one.name, one.calendar) for one in local.settings if one.kind != "council-team")
    try:
        asked = definition(dates, schools)
    except ValidationError:
        odd = "an id that is longer than 32 letters or has others than small letters, digits and hyphens"
        raise DefinitionError([Fault("settings.yaml settings", f"have {odd}", "Shorten or mend it")]) from None
    services = folder / "services.yaml"
    return Advice(
        load_finder(), load_library(), load_menu(), asked,
        services=load_services(services) if services.is_file() else Directory({}, ()), schools=schools,
        calendars=load_calendars(folder / "calendars"), serve_checked=serve_checked,
    )  # fmt: skip


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
