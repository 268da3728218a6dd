"""A report: an ordered list of sentences and `SafeTable`s. Coverage stands here; what was said in `analytics.voice_summary`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Set
from dataclasses import dataclass, replace

from analytics.coverage import Coverage, coverage_table
from analytics.denominators import AREA
from analytics.disclosure import SUPPRESSED, Profile, SafeCell, SafeTable, few_left, few_left_together, protect
from analytics.tables import CountTable
from analytics.working_out import in_reach, worked_out
from surveys.school_year import year_in_words


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
    tables = protected(found, names, limits)
    counting = _counting(found) if wave else f"{_counting(found)} {_at_most(found, tables['total'], limits)}"
    first = (coverage_sentence(found, tables["total"], wave=wave), *_over(tables["total"]), counting)
    sections = [Section("Coverage", first, tables["total"], True)]
    for part, heading in (("cohorts", "By cohort"), ("areas", "By area"), ("settings", "By setting")):
        if tables[part].lines:
            sections.append(Section(heading, (_HOW[part], *_over(tables[part])), tables[part], True))
    return sections


def is_over(cell: SafeCell) -> bool:
    """More heard than are known to be affected: the number affected is too low, or old, or children have come since."""
    return cell.share is not None and cell.share > 1


def _over(table: SafeTable) -> tuple[str, ...]:
    names = [line.label for line in table.lines if is_over(line.cells[0])]
    if not names:
        return ()
    told = f"More children were heard than are known to be affected: {', '.join(names)}. Check the number affected."
    return (f"{told} It may be too low or too old, or children have come since.",)


def protected(found: Coverage, names: Mapping[str, str], limits: Profile) -> dict[str, SafeTable]:
    """Total, cohorts, areas and settings, together: each is a sum of settings, whoever of them is held back."""
    settings_of = Counter(found.area_of.values())
    few = {area for area, settings in settings_of.items() if settings < limits.smallest_area}
    whole, by_area = coverage_table(found, "total", names), coverage_table(found, "areas", names)
    by_cohort, by_setting = coverage_table(found, "cohorts", names), coverage_table(found, "settings", names)
    total = protect(whole, limits)
    if few_left(whole.lines[0], limits):  # each part is a sum that would tell the total again
        by_cohort, by_area, by_setting = (
            _withholding(table, {line.id for line in table.lines}) for table in (by_cohort, by_area, by_setting)
        )
    areas = protect(_withholding(by_area, few), limits)
    away = (
        set() if limits.line_only else {AREA + area for area in _hidden(areas)}
    )  # no counts of settings, no sum of them
    back: set[str] = set()
    while True:
        cohorts = protect(_withholding(by_cohort, back), limits)
        settings = protect(_withholding(by_setting, away | (_hidden(cohorts) & found.made_of.keys())), limits)
        told = _telling(found, _hidden(settings), _hidden(areas), _hidden(cohorts), limits)
        if told <= back:
            return {"total": total, "cohorts": cohorts, "areas": areas, "settings": settings}
        back |= told


def _withholding(table: CountTable, back: Collection[str]) -> CountTable:
    lines = (replace(one, withheld=(0,)) if {one.id, *one.groups} & {*back} else one for one in table.lines)
    return replace(table, lines=tuple(lines))


def _hidden(table: SafeTable) -> set[str]:
    return {line.id for line in table.lines if line.cells[0].count == SUPPRESSED}


def _telling(found: Coverage, settings: Set[str], areas: Set[str], cohorts: Set[str], limits: Profile) -> set[str]:
    """Shown cohorts that leave too few children in their hidden settings; else the smallest, while cohorts, areas and total
    together tell a setting or a hidden area that areas and total alone do not."""
    heard, of_cohort = ({one.name: one.heard for one in part} for part in (found.settings, found.cohorts))
    left = {name: hid for name, places in found.made_of.items() if name not in cohorts and (hid := places & settings)}
    rests = {line.id: line.rests for line in coverage_table(found, "settings", {}).lines}
    few = {
        cohort
        for cohort, places in left.items()
        if sum(heard[one] for one in places) < limits.hide_under
        or few_left_together([rests[one] for one in places], limits)
    }
    parts = {area.name: {one for one in settings if found.area_of.get(one) == area.name} for area in found.areas}
    known = [settings, *(part for area, part in parts.items() if area not in areas)]
    sums = [*known, *left.values()]
    away = [part for area, part in parts.items() if area in areas]
    if few or (worked_out(sums), *(in_reach(sums, part) for part in away)) == (
        worked_out(known), *(in_reach(known, part) for part in away)):  # fmt: skip
        return few
    return {min(left, key=lambda cohort: (of_cohort[cohort], cohort))}


_HOW = {
    "cohorts": "A child can be in more than one cohort, so these may add to more than the total.",
    "areas": "Where children were given their codes.",
    "settings": "Where children were given their codes. A setting with few children heard, or few who were not, is held back, and "
    "so is another one beside it.",
}


def coverage_sentence(found: Coverage, shown: SafeTable, *, wave: bool = False) -> str:
    """ "n of N children", who N is, from which source, and whether a school year, not one wave of it, reaches the fifth."""
    total = found.total
    cell = shown.lines[0].cells[0]
    if total.affected is None:
        return (
            "How many children are affected is not known for this school year and day: `heard cohort show` lists the numbers "
            "there are, `heard cohort import` takes more in."
        )
    measured = (
        f"School year {year_in_words(found.school_year)}. Source of the number affected: {total.source} ({total.as_of}). "
        "Not a random sample."
    )
    if cell.count == SUPPRESSED:
        return f"The number heard is held back: few children were heard, or few were not, and somebody could tell who. {measured}"
    state = "The 20 % line is met." if total.met else "The 20 % line is not met yet."
    if wave:
        state = "The 20 % line is for the whole school year: the coverage page says whether it is met."
    return (
        f"{cell.count} of {total.affected} children known to be affected took part {'in this wave' if wave else 'at least once'}: "
        f"{cell.rate} %. {state} {measured}"
    )


def _counting(found: Coverage) -> str:
    """What is counted, and who is left out of it."""
    told = "Children are counted by their codes, each once in a school year."
    if found.upper_bound == found.total.heard:
        return told
    return (
        f"{told} Those who say, or are not sure, that they used another code, and answers without a code, are left out of "
        "this number."
    )


def _at_most(found: Coverage, total: SafeTable, limits: Profile) -> str:
    """The upper bound in words, of a school year alone: a year less its waves would tell more of other codes than each does."""
    bound = shown_bound(found, total, limits).count
    if bound == SUPPRESSED:
        return "How many were heard at most is held back too."
    whom = "Counted with them" if found.upper_bound > found.total.heard else "No answers are left out, so"
    return f"{whom} at most {bound} children were heard."


def shown_bound(found: Coverage, total: SafeTable, limits: Profile) -> SafeCell:
    """The upper bound as it may be shown: as strictly as the number it bounds, or it would give that away."""
    whole = coverage_table(found, "total", {})
    held = (0,) if total.lines[0].cells[0].count == SUPPRESSED else ()
    line = replace(whole.lines[0], counts=(upper_bound(found, limits),), withheld=held)
    return protect(replace(whole, lines=(line,)), limits).lines[0].cells[0]


def upper_bound(found: Coverage, limits: Profile) -> int:
    """A bound may be loose. Exact, it would tell of one to four children what they answered about other codes."""
    over = found.upper_bound - found.total.heard
    return found.total.heard + max(over, limits.hide_under if over else 0)
