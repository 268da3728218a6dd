"""The one filled sheet of an .xlsx workbook as rows of text, as if it had been saved as CSV; nothing in it is worked out."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Iterator
from datetime import datetime, time
from typing import Any

from analytics.sheet_faults import SheetFault

LARGEST_UNPACKED = 20_000_000
FORMULA = "="
"""What stands for a cell that holds a formula, or an error that one left."""

_AS_XLSX = "Open it in a spreadsheet program, and save it again as .xlsx or as “CSV UTF-8”"


def workbook_rows(data: bytes) -> Iterator[tuple[int, list[str]]]:
    """Each row's number and cells. Raises `SheetFault` for what is no workbook, unpacks too large or fills several sheets."""
    import openpyxl

    _refuse_bombs(data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and lists to pick from, which nobody reads here
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
            sheet = _filled(book)
            yield from _rows(sheet)
    except SheetFault:
        raise
    except Exception:  # what a damaged workbook raises inside the library
        raise SheetFault([f"the file is a damaged workbook. {_AS_XLSX}"]) from None


def _refuse_bombs(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            size, names = sum(part.file_size for part in parts.infolist()), parts.namelist()
    except zipfile.BadZipFile:
        raise SheetFault([f"the file is a damaged workbook. {_AS_XLSX}"]) from None
    if "[Content_Types].xml" not in names:
        raise SheetFault([f"the file is a zip file with no workbook inside. {_AS_XLSX}"])
    if size > LARGEST_UNPACKED:
        raise SheetFault(
            ["the workbook unpacks to more than a table can be. Remove pictures, other sheets and empty rows"]
        )


def _filled(book: Any) -> Any:
    """The sheet that holds anything. Of several none is chosen: another may lie hidden behind the one that somebody saw."""
    filled = [sheet for sheet in book.worksheets if any(any(cells) for _, cells in _rows(sheet))]
    if len(filled) > 1:
        names = ", ".join(f"{one.title}{'' if one.sheet_state == 'visible' else ' (hidden)'}" for one in filled)
        raise SheetFault(
            [f"the workbook has {len(filled)} sheets with something in them: {names}. Leave one, remove the others"]
        )
    return filled[0] if filled else book.worksheets[0]


def _rows(sheet: Any) -> Iterator[tuple[int, list[str]]]:
    sheet.reset_dimensions()  # some programs write down a size that is not the sheet's
    for number, line in enumerate(sheet.iter_rows(), 1):
        yield number, [FORMULA if cell.data_type in ("f", "e") else _typed(cell) for cell in line]


def _typed(cell: Any) -> str:
    """A cell as it would be typed: whole numbers without a point, days as 2026-09-01, percentages with their sign.

    Whoever types 1200 where the cells are percentages keeps the number 12, and reads 1200%."""
    value = cell.value
    if isinstance(value, int | float) and not isinstance(value, bool) and "%" in str(cell.number_format):
        return f"{value * 100:.10g}%"
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)
