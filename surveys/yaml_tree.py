"""A YAML file as a tree that knows its lines, and as plain values. Whatever is no plain tree is told with its line."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.reader import ReaderError

from surveys.faults import DefinitionError, Fault

DEEPEST = 40
MOST_REPEATED = 20_000
"""Characters that YAML anchors may add to a file; more is a small file that unfolds into a huge one."""


NO_SURVEY = ("holds no survey", "Begin with `id:`, `version:` and `title:`")
_DAY = re.compile(r"(?<![\"'\w-])(\d{4})-(\d\d?)-(\d\d?)(?![\"'\w-])")


def parse(text: str, name: str, nothing: tuple[str, str] = NO_SURVEY) -> Any:
    """The file's tree. Raises `DefinitionError` for what is no YAML, or no set of names and values, which `nothing` tells."""
    reader = YAML(typ="rt", pure=True)
    try:
        tree = reader.load(text)
    except MarkedYAMLError as error:
        raise DefinitionError([_marked(error, name)]) from None
    except ReaderError as error:
        place = _at(text, error.position, name)
        raise DefinitionError([Fault(place, "holds a character that cannot be seen", "Remove it there")]) from None
    except RecursionError:
        fault = f"has more than {DEEPEST} parts one inside the other"
        raise DefinitionError([Fault(name, fault, "Say it with fewer")]) from None
    except (YAMLError, ValueError) as error:
        raise DefinitionError(
            [_no_day(text, name) or Fault(name, "is not YAML", f"Mend it: {str(error).splitlines()[0]}")]
        ) from None
    if not isinstance(tree, Mapping):
        raise DefinitionError([Fault(f"{name} line 1 column 1", *nothing)])
    return tree


def _no_day(text: str, name: str) -> Fault | None:
    """The first day that no month has: YAML takes an unquoted one for a day, and does not say where it stands."""
    for match in _DAY.finditer(text):
        try:
            date(int(match[1]), int(match[2]), int(match[3]))
        except ValueError:
            return Fault(
                _at(text, match.start(), name), f"{match[0]} is no day", "Write one of the calendar, as 2026-09-01"
            )
    return None


def _at(text: str, position: int, name: str) -> str:
    before = text[:position]
    return f"{name} line {before.count(chr(10)) + 1} column {position - (before.rfind(chr(10)) + 1) + 1}"


def _marked(error: MarkedYAMLError, name: str) -> Fault:
    problem, mark = str(error.problem), error.problem_mark
    if error.context_mark and ("end of stream" in problem or "expected ':'" in problem):
        mark = error.context_mark  # where the quote was opened, or the name stands; further down nobody finds it
    told = next((words for sign, words in _TOLD.items() if sign in problem), (problem, "Mend the YAML there"))
    return Fault(f"{name} line {mark.line + 1} column {mark.column + 1}" if mark else name, *told)


_TOLD = {
    "'\\t'": ("a tab stands where only spaces may", "Write spaces there"),
    "duplicate key": ("a key stands twice", "Remove one of them"),
    "cannot start any token": ("begins with a sign that YAML keeps for itself", "Put the value in quotes"),
    "mapping values": (
        "a colon cannot stand here",
        "Begin each name where its neighbours begin, and put a value with a colon in quotes",
    ),
    "expected ':'": ("has no colon", "Write it as `name: value`"),
    "expected ',' or": ("a bracket opened before is not closed, or a comma is missing", "Close it, or write the comma"),
    "end of stream": ("is opened and never closed", "Close the quote or the bracket"),
    "expected <block end>": (
        "stands in another column than its neighbours, or behind a value that had ended",
        "Begin it where they begin, and put the whole of a value into one pair of quotes",
    ),
}
"""What the parser calls a fault, in part -> what is wrong, how to mend it."""


def plain(tree: Any, length: int, name: str) -> Any:
    """Plain dicts, lists and scalars of a file that has so many characters. Raises `DefinitionError` for a part that
    contains itself, for parts in parts without end, and for anchors that repeat more than a survey can hold."""
    left = length + MOST_REPEATED

    def fault(where: tuple[Any, ...], told: str, remedy: str) -> DefinitionError:
        return DefinitionError([Fault(line(tree, where, name), told, remedy)])

    def copied(node: Any, where: tuple[Any, ...], inside: frozenset[int]) -> Any:
        nonlocal left
        left -= 1 + (len(node) if isinstance(node, str) else 0)
        if id(node) in inside:
            raise fault(where, "a part of it contains itself", "Remove the YAML anchor")
        if len(where) > DEEPEST:
            raise fault(where, f"has more than {DEEPEST} parts one inside the other", "Say it with fewer")
        if left < 0:
            raise fault(where, "its YAML anchors repeat more than such a file can hold", "Write the repeated parts out")
        if isinstance(node, Mapping):
            left -= sum(len(str(key)) for key in node)
            return {str(key): copied(value, (*where, key), inside | {id(node)}) for key, value in node.items()}
        if isinstance(node, Sequence) and not isinstance(node, str):
            return [copied(value, (*where, place), inside | {id(node)}) for place, value in enumerate(node)]
        if isinstance(node, bool):
            return node
        return str(node) if isinstance(node, str) else int(node) if isinstance(node, int) else node

    return copied(tree, (), frozenset())


def line(tree: Any, where: Sequence[Any], name: str) -> str:
    """Where a part of the file stands, as `own.yaml line 9 column 5`."""
    row, column = _position(tree, where)
    return f"{name} line {row} column {column}"


def _position(tree: Any, where: Sequence[Any]) -> tuple[int, int]:
    """Line and column (from 1) of the deepest part of `where` that stands in the file."""
    line, column, node = 1, 1, tree
    for part in where:
        try:
            if isinstance(node, Mapping):
                line, column = (n + 1 for n in node.lc.key(part))  # type: ignore[attr-defined]
            else:
                line, column = (n + 1 for n in node.lc.item(part))
            node = node[part]
        except (KeyError, IndexError, TypeError, AttributeError):
            break
    return line, column
