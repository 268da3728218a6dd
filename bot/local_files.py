"""A YAML file of this authority's own folder: its tree, which knows its lines, and its plain values. Officers write these by hand,
so whatever cannot be read is told by line and never ends a start with a traceback.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from advice_kb import faults
from advice_kb.school_days import CalendarFault, SchoolCalendar, closed_outside, read_calendar
from surveys.faults import DefinitionError, Fault
from surveys.loading import text_of
from surveys.yaml_tree import line, parse, plain

NOTHING = ("is no set of names and values", "Write each as `name: value`, on a line of its own")


def read_local(file: Path, name: str = "") -> tuple[Any, Any]:
    """Raises `DefinitionError`; `name` is what the file is called in a fault."""
    name = name or file.name
    text = text_of(file, name)
    tree = parse(text, name, NOTHING)
    return tree, plain(tree, len(text), name)


def read_calendar_file(file: Path) -> SchoolCalendar:
    """A school calendar of this authority. Raises `DefinitionError`, with the line of what is wrong."""
    tree, values = read_local(file, _called(file))
    try:
        return read_calendar(values, _called(file))
    except CalendarFault as error:
        raise DefinitionError([_by_line(error.fault, tree, _called(file))]) from None


def idle_closed_days(file: Path) -> list[Fault]:
    """Closed days of a calendar that can be read which close nothing, each with its line."""
    tree, values = read_local(file, _called(file))
    return [_by_line(one, tree, _called(file)) for one in closed_outside(values, _called(file))]


def _called(file: Path) -> str:
    return f"{file.parent.name}/{file.name}"


def _by_line(found: faults.Fault, tree: Any, name: str) -> Fault:
    """A calendar is read from requests too, where nothing has a line: its fifth closed day is `closed 5` there."""
    way = found.place.removeprefix(name).split()
    where = [int(step) - 1 if step.isdigit() else step for step in way]
    return Fault(" ".join((line(tree, where, name), *way)), found.fault, found.remedy)
