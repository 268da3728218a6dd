"""Coverage: how many different children were heard, of how many affected. Each measure is defined here, once.

The 20 % line is met or not in whole numbers; a printed rate never crosses it (design §4, seed 4.1).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from analytics.coverage_rate import reaches_target
from analytics.denominators import ANY, AREA, Denominator
from analytics.tables import CountTable, Line
from surveys.school_year import first_day, last_day


class HeardCode(Protocol):
    """One different child as storage tells it: labels of the batch, no answer."""

    @property
    def setting(self) -> str: ...
    @property
    def area(self) -> str: ...
    @property
    def cohorts(self) -> tuple[str, ...]: ...
    @property
    def other_code(self) -> bool: ...


@dataclass(frozen=True)
class Measure:
    """`heard` different children of `affected`; `affected` None when no denominator is known."""

    name: str
    heard: int
    affected: int | None
    as_of: date | None = None
    source: str = ""

    @property
    def met(self) -> bool:
        return self.affected is not None and reaches_target(self.heard, self.affected)


@dataclass(frozen=True)
class Coverage:
    """Everything `heard coverage` prints. `upper_bound` adds what has no code of its own and cannot be told apart.

    `made_of` are the cohorts that are made of whole settings, as the home educated of their team, each with those settings;
    `parted` is whether each child heard is in one cohort: then cohorts too give each other away.
    """

    total: Measure
    cohorts: tuple[Measure, ...]
    areas: tuple[Measure, ...]
    settings: tuple[Measure, ...]
    area_of: Mapping[str, str]
    upper_bound: int
    as_of: date | None
    school_year: int
    made_of: Mapping[str, frozenset[str]]
    parted: bool


def coverage(
    heard: Sequence[HeardCode],
    denominators: Iterable[Denominator],
    *,
    school_year: int,
    without_code: int = 0,
    as_of: date | None = None,
) -> Coverage:
    """Counts different children. `as_of` reads the denominators as they stood on that day, so an old figure comes again.
    Only those count whose period meets the school year: next year's children are not this year's whole.

    A child in two cohorts counts in both and once in the total; nothing is summed. Whoever says, or is not sure, that
    they used another code may be counted already under that one: they stand in `upper_bound` alone.
    """
    known = _latest((row for row in denominators if _meets(row, school_year)), as_of)
    whole = known.get((ANY, ANY))
    sure = [one for one in heard if not one.other_code]
    cohorts = sorted({name for _, name in known if name != ANY} | {name for one in sure for name in one.cohorts})
    places = {name for name, _ in known if name != ANY}
    settings = sorted({name for name in places if not name.startswith(AREA)} | {one.setting for one in sure})
    areas = sorted({name.removeprefix(AREA) for name in places if name.startswith(AREA)} | {one.area for one in sure})
    return Coverage(
        total=_measure("total", sure, whole, lambda _: True),
        cohorts=tuple(_measure(name, sure, known.get((ANY, name)), _in_cohort(name)) for name in cohorts),
        areas=tuple(_measure(name, sure, known.get((AREA + name, ANY)), _in_area(name)) for name in areas),
        settings=tuple(_measure(name, sure, known.get((name, ANY)), _in_setting(name)) for name in settings),
        area_of={one.setting: one.area for one in sure},
        upper_bound=len(heard) + without_code,
        as_of=whole.as_of if whole else None,
        school_year=school_year,
        made_of={name: parts for name in cohorts if (parts := _made_of(name, sure))},
        parted=all(len(one.cohorts) == 1 for one in sure),
    )


def _made_of(cohort: str, heard: Sequence[HeardCode]) -> frozenset[str]:
    """The settings of a cohort in which nobody of another was heard alone; none when it shares a setting with others."""
    places = frozenset(one.setting for one in heard if cohort in one.cohorts)
    return places if all(cohort in one.cohorts for one in heard if one.setting in places) else frozenset()


def _in_cohort(name: str) -> Callable[[HeardCode], bool]:
    return lambda one: name in one.cohorts


def _in_area(name: str) -> Callable[[HeardCode], bool]:
    return lambda one: one.area == name


def _in_setting(name: str) -> Callable[[HeardCode], bool]:
    return lambda one: one.setting == name


def _measure(
    name: str, heard: Sequence[HeardCode], row: Denominator | None, has: Callable[[HeardCode], bool]
) -> Measure:
    count = sum(1 for one in heard if has(one))
    return Measure(name, count, row.children if row else None, row.as_of if row else None, row.source if row else "")


def _meets(row: Denominator, school_year: int) -> bool:
    return row.period_from <= last_day(school_year) and row.period_to >= first_day(school_year)


def _latest(rows: Iterable[Denominator], as_of: date | None) -> dict[tuple[str, str], Denominator]:
    """The newest denominator of each setting and cohort; of one date the row taken in last."""
    found: dict[tuple[str, str], Denominator] = {}
    for row in rows:
        if row.basis != "ever" or row.resident != "in" or (as_of is not None and row.as_of > as_of):
            continue
        old = found.get((row.setting, row.cohort))
        if old is None or row.as_of >= old.as_of:
            found[row.setting, row.cohort] = row
    return found


def coverage_table(found: Coverage, part: str, names: Mapping[str, str]) -> CountTable:
    """One part of coverage (`total`, `cohorts`, `areas`, `settings`) as counts, ready to be protected."""
    measures = (found.total,) if part == "total" else getattr(found, part)
    lines = tuple(
        Line(
            one.name,
            names.get(one.name, one.name),
            (one.heard,),
            one.affected,
            _sums(found, part, one.name),
            rests=_not_heard(found, part, one),
        )
        for one in measures
    )
    return CountTable(
        name=f"coverage-{part}", title=_TITLES[part],
        columns=("heard",), lines=lines, who="different children who sent at least one answer",
        rates=part != "areas" or any(one.affected for one in measures),
        exclusive=part in ("areas", "settings") or (part == "cohorts" and found.parted),
    )  # fmt: skip


def _sums(found: Coverage, part: str, name: str) -> tuple[str, ...]:
    """The area and the cohorts of which a setting is a part and nothing else."""
    if part != "settings" or name not in found.area_of:
        return ()
    return AREA + found.area_of[name], *(cohort for cohort, places in found.made_of.items() if name in places)


def _not_heard(found: Coverage, part: str, one: Measure) -> tuple[int, ...]:
    """How many were not, for `6 of 8` tells of two: by its own number, and by those of its settings together."""
    places = {
        "total": {setting.name for setting in found.settings},
        "areas": {name for name, area in found.area_of.items() if area == one.name},
        "cohorts": found.made_of.get(one.name, frozenset()),
        "settings": set[str](),
    }[part]
    parts = [setting for setting in found.settings if setting.name in places]
    ways = [one.affected - one.heard] if one.affected is not None else []
    if parts and all(setting.affected is not None for setting in parts):
        ways.append(sum((setting.affected or 0) - setting.heard for setting in parts))
    return tuple(left for left in ways if left >= 0)


_TITLES = {
    "total": "Children heard", "cohorts": "Children heard, by cohort", "areas": "Children heard, by area",
    "settings": "Children heard, by setting",
}  # fmt: skip
