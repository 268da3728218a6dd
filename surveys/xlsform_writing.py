"""A survey as an XLSForm workbook that other tools can ask, and that `read_workbook` reads back to an equal definition."""

from __future__ import annotations

import io
from collections.abc import Collection, Iterator, Mapping, Sequence

from surveys.model import Question, Survey
from surveys.xlsform_columns import (
    DOMAINS,
    EMOJI,
    FORM_TITLE,
    MEDIA,
    QUESTION,
    SETTINGS,
    SETTINGS_WORDS,
    WORDS,
    cell,
    own,
    safe_name,
    word_cells,
)
from surveys.xlsform_conditions import write_condition, write_limits

Cells = Mapping[str, str]
_PICKS = {"single": "select_one", "scale": "select_one", "agreement": "select_one", "multiple": "select_multiple"}


def workbook_of(survey: Survey) -> bytes:
    """The survey as a workbook: every cell text, so that none can be a formula. Nothing is put on a disk on the way."""
    import xlsxwriter

    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(out, options)
    several = {one.id for one in survey.questions if one.type == "multiple"}
    sheets = {"survey": [_question(one, several) for one in survey.questions], "choices": list(_choices(survey)),
              "settings": [_settings(survey)]}  # fmt: skip
    if survey.domains:
        sheets[DOMAINS] = [{"name": name, **word_cells("label", text)} for name, text in survey.domains.items()]
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for number, line in enumerate(_lines(rows, _FIRST.get(name, ()))):
            for column, text in enumerate(line):
                sheet.write_string(number, column, text)
    book.close()
    return out.getvalue()


_FIRST = {"survey": ("type", "name", "label"), "choices": ("list_name", "name", "label")}
"""Columns that a sheet has even when no row says anything."""


def _lines(rows: Sequence[Cells], first: Sequence[str]) -> Iterator[list[str]]:
    """The heading, with the columns that any row uses, and the rows below it."""
    heads = list(dict.fromkeys([*first, *(head for row in rows for head, text in row.items() if text)]))
    yield heads
    yield from ([row.get(head, "") for head in heads] for row in rows)


def _question(question: Question, several: Collection[str]) -> Cells:
    kind = _PICKS.get(question.type, question.type)
    if question.type == "number":
        kind = "decimal" if question.halves else "integer"
    by_name = {own(field): cell(getattr(question, field)) for field in QUESTION}
    return {
        "type": f"{kind} {safe_name(question.id)}" if question.type in _PICKS else kind,
        "name": safe_name(question.id),
        **{head: text for field, column in WORDS.items() for head, text in word_cells(column, getattr(question, field)).items()},
        "relevant": write_condition(question.show_if, several) if question.show_if else "",
        "constraint": write_limits(question.minimum, question.maximum),
        **{column: getattr(question.media, slot) for slot, column in MEDIA.items()},
        **by_name,
        own("type"): question.type if question.type in ("scale", "agreement") else "",
        own("part"): cell(question.part) if question.part != 1 else "",
    }  # fmt: skip


def _choices(survey: Survey) -> Iterator[Cells]:
    for question in survey.questions:
        for choice in question.choices:
            words = word_cells("label", choice.text)
            yield {"list_name": safe_name(question.id), "name": choice.id, **words, EMOJI: choice.emoji}


def _settings(survey: Survey) -> Cells:
    """`clean_text_values`: blanks in words stay as they are."""
    words = [word_cells(column, getattr(survey, name)) for name, column in SETTINGS_WORDS.items()]
    return {
        "form_id": survey.id, FORM_TITLE: survey.title["en"], "version": str(survey.version), "clean_text_values": "no",
        **{name: cell(getattr(survey, name)) for name in SETTINGS},
        **{head: text for one in words for head, text in one.items() if head != SETTINGS_WORDS["title"]},
    }  # fmt: skip
