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
OLDEST_YEAR = 2000
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
    """All rows, or `DenominatorFault`. Excel's byte order mark, semicolons, line ends and empty columns at the end are read;
    `1,200` is told. Rows are counted as a spreadsheet counts them, empty ones too.
    """
    (first, names), *lines = _lines(_text(data))
    names = [name.lower() for name in names]
    faults = _header(names, first)
    if faults:
        raise DenominatorFault(faults)
    rows: dict[int, Row] = {}
    there: set[tuple[str, ...]] = set()
    for number, line in lines:
        if len(line) > len(names):
            faults.append(f"row {number}, column {len(names) + 1}: is one cell too many. Quote cells that hold a comma")
            continue
        cells = dict(zip(names, [*line, *[""] * (len(names) - len(line))], strict=True))
        there.add(tuple(cells[name] for name in ("setting", "cohort", "basis", "resident")))
        found, wrong = _row(cells, number, settings, cohorts)
        faults += wrong
        rows |= {number: found} if found else {}
    faults += _missing(there, cohorts)
    faults += _together(rows)
    if faults:
        raise DenominatorFault(faults)
    return list(rows.values())


def _lines(text: str) -> list[tuple[int, list[str]]]:
    """The rows that hold anything, each with its number and without the empty cells at its end."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    try:
        rows = [(number, [cell.strip() for cell in line]) for number, line in enumerate(reader, 1)]
    except csv.Error as error:
        raise DenominatorFault([f"row {reader.line_num}: is not CSV ({error}). Save the file as CSV again"]) from None
    found = [(number, line) for number, line in rows if any(line)]
    if not found:
        raise DenominatorFault(["row 1: the file is empty. Begin with the line " + ",".join(COLUMNS)])
    return [(number, line[: max(place for place, cell in enumerate(line, 1) if cell)]) for number, line in found]


def _text(data: bytes) -> str:
    if len(data) > LARGEST:
        raise DenominatorFault([f"the file is larger than {LARGEST} bytes. Leave out what is not a denominator"])
    if data.startswith(b"PK\x03\x04"):
        raise DenominatorFault(["the file is a workbook. Save its sheet as “CSV UTF-8” and take that in"])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = data[: error.start].count(b"\n") + 1
        raise DenominatorFault(
            [f"row {row}: the file is not UTF-8 text. In the spreadsheet choose “CSV UTF-8”"]
        ) from None
    if "\x00" in text:
        raise DenominatorFault(["the file holds a NUL byte, so it is not CSV. Export it again as “CSV UTF-8”"])
    return text


def _delimiter(text: str) -> str:
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max(",;\t", key=first.count)


def _header(names: list[str], row: int) -> list[str]:
    missing = [name for name in COLUMNS if name not in names]
    if len(missing) == len(COLUMNS):
        return [f"row {row}: names none of the columns. Begin with the line " + ",".join(COLUMNS)]
    unknown = [name for name in names if name not in COLUMNS]
    twice = sorted({name for name in names if name in COLUMNS and names.count(name) > 1})
    return [
        *(f"row {row}: the column {name} is missing. Add it" for name in missing),
        *(
            f"row {row}: the column {name[:40] or '(empty)'} is unknown. Remove it, or check its spelling"
            for name in unknown
        ),
        *(f"row {row}: the column {name} stands twice. Remove one" for name in twice),
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
    if not re.fullmatch(r"[0-9]{1,20}", cells["children"]):
        wrong("children", f"{cells['children'][:20]!r} is not a whole number. Write it with digits alone, as 1200")
    elif int(cells["children"]) > MOST_CHILDREN:
        wrong(
            "children", f"{cells['children']} is more than {MOST_CHILDREN}, and no area has so many. Check the number"
        )
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
    if days["as_of"] and days["as_of"].year < OLDEST_YEAR:
        wrong("as_of", f"{cells['as_of']} lies before {OLDEST_YEAR}. Check the year")
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


def _missing(there: Collection[tuple[str, ...]], cohorts: Collection[str]) -> list[str]:
    """The rows a file must have; looked for in faulty rows too, so that mending those is enough."""
    faults = []
    if (ANY, ANY, "ever", "in") not in there:
        faults.append(
            "column setting: the row *,* with basis ever and resident in is missing. It is the target's denominator: add it"
        )
    for cohort in sorted({one for _, one, _, _ in there} & set(cohorts)):
        if (ANY, cohort, "ever", "in") not in there:
            fault = f"the row *,{cohort} with basis ever and resident in is missing"
            faults.append(f"column cohort: {fault}. It is the cohort's denominator: add it")
    return faults


def _together(rows: Mapping[int, Row]) -> list[str]:
    """What only shows beside other rows: the same thing said twice, a part larger than the whole, a whole of nobody."""
    faults = []
    first: dict[tuple[object, ...], int] = {}
    whole = [row for row in rows.values() if _is_target(row)]
    for number, row in rows.items():
        key = (row.setting, row.cohort, row.basis, row.resident, row.as_of, row.period_from, row.period_to)
        if first.setdefault(key, number) != number:
            fault = f"says the same as row {first[key]}"
            faults.append(f"row {number}, columns setting and cohort: {fault}. Remove one of them")
        elif any(row.as_of == one.as_of and row.resident == "in" and row.children > one.children for one in whole):
            faults.append(f"row {number}, column children: is larger than the whole of row *,*. Check both numbers")
        if _is_target(row) and row.children == 0:
            faults.append(
                f"row {number}, column children: the target needs children to count. Write how many there are"
            )
    return faults


def _is_target(row: Row) -> bool:
    return (row.setting, row.cohort, row.basis, row.resident) == (ANY, ANY, "ever", "in")
