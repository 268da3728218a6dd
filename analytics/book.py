"""A report of `SafeTable`s -> XLSX: its rows, and a chart for each table, drawn from what the table shows. Nothing else."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from analytics.disclosure import SafeCell, SafeTable
from analytics.rendering import MADE_UP, checked, rows_of, safe_cell
from analytics.report import Report, Section

CHARTS = "Charts"
_TALL, _ROW = 14, 20
"""Rows that a chart takes at least, and how high a row is, in pixels."""


@dataclass(frozen=True)
class Chart:
    """What one chart draws: `bars` are printed percentages; what has no figure to draw stands in `left_out` with its symbol."""

    title: str
    base: str
    bars: tuple[tuple[str, str], ...]
    left_out: tuple[tuple[str, str], ...]

    @property
    def axis(self) -> str:
        """What a bar is a percentage of, and how many have none: said inside the chart, which people copy out."""
        every = len(self.bars) + len(self.left_out)
        lacking = f". {len(self.left_out)} of {every} left out: held back, or not known" if self.left_out else ""
        return f"% of {self.base}{lacking}"

    @property
    def told(self) -> str:
        """The chart in words, for whoever does not see it."""
        drawn = "; ".join(f"{label}: {rate} %" for label, rate in self.bars)
        return f"Bar chart. {self.title}. {drawn}. {self.axis}."


def report_xlsx(report: Report) -> bytes:
    """A workbook of text, and of the percentages that its charts draw; nothing in it can be a formula or a link."""
    import xlsxwriter

    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(out, options)
    book.set_properties({"title": report.title, "created": datetime(2026, 1, 1)})  # noqa: DTZ001  # fixed, so that bytes repeat
    sheet, bold = book.add_worksheet("Summary"), book.add_format({"bold": True})
    sheet.write_string(0, 0, safe_cell(f"{report.title}, {report.subtitle}"), bold)
    for number, row in enumerate(rows_of(report), 2):
        for column, cell in enumerate(row):
            sheet.write_string(number, column, safe_cell(cell), bold if number == 2 else None)
    sheet.set_column(0, 7, 22)
    sheet.freeze_panes(3, 0)
    _draw(book, report, bold)
    book.close()
    return out.getvalue()


def charts_of(report: Report) -> Iterator[Chart]:
    """A chart for each line of a table with several columns, and one for a table whose only column its lines compare."""
    for section in report.sections:
        if section.table is not None and section.chart:
            yield from _charts(report, section, checked(section.table))


def _charts(report: Report, section: Section, table: SafeTable) -> Iterator[Chart]:
    made_up = " (made-up data)" if report.synthetic else ""
    if len(table.columns) == 1:
        base = f"children known to be affected. Counted: {table.who}"
        yield _chart(section.heading + made_up, base, [(line.label, line.cells[0]) for line in table.lines])
        return
    for line in table.lines:
        title = f"{section.heading}: {line.label}" if len(table.lines) > 1 else section.heading
        cells = list(zip(table.column_labels, line.cells, strict=True))
        yield _chart(title + made_up, f"{line.base}. Counted: {table.who}", cells)


def _chart(title: str, base: str, cells: list[tuple[str, SafeCell]]) -> Chart:
    drawn, left_out = (
        tuple((_words(label), cell.rate) for label, cell in cells if _is_drawn(cell) is wanted)
        for wanted in (True, False)
    )
    return Chart(_words(title), _words(base), drawn, left_out)


def _words(text: str) -> str:
    """Without letters that nobody sees, which are no XML: a cell escapes them, a chart does not."""
    return "".join(letter for letter in " ".join(text.split()) if letter.isprintable())


def _is_drawn(cell: SafeCell) -> bool:
    """A number that is hidden, or only said as over or under another, has no bar: nought would be a lie, and its own length
    would tell it."""
    return cell.value is not None and cell.share is not None


def _draw(book: Any, report: Report, bold: Any) -> None:
    sheet, row = book.add_worksheet(CHARTS), 3
    sheet.write_string(0, 0, safe_cell(f"{report.title}, {report.subtitle}"), bold)
    sheet.write_string(1, 0, MADE_UP if report.synthetic else "")
    sheet.set_column(0, 0, 70)
    sheet.fit_to_pages(1, 0)
    for chart in charts_of(report):
        row = _block(book, sheet, row, chart, bold)


def _block(book: Any, sheet: Any, row: int, chart: Chart, bold: Any) -> int:
    """The figures of one chart with the chart beside them; gives the row where the next may begin. All words of a chart are
    read from cells, because a title that is given as text can be taken for a formula."""
    sheet.write_string(row, 0, safe_cell(chart.title), bold)
    sheet.write_string(row + 1, 0, safe_cell(chart.axis if chart.bars else "No chart: held back, or not known"))
    first = row + 2
    for number, (label, rate) in enumerate(chart.bars + chart.left_out, first):
        sheet.write_string(number, 0, safe_cell(label))
        if number < first + len(chart.bars):
            sheet.write_number(number, 1, float(rate), book.add_format({"num_format": _format(rate)}))
        else:
            sheet.write_string(number, 1, safe_cell(rate), book.add_format({"align": "right"}))
    below = first + len(chart.bars) + len(chart.left_out) + 1
    if not chart.bars:
        return below
    high = max(_TALL, len(chart.bars) + 6)
    options = {"description": chart.told, "object_position": 2}
    sheet.insert_chart(row, 3, _bars(book, row, len(chart.bars), _full(chart), high), options)
    return max(below, row + high + 1)


def _bars(book: Any, row: int, many: int, full: float, high: int) -> Any:
    drawn, first, last = book.add_chart({"type": "bar"}), row + 2, row + 1 + many
    drawn.add_series({
        "name": [CHARTS, row, 0], "categories": [CHARTS, first, 0, last, 0], "values": [CHARTS, first, 1, last, 1],
        "data_labels": {"value": True}, "fill": {"color": "#1d70b8"}, "gap": 60,
    })  # fmt: skip
    drawn.set_title({"name": [CHARTS, row, 0], "name_font": {"size": 11}})
    drawn.set_y_axis({"reverse": True, "crossing": "max"})  # the first line on top, as in the table
    drawn.set_x_axis({"name": [CHARTS, row + 1, 0], "min": 0, "max": full, "name_font": {"size": 9, "bold": False}})
    drawn.set_legend({"none": True})
    drawn.set_size({"width": 640, "height": _ROW * high})
    return drawn


def _full(chart: Chart) -> float:
    """A full bar is 100 %, unless more were heard than are known to be affected."""
    return max(100.0, *(float(rate) for _, rate in chart.bars))


def _format(rate: str) -> str:
    """As it is printed: with the decimals that its profile allows."""
    return "0." + "0" * len(rate.partition(".")[2]) if "." in rate else "0"
