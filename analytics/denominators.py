"""The file of affected children: `setting,cohort,children,period_from,period_to,basis,resident,as_of,source`.

Dated, sourced, never summed (seed 4.1, 4.2). A file with any fault takes nothing in, and each fault names row and column.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

COLUMNS = ("setting", "cohort", "children", "period_from", "period_to", "basis", "resident", "as_of", "source")
LARGEST = 2_000_000
MOST_CHILDREN = 5_000_000
ANY, AREA = "*", "area:"
"""The whole authority; and what stands before an area's name where a setting is expected, as `area:north`."""


@dataclass(frozen=True)
class Row:
    """One denominator as read."""

    setting: str
    cohort: str
    children: int
    period_from: date
    period_to: date
    basis: str
    resident: str
    as_of: date
    source: str


class DenominatorFault(ValueError):
    """`faults` are sentences, each with row, column and remedy."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(faults))


def read_denominators(data: bytes, settings: Collection[str], cohorts: Collection[str]) -> list[Row]:
    """All rows, or `DenominatorFault`. Excel's byte order mark, semicolons and line ends are read; `1,200` is told."""
    text = _text(data)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    try:
        lines = [line for line in reader if any(cell.strip() for cell in line)]
    except csv.Error as error:
        raise DenominatorFault([f"row {reader.line_num}: is not CSV ({error}). Save the file as CSV again"]) from None
    if not lines:
        raise DenominatorFault(["row 1: the file is empty. Begin with the line " + ",".join(COLUMNS)])
    names = [cell.strip().lower() for cell in lines[0]]
    faults = _header(names)
    if faults:
        raise DenominatorFault(faults)
    rows: list[Row] = []
    for number, line in enumerate(lines[1:], 2):
        if len(line) != len(names):
            faults.append(
                f"row {number}: has {len(line)} cells, the first row {len(names)}. Quote cells that hold a comma"
            )
            continue
        found, wrong = _row(dict(zip(names, (cell.strip() for cell in line), strict=True)), number, settings, cohorts)
        faults += wrong
        rows += [found] if found else []
    faults += _whole(rows) if not faults else []
    if faults:
        raise DenominatorFault(faults)
    return rows


def _text(data: bytes) -> str:
    if len(data) > LARGEST:
        raise DenominatorFault([f"the file is larger than {LARGEST} bytes. Leave out what is not a denominator"])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise DenominatorFault(["the file is not UTF-8 text. In the spreadsheet choose “CSV UTF-8”"]) from None
    if "\x00" in text:
        raise DenominatorFault(["the file holds a NUL byte, so it is not CSV. Export it again as “CSV UTF-8”"])
    return text


def _delimiter(text: str) -> str:
    first = text.partition("\n")[0]
    return ";" if first.count(";") > first.count(",") else ","


def _header(names: list[str]) -> list[str]:
    missing = [name for name in COLUMNS if name not in names]
    unknown = [name for name in names if name not in COLUMNS]
    faults = [f"row 1: the column {name} is missing. Add it" for name in missing]
    faults += [
        f"row 1: the column {name or '(empty)'} is unknown. Remove it, or check its spelling" for name in unknown
    ]
    return faults + [
        f"row 1: the column {name} stands twice. Remove one" for name in sorted(set(names)) if names.count(name) > 1
    ]


def _row(
    cells: Mapping[str, str], number: int, settings: Collection[str], cohorts: Collection[str]
) -> tuple[Row | None, list[str]]:
    faults: list[str] = []

    def wrong(column: str, fault: str) -> None:
        faults.append(f"row {number}, column {column}: {fault}")

    if cells["setting"] != ANY and cells["setting"] not in settings:
        wrong(
            "setting", f"{cells['setting'][:40]!r} is no setting of settings.yaml. Use its id, area: and an area, or *"
        )
    if cells["cohort"] != ANY and cells["cohort"] not in cohorts:
        wrong("cohort", f"{cells['cohort'][:40]!r} is no cohort. Use one of {', '.join(sorted(cohorts))}, or *")
    if not re.fullmatch(r"[0-9]{1,7}", cells["children"]) or int(cells["children"]) > MOST_CHILDREN:
        wrong("children", f"{cells['children'][:20]!r} is not a whole number. Write it with digits alone, as 1200")
    if cells["basis"] not in ("ever", "on-date"):
        wrong("basis", "must be ever or on-date")
    if cells["resident"] not in ("in", "out"):
        wrong("resident", "must be in or out")
    if not cells["source"]:
        wrong("source", "is empty. Say where the number comes from")
    days = {name: _day(cells[name]) for name in ("period_from", "period_to", "as_of")}
    for name, day in days.items():
        if day is None:
            wrong(name, f"{cells[name][:20]!r} is not a date. Write it as 2026-09-01")
    start, end, as_of = days["period_from"], days["period_to"], days["as_of"]
    if start and end and start > end:
        wrong("period_to", "lies before period_from. Change them over")
    if faults or not (start and end and as_of):
        return None, faults
    return Row(cells["setting"], cells["cohort"], int(cells["children"]), start, end, cells["basis"], cells["resident"],
               as_of, cells["source"]), []  # fmt: skip


def _day(text: str) -> date | None:
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _whole(rows: list[Row]) -> list[str]:
    """The rows a file must have, and rows it may not have twice."""
    faults = []
    if not any(_is_target(row, ANY) for row in rows):
        faults.append("the row *,* with basis ever and resident in is missing. It is the target's denominator: add it")
    used = sorted({row.cohort for row in rows if row.cohort != ANY})
    for cohort in used:
        if not any(_is_target(row, cohort) for row in rows):
            faults.append(
                f"the row *,{cohort} with basis ever and resident in is missing. It is the cohort's denominator: add it"
            )
    seen: set[tuple[object, ...]] = set()
    for number, row in enumerate(rows, 2):
        key = (row.setting, row.cohort, row.basis, row.resident, row.as_of, row.period_from, row.period_to)
        if key in seen:
            faults.append(f"row {number}: says the same as an earlier row. Remove one of them")
        seen.add(key)
    whole = [row for row in rows if _is_target(row, ANY)]
    for number, row in enumerate(rows, 2):
        if any(row.as_of == one.as_of and row.resident == "in" and row.children > one.children for one in whole):
            faults.append(f"row {number}, column children: is larger than the whole of row *,*. Check both numbers")
    return faults


def _is_target(row: Row, cohort: str) -> bool:
    return (row.setting, row.cohort, row.basis, row.resident) == (ANY, cohort, "ever", "in")
