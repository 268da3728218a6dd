"""Coverage and disclosure: the numbers of the issue, an attacking solver, and artefacts read back."""

from __future__ import annotations

import csv
import io
import random
import re
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from analytics.book import report_xlsx
from analytics.coverage import coverage, coverage_table
from analytics.coverage_rate import printed_rate
from analytics.denominators import Row, read_denominators
from analytics.disclosure import SafeTable, profile, protect, stricter
from analytics.rendering import report_csv, report_html, safe_cell, table_html
from analytics.report import Report, Section
from analytics.sheet_faults import SheetFault
from analytics.tables import CountTable, Line
from analytics.voice_summary import voice_summary
from tests.analytics.said_world import Said
from tests.world import SURVEYS

OFFICER, PUBLIC = profile("officer"), profile("public")


@dataclass(frozen=True)
class Code:
    setting: str = "s1"
    area: str = "north"
    cohorts: tuple[str, ...] = ("excluded",)
    other_code: bool = False


counted = partial(coverage, school_year=2026)


def whole(children: int, as_of: date = date(2026, 10, 1), cohort: str = "*") -> Row:
    return Row("*", cohort, children, date(2026, 9, 1), date(2027, 8, 31), "ever", "in", as_of, "census")


@pytest.mark.parametrize(
    ("heard", "affected", "rate", "met"),
    [(199, 1000, "19.9", False), (200, 1000, "20.0", True), (1999, 10_000, "19.9", False), (2000, 10_000, "20.0", True), (69, 80, "86.3", True), (0, 9, "0.0", False)],
)  # fmt: skip
def test_the_line_is_met_in_whole_numbers_and_never_crossed_by_rounding(
    heard: int, affected: int, rate: str, met: bool
) -> None:
    found = counted([Code()] * heard, [whole(affected)])
    assert (found.total.met, printed_rate(heard, affected)) == (met, rate)


def test_a_child_in_two_cohorts_counts_in_both_and_once_in_the_total() -> None:
    found = counted(
        [Code(cohorts=("excluded", "moving-often"))] * 7,
        [whole(100), whole(50, cohort="excluded"), whole(40, cohort="moving-often")],
    )
    assert found.total.heard == 7
    assert {one.name: one.heard for one in found.cohorts} == {"excluded": 7, "moving-often": 7}


def test_who_used_another_code_counts_in_the_upper_bound_alone() -> None:
    found = counted([Code(), Code(other_code=True)], [whole(10)], without_code=3)
    assert (found.total.heard, found.upper_bound) == (1, 5)


def test_a_corrected_denominator_is_dated_and_the_old_figure_comes_again() -> None:
    rows = [whole(1000, date(2026, 10, 1)), whole(1100, date(2026, 11, 1))]
    assert counted([Code()] * 200, rows).total.affected == 1100
    old = counted([Code()] * 200, rows, as_of=date(2026, 10, 31))
    assert (old.total.affected, old.total.met, old.as_of) == (1000, True, date(2026, 10, 1))


def test_a_denominator_counts_only_for_the_school_year_its_period_meets() -> None:
    """Next year's file, taken in before this year ends, once made this year's whole 7,777 children."""
    ahead = [whole(7777, date(2026, 11, 28)), whole(70, date(2026, 11, 28), "excluded")]
    ahead = [replace(row, period_from=date(2027, 9, 1), period_to=date(2028, 8, 31)) for row in ahead]
    rows = [whole(1000), *ahead]
    found = coverage([], rows, school_year=2026)
    assert (found.total.affected, found.cohorts) == (1000, ())
    assert [coverage([], rows, school_year=year).total.affected for year in (2025, 2027, 2028)] == [None, 7777, None]


def test_an_area_has_its_own_denominator_and_is_no_setting() -> None:
    codes = [Code()] * 30 + [Code("s2", "south")] * 6
    found = counted(codes, [whole(500), replace(whole(100), setting="area:north"), replace(whole(90), setting="s1")])
    assert [(one.name, one.heard, one.affected) for one in found.areas] == [("north", 30, 100), ("south", 6, None)]
    assert [one.name for one in found.settings] == ["s1", "s2"]
    [north, south] = protect(coverage_table(found, "areas", {}), OFFICER).lines
    assert (north.cells[0].rate, south.cells[0].rate) == ("30.0", "x")


def test_a_chart_says_its_line_and_its_scale_and_holds_no_width_of_a_hidden_number() -> None:
    codes = [Code()] * 30 + [Code("s2")] * 2 + [Code("s3")] * 50
    rows = [whole(500), *(replace(whole(100), setting=name) for name in ("s1", "s2", "s3"))]
    html = table_html(protect(coverage_table(counted(codes, rows), "settings", {}), OFFICER), chart=True)
    assert "The red line marks 20 %. A full bar is 100 %." in html
    assert html.count('class="target"') == 3
    assert html.count('class="bar"') == 1, "s1 is hidden with s2, so that the whole does not give s2 away"


