"""The voice summary of a wave: coverage first, then what was said, as these limits allow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from analytics.coverage import Coverage
from analytics.disclosure import SUPPRESSED, Profile, protect
from analytics.report import Report, Section, coverage_sections
from analytics.said import Frame, SentResponse, domain_table, helped_table, mean_and_spread, question_table, said
from surveys.model import Question, Survey, say

TRUSTED_ADULT = ("trusted-adult", ("yes",))
"""The standing headline question of every wave (seed 2.45)."""


def voice_summary(
    survey: Survey, wave_name: str, responses: Sequence[SentResponse], found: Coverage, names: Mapping[str, str],
    limits: Profile, *, synthetic: bool,
) -> Report:  # fmt: skip
    """Everything a wave said, as these limits allow. Fewer mixed responses than the threshold say nothing at all."""
    frame = said(responses)
    sections = [
        *coverage_sections(found, names, limits),
        _headline(survey, frame, limits),
        Section("Alone or with somebody", (), protect(helped_table(frame), limits), True),
    ]
    sections += [_question(survey, question, frame, limits) for question in survey.questions if question.choices]
    if survey.domains:
        table = protect(domain_table(survey, frame), limits)
        sections.append(
            Section("By domain", ("Each line adds the answers to the statements of one domain.",), table, True)
        )
    sections.append(_method(limits))
    return Report(say(survey.title, "en"), wave_name, synthetic, tuple(s for s in sections if s is not None))


def _headline(survey: Survey, frame: Frame, limits: Profile) -> Section | None:
    question = survey.question(TRUSTED_ADULT[0])
    if question is None:
        return None
    table = protect(question_table(survey, question, frame), limits)
    place = list(table.columns).index(TRUSTED_ADULT[1][0])
    cell, base = table.lines[0].cells[place], table.lines[0].base
    words = "Too few answers to say." if cell.rate == SUPPRESSED else f"{cell.rate} % of {base} who answered said yes."
    return Section("An adult they trust", (f"Have a grown-up they trust where they learn: {words}",))


def _question(survey: Survey, question: Question, frame: Frame, limits: Profile) -> Section:
    table = protect(question_table(survey, question, frame), limits)
    sentences = (
        [f"Answers: {table.lines[0].base}."] if table.lines[0].base != SUPPRESSED else ["Too few answers to show."]
    )
    if all(choice.id.isdigit() for choice in question.choices) and table.lines[0].base != SUPPRESSED:
        n, mean, spread = mean_and_spread(question, frame)
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
