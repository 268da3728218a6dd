"""A report of `SafeTable`s -> HTML, CSV; as a workbook in `analytics.book`. Accepts nothing else; the same input gives the
same bytes."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from analytics.disclosure import SYMBOLS, SafeTable
from analytics.report import Report

_environment = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True, undefined=StrictUndefined,
    trim_blocks=True, lstrip_blocks=True,
)  # fmt: skip

MADE_UP = "Made-up data of a made-up borough"
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def checked(table: SafeTable) -> SafeTable:
    """The table itself. Raises `TypeError` for counts that did not pass the rules."""
    if not isinstance(table, SafeTable):
        raise TypeError("only a SafeTable may be rendered; protect the counts first")
    return table


def table_html(table: SafeTable, *, chart: bool = False) -> Markup:
    """A table with, above it, its bars: the words are text, the bars stretch to any screen, the table says all of it again."""
    values = {"table": checked(table), "chart": chart, "symbols": SYMBOLS, "zip": zip}
    return Markup(_environment.get_template("table.html").render(**values))  # noqa: S704  # made by an escaping template


def report_html(report: Report) -> str:
    """A page that stands alone, for saving and printing: no script, no address anywhere else."""
    style = (Path(__file__).parent / "templates" / "report.css").read_text("utf-8")
    return _environment.get_template("report.html").render(report=report, table_html=table_html, style=Markup(style))  # noqa: S704  # our own file


def safe_cell(text: str) -> str:
    """Text that no spreadsheet takes for a formula: the one place where that rule lives (reliability row 24)."""
    clean = text.replace("\x00", "")
    return f"'{clean}" if clean.lstrip(" ").startswith(_DANGEROUS) or clean.startswith(_DANGEROUS) else clean


def rows_of(report: Report) -> list[list[str]]:
    """Every table as rows: section, line, column, count, percentage, base, who the base is; below them the notes, which say
    whose numbers these are and what the symbols mean, as the page does."""
    rows = [["section", "line", "column", "count", "percentage", "base", "who", "profile"]]
    for section in report.sections:
        if section.table is None:
            continue
        table = checked(section.table)
        for line in table.lines:
            for label, cell in zip(table.column_labels, line.cells, strict=True):
                rows.append(
                    [section.heading, line.label, label, cell.count, cell.rate, line.base, table.who, table.profile]
                )
    return rows + [[*note, *[""] * (len(rows[0]) - len(note))] for note in _notes(report)]


def _notes(report: Report) -> list[tuple[str, ...]]:
    notes = [("note", "title", f"{report.title}, {report.subtitle}")]
    notes += [("note", one.heading, sentence) for one in report.sections for sentence in one.sentences]
    notes += [("note", symbol, meaning) for symbol, meaning in SYMBOLS.items() if symbol in _shown(report)]
    return [*notes, ("synthetic", MADE_UP)] if report.synthetic else list(notes)


def _shown(report: Report) -> set[str]:
    lines = [line for section in report.sections if section.table for line in section.table.lines]
    return {line.base for line in lines} | {said for line in lines for c in line.cells for said in (c.count, c.rate)}


def report_csv(report: Report) -> bytes:
    """RFC 4180, UTF-8 with a byte order mark so that spreadsheets read it."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    for row in rows_of(report):
        writer.writerow([safe_cell(cell) for cell in row])
    return b"\xef\xbb\xbf" + out.getvalue().encode()
