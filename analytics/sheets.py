"""A table that an officer made in a spreadsheet, as CSV or as it is; each fault names row and column as they stand there."""

from __future__ import annotations

import csv
import io
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Collection, Iterator, Mapping, Sequence

from analytics.sheet_faults import SheetFault
from analytics.workbook import workbook_rows

LARGEST = 2_000_000
MOST_ROWS, MOST_COLUMNS, LONGEST = 20_000, 200, 300
"""Rows, columns and letters of a cell: what is larger is no table that a person filled."""

_WORKBOOK, _OLD_WORKBOOK = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
"""How a workbook begins, and one of the kind before or under a password."""

_WORKED_OUT = ("=", "#REF!", "#N/A", "#DIV/0!", "#NAME?", "#VALUE!", "#NUM!", "#NULL!")
"""How a formula begins, and what is left of one that failed."""


def read_sheet(
    data: bytes, columns: Sequence[str], may_lack: Collection[str] = ()
) -> tuple[list[tuple[int, dict[str, str]]], list[str]]:
    """Each row's number and cells, and the rows that have a cell too many; `SheetFault` where no row can be read.

    `data` is CSV, in UTF-8 or as Excel's "Unicode text" (UTF-16 behind its mark, with tabs), or an .xlsx workbook with one
    filled sheet. A byte order mark, semicolons, line ends, capitals in the first line and empty columns at the end are read.
    Rows are counted as a spreadsheet counts them, empty ones too. `columns` that it `may_lack` are empty then; others are
    refused.
    """
    (first, names), *lines = _lines(data, columns)
    names = [name.lower() for name in names]
    if len(names) > MOST_COLUMNS:
        raise SheetFault([f"row {first}: has {len(names)} columns. Remove all but {', '.join(columns)}"])
    if faults := _header(names, first, columns, may_lack):
        raise SheetFault(faults)
    rows: list[tuple[int, dict[str, str]]] = []
    for number, line in lines:
        if len(line) > len(names):
            faults.append(
                f"row {number}, column {len(names) + 1}: is one cell too many. Remove it, or quote cells that hold a comma"
            )
            continue
        cells = dict(zip(names, [*line, *[""] * (len(names) - len(line))], strict=True))
        faults += _amiss(number, cells)
        rows.append((number, dict.fromkeys(columns, "") | cells))
    return rows, faults


def _amiss(number: int, cells: Mapping[str, str]) -> Iterator[str]:
    """What no cell may hold, whatever its column: it would be kept, and shown in pages and terminals."""
    for name, cell in cells.items():
        if cell.startswith(_WORKED_OUT):
            yield f"row {number}, column {name}: holds a formula, or the error of one. Write what it comes to"
        elif not cell.isprintable():
            yield f"row {number}, column {name}: holds a character that cannot be seen. Type the cell again"
        elif len(cell) > LONGEST:
            yield f"row {number}, column {name}: is longer than {LONGEST} letters. Say it shorter"


def _lines(data: bytes, columns: Sequence[str]) -> list[tuple[int, list[str]]]:
    """The rows that hold anything, each with its number and without the empty cells at its end."""
    found: list[tuple[int, list[str]]] = []
    for number, line in _all_rows(data):
        cells = [" ".join(cell.split()) for cell in line]  # a line break in a cell is a blank to whoever reads it
        found += [(number, cells)] if any(cells) else []
        if len(found) > MOST_ROWS:
            raise SheetFault([f"row {number}: the file has more than {MOST_ROWS} rows. Split it in two"])
    if not found:
        raise SheetFault(["row 1: the file is empty. Begin with the line " + ",".join(columns)])
    return [(number, line[: max(place for place, cell in enumerate(line, 1) if cell)]) for number, line in found]


def _all_rows(data: bytes) -> Iterator[tuple[int, list[str]]]:
    if len(data) > LARGEST:
        raise SheetFault(
            [f"the file is larger than {LARGEST} bytes. Remove empty rows and columns, or split it in two"]
        )
    if data.startswith(_WORKBOOK):
        yield from workbook_rows(data)
        return
    text, number = _text(data), 0
    try:
        for number, line in enumerate(
            csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True), 1
        ):
            yield number, line
    except csv.Error as error:
        told = f"row {number + 1}: is not CSV ({error}). Look for a quotation mark too many there, or save the file as CSV again"
        raise SheetFault([told]) from None


def _text(data: bytes) -> str:
    if data.startswith(_OLD_WORKBOOK):
        raise SheetFault(
            ["the file is a workbook of an old kind, or has a password. Save it as .xlsx without a password"]
        )
    encoding = "utf-16" if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        row = data[: error.start].decode(encoding, "ignore").count("\n") + 1
        raise SheetFault([f"row {row}: the file is not UTF-8 text. In the spreadsheet choose “CSV UTF-8”"]) from None
    if "\x00" in text:
        raise SheetFault(["the file holds a NUL byte, so it is not CSV. Export it again as “CSV UTF-8”"])
    return text


def _delimiter(text: str) -> str:
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max(",;\t", key=first.count)


def _header(names: list[str], row: int, columns: Sequence[str], may_lack: Collection[str]) -> list[str]:
    missing = [name for name in columns if name not in names and name not in may_lack]
    if not set(columns) & set(names):
        return [f"row {row}: names none of the columns. Begin with the line " + ",".join(columns)]
    unknown = [name for name in names if name not in columns]
    twice = sorted({name for name in names if name in columns and names.count(name) > 1})
    return [
        *(f"row {row}: the column {name} is missing. Add it" for name in missing),
        *(
            f"row {row}: the column {name[:40] or '(empty)'} is unknown. Remove it, or check its spelling"
            for name in unknown
        ),
        *(f"row {row}: the column {name} stands twice. Remove one" for name in twice),
    ]
