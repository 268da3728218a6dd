"""A table that an officer saved from a spreadsheet, read as CSV; each fault names row and column as the spreadsheet shows them."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Sequence

LARGEST = 2_000_000


class SheetFault(ValueError):
    """`faults` are sentences, each with row, column and remedy."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(faults))


def read_sheet(
    data: bytes, columns: Sequence[str], may_lack: Collection[str] = ()
) -> tuple[list[tuple[int, dict[str, str]]], list[str]]:
    """Each row's number and cells, and the rows that have a cell too many; `SheetFault` where no row can be read.

    Excel's byte order mark, semicolons, line ends, capitals in the first line and empty columns at the end are read. Rows are
    counted as a spreadsheet counts them, empty ones too. `columns` that it `may_lack` are empty then; others are refused.
    """
    (first, names), *lines = _lines(_text(data), columns)
    names = [name.lower() for name in names]
    if faults := _header(names, first, columns, may_lack):
        raise SheetFault(faults)
    rows: list[tuple[int, dict[str, str]]] = []
    for number, line in lines:
        if len(line) > len(names):
            faults.append(f"row {number}, column {len(names) + 1}: is one cell too many. Quote cells that hold a comma")
            continue
        cells = dict(zip(names, [*line, *[""] * (len(names) - len(line))], strict=True))
        rows.append((number, dict.fromkeys(columns, "") | cells))
    return rows, faults


def _lines(text: str, columns: Sequence[str]) -> list[tuple[int, list[str]]]:
    """The rows that hold anything, each with its number and without the empty cells at its end."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    try:
        rows = [(number, [cell.strip() for cell in line]) for number, line in enumerate(reader, 1)]
    except csv.Error as error:
        raise SheetFault([f"row {reader.line_num}: is not CSV ({error}). Save the file as CSV again"]) from None
    found = [(number, line) for number, line in rows if any(line)]
    if not found:
        raise SheetFault(["row 1: the file is empty. Begin with the line " + ",".join(columns)])
    return [(number, line[: max(place for place, cell in enumerate(line, 1) if cell)]) for number, line in found]


def _text(data: bytes) -> str:
    if len(data) > LARGEST:
        raise SheetFault([f"the file is larger than {LARGEST} bytes. Split it in two"])
    if data.startswith(b"PK\x03\x04"):
        raise SheetFault(["the file is a workbook. Save its sheet as “CSV UTF-8” and take that in"])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = data[: error.start].count(b"\n") + 1
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