def test_no_bar_is_finer_than_what_is_printed() -> None:
    """In public 13 of 31 is 15, and a bar of 41.94 % told that it is 13."""
    pages = []
    for counts in ((13, 18), (21, 29)):
        line = Line("q", "Q", counts, sum(counts))
        table = CountTable("q", "Q", ("yes", "no"), (line,), "who", spread=True)
        pages.append(re.findall(r'class="bar" width="([\d.]+)"', table_html(protect(table, PUBLIC), chart=True)))
    assert pages == [["42.0", "58.0"], ["42.0", "58.0"]]


HEADER = "setting,cohort,children,period_from,period_to,basis,resident,as_of,source\n"
GOOD = "*,*,1000,2026-09-01,2027-08-31,ever,in,2026-10-01,census\n"


def read(text: str | bytes) -> list[Row]:
    data = text if isinstance(text, bytes) else text.encode()
    return read_denominators(data, ["s1"], ["excluded", "moving-often"], date(2026, 11, 28))


def test_a_good_file_is_read_with_a_byte_order_mark_semicolons_and_windows_lines() -> None:
    assert read(HEADER + GOOD)[0].children == 1000
    excel = b"\xef\xbb\xbf" + (HEADER + GOOD).replace(",", ";").replace("\n", "\r\n").encode()
    assert read(excel)[0].children == 1000


def test_empty_columns_at_the_end_and_tabs_are_read_as_a_spreadsheet_leaves_them() -> None:
    assert read((HEADER + GOOD).replace("\n", ",,\n"))[0].source == "census"
    assert read((HEADER + GOOD).replace(",", "\t"))[0].children == 1000


def test_a_missing_row_is_told_beside_the_faults_of_the_others_and_a_faulty_one_is_not_missing() -> None:
    with pytest.raises(SheetFault) as caught:
        read(HEADER + GOOD.replace("*,*,1000", "s1,excluded,x") + GOOD.replace("ever", "on-date"))
    told = "\n".join(caught.value.faults)
    assert "row 2, column children" in told
    assert "row *,* with basis ever" in told
    assert "row *,excluded with basis ever" in told
    with pytest.raises(SheetFault) as caught:
        read(HEADER + GOOD.replace("1000", "x"))
    assert len(caught.value.faults) == 1


BAD = [
    (HEADER, "*,* with basis ever"),
    (HEADER + GOOD.replace("1000", "1,000"), "row 2"),
    (HEADER + GOOD.replace("1000", '"1,000"'), "row 2, column children"),
    (HEADER + GOOD.replace("1000", "-5"), "row 2, column children"),
    (HEADER + GOOD.replace("1000", "12.5"), "row 2, column children"),
    (HEADER + GOOD.replace("1000", "=1+1"), "row 2, column children"),
    (HEADER + GOOD.replace("1000", "99999999"), "row 2, column children: 99999999 is more than 5000000"),
    (HEADER + GOOD.replace("2026-10-01", "1926-10-01"), "row 2, column as_of: 1926-10-01 lies before 2000"),
    (HEADER + GOOD.replace("ever", "always"), "row 2, column basis"),
    (HEADER + GOOD.replace(",in,", ",both,"), "row 2, column resident"),
    (HEADER + GOOD.replace("2026-10-01", "1.10.2026"), "row 2, column as_of"),
    (HEADER + GOOD.replace("2026-10-01", "2026-02-31"), "row 2, column as_of"),
    (HEADER + GOOD.replace("2026-10-01", "2026-11-29"), "row 2, column as_of: 2026-11-29 lies ahead"),
    (HEADER + GOOD.replace("2027-08-31", "2025-08-31"), "row 2, column period_to"),
    (HEADER + GOOD.replace("census", ""), "row 2, column source"),
    (HEADER + GOOD + GOOD.replace("*,*", "ghost,*"), "row 3, column setting"),
    (HEADER + GOOD + GOOD.replace("*,*", "*,ghost"), "row 3, column cohort"),
    (HEADER + GOOD + GOOD.replace("*,*", "s1,excluded"), "*,excluded with basis ever"),
    (HEADER + GOOD + GOOD, "row 3, columns setting and cohort: says the same as row 2"),
    (HEADER + "\n" + GOOD + "\n\n" + GOOD.replace("1000", "-3"), "row 6, column children"),
    ("\n\n" + HEADER.replace("source", "sauce") + GOOD, "row 3: the column source is missing"),
    (HEADER + GOOD.replace("1000", "0"), "row 2, column children: the target needs"),
    (HEADER + "*,*,5\n", "row 2, column period_from"),
    (HEADER + GOOD.replace("census", "census,,note"), "row 2, column 10"),
    ("Affected children\n" + HEADER + GOOD, "row 1: names none of the columns"),
    (b"PK\x03\x04 and more", "is a damaged workbook"),
    (b"\xd0\xcf\x11\xe0 and more", "a workbook of an old kind, or has a password"),
    (HEADER + GOOD.replace("2027-08-31", "2207-08-31"), "row 2, column period_to: 2207-08-31 lies more than 10 years"),
    (HEADER + GOOD.replace("1000", "9" * 25), "row 2, column children: 99999999999999999999 is more than 5000000"),
    (HEADER + GOOD.replace("1000", "#REF!"), "row 2, column children: holds a formula, or the error of one"),
    (HEADER.encode() + b"caf\xe9", "row 2: the file is not UTF-8"),
    (HEADER + GOOD + GOOD.replace("*,*,1000", "*,excluded,1001"), "larger than the whole"),
    (HEADER.replace("source", "sauce") + GOOD, "column source is missing"),
    (HEADER.replace("source", "setting") + GOOD, "stands twice"),
    ("", "empty"),
    (b"\xff\xfe\x00", "UTF-8"),
    ("a\x00b", "NUL"),
    (HEADER + '"unclosed', "not CSV"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "told"), BAD, ids=[told for _, told in BAD])
