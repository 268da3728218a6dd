"""This authority's own data, from the folder HEARD_LOCAL: settings, numbers, hours. Faults are told by place and remedy."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, time
from pathlib import Path
from typing import Any, Literal

import phonenumbers
from pydantic import BaseModel, ConfigDict, ValidationError, field_validator, model_validator

from advice_kb.school_days import is_working_day
from bot.local_files import read_local
from surveys.faults import DefinitionError, Fault, shown, told
from surveys.yaml_tree import line

GB, FICTION = 44, "1632960"
"""The country's code, and how the numbers that Ofcom sets aside for drama begin that the demo borough uses."""


LONGEST_NAME = 120
"""Letters of a school's or a team's name."""


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Setting(_Frozen):
    """Where a child is reached: a school, unit, alternative provider or council team. `type` is whose school it is in law;
    empty where nobody wrote it."""

    id: str
    name: str
    kind: Literal["school", "unit", "alternative-provision", "pupil-referral-unit", "council-team"]
    phase: Literal["primary", "secondary", "special", "post-16", "all"]
    area: str
    calendar: str = ""
    type: Literal["maintained", "academy", "pru", ""] = ""

    @field_validator("id")
    @classmethod
    def _can_be_written_anywhere(cls, id_: str) -> str:
        """It stands in files, names of files and addresses; `*` and `area:north` mean something else where numbers are taken in."""
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,59}", id_):
            raise ValueError(f"{shown(id_)!r} is no id; use letters a to z, digits and hyphens, at most 60")
        return id_

    @field_validator("name")
    @classmethod
    def _can_be_read(cls, name: str) -> str:
        """It stands in lists, tables and on slips, where no name would leave a blank."""
        if not 1 <= len(name.strip()) <= LONGEST_NAME or not name.isprintable():
            raise ValueError(f"{shown(name)!r} is no name; write one of at most {LONGEST_NAME} letters, on one line")
        return name.strip()

    @field_validator("area")
    @classmethod
    def _can_stand_in_a_label(cls, area: str) -> str:
        if not 1 <= len(area.strip()) <= 60 or not area.isprintable() or set(area) & set("|:"):
            raise ValueError(f"{shown(area)!r} is no area; name it in at most 60 letters, without | and :")
        return area.strip()

    @property
    def school_type(self) -> str:
        """Its type in law; a pupil referral unit is one by its kind."""
        return "pru" if self.kind == "pupil-referral-unit" else self.type


class Numbers(_Frozen):
    front_door: str = ""
    out_of_hours: str = ""
    duty_officer: str = ""


class Advocate(_Frozen):
    name: str
    phone: str


class Hours(_Frozen):
    from_: time
    until: time

    model_config = ConfigDict(frozen=True, extra="forbid", alias_generator=lambda name: name.rstrip("_"))

    @model_validator(mode="after")
    def end_after_they_begin(self) -> Hours:
        if self.from_ >= self.until:
            raise ValueError(f"end at {self.until:%H:%M}, before they begin at {self.from_:%H:%M}")
        return self


class OfficerAccount(_Frozen):
    name: str
    role: Literal["analyst", "safeguarding", "editor", "administrator"]


class Local(_Frozen):
    """The whole of `settings.yaml`."""

    synthetic: bool = False
    council: str
    readers: str
    numbers: Numbers = Numbers()
    advocate: Advocate | None = None
    reading_hours: Hours | None = None
    reading_next: str = "It is read on the next working day."
    office_hours: Hours | None = None
    office_next: str = "It is answered again on the next working day."
    officers: tuple[OfficerAccount, ...] = ()
    settings: tuple[Setting, ...]

    def setting(self, id_: str) -> Setting | None:
        return next((one for one in self.settings if one.id == id_), None)

    @property
    def is_read(self) -> bool:
        """Whether anybody is set to read what the screen flags: hours are named, and an account that may."""
        return self.reading_hours is not None and any(one.role == "safeguarding" for one in self.officers)

    def reader_next(self, now: datetime) -> str:
        """When the next reading begins, in words, for an hour at which nobody reads."""
        return _next(self.reading_hours if self.is_read else None, now, "It is read today from {}.", self.reading_next)

    def officer_next(self, now: datetime) -> str:
        """When the duty officer's number is answered next, likewise."""
        return _next(self.office_hours, now, "It is answered today from {}.", self.office_next)

    def reader_until(self, now: datetime) -> str:
        """Until when somebody reads what the screen flags, as clock time in London; empty when nobody does now."""
        return _until(self.reading_hours, now) if self.is_read else ""

    def officer_until(self, now: datetime) -> str:
        """Until when the duty officer's number is answered, likewise."""
        return _until(self.office_hours, now)


