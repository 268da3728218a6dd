"""The file of affected children: `setting,cohort,children,period_from,period_to,basis,resident,as_of,source`.

Dated, sourced, never summed (seed 4.1, 4.2). A file with any fault takes nothing in, and each fault names row and column.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from analytics.sheet_faults import SheetFault
from analytics.sheets import read_sheet

COLUMNS = ("setting", "cohort", "children", "period_from", "period_to", "basis", "resident", "as_of", "source")
MOST_CHILDREN = 5_000_000
OLDEST_YEAR, LONGEST_PERIOD = 2000, 10
BASES, RESIDENT = ("ever", "on-date"), ("in", "out")
ANY, AREA = "*", "area:"
"""The whole authority; and what stands before an area's name where a setting is expected, as `area:north`."""


class Denominator(Protocol):
    """A dated, sourced number of affected children, read from a file or kept."""

    @property
    def setting(self) -> str: ...
    @property
    def cohort(self) -> str: ...
    @property
    def children(self) -> int: ...
    @property
    def period_from(self) -> date: ...
    @property
    def period_to(self) -> date: ...
    @property
    def basis(self) -> str: ...
    @property
    def resident(self) -> str: ...
    @property
    def as_of(self) -> date: ...
    @property
    def source(self) -> str: ...


def counted(row: Denominator) -> tuple[object, ...]:
    """What a number is the number of. A later one of the same corrects it; two in one file contradict each other."""
    return row.setting, row.cohort, row.basis, row.resident, row.as_of, row.period_from, row.period_to


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


def read_denominators(data: bytes, settings: Collection[str], cohorts: Collection[str], today: date) -> list[Row]:
    """All rows, or `SheetFault`; `1,200` is told, and so is a day of counting after `today`."""
    lines, faults = read_sheet(data, COLUMNS)
    unread = bool(faults)
    rows: dict[int, Row] = {}
    there: set[tuple[str, ...]] = set()
    for number, cells in lines:
        cells |= {name: cells[name].lower() for name in ("basis", "resident")}
        there.add(_said(cells))
        found, wrong = _row(cells, number, settings, cohorts)
        faults += wrong
        rows |= {number: found} if found else {}
    faults += _ahead(rows, today)
    faults += (
        [] if unread else _missing(there, cohorts)
    )  # the row that is missing may be the one that could not be read
    faults += _together(rows)
    if faults:
        raise SheetFault(faults)
    return list(rows.values())


def _said(cells: Mapping[str, str]) -> tuple[str, ...]:
    """Which number a row gives. Where basis or resident is no word of ours, the one that a file must have."""
    basis, resident = cells["basis"], cells["resident"]
    return (
        cells["setting"],
        cells["cohort"],
        basis if basis in BASES else "ever",
        resident if resident in RESIDENT else "in",
    )


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
    if not re.fullmatch(r"[0-9]+", cells["children"]):
        wrong("children", f"{cells['children'][:20]!r} is not a whole number. Write it with digits alone, as 1200")
    elif int(cells["children"]) > MOST_CHILDREN:
        wrong(
            "children",
            f"{cells['children'][:20]} is more than {MOST_CHILDREN}, and no area has so many. Check the number",
        )
    if cells["basis"] not in BASES:
        wrong("basis", f"{cells['basis'][:20]!r} must be ever or on-date")
    if cells["resident"] not in RESIDENT:
        wrong("resident", f"{cells['resident'][:20]!r} must be in or out")
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
    elif start and end and end.year - start.year > LONGEST_PERIOD:
        wrong("period_to", f"{end} lies more than {LONGEST_PERIOD} years after period_from. Check both years")
    if faults or not (start and end and as_of):
        return None, faults
    return Row(cells["setting"], cells["cohort"], int(cells["children"]), start, end, cells["basis"], cells["resident"],
               as_of, cells["source"]), []  # fmt: skip


def _ahead(rows: Mapping[int, Row], today: date) -> list[str]:
    """Nobody has counted on a day to come. Taken in, such a row would stand before every later correction."""
    return [
        f"row {number}, column as_of: {row.as_of} lies ahead of us. Write the day on which the children were counted"
        for number, row in rows.items()
        if row.as_of > today
    ]


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
    whole: dict[date, int] = {}
    for row in rows.values():
        if _is_target(row):
            whole[row.as_of] = min(row.children, whole.get(row.as_of, row.children))
    for number, row in rows.items():
        if (same := first.setdefault(counted(row), number)) != number:
            fault = f"says the same as row {same}"
            faults.append(f"row {number}, columns setting and cohort: {fault}. Remove one of them")
        elif row.resident == "in" and row.children > whole.get(row.as_of, MOST_CHILDREN):
            faults.append(f"row {number}, column children: is larger than the whole of row *,*. Check both numbers")
        if _is_target(row) and row.children == 0:
            faults.append(
                f"row {number}, column children: the target needs children to count. Write how many there are"
            )
    return faults


def _is_target(row: Row) -> bool:
    return (row.setting, row.cohort, row.basis, row.resident) == (ANY, ANY, "ever", "in")