def test_a_file_with_a_fault_takes_nothing_in_and_names_row_and_column(text: str | bytes, told: str) -> None:
    with pytest.raises(SheetFault) as caught:
        read(text)
    assert any(told in fault for fault in caught.value.faults), caught.value.faults


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(data: bytes) -> None:
    with pytest.raises(SheetFault):
        read(data)


def test_only_protect_makes_a_safe_table() -> None:
    table = coverage_table(counted([Code()] * 9, [whole(100)]), "total", {})
    with pytest.raises(TypeError, match="protect"):
        SafeTable(object(), table, (), "", "officer")
    with pytest.raises(TypeError, match="SafeTable"):
        table_html(table)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="stricter"):
        stricter(OFFICER, hide_under=4)
    assert stricter(OFFICER, hide_under=8).hide_under == 8


def random_table(chance: random.Random, lines: int, columns: int) -> CountTable:
    rows = []
    for n in range(lines):
        counts = tuple(chance.choice([0, 1, 2, 3, 4, 6, 9, 15, 40]) for _ in range(columns))
        rows.append(Line(f"l{n}", f"Line {n}", counts, sum(counts)))
    return CountTable("t", "T", tuple(f"c{n}" for n in range(columns)), tuple(rows), "who", exclusive=True, spread=True)


def ranges(table: CountTable, safe: SafeTable) -> list[tuple[float, float]]:
    """What a solver can say of each hidden count of a shown line, knowing shown counts, shown bases and shown column sums."""
    lines, columns = len(table.lines), len(table.columns)
    size, equal, right = lines * columns, [], []
    hidden_bases = [line.base == "c" for line in safe.lines]

    def know(cells: list[int], total: float) -> None:
        row = np.zeros(size)
        row[cells] = 1
        equal.append(row)
        right.append(total)

    for i, line in enumerate(safe.lines):
        for j, cell in enumerate(line.cells):
            if cell.value is not None:
                know([i * columns + j], cell.value)
        if not hidden_bases[i]:
            know([i * columns + j for j in range(columns)], table.lines[i].base or 0)
    for j in range(columns):
        know([i * columns + j for i in range(lines)], sum(line.counts[j] for line in table.lines))
    know(list(range(size)), sum(line.base or 0 for line in table.lines))
    found = []
    for i, line in enumerate(safe.lines):
        for j, cell in enumerate(line.cells):
            if cell.value is None:
                goal = np.zeros(size)
                goal[i * columns + j] = 1
                low = linprog(goal, A_eq=np.array(equal), b_eq=right, bounds=(0, None)).fun
                high = -linprog(-goal, A_eq=np.array(equal), b_eq=right, bounds=(0, None)).fun
                found.append(
                    (low, high) if table.lines[i].counts[j] else (0, 9)
                )  # that nobody said a thing is shown to officers
    return found


def attack(count: int, seed: int) -> tuple[int, int]:
    """How many hidden counts a solver finds exactly, of how many, though row, column and grand totals are known."""
    chance, exact, hidden = random.Random(seed), 0, 0
    for _ in range(count):
        table = random_table(chance, chance.randrange(2, 6), chance.randrange(2, 5))
        for low, high in ranges(table, protect(table, OFFICER)):
            hidden += 1
            exact += high - low < 0.5
    return exact, hidden


def test_a_solver_finds_no_hidden_count() -> None:
    exact, hidden = attack(40, seed=4)
    assert hidden > 100
    assert exact == 0


