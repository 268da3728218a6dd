"""A report: an ordered list of sentences and `SafeTable`s. Coverage stands here; what was said in `analytics.voice_summary`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Set
from dataclasses import dataclass, replace

from analytics.coverage import Coverage, coverage_table
from analytics.denominators import AREA
from analytics.disclosure import SUPPRESSED, Profile, SafeTable, protect
from analytics.tables import CountTable
from analytics.working_out import worked_out


@dataclass(frozen=True)
class Section:
    heading: str
    sentences: tuple[str, ...]
    table: SafeTable | None = None
    chart: bool = False


@dataclass(frozen=True)
class Report:
    """`synthetic` is said on every page and sheet."""

    title: str
    subtitle: str
    synthetic: bool
    sections: tuple[Section, ...]


def coverage_sections(
    found: Coverage, names: Mapping[str, str], limits: Profile, *, wave: bool = False
) -> list[Section]:
    """Coverage in total and by cohort, area and setting: of a school year, or of one `wave` of it."""
    tables = {"total": protect(coverage_table(found, "total", names), limits), **_parts(found, names, limits)}
    sections = [
        Section("Coverage", (coverage_sentence(found, limits, wave=wave), _bound(found)), tables["total"], True)
    ]
    for part, heading in (("cohorts", "By cohort"), ("areas", "By area"), ("settings", "By setting")):
        if tables[part].lines:
            sections.append(Section(heading, (_HOW[part],), tables[part], True))
    return sections


def _parts(found: Coverage, names: Mapping[str, str], limits: Profile) -> dict[str, SafeTable]:
    """Cohorts, areas and settings, together: an area or a cohort is the sum of settings, whoever of them is held back."""
    settings_of = Counter(found.area_of.values())
    few = {area for area, settings in settings_of.items() if settings < limits.smallest_area}
    areas = protect(_withholding(coverage_table(found, "areas", names), few), limits)
    away = (
        set() if limits.line_only else {AREA + area for area in _hidden(areas)}
    )  # no counts of settings, no sum of them
    by_cohort, by_setting = coverage_table(found, "cohorts", names), coverage_table(found, "settings", names)
    back: set[str] = set()
    while True:
        cohorts = protect(_withholding(by_cohort, back), limits)
        settings = protect(_withholding(by_setting, away | (_hidden(cohorts) & found.made_of.keys())), limits)
        told = _telling(found, _hidden(settings), _hidden(areas), _hidden(cohorts), limits)
        if told <= back:
            return {"cohorts": cohorts, "areas": areas, "settings": settings}
        back |= told


def _withholding(table: CountTable, back: Collection[str]) -> CountTable:
    lines = (replace(one, withheld=(0,)) if {one.id, *one.groups} & {*back} else one for one in table.lines)
    return replace(table, lines=tuple(lines))


def _hidden(table: SafeTable) -> set[str]:
    return {line.id for line in table.lines if line.cells[0].count == SUPPRESSED}


def _telling(found: Coverage, settings: Set[str], areas: Set[str], cohorts: Set[str], limits: Profile) -> set[str]:
    """Shown cohorts that leave too few children in their hidden settings; else the smallest, while cohorts, areas and total
    together tell a setting that areas and total alone do not."""
    heard, of_cohort = ({one.name: one.heard for one in part} for part in (found.settings, found.cohorts))
    left = {name: hid for name, places in found.made_of.items() if name not in cohorts and (hid := places & settings)}
    few = {cohort for cohort, places in left.items() if sum(heard[one] for one in places) < limits.hide_under}
    shown = [area.name for area in found.areas if area.name not in areas]
    known = [settings, *({one for one in settings if found.area_of.get(one) == area} for area in shown)]
    if few or worked_out([*known, *left.values()]) == worked_out(known):
        return few
    return {min(left, key=lambda cohort: (of_cohort[cohort], cohort))}


_HOW = {
    "cohorts": "A child can be in more than one cohort, so these may add to more than the total.",
    "areas": "Where children were given their codes.",
    "settings": "Where children were given their codes. A setting with few children is held back, and so is another one beside it.",
}


def coverage_sentence(found: Coverage, limits: Profile, *, wave: bool = False) -> str:
    """ "n of N children", who N is, from which source, and whether a school year, not one wave of it, reaches the fifth."""
    total, year = found.total, found.school_year
    cell = protect(coverage_table(found, "total", {}), limits).lines[0].cells[0]
    if total.affected is None:
        return (
            "How many children are affected is not known for this school year and day: `heard cohort show` lists the numbers "
            "there are, `heard cohort import` takes more in."
        )
    if cell.count == SUPPRESSED:
        return "Too few children have been heard to print a number."
    state = "The 20 % line is met." if total.met else "The 20 % line is not met yet."
    if wave:
        state = "The 20 % line is for the whole school year: `heard coverage` says whether it is met."
    return (
        f"{cell.count} of {total.affected} children known to be affected took part {'in this wave' if wave else 'at least once'}: "
        f"{cell.rate} %. {state} School year {year}/{(year + 1) % 100:02}. "
        f"Source of the number affected: {total.source} ({total.as_of}). Not a random sample."
    )


def _bound(found: Coverage) -> str:
    return (
        "Children are counted by their codes, each once in a school year. Those who say, or are not sure, that they used "
        "another code, and answers without a code, are left out of this number."
        if found.upper_bound > found.total.heard
        else "Children are counted by their codes, each once in a school year."
    )


def upper_bound(found: Coverage, limits: Profile) -> int:
    """A bound may be loose. Exact, it would tell of one to four children what they answered about other codes."""
    over = found.upper_bound - found.total.heard
    return found.total.heard + max(over, limits.hide_under if over else 0)
