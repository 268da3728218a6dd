"""A table in YAML, written by hand: its values, and where each part of it stands, so that a fault is told by line and column."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.reader import ReaderError

from advice_kb.faults import Fault

MOST_PARTS = 200_000
"""Parts of a table, counted as its anchors repeat them: a small file cannot unfold into a huge one."""

Where = tuple[str | int, ...]
"""The way to a part of a table, as `("services", 3, "level")`."""


class TableError(ValueError):
    """A file that is no table; `fault` says where, and how to mend it."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        super().__init__(str(fault))


@dataclass(frozen=True)
class Table:
    """`name` is what the file is called in a fault; `values` are plain."""

    name: str
    text: str
    values: dict[Any, Any]

    def at(self, where: Where) -> str:
        """Where a part stands, as `services.yaml line 24 column 5`; of a part that is not there, the nearest around it."""
        node, mark = self._node, None
        for part in where:
            found = _inside(node, part)
            if found is None:
                break
            begin, node = found
            mark = begin.start_mark
        return _place(self.name, mark.line, mark.column) if mark else f"{self.name} line 1 column 1"

    def way(self, *names: str) -> Where:
        """The way along these names, as far as it goes; a name is a key, or the id of a row in a list or in a group of them."""
        way, part = Where(()), self.values
        for name in names:
            found = _named(part, name)
            if found is None:
                break
            way += found
            for step in found:
                part = part[step]
        return way

    @cached_property
    def _node(self) -> Node:
        """The file once more, with the lines that its values have lost: only a file with a fault is read twice."""
        node: Node = YAML(typ="safe").compose(self.text)
        return node


def read_table(file: Path) -> Table:
    """Raises `TableError` for a file that is not there, is no UTF-8 text, is no YAML, or is no set of names and values."""
    try:
        text = file.read_text("utf-8")
    except OSError as error:
        fault = f"cannot be read ({error.strerror})"
        raise TableError(Fault(file.name, fault, "Put the file where it belongs")) from None
    except UnicodeDecodeError as error:
        before = error.object[: error.start]
        place = _place(file.name, before.count(b"\n"), error.start - (before.rfind(b"\n") + 1))
        raise TableError(Fault(place, "is not UTF-8 text", "Save the file as UTF-8")) from None
    return table_of(text, file.name)


def table_of(text: str, name: str) -> Table:
    """The same of a text that was read already."""
    try:
        values = YAML(typ="safe").load(text)
    except MarkedYAMLError as error:
        raise TableError(_unreadable(error, text, name)) from None
    except ReaderError as error:
        before = text[: error.position]
        place = _place(name, before.count("\n"), len(before) - (before.rfind("\n") + 1))
        raise TableError(Fault(place, "holds a character that cannot be seen", "Remove it there")) from None
    except RecursionError:
        raise TableError(Fault(name, "has too many parts one inside the other", "Say it with fewer")) from None
    except (YAMLError, ValueError) as error:
        told = f"cannot be read: {' '.join(str(error).split())}"
        raise TableError(_no_day(text, name) or Fault(name, told, "Correct the file")) from None
    if values is not None and not isinstance(values, dict):
        fault = "is no set of names and values"
        raise TableError(Fault(f"{name} line 1 column 1", fault, "Write each as `name: value`, on a line of its own"))
    if _too_many(values):
        raise TableError(Fault(name, f"has more than {MOST_PARTS} parts", "Write out what YAML anchors repeat"))
    return Table(name, text, values or {})


def _place(name: str, line: int, column: int) -> str:
    """Both counted from 0, as marks count them."""
    return f"{name} line {line + 1} column {column + 1}"


def _inside(node: Node, part: str | int) -> tuple[Node, Node] | None:
    """Where a part of a node begins, and the part itself."""
    if isinstance(node, MappingNode):
        return next(((key, value) for key, value in node.value if str(key.value) == str(part)), None)
    if isinstance(node, SequenceNode) and isinstance(part, int) and part < len(node.value):
        return node.value[part], node.value[part]
    return None


def _named(part: Any, name: str, deeper: bool = True) -> Where | None:
    """The way from a part to what is called so in it, or in a group of it."""
    if isinstance(part, list):
        rows = (number for number, row in enumerate(part) if isinstance(row, dict) and row.get("id") == name)
        return next(((number,) for number in rows), None)
    if not isinstance(part, dict):
        return None
    if key := next((key for key in part if str(key) == name), None):
        return (key,)
    groups = ((key, _named(inside, name, deeper=False)) for key, inside in part.items() if deeper)
    return next(((key, *found) for key, found in groups if found is not None), None)


def _unreadable(error: MarkedYAMLError, text: str, name: str) -> Fault:
    problem, mark = str(error.problem), error.problem_mark
    if error.context_mark and ("end of stream" in problem or "expected ':'" in problem):
        mark = error.context_mark  # where the quote was opened, or the name stands; further down nobody finds it
    if mark is None:
        return Fault(name, problem, "Mend the YAML")
    tab = [line[mark.column : mark.column + 1] for line in text.split("\n")[mark.line : mark.line + 1]] == ["\t"]
    sign = "tab" if tab else next((sign for sign in _TOLD if sign in problem), "")
    return Fault(_place(name, mark.line, mark.column), *_TOLD.get(sign, (problem, "Mend the YAML there")))


_BESIDE = (
    "stands in another column than its neighbours, or behind a value that had ended",
    "Begin it where they begin, and put the whole of a value into one pair of quotes",
)
_TOLD = {
    "tab": ("a tab stands where only spaces may", "Write spaces there"),
    "duplicate key": ("a key stands twice", "Remove one of them"),
    "cannot start any token": ("begins with a sign that YAML keeps for itself", "Put the value in quotes"),
    "mapping values": (
        "a colon cannot stand here",
        "Begin each name where its neighbours begin, and put a value with a colon in quotes",
    ),
    "expected ':'": ("has no colon", "Write it as `name: value`"),
    "expected ',' or": ("a bracket opened before is not closed, or a comma is missing", "Close it, or write the comma"),
    "end of stream": ("is opened and never closed", "Close the quote or the bracket"),
    "expected key": _BESIDE,
    "expected '-'": _BESIDE,
}
"""What the parser calls a fault, in part -> what is wrong, how to mend it."""


def _no_day(text: str, name: str) -> Fault | None:
    """The first day that no month has: YAML takes an unquoted one for a day, and does not say where it stands."""
    for node in _scalars(YAML(typ="safe").compose(text)):
        if str(node.tag).endswith(":timestamp"):
            try:
                date.fromisoformat(node.value[:10])
            except ValueError:
                mark = node.start_mark
                remedy = "Write one of the calendar, as 2026-09-01"
                return Fault(_place(name, mark.line, mark.column), f"{node.value[:20]} is no day", remedy)
    return None


def _scalars(node: Node) -> Iterator[ScalarNode]:
    """Every plain value below a node, in the order of the file, each once."""
    waiting, seen = [node], set[int]()
    while waiting:
        one = waiting.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        if isinstance(one, ScalarNode):
            yield one
        elif isinstance(one, MappingNode):
            waiting += [part for pair in reversed(one.value) for part in reversed(pair)]
        elif isinstance(one, SequenceNode):
            waiting += reversed(one.value)


def _too_many(values: Any) -> bool:
    waiting, parts = [values], 0
    while waiting and parts <= MOST_PARTS:
        part = waiting.pop()
        parts += 1
        waiting += list(part.values()) if isinstance(part, dict) else part if isinstance(part, list) else ()
    return bool(waiting)