@pytest.mark.slow
def test_a_solver_finds_no_hidden_count_in_five_hundred_tables() -> None:
    exact, hidden = attack(500, seed=5)
    assert (exact, hidden > 1000) == (0, True)


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from(["officer", "public"]))
def test_no_shown_count_is_under_the_threshold(seed: int, name: str) -> None:
    limits = profile(name)
    table = random_table(random.Random(seed), 4, 4)
    for line in protect(table, limits).lines:
        for cell in line.cells:
            assert cell.value is None or cell.value == 0 or cell.value >= limits.hide_under
            assert cell.value != 0 or not limits.hide_zero
            if cell.value is None:
                assert cell.count == "c"


def test_a_setting_hidden_in_its_area_is_not_alone_there() -> None:
    codes = (
        [Code("big", "south")] * 30
        + [Code("small", "south")] * 2
        + [Code("n1", "north")] * 3
        + [Code("n2", "north")] * 4
        + [Code("n3", "north")] * 20
    )
    safe = protect(coverage_table(counted(codes, [whole(500)]), "settings", {}), OFFICER)
    shown = {line.id: line.cells[0].value for line in safe.lines}
    assert shown["small"] is None
    assert shown["big"] is None, "30 + 2 = the area's 32, which is shown"


def test_unanimous_answers_to_a_sensitive_question_are_blurred() -> None:
    table = CountTable("q", "Q", ("yes", "no"), (Line("l", "L", (40, 0), 40),), "who", sensitive=True)
    assert [cell.rate for cell in protect(table, OFFICER).lines[0].cells] == ["over 95", "under 5"]


def test_in_public_a_settings_coverage_is_only_under_or_at_the_line() -> None:
    found = counted([Code()] * 40, [whole(500), replace(whole(100), setting="s1")])
    [line] = protect(coverage_table(found, "settings", {}), PUBLIC).lines
    assert (line.cells[0].count, line.cells[0].rate) == ("z", "at target")


FORMULAS = [
    f"{start}{rest}"
    for start in "=+-@\t\r\n＝＋－＠"
    for rest in ("1+1", "cmd|' /C calc'!A0", "SUM(A1)", 'HYPERLINK("http://x")', " ")
] + [" =1", '"=1', "=1\x00", "%0A=1", ";=1"]


def hostile_report(payload: str) -> Report:
    table = CountTable(payload, payload, ("a",), (Line("x", payload, (12,), 40),), payload, column_labels=(payload,))
    return Report(payload, payload, True, (Section(payload, (payload,), protect(table, OFFICER), True),))


@pytest.mark.parametrize("payload", FORMULAS)
def test_no_cell_of_any_export_is_a_formula(payload: str) -> None:
    import openpyxl

    report = hostile_report(payload)
    book = openpyxl.load_workbook(io.BytesIO(report_xlsx(report)))
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)
    for row in csv.reader(io.StringIO(report_csv(report).decode("utf-8-sig"), newline="")):
        assert not any(cell.lstrip(" ").startswith(tuple("=+-@\t\r\n＝＋－＠")) for cell in row)
    assert not safe_cell(payload).startswith("=")


@pytest.mark.parametrize(
    "payload", ["<script>alert(1)</script>", '"><img src=x onerror=1>', "{{7*7}}", "</title><b>", "&lt;x&gt;"]
)
def test_text_stays_text_in_the_page(payload: str) -> None:
    html = report_html(hostile_report(payload))
    assert payload not in html or payload == "{{7*7}}"
    assert "<script" not in html
    assert ">49<" not in html


def test_the_same_report_gives_the_same_bytes() -> None:
    survey = SURVEYS["pupil-voice"]
    answers = [Said({"trusted-adult": "yes", "who-is-with-you": "alone", "fair": "often"})] * 30
    reports = [
        voice_summary(survey, "W", answers, counted([Code()] * 30, [whole(100)]), {}, OFFICER, synthetic=True)
        for _ in range(2)
    ]
    assert report_xlsx(reports[0]) == report_xlsx(reports[1])
    assert report_html(reports[0]) == report_html(reports[1])
    assert "Made-up" in report_html(reports[0])
    assert "30 of 100 children" in report_html(reports[0])
    assert "100.0 % of 30 who answered said yes" in report_html(reports[0])


def test_read_back_from_every_artefact_no_number_is_small() -> None:
    chance = random.Random(8)
    for _ in range(25):
        table = random_table(chance, 4, 3)
        report = Report("T", "S", False, (Section("x", (), protect(table, PUBLIC), True),))
        for row in csv.DictReader(io.StringIO(report_csv(report).decode("utf-8-sig"))):
            for name in ("count", "base"):
                assert not row[name].isdigit() or int(row[name]) >= 10


def test_of_two_numbers_for_one_day_the_one_taken_in_last_counts() -> None:
    assert counted([], [whole(1000), whole(1100)]).total.affected == 1100
    assert counted([], [whole(1100), whole(1000)]).total.affected == 1000