def _until(hours: Hours | None, now: datetime) -> str:
    """Clock time, or nothing outside the hours and on days that are no working days."""
    if hours is None or not is_working_day(now.date()) or not hours.from_ <= now.time() < hours.until:
        return ""
    return _clock(hours.until)


def _next(hours: Hours | None, now: datetime, today: str, later: str) -> str:
    """`later` is what the settings say, of the next working day; early on a working day it would send a child away for a day
    though the hours begin this morning."""
    if hours is None or not is_working_day(now.date()) or now.time() >= hours.from_:
        return later
    return today.format(_clock(hours.from_))


def _clock(at: time) -> str:
    """As people say it: 9 am, 4:30 pm."""
    return at.strftime("%I:%M %p").lstrip("0").replace(":00", "").lower()


def load_local(folder: Path) -> Local:
    """Reads `settings.yaml`. Raises `DefinitionError` with every fault."""
    file = folder / "settings.yaml"
    if not file.is_file():
        raise DefinitionError([Fault(str(file), "is not there", "Name this authority's folder in HEARD_LOCAL")])
    tree, values = read_local(file)
    try:
        local = Local.model_validate(values)
    except ValidationError as error:
        raise DefinitionError(Fault(_placed(tree, e["loc"], file.name), *told(e)) for e in error.errors()) from None
    if alike := [Fault(_placed(tree, where, file.name), *said) for where, said in _alike(local)]:
        raise DefinitionError(alike)
    return local


def _alike(local: Local) -> Iterator[tuple[tuple[str | int, ...], tuple[str, str]]]:
    """Ids that stand twice, and areas written in two ways: their children would be counted apart. Capitals make no other name."""
    ids, areas = dict[str, int](), dict[str, str]()
    for number, one in enumerate(local.settings):
        if ids.setdefault(one.id.lower(), number) != number:
            yield ("settings", number, "id"), (f"the setting {one.id} stands twice", "Give it another id")
        written = areas.setdefault(" ".join(one.area.lower().split()), one.area)
        if written != one.area:
            fault = f"the area {one.area} is written {written} above, and would be another area"
            yield ("settings", number, "area"), (fault, "Write it in one way")


def _placed(tree: Any, loc: tuple[str | int, ...], name: str) -> str:
    """`settings.yaml line 9 column 5 settings.3.kind`: a list of two hundred schools is not counted by hand."""
    return f"{line(tree, loc, name)} {'.'.join(map(str, loc))}".strip()


def _rings(number: str, *, synthetic: bool) -> bool:
    """Whether somebody in the United Kingdom may have this number; one set aside for fiction only in a made-up borough."""
    try:
        parsed = phonenumbers.parse(number, "GB")
    except phonenumbers.NumberParseException:
        return False
    fiction = parsed.country_code == GB and str(parsed.national_number).startswith(FICTION)
    return synthetic if fiction else parsed.country_code == GB and phonenumbers.is_valid_number(parsed)


def missing_numbers(local: Local) -> tuple[Fault, ...]:
    """Local numbers without which no pupil page may be served outside the demo (issue: the safeguarding screen)."""
    numbers = {f"numbers.{name}": number for name, number in local.numbers.model_dump().items()}
    if local.advocate is not None:
        numbers["advocate.phone"] = local.advocate.phone
    faults = {
        name: "is empty" if not number.strip() else "is no telephone number that can be rung"
        for name, number in numbers.items()
        if not _rings(number, synthetic=local.synthetic)
    }
    remedy = "Write the number children and parents are to call"
    return tuple(Fault(f"settings.yaml {name}", fault, remedy) for name, fault in faults.items())
