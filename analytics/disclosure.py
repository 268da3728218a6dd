"""`CountTable` -> `SafeTable`: the only way a number leaves. Every limit stands in `disclosure.yaml` beside its reason.

Now: threshold, and the remainder protected like a cell. The gate that checks a release together with every earlier one
comes with releases; `earlier` is its place.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import compress, product
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from analytics.coverage_rate import printed_rate, reaches_target
from analytics.tables import CountTable, Line

LOOSEST = 5
SUPPRESSED, NOT_APPLICABLE, NOT_AVAILABLE = "c", "z", "x"
SYMBOLS = {
    "c": "held back: too few, or beside a number that is",
    "z": "does not apply",
    "x": "not available",
    "u": "few answers, read with care",
}
_SEAL = object()


@dataclass(frozen=True)
class Profile:
    """Who may see how much. `line_only` prints coverage of a setting only as under or at the target."""

    name: str
    hide_under: int
    hide_zero: bool
    percentage_base: int
    round_to: int
    decimals: int
    line_only: bool = False
    smallest_area: int = 0


@cache
def profile(name: str) -> Profile:
    """A named profile. Raises `KeyError` for an unknown one, `ValueError` for one looser than five."""
    raw: Any = YAML(typ="safe", pure=True).load((Path(__file__).parent / "disclosure.yaml").read_text("utf-8"))
    one = raw["profiles"][name]
    if one["hide_under"] < LOOSEST:
        raise ValueError(f"profile {name}: hide_under may not be looser than {LOOSEST}")
    return Profile(name, one["hide_under"], one["hide_zero"], one["percentage_base"], one["round_to"], one["decimals"],
                   one.get("setting_coverage") == "line-only", one.get("smallest_area", 0))  # fmt: skip


@dataclass(frozen=True)
class SafeCell:
    """What is printed: `count` and `rate` as text, or a symbol in both. `value` is the shown number or None."""

    count: str
    rate: str
    value: int | None
    share: float | None

    @property
    def bar(self) -> float | None:
        """How long its bar is, in percent: no finer than it is printed, or the length would tell a count that is rounded."""
        return None if self.share is None else float(self.rate.rpartition(" ")[2])


@dataclass(frozen=True)
class SafeLine:
    id: str
    label: str
    cells: tuple[SafeCell, ...]
    base: str


class SafeTable:
    """A table that may be shown. Only `protect` makes one."""

    def __init__(
        self, seal: object, table: CountTable, lines: tuple[SafeLine, ...], who: str, profile_name: str
    ) -> None:
        if seal is not _SEAL:
            raise TypeError("a SafeTable is made by disclosure.protect alone: counts must pass the rules first")
        self.name, self.title, self.who = table.name, table.title, who
        self.columns, self.column_labels = table.columns, table.column_labels or table.columns
        self.lines, self.profile, self.rates = lines, profile_name, table.rates


def protect(table: CountTable, limits: Profile, earlier: Sequence[SafeTable] = ()) -> SafeTable:
    """The table as it may be shown under these limits.

    Hidden first: small cells, and those that leave a small rest of their base. Then the remainder: in a line whose columns
    part its base, and down a column whose lines part the whole, one hidden cell alone could be worked out, so the next
    smallest goes with it until what is hidden together is at least the threshold and never a single cell.
    """
    if earlier:
        raise ValueError("releases are checked together by the release gate, which this table does not carry yet")
    hidden = [
        [c in line.withheld or _small(n, limits) or few_left(line, limits) for c, n in enumerate(line.counts)]
        for line in table.lines
    ]
    bases = [
        (line.base is not None and _small(line.base, limits)) or _all_withheld(table, line) for line in table.lines
    ]
    for row, line in enumerate(table.lines):
        if bases[row]:
            hidden[row] = [True] * len(line.counts)
    _protect_remainders(table, hidden, bases, limits)
    lines = tuple(_line(table, line, hidden[row], bases[row], limits) for row, line in enumerate(table.lines))
    return SafeTable(_SEAL, table, lines, table.who, limits.name)


def _all_withheld(table: CountTable, line: Line) -> bool:
    """A base that the columns part between them is the sum of what is withheld."""
    return table.spread and len(line.withheld) == len(line.counts)


def _small(count: int, limits: Profile) -> bool:
    return 0 < count < limits.hide_under or (count == 0 and limits.hide_zero)


def few_left(line: Line, limits: Profile) -> bool:
    """Whether `n of N` would say of few children that they were not counted."""
    return any(_small(rest, limits) for rest in line.rests)


def few_left_together(rests: Collection[tuple[int, ...]], limits: Profile) -> bool:
    """Whether so few of hidden lines were not counted that each line is known to be all but whole. Where one does not say
    of how many it is, nothing is known."""
    return len(rests) > 0 and all(rests) and sum(map(min, rests)) < limits.hide_under


def _protect_remainders(table: CountTable, hidden: list[list[bool]], bases: list[bool], limits: Profile) -> None:
    """Hides more until no line and no column has a remainder that gives a hidden number away; repeats while it must."""
    while True:
        before = [row[:] for row in hidden], bases[:]
        if table.spread and not table.exclusive:
            told = {place for place, column in enumerate(table.columns) if column in table.told}
            for row, line in enumerate(table.lines):
                if not bases[row]:
                    _cover(hidden[row], line.counts, limits, told)
        elif table.spread:
            _cover_lines(table, hidden, bases, limits)
        elif table.exclusive and len(table.lines) > 1:
            for column, rows in product(range(len(table.columns)), _families(table)):
                down = [hidden[row][column] for row in rows]
                lines = [table.lines[row] for row in rows]
                _cover(down, [line.counts[column] for line in lines], limits, rests=[line.rests for line in lines])
                for row, is_hidden in zip(rows, down, strict=True):
                    hidden[row][column] = is_hidden
        if before == (hidden, bases):
            return


def _cover_lines(table: CountTable, hidden: list[list[bool]], bases: list[bool], limits: Profile) -> None:
    """A table known by line and by column: lines are hidden whole, at least two, and together none of their columns holds
    a small number, because the column's remainder is their sum. Single cells hidden here and there fall to a solver.
    """
    gone = [any(row) for row in hidden]
    while any(gone) and not all(gone):
        sums = [
            sum(line.counts[c] for line, is_gone in zip(table.lines, gone, strict=True) if is_gone)
            for c in range(len(table.columns))
        ]
        if sum(gone) >= 2 and not any(_small(total, limits) for total in sums):
            break
        gone[min((line.base or 0, place) for place, line in enumerate(table.lines) if not gone[place])[1]] = True
    for row, is_gone in enumerate(gone):
        if is_gone:
            hidden[row], bases[row] = [True] * len(table.columns), True


def _families(table: CountTable) -> list[list[int]]:
    """The rows whose sum is known: all of them, and those of each group, as the settings of an area."""
    groups = sorted({group for line in table.lines for group in line.groups})
    inside = [[row for row, line in enumerate(table.lines) if group in line.groups] for group in groups]
    return [list(range(len(table.lines))), *inside]


def _cover(
    hidden: list[bool],
    counts: Sequence[int],
    limits: Profile,
    told: Collection[int] = (),
    rests: Sequence[tuple[int, ...]] = (),
) -> None:
    """Hides more of one group whose sum is known, smallest first and what is `told` elsewhere last, until they hide each other.

    `rests` are those who were not counted, whose sum is known as well: where few of them are left, a nought hides too."""
    while any(hidden) and not all(hidden):
        together = sum(compress(counts, hidden))
        few = few_left_together(list(compress(rests, hidden)), limits)
        if sum(hidden) >= 2 and together >= limits.hide_under and not few:
            return
        shown = [
            (at in told, count == 0, count, at)
            for at, count in enumerate(counts)
            if not hidden[at] and (count > 0 or few)
        ]
        if not shown:
            return
        hidden[min(shown)[-1]] = True


def _line(table: CountTable, line: Line, hidden: Sequence[bool], base_hidden: bool, limits: Profile) -> SafeLine:
    cells = tuple(_cell(table, line, column, is_hidden, limits) for column, is_hidden in enumerate(hidden))
    if line.base is None:
        base = NOT_AVAILABLE if table.rates else NOT_APPLICABLE
    else:
        base = SUPPRESSED if base_hidden else str(_rounded(line.base, limits))
    return SafeLine(line.id, line.label, cells, base)


def _cell(table: CountTable, line: Line, column: int, is_hidden: bool, limits: Profile) -> SafeCell:
    count, base = line.counts[column], line.base
    if is_hidden:
        return SafeCell(SUPPRESSED, SUPPRESSED, None, None)
    if table.name == "coverage-settings" and limits.line_only and base:
        return SafeCell(NOT_APPLICABLE, "at target" if reaches_target(count, base) else "under target", None, None)
    shown = _rounded(count, limits)
    if not table.rates or base is None or base == 0:
        return SafeCell(str(shown), NOT_APPLICABLE if not table.rates else NOT_AVAILABLE, shown, None)
    if base < limits.percentage_base:
        return SafeCell(str(shown), SUPPRESSED, shown, None)
    if table.sensitive and count == base:
        return SafeCell(SUPPRESSED, "over 95", None, 0.95)
    if table.sensitive and count == 0:
        return SafeCell(SUPPRESSED, "under 5", None, 0.05)
    return SafeCell(str(shown), printed_rate(count, base, limits.decimals), shown, count / base)


def _rounded(count: int, limits: Profile) -> int:
    return limits.round_to * ((2 * count + limits.round_to) // (2 * limits.round_to))


def stricter(limits: Profile, **changes: Any) -> Profile:
    """A profile an authority made stricter. Raises `ValueError` when it would be looser."""
    changed = replace(limits, **changes)
    pairs = [(limits.hide_under, changed.hide_under), (limits.percentage_base, changed.percentage_base)]
    if any(after < before for before, after in pairs) or changed.hide_under < LOOSEST:
        raise ValueError(f"profile {limits.name}: limits may only be made stricter")
    return changed
