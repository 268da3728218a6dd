"""Rows and columns that a spreadsheet program does not show: hidden by hand, by a filter, or in a folded group."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

LAST_COLUMN = 16_384
"""Of any sheet; a file may say that all of them are hidden, in one line."""

_YES = ("1", "true")


@dataclass(frozen=True)
class Hidden:
    """Numbers as the spreadsheet counts, from 1."""

    rows: frozenset[int]
    columns: frozenset[int]


def hidden_of(sheet: Any) -> Hidden:
    """Of a sheet that was opened for reading alone, which keeps nothing but its cells: so its XML is looked through once more."""
    from openpyxl.xml.functions import iterparse

    rows, columns, number = set[int](), set[int](), 0
    with sheet._get_source() as source:
        for _, part in iterparse(source, events=("end",)):
            kind = part.tag.rpartition("}")[2]
            if kind == "row":
                number = int(part.get("r", number + 1))
                if part.get("hidden") in _YES:
                    rows.add(number)
                part.clear()
            elif kind == "col" and part.get("hidden") in _YES:
                columns |= set(range(int(part.get("min", 0)), min(int(part.get("max", 0)), LAST_COLUMN) + 1))
    return Hidden(frozenset(rows), frozenset(columns))
