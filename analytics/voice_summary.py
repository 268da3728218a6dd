"""The voice summary of a wave: coverage first, then what was said, as these limits allow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from analytics.coverage import Coverage
from analytics.disclosure import SUPPRESSED, Profile, SafeTable, protect
from analytics.report import Report, Section, coverage_sections
from analytics.said import Frame, SentResponse, domain_table, helped_table, mean_and_spread, question_table, said
from surveys.model import Question, Survey, say

TRUSTED_ADULT, TRUSTED = "trusted-adult", "yes"
"""The standing headline question of every wave, and the answer that is told of it (seed 2.45)."""


def voice_summary(
    survey: Survey, wave_name: str, responses: Sequence[SentResponse], found: Coverage | None,
    names: Mapping[str, str], limits: Profile, *, synthetic: bool,
) -> Report:  # fmt: skip
    """Everything a wave said, as these limits allow. Fewer mixed responses than the threshold say nothing at all.

    `found` is None where people came by an open link: they are counted apart.
    """
    frame = said(responses)
    tables = {q.id: protect(question_table(survey, q, frame), limits) for q in survey.questions if q.choices}
    sections = [
        *(coverage_sections(found, names, limits, wave=True) if found else [_BY_LINK]),
        _headline(tables),
        Section("Alone or with somebody", (), protect(helped_table(frame), limits), True),
    ]
    sections += [_question(q, tables[q.id], frame, limits) for q in survey.questions if q.choices]
    if survey.domains:
        sections.append(Section("By domain", _DOMAINS, _domains(survey, tables, frame, limits), True))
    sections.append(_method(limits))
    return Report(say(survey.title, "en"), wave_name, synthetic, tuple(s for s in sections if s is not None))


_BY_LINK = Section(
    "Who answered",
    ("These answers came by an open link. They are counted apart, and are no part of the 20 % of children.",),
)
_DOMAINS = (
    "Each line adds the answers to the statements of one domain.",
    "What one of its statements holds back is held back here too, or the sum would give it away.",
)


def _headline(tables: Mapping[str, SafeTable]) -> Section | None:
    table = tables.get(TRUSTED_ADULT)
    if table is None:
        return None
    place = table.columns.index(TRUSTED)
    cell, base = table.lines[0].cells[place], table.lines[0].base
    words = f"{cell.rate} % of {base} who answered said yes."
    if cell.rate == SUPPRESSED:
        beside = cell.count == SUPPRESSED and base != SUPPRESSED
        words = "held back, or a small number could be worked out." if beside else "Too few answers to say."
    return Section("An adult they trust", (f"Have a grown-up they trust where they learn: {words}",))


def _question(question: Question, table: SafeTable, frame: Frame, limits: Profile) -> Section:
    line = table.lines[0]
    sentences = [f"Answers: {line.base}." if line.base != SUPPRESSED else "Too few answers to show."]
    if question.type == "multiple":
        sentences.append("More than one could be picked, so these may add to more than everybody.")
    if all(choice.id.isdigit() for choice in question.choices) and line.base != SUPPRESSED:
        n, mean, spread = mean_and_spread(question, frame)
        if any(cell.count == SUPPRESSED for cell in line.cells):
            sentences.append("The mean is held back: beside the numbers shown it would give a hidden one away.")
        elif n >= limits.percentage_base:
            sentences.append(f"Mean {mean:.1f} of 5, n {line.base}, spread {spread:.1f}.")
    return Section(say(question.text, "en"), tuple(sentences), table, True)


def _domains(survey: Survey, tables: Mapping[str, SafeTable], frame: Frame, limits: Profile) -> SafeTable:
    """The domains, each telling nothing that its statements do not tell: so no sum of theirs gives a hidden number away."""
    counted, lines = domain_table(survey, frame), []
    for line in counted.lines:
        parts = [tables[q.id].lines[0] for q in survey.questions if q.domain == line.id]
        back = (
            place
            for place in range(len(line.counts))
            if any(part.base == SUPPRESSED or part.cells[place].count == SUPPRESSED for part in parts)
        )
        lines.append(replace(line, withheld=tuple(back)))
    return protect(replace(counted, lines=tuple(lines)), limits)


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
