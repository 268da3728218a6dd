"""The voice summary of a wave: an ordered list of sentences and `SafeTable`s. Coverage first, then what was said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analytics.coverage import Coverage, coverage_table
from analytics.disclosure import SUPPRESSED, Profile, SafeTable, protect
from analytics.tables import SentResponse, domain_table, helped_table, mean_and_spread, question_table
from surveys.model import Survey, say

TRUSTED_ADULT = ("trusted-adult", ("yes",))
"""The standing headline question of every wave (seed 2.45)."""


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


def voice_summary(
    survey: Survey, wave_name: str, responses: Sequence[SentResponse], found: Coverage, names: Mapping[str, str],
    limits: Profile, *, synthetic: bool,
) -> Report:  # fmt: skip
    """Everything a wave said, as these limits allow. Fewer mixed responses than the threshold say nothing at all."""
    sections = [
        *coverage_sections(found, names, limits),
        _headline(survey, responses, limits),
        _helped(responses, limits),
    ]
    sections += [_question(survey, q.id, responses, limits) for q in survey.questions if q.choices]
    if survey.domains:
        table = protect(domain_table(survey, responses), limits)
        sections.append(
            Section("By domain", ("Each line adds the answers to the statements of one domain.",), table, True)
        )
    sections.append(_method(limits))
    return Report(say(survey.title, "en"), wave_name, synthetic, tuple(s for s in sections if s is not None))


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


def _headline(survey: Survey, responses: Sequence[SentResponse], limits: Profile) -> Section | None:
    question = survey.question(TRUSTED_ADULT[0])
    if question is None:
        return None
    table = protect(question_table(survey, question, responses), limits)
    place = list(table.columns).index(TRUSTED_ADULT[1][0])
    cell, base = table.lines[0].cells[place], table.lines[0].base
    words = "Too few answers to say." if cell.rate == SUPPRESSED else f"{cell.rate} % of {base} who answered said yes."
    return Section("An adult they trust", (f"Have a grown-up they trust where they learn: {words}",))


def _helped(responses: Sequence[SentResponse], limits: Profile) -> Section:
    return Section("Alone or with somebody", (), protect(helped_table(responses), limits), True)


def _question(survey: Survey, id_: str, responses: Sequence[SentResponse], limits: Profile) -> Section:
    question = survey.question(id_)
    assert question is not None
    table = protect(question_table(survey, question, responses), limits)
    sentences = (
        [f"Answers: {table.lines[0].base}."] if table.lines[0].base != SUPPRESSED else ["Too few answers to show."]
    )
    if all(choice.id.isdigit() for choice in question.choices) and table.lines[0].base != SUPPRESSED:
        n, mean, spread = mean_and_spread(question, responses)
        sentences.append(f"Mean {mean:.1f} of 5, n {n}, spread {spread:.1f}." if n >= limits.percentage_base else "")
    return Section(say(question.text, "en"), tuple(s for s in sentences if s), table, True)


def _method(limits: Profile) -> Section:
    return Section(
        "How to read this",
        (
            f"Numbers under {limits.hide_under} are held back and shown as c; another number beside them may be held back too, "
            "so that nobody can work them out.",
            "Everybody could skip every question, so each question has its own base. This is not a random sample.",
            "These tables passed the threshold and the remainder check. They have not been checked together with earlier "
            "releases: do not publish two of them side by side.",
        ),
    )
