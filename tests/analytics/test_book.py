"""The workbook of a voice summary: read back, cell by cell and chart by chart."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree

import openpyxl
import pytest

from analytics.book import CHARTS, charts_of, report_xlsx
from analytics.disclosure import profile, protect
from analytics.report import Report, Section
from analytics.tables import CountTable, Line
from analytics.voice_summary import voice_summary
from tests.analytics.said_world import Said
from tests.analytics.test_counting import Code, counted, whole
from tests.world import SURVEYS

_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"


def asked(
    counts: tuple[int, ...], labels: tuple[str, ...], *, sensitive: bool = False, title: str = "Safe?"
) -> Section:
    """A question of two to four choices, answered so often."""
    line = Line("q", title, counts, sum(counts))
    columns = tuple(f"c{number}" for number in range(len(counts)))
    table = CountTable("q", title, columns, (line,), "responses that answered this question", column_labels=labels,
                       spread=True, sensitive=sensitive)  # fmt: skip
    return Section(title, (), protect(table, profile("officer")), True)


def report(*sections: Section, synthetic: bool = False) -> Report:
    return Report("Your say", "Wave 1", synthetic, sections)


def parts(data: bytes, folder: str) -> Iterator[ElementTree.Element]:
    book = zipfile.ZipFile(io.BytesIO(data))
    for number in range(1, 1000):
        if (name := f"xl/{folder}{number}.xml") not in book.namelist():
            return
        yield ElementTree.fromstring(book.read(name))


def drawn(chart: ElementTree.Element) -> dict[str, str]:
    """What a reader of the file finds as the bars of a chart: its categories, each with its value."""
    [series] = chart.iter(f"{_C}ser")
    names, values = ([point.text or "" for point in series.iterfind(f"{_C}{kind}//{_C}v")] for kind in ("cat", "val"))
    return dict(zip(names, values, strict=True))


def cells(data: bytes) -> list[list[object]]:
    return [list(row) for row in openpyxl.load_workbook(io.BytesIO(data))[CHARTS].iter_rows(values_only=True)]


def test_each_question_has_a_chart_of_its_percentages() -> None:
    data = report_xlsx(report(asked((30, 10), ("Yes", "No")), asked((8, 24), ("Often", "Never"), title="Fair?")))
    assert [drawn(chart) for chart in parts(data, "charts/chart")] == [
        {"Yes": "75", "No": "25"}, {"Often": "25", "Never": "75"},
    ]  # fmt: skip


def test_a_hidden_number_has_no_bar_and_no_nought_and_the_chart_says_that_it_is_left_out() -> None:
    data = report_xlsx(report(asked((40, 3, 0, 12), ("Yes", "A bit", "No", "Not sure"))))
    [chart] = parts(data, "charts/chart")
    assert drawn(chart) == {"Yes": "72.7", "No": "0"}, "what nobody said is shown to officers, and is a nought"
    words = " ".join(one.text or "" for one in chart.iter(f"{_C}v"))
    assert "2 of 4 left out: held back, or not known" in words
    assert ["A bit", "c"] in [row[:2] for row in cells(data)]
    [formula] = [one.text or "" for one in chart.iterfind(f".//{_C}val//{_C}f")]
    first, last = map(int, re.findall(r"\$B\$(\d+)", formula))
    assert [row[1] for row in cells(data)[first - 1 : last]] == [72.7, 0]


def test_a_number_that_is_only_said_as_over_another_has_no_bar() -> None:
    data = report_xlsx(report(asked((40, 0), ("Yes", "No"), sensitive=True)))
    assert list(parts(data, "charts/chart")) == []
    assert ["Yes", "over 95"] in [row[:2] for row in cells(data)]
    assert any(row[0] == "No chart: held back, or not known" for row in cells(data))


def test_a_chart_draws_no_more_than_is_printed() -> None:
    """In public a count is rounded, and a percentage with more decimals would tell it."""
    line = Line("q", "Q", (13, 18), 31)
    table = CountTable("q", "Q", ("a", "b"), (line,), "who", column_labels=("Yes", "No"), spread=True)
    shown = protect(table, profile("public"))
    data = report_xlsx(report(Section("Q", (), shown, True)))
    [chart] = parts(data, "charts/chart")
    assert drawn(chart) == {"Yes": "42", "No": "58"}


@pytest.mark.parametrize("synthetic", [True, False])
def test_a_chart_has_title_base_words_for_who_does_not_see_it_and_says_made_up_where_it_is(synthetic: bool) -> None:
    data = report_xlsx(report(asked((30, 10), ("Yes", "No")), synthetic=synthetic))
    [chart], [drawing] = parts(data, "charts/chart"), parts(data, "drawings/drawing")
    title = chart.find(f"{_C}chart/{_C}title")
    assert title is not None
    told = "Safe? (made-up data)" if synthetic else "Safe?"
    assert [one.text for one in title.iter(f"{_C}v")] == [told]
    [description] = [one.get("descr") for one in drawing.iter() if one.get("descr")]
    assert description == (
        f"Bar chart. {told}. Yes: 75.0 %; No: 25.0 %. % of 40. Counted: responses that answered this question."
    )
    assert ("Made-up data of a made-up borough" in [row[0] for row in cells(data)]) is synthetic


@pytest.mark.parametrize("hostile", ["=1+1", "Sheet!A1", "=Summary!$A$1", "@SUM(A1)", "<script>", "a\x01b"])
def test_no_word_of_a_chart_is_taken_for_a_formula(hostile: str) -> None:
    data = report_xlsx(report(asked((30, 10), (hostile, "No"), title=hostile)))
    [chart] = parts(data, "charts/chart")
    assert all(re.fullmatch(r"Charts!\$[AB]\$\d+(:\$[AB]\$\d+)?", one.text or "") for one in chart.iter(f"{_C}f"))
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    assert list(chart.iter(f"{_A}t")) == [], "every word of it is read from a cell of text"


def test_every_chart_of_a_page_is_in_the_workbook_and_of_the_children_heard_too() -> None:
    survey = SURVEYS["pupil-voice"]
    said = [Said({"trusted-adult": "yes", "who-is-with-you": "alone", "fair": "often"})] * 30
    whole_summary = voice_summary(
        survey, "W", said, counted([Code()] * 30, [whole(100)]), {}, profile("officer"), synthetic=True
    )
    titles = [chart.title.removesuffix(" (made-up data)") for chart in charts_of(whole_summary)]
    assert titles[0] == "Coverage"
    assert {one.heading for one in whole_summary.sections if one.chart} == set(titles)
    assert len(list(parts(report_xlsx(whole_summary), "charts/chart"))) == sum(
        1 for chart in charts_of(whole_summary) if chart.bars
    )


def test_a_bar_over_a_hundred_per_cent_fits_its_chart() -> None:
    line = Line("total", "All children", (120,), 100)
    table = CountTable("coverage-total", "Children heard", ("heard",), (line,), "children")
    data = report_xlsx(report(Section("Coverage", (), protect(table, profile("officer")), True)))
    [chart] = parts(data, "charts/chart")
    [most] = [float(one.get("val") or 0) for one in chart.iter(f"{_C}max")]
    assert (drawn(chart), most) == ({"All children": "120"}, 120)
