"""A report: an ordered list of sentences and `SafeTable`s. Coverage stands here; what was said in `analytics.voice_summary`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from analytics.coverage import Coverage, coverage_table
from analytics.disclosure import SUPPRESSED, Profile, SafeTable, protect


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


def coverage_sections(found: Coverage, names: Mapping[str, str], limits: Profile) -> list[Section]:
    """Coverage in total and by cohort, area and setting."""
    parts = [("total", "Coverage"), ("cohorts", "By cohort"), ("areas", "By area"), ("settings", "By setting")]
    tables = {part: protect(coverage_table(found, part, names), limits) for part, _ in parts}
    sections = [Section("Coverage", (coverage_sentence(found, limits), _bound(found)), tables["total"], True)]
    for part, heading in parts[1:]:
        if tables[part].lines and _enough(part, tables[part], limits):
            sections.append(Section(heading, (_HOW[part],), tables[part], True))
    return sections


_HOW = {
    "cohorts": "A child can be in more than one cohort, so these may add to more than the total.",
    "areas": "Where children were given their codes.",
    "settings": "Where children were given their codes. A setting with few children is held back, and so is another one beside it.",
}


def _enough(part: str, table: SafeTable, limits: Profile) -> bool:
    return part != "areas" or len(table.lines) >= limits.smallest_area


def coverage_sentence(found: Coverage, limits: Profile) -> str:
    """ "n of N children", who N is, from which source, and whether the fifth is reached."""
    total = found.total
    cell = protect(coverage_table(found, "total", {}), limits).lines[0].cells[0]
    if total.affected is None:
        return "No denominator has been taken in yet: use `heard cohort import`."
    if cell.count == SUPPRESSED:
        return "Too few children have been heard to print a number."
    state = "The 20 % line is met." if total.met else "The 20 % line is not met yet."
    return (
        f"{cell.count} of {total.affected} children known to be affected took part at least once: {cell.rate} %. {state} "
        f"Source of the number affected: {total.source} ({total.as_of}). Not a random sample."
    )


def _bound(found: Coverage) -> str:
    return (
        "Children are counted by their codes, each once in a school year. Those who say, or are not sure, that they used "
        "another code, and answers without a code, are left out of this number."
        if found.upper_bound > found.total.heard
        else "Children are counted by their codes, each once in a school year."
    )
