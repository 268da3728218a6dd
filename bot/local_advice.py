"""What the advice line needs of this authority's own folder: school calendars by name, and the menu of support."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from advice_kb.school_days import SchoolCalendar
from advice_kb.services import Directory, MenuError
from advice_kb.services_file import load_services
from bot.local import Local
from bot.local_files import read_calendar_file
from surveys.faults import DefinitionError, Fault

SCHOOLS = ("school", "unit", "alternative-provision", "pupil-referral-unit")


@dataclass(frozen=True)
class LocalAdvice:
    """`schools`: setting id -> (name, calendar's name); `calendars` by name; `types`: setting id -> whose school it is in law."""

    schools: Mapping[str, tuple[str, str]]
    calendars: Mapping[str, SchoolCalendar]
    services: Directory
    types: Mapping[str, str] = field(default_factory=dict)

    def calendar_of(self, school: str) -> SchoolCalendar | None:
        """A school's calendar, or None: then no day is counted, and that is said."""
        return self.calendars.get(self.schools.get(school, ("", ""))[1])

    @property
    def common(self) -> SchoolCalendar | None:
        """The calendar that every school of this authority keeps; None where they differ.

        It is nobody's own: without the days that a school entered itself it is never a confirmed one.
        """
        names = {calendar for _, calendar in self.schools.values()}
        shared = self.calendars.get(names.pop()) if len(names) == 1 else None
        return None if shared is None else replace(shared, confirmed=False)


def load_local_advice(folder: Path, local: Local) -> LocalAdvice:
    """Reads `calendars/*.yaml` and `services.yaml`; neither must be there. Raises `DefinitionError` with every fault."""
    calendars: dict[str, SchoolCalendar] = {}
    faults: list[Fault] = []
    for file in sorted((folder / "calendars").glob("*.yaml")):
        try:
            calendars[file.stem] = read_calendar_file(file)
        except DefinitionError as error:
            faults += error.faults
    services = Directory({}, ())
    try:
        services = load_services(folder / "services.yaml") if (folder / "services.yaml").is_file() else services
    except MenuError as error:
        faults += [Fault(one.place, one.fault, one.remedy) for one in error.faults]
    if faults:
        raise DefinitionError(faults)
    schools = {one.id: (one.name, one.calendar) for one in local.settings if one.kind in SCHOOLS}
    types = {one.id: one.school_type for one in local.settings if one.kind in SCHOOLS and one.school_type}
    return LocalAdvice(schools, calendars, services, types)
