"""A report: an ordered list of sentences and `SafeTable`s. Coverage stands here; what was said in `analytics.voice_summary`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from analytics.coverage import Coverage, coverage_table
from analytics.disclosure import SUPPRESSED, Profile, SafeTable, protect
from analytics.tables import CountTable


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
    tables = {part: protect(coverage_table(found, part, names), limits) for part in ("total", "cohorts")}
    tables |= _by_place(found, names, limits)
    sections = [
        Section("Coverage", (coverage_sentence(found, limits, wave=wave), _bound(found)), tables["total"], True)
    ]
    for part, heading in (("cohorts", "By cohort"), ("areas", "By area"), ("settings", "By setting")):
        if tables[part].lines:
            sections.append(Section(heading, (_HOW[part],), tables[part], True))
    return sections


def _by_place(found: Coverage, names: Mapping[str, str], limits: Profile) -> dict[str, SafeTable]:
    """Areas and their settings, together: an area that is held back beside settings that are shown is their sum."""
    settings_of = Counter(found.area_of.values())
    few = {area for area, settings in settings_of.items() if settings < limits.smallest_area}
    areas = protect(_withholding(coverage_table(found, "areas", names), few, by="id"), limits)
    back = {line.id for line in areas.lines if line.cells[0].count == SUPPRESSED}
    settings = _withholding(coverage_table(found, "settings", names), back, by="group")
    return {"areas": areas, "settings": protect(settings, limits)}


def _withholding(table: CountTable, back: Collection[str], *, by: str) -> CountTable:
    lines = tuple(replace(line, withheld=(0,)) if getattr(line, by) in back else line for line in table.lines)
    return replace(table, lines=lines)


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
