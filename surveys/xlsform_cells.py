"""A workbook's cells as they were typed. pyxform straightens quotes and joins blanks, so words are read here."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

from surveys.faults import DefinitionError, Fault
from surveys.xlsform_hidden import hidden_of

LARGEST_UNPACKED = 20_000_000
MOST_COLUMNS, MOST_ROWS = 200, 2_000
"""Bytes that a workbook may unpack to, and columns and rows of a sheet: what is larger is no survey that a person wrote."""


READ = ("survey", "choices", "settings")
"""Sheets that every XLSForm may have; nothing in them is passed over."""


@dataclass(frozen=True)
class Row:
    """One row below the heading, by column; `number` as the spreadsheet counts; `formulas` the columns that hold one.

    An error, as #REF!, is what is left of a formula. `styled` are the columns whose cell looks otherwise in the spreadsheet than
    what it holds, as 25% that is 0.25, or a day; `stray` the letters of those that hold something and have no name; `hidden`
    whether the spreadsheet shows the row at all."""

    number: int
    cells: Mapping[str, str]
    formulas: tuple[str, ...] = ()
    styled: tuple[str, ...] = ()
    stray: tuple[str, ...] = ()
    hidden: bool = False


def list_of(row: Row) -> str:
    """The list that a choice belongs to; XLSForm knows two names for the column."""
    return row.cells.get("list_name") or row.cells.get("list name") or ""


@dataclass(frozen=True)
class Cells:
    """The three sheets of a form, and any other."""

    file: str
    sheets: Mapping[str, tuple[Row, ...]]
    twice: tuple[tuple[str, str], ...] = ()
    """Sheet and name of each column that stands twice."""
    hidden: tuple[tuple[str, str], ...] = ()
    """Sheet and name of each column that the spreadsheet does not show; no name where it shows nothing of the sheet."""

    def question(self, name: str) -> Row | None:
        """The row of the survey sheet that asks this; the first where the name stands twice."""
        return self._questions.get(name)

    def choice(self, list_name: str, name: str) -> Row | None:
        return self._choices.get((list_name, name))

    @cached_property
    def _questions(self) -> Mapping[str, Row]:
        return {row.cells.get("name", ""): row for row in reversed(self.sheets.get("survey", ()))}

    @cached_property
    def _choices(self) -> Mapping[tuple[str, str], Row]:
        rows = reversed(self.sheets.get("choices", ()))
        return {(list_of(row), row.cells.get("name", "")): row for row in rows}

    @property
    def settings(self) -> Mapping[str, str]:
        return next((row.cells for row in self.sheets.get("settings", ())), {})

    def place(self, name: str) -> str:
        row = self.question(name)
        return f"{self.file}, sheet survey, row {row.number}" if row else f"{self.file}, {name}"


def read_cells(path: Path) -> Cells:
    """Every cell. Raises `DefinitionError` for what is no workbook, or larger than a survey can be."""
    _refuse_bombs(path)
    import openpyxl

    try:
        book = openpyxl.load_workbook(io.BytesIO(path.read_bytes()), read_only=True)  # it goes by the name of a path
        _refuse_wide(path, book)
        _refuse_empty_first(path, book)
        named, twice, hidden = dict[str, tuple[Row, ...]](), list[tuple[str, str]](), list[tuple[str, str]]()
        for sheet in book.worksheets:
            heads, rows = _rows(sheet, path.name)
            unseen = hidden_of(sheet)
            named[sheet.title] = tuple(replace(row, hidden=row.number in unseen.rows) for row in rows)
            twice += [(sheet.title, head) for head in dict.fromkeys(heads) if head and heads.count(head) > 1]
            hidden += [(sheet.title, "")] if sheet.sheet_state != "visible" else []
            hidden += [(sheet.title, head) for number, head in enumerate(heads, 1) if head and number in unseen.columns]
        book.close()
    except DefinitionError:
        raise
    except Exception:  # what a damaged workbook raises inside the library
        raise DefinitionError([unreadable(path)]) from None
    meant = {} if "survey" in named else {next(iter(named), ""): "survey"}  # the only sheet may be called anything
    return Cells(
        path.name, {"survey": next(iter(named.values()), ()), **named}, tuple(twice),
        tuple((meant.get(sheet, sheet), head) for sheet, head in hidden),
    )  # fmt: skip


def unreadable(path: Path) -> Fault:
    """What is said in place of the libraries' own words, which help no author."""
    return Fault(
        path.name, "is damaged, or no workbook", "Open it in a spreadsheet program, and save it again as .xlsx"
    )


OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
"""How a workbook of the kind before begins, and one under a password, whatever it is called."""


def locked(path: Path) -> Fault:
    return Fault(path.name, "is a workbook of an old kind, or has a password", "Save it as .xlsx without a password")


def _refuse_bombs(path: Path) -> None:
    try:
        with path.open("rb") as file:
            begins = file.read(len(OLD_WORKBOOK))
        with zipfile.ZipFile(path) as book:
            size = sum(part.file_size for part in book.infolist())
            workbook = "[Content_Types].xml" in book.namelist()
    except OSError as error:
        fault = f"cannot be read ({error.strerror})"
        raise DefinitionError([Fault(str(path), fault, "Name a file that is there")]) from None
    except zipfile.BadZipFile:
        raise DefinitionError([locked(path) if begins == OLD_WORKBOOK else unreadable(path)]) from None
    if not workbook:
        raise DefinitionError([Fault(path.name, "is a zip file, but no workbook inside", "Save the form as .xlsx")])
    if size > LARGEST_UNPACKED:
        fault = "unpacks to more than a survey can be"
        raise DefinitionError([Fault(path.name, fault, "Remove pictures and empty sheets")])


def _refuse_wide(path: Path, book: Any) -> None:
    wide = [sheet.title for sheet in book.worksheets if (sheet.max_column or 0) > MOST_COLUMNS]
    if wide:
        place = f"{path.name}, sheet {wide[0]}"
        raise DefinitionError([Fault(place, f"has more than {MOST_COLUMNS} columns", "Remove the empty ones")])


def _refuse_empty_first(path: Path, book: Any) -> None:
    """Other tools, and the library that reads the structure, look for the columns' names in the first row alone."""
    for sheet in (one for one in book.worksheets if one.title in READ):
        rows = sheet.iter_rows(max_row=MOST_ROWS, values_only=True)
        if not any(next(rows, ("",))) and any(any(row) for row in rows):
            fault = "is empty, and the columns' names must stand in it"
            raise DefinitionError(
                [Fault(f"{path.name}, sheet {sheet.title}, row 1", fault, "Remove the empty rows above")]
            )


def _rows(sheet: Any, file: str) -> tuple[list[str], tuple[Row, ...]]:
    """The columns' names, and the rows that hold anything. One too many is told: what is not read is not lost in silence."""
    heads, rows = list[str](), list[Row]()
    for number, line in enumerate(sheet.iter_rows(), 1):
        texts = [_typed(cell.value) for cell in line]
        if not any(texts):
            continue
        if number > MOST_ROWS:
            if sheet.title in READ:
                fault = f"is more than the {MOST_ROWS} rows that a survey can have"
                raise DefinitionError(
                    [Fault(f"{file}, sheet {sheet.title}, row {number}", fault, "Split it into several surveys")]
                )
            break
        if heads:
            rows.append(_row(number, heads, line, texts))
        else:
            heads = [_head(text) for text in texts]
    return heads, tuple(rows)


def _row(number: int, heads: Sequence[str], line: Sequence[Any], texts: Sequence[str]) -> Row:
    named = [*heads, *[""] * (len(texts) - len(heads))]
    worked_out = (head for head, cell in zip(named, line, strict=False) if cell.data_type in ("f", "e"))
    styled = (head for head, cell in zip(named, line, strict=False) if _styled(cell))
    stray = (cell.column_letter for head, text, cell in zip(named, texts, line, strict=False) if text and not head)
    return Row(number, dict(zip(heads, texts, strict=False)), tuple(worked_out), tuple(styled), tuple(stray))


def _styled(cell: Any) -> bool:
    """Whether a spreadsheet shows the cell in a way of its own: who looked over the form read 25%, a child would read 0.25."""
    if isinstance(cell.value, bool) or not isinstance(cell.value, int | float | date | time | timedelta):
        return False
    whole = isinstance(cell.value, int) or (isinstance(cell.value, float) and cell.value.is_integer())
    return str(cell.number_format) not in ("General", "@", *(["0"] if whole else []))


def _head(text: str) -> str:
    """A column's name: in small letters, a language's as it is."""
    name, colons, language = text.partition("::")
    return f"{name.strip().lower()}{colons}{language.strip()}"


def _typed(value: Any) -> str:
    """A number that was typed as 3 comes as 3.0 from some programs; TRUE is written as the spreadsheet shows it."""
    text = "" if value is None else str(value).strip()
    if isinstance(value, bool):
        return text.upper()
    return text.removesuffix(".0") if isinstance(value, float) else text
