"""The shape of raw counts, which are for nobody's eyes before `disclosure.protect`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """One row: `counts` by column; `base` what its rates are of (None: no rate); `groups` whose totals are shown elsewhere.

    `withheld` are the columns another table holds back, that this line is a part of or is added up from; shown here, it would
    give the other away. `rests` are those of its base who are not counted, where few of them are protected like few who
    are: one number for each way in which the base is known.
    """

    id: str
    label: str
    counts: tuple[int, ...]
    base: int | None = None
    groups: tuple[str, ...] = ()
    withheld: tuple[int, ...] = ()
    rests: tuple[int, ...] = ()


@dataclass(frozen=True)
class CountTable:
    """Raw counts. `exclusive`: lines are different children, so what they add up to gives a hidden one away.

    `spread`: a line's columns part its base between them, as answers to one question do. `who` says who N is. `told` are
    columns that another table shows: held back here, they would hide nothing beside them.
    """

    name: str
    title: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    who: str
    rates: bool = True
    exclusive: bool = False
    spread: bool = False
    sensitive: bool = False
    column_labels: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
