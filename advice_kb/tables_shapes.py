"""The shapes of the tables beside the articles, and what keeps a table from having its own, told by line and column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from advice_kb.faults import Fault, told
from advice_kb.model import Basis
from advice_kb.screening_tests import ScreeningTest
from advice_kb.table_file import Table, Where


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Rule(_Part):
    """A row of `deadlines.yaml` as the calculator needs it."""

    id: str
    name: str
    event: str
    first_day: Literal["same_day", "next_school_day", "next_calendar_day", "special"]
    length: int | None
    unit: Literal["school_days", "calendar_days", "weeks", "months", "years"]
    direction: Literal["after", "before"]
    who: str
    action: str
    conditions: dict[str, Any]
    force: Literal["must", "should"]
    source: str
    ref: str
    basis: Basis
    last: str = ""


class _Need(_Part):
    id: str
    also: tuple[str, ...] = ()
    said: tuple[str, ...] = Field(min_length=1)


class _Topics(_Part):
    groups: dict[str, str]
    moved: dict[str, str] = {}
    topics: list[Any]


class _Deadlines(_Part):
    rules: list[_Rule]


class _Needs(_Part):
    needs: list[_Need]
    common: str
    asking: str
    stop: str


class _Tests(_Part):
    tests: list[ScreeningTest]


SHAPES: Mapping[str, Any] = {
    "topics.yaml": _Topics,
    "deadlines.yaml": _Deadlines,
    "needs.yaml": _Needs,
    "screening_tests.yaml": _Tests,
    "help.yaml": dict[str, dict[Literal["child", "parent", "professional"], tuple[str, ...]]],
}
"""File -> its shape. The others' rows are shaped where the library reads them."""


def misshapen(table: Table) -> tuple[Fault, ...]:
    """What keeps this table from having its shape; of rows with an id, which one stands there twice. A part that was left empty
    counts as not written."""
    written = {key: part for key, part in table.values.items() if part is not None}
    try:
        TypeAdapter(SHAPES[table.name]).validate_python(written)
    except ValidationError as error:
        found = ((tuple(step for step in one["loc"] if step != "[key]"), told(one)) for one in error.errors())
        return tuple(Fault(f"{table.at(where)} {_called(table, where)}".strip(), *words) for where, words in found)
    return tuple(_twice(table))


def _called(table: Table, where: Where) -> str:
    """A part as its author calls it, `section-104-notice length`: a row by its id or name, for nobody counts rows."""
    part, called = table.values, list[str]()
    for step in where:
        part = part[step] if isinstance(part, list) or step in part else {}
        name = part.get("id") or part.get("name") if isinstance(part, dict) and isinstance(step, int) else None
        called = [str(name)] if name else [*called, str(step)]
    return f"{called[0]} {'.'.join(called[1:])}".strip() if called else ""


def _twice(table: Table) -> Iterator[Fault]:
    for key, rows in table.values.items():
        seen: set[str] = set()
        for number, row in enumerate(rows if isinstance(rows, list) else ()):
            word = "id" if "id" in row else "name"
            name = str(row.get(word))
            if name in seen:
                place = f"{table.at((key, number, word))} {name}"
                yield Fault(place, "stands there twice", f"Give one of them another {word}")
            seen.add(name)
