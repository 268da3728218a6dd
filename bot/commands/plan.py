"""An invitation plan: how many codes for which children. It is checked whole: any fault, and no code is issued."""

from __future__ import annotations

import re
from collections.abc import Sequence

from analytics.sheet_faults import SheetFault
from analytics.sheets import LARGEST, read_sheet
from bot.commands.telling import bytes_of, refuse
from bot.inviting import Wanted
from bot.local import Local
from bot.reports import COHORTS

COLUMNS = ("setting", "cohorts", "count", "sixteen")
MAY_LACK = ("cohorts", "sixteen")
Row = tuple[str, dict[str, str]]
"""What stands before a column's name in a fault, and the cells."""

MOST_CODES = 100_000
"""Codes of one plan: more than any area has children to ask, and as many as are drawn and printed in one go."""

_YES, _NO = ("yes", "true", "1"), ("no", "false", "0", "")


def plan_rows(file: str) -> list[Row]:
    """The rows of a plan. A column of another name is refused: passed over, its children would be asked in no cohort."""
    try:
        rows, faults = read_sheet(bytes_of(file, LARGEST), COLUMNS, MAY_LACK)
    except SheetFault as error:
        rows, faults = [], list(error.faults)
    if faults:
        refuse(*(f"{file}: {fault}" for fault in faults), "no code was issued")
    if not rows:
        refuse(f"{file} asks for no codes; write a row for each setting below the first")
    return [(f"row {number}, column ", cells) for number, cells in rows]


def cohorts_of(text: str) -> tuple[str, ...]:
    return tuple(sorted({part.strip() for part in text.split("+") if part.strip()}))


def wanted_of(local: Local, rows: Sequence[Row]) -> list[Wanted]:
    """What is to be drawn, or a refusal with every fault."""
    wanted, faults = [], []
    first: dict[object, str] = {}
    for where, cells in rows:
        place, chosen = local.setting(cells["setting"].strip()), cohorts_of(cells["cohorts"])
        sixteen, count = cells["sixteen"].strip().lower(), cells["count"].strip()
        if place is None:
            faults.append(f"{where}setting: {cells['setting'][:40]!r} is not in settings.yaml")
        if set(chosen) - set(COHORTS):
            faults.append(f"{where}cohorts: use {', '.join(COHORTS)}, joined by +")
        if sixteen not in (*_YES, *_NO):
            faults.append(f"{where}sixteen: {sixteen[:20]!r} is neither yes nor no")
        elif sixteen in _YES and place is not None and place.phase == "primary":
            faults.append(f"{where}sixteen: {place.id} is a primary school, and nobody there is 16. Write no")
        same = first.setdefault((cells["setting"].strip(), chosen, sixteen in _YES), where)
        if same != where:
            faults.append(f"{where}setting: says the same as {same.removesuffix(', column ')}. Put both in one row")
        if not re.fullmatch(r"[0-9]{1,5}", count) or not 1 <= int(count) <= 20_000:
            faults.append(f"{where}count: {count[:20]!r} is not a number from 1 to 20000")
        elif place is not None and not faults:
            wanted.append(Wanted(place.id, place.area, place.phase, chosen, sixteen in _YES, int(count)))
    if (codes := sum(one.count for one in wanted)) > MOST_CODES:
        faults.append(f"the plan asks for {codes} codes, and at most {MOST_CODES} are drawn at once. Check the counts")
    if faults:
        refuse(*SheetFault(faults).faults, "no code was issued")
    return wanted
