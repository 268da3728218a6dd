"""Tables from a spreadsheet: hostile, huge or carelessly made, they are refused soon and in few sentences, with row and column."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import openpyxl
import pytest

from analytics.denominators import Row, read_denominators
from analytics.sheet_faults import MOST_TOLD, SheetFault
from analytics.sheets import LARGEST

HEADER = "setting,cohort,children,period_from,period_to,basis,resident,as_of,source\n"
DAY = datetime(2027, 8, 31)  # noqa: DTZ001  # as a spreadsheet keeps a day
GOOD = "*,*,1000,2026-09-01,2027-08-31,ever,in,2026-10-01,census\n"


def read(text: str | bytes) -> list[Row]:
    data = text.encode() if isinstance(text, str) else text
    return read_denominators(data, ["s1"], ["excluded"], date(2026, 11, 28))


def told(text: str | bytes) -> tuple[str, ...]:
    with pytest.raises(SheetFault) as caught:
        read(text)
    return caught.value.faults


WRONG = [
    (HEADER + GOOD.replace("census", "cen\x1b[31msus"), "row 2, column source: holds a character that cannot be seen"),
    (HEADER + GOOD.replace("census", "\u202esusnec"), "row 2, column source: holds a character that cannot be seen"),
    (HEADER + GOOD.replace("census", "c" * 301), "row 2, column source: is longer than 300 letters"),
    (HEADER + GOOD.replace("census", "c" * 200_000), "row 2: is not CSV (field larger"),
    (HEADER + GOOD.replace("census", '"school\ncensus"') + '*,excluded,9,"x" y\n', "row 3: is not CSV"),
    ("setting," * 20_000 + "\n" + GOOD, "row 1: has 20000 columns"),
    (HEADER + GOOD + "s1,excluded,1\n" * 25_000, "row 20001: the file has more than 20000 rows"),
    (HEADER + "," * LARGEST, "larger than 2000000 bytes. Remove empty rows"),
]


@pytest.mark.parametrize(("text", "fault"), WRONG, ids=[fault for _, fault in WRONG])
def test_what_nobody_should_keep_or_wait_for_is_refused(text: str, fault: str) -> None:
    assert any(fault in one for one in told(text)), told(text)


@pytest.mark.parametrize(("mark", "encoding"), [(b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")])
def test_a_table_that_excel_saved_as_unicode_text_is_read_where_its_mark_says_so(mark: bytes, encoding: str) -> None:
    saved = (HEADER + GOOD).replace(",", "\t").replace("\n", "\r\n").replace("census", "census, Café Zoë")
    assert read(mark + saved.encode(encoding))[0].source == "census, Café Zoë"
    [fault] = told(mark + saved.replace("1000", "x").encode(encoding))
    assert fault.startswith("row 2, column children: 'x'")
    [fault] = told(mark + saved.encode(encoding)[:-1])
    assert fault.startswith("row 2: the file is not UTF-8 text")
    assert "CSV UTF-8" in told(saved.encode(encoding))[0], "without its mark nobody can know"


def test_where_everything_is_wrong_the_first_faults_are_told_and_the_rest_counted() -> None:
    faults = told(HEADER + "a,b,c,d,e,f,g,h,\n" * 1000)
    assert len(faults) == MOST_TOLD + 1
    assert faults[0].startswith("row 2, column setting")
    assert faults[-1].startswith("there are 88")


def test_a_row_that_could_not_be_read_is_not_called_missing_too() -> None:
    assert len(told(HEADER + GOOD.replace("1000", "1,000"))) == 1


def test_a_line_break_in_a_cell_is_a_blank() -> None:
    assert read(HEADER + GOOD.replace("census", '"School\r\ncensus"'))[0].source == "School census"


def test_a_part_is_held_against_the_whole_of_its_own_day_and_many_days_are_soon_read() -> None:
    days = [date(2000, 1, 1) + timedelta(n) for n in range(3000)]
    rows = [GOOD.replace("1000", str(n + 10)).replace("2026-10-01", str(day)) for n, day in enumerate(days)]
    part = GOOD.replace("*,*,1000", "s1,*,12").replace("2026-10-01", str(days[1]))
    assert told(HEADER + "".join(rows) + part) == (
        "row 3002, column children: is larger than the whole of row *,*. Check both numbers",
    )


def test_a_row_whose_basis_is_mistyped_is_told_once_and_not_as_missing_too() -> None:
    """Whoever added the row that was called missing had it twice."""
    assert told(HEADER + GOOD.replace("ever", "evr")) == ("row 2, column basis: 'evr' must be ever or on-date",)
    assert read(HEADER + GOOD.replace("ever", "Ever").replace(",in,", ",IN,")) == read(HEADER + GOOD)


# ------------------------------------------------------------------ the workbook itself
def workbook(change: Callable[[Any], None] = lambda _: None) -> bytes:
    """The same table as a spreadsheet program writes it: numbers are numbers, days are days."""
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.active.append(HEADER.strip().split(","))
    book.active.append(["*", "*", 1000, date(2026, 9, 1), DAY, "ever", "in", date(2026, 10, 1), "census"])
    change(book)
    book.save(out)
    return out.getvalue()


def test_a_workbook_says_what_its_csv_says() -> None:
    assert read(workbook()) == read(HEADER + GOOD)
    assert read(workbook(lambda book: book.create_sheet("Sheet2"))) == read(HEADER + GOOD)
    assert read(workbook(lambda book: book.active.insert_rows(1, 3))) == read(HEADER + GOOD)


def cell(place: str, value: Any) -> Callable[[Any], None]:
    return lambda book: book.active.__setitem__(place, value)


def hidden(book: Any) -> None:
    book.create_sheet("Old", 0).append(["1"])
    book["Old"].sheet_state = "hidden"


def merged(book: Any) -> None:
    book.active.append(["s1", "*", 9, None, date(2027, 8, 31), "ever", "in", date(2026, 10, 1), "census"])
    book.active.merge_cells("D2:D3")


def a_percentage(book: Any) -> None:
    book.active["C2"], book.active["C2"].number_format = 12, "0%"


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (a_percentage, "row 2, column children: '1200%' is not a whole number"),
        (cell("C2", "1,234"), "row 2, column children: '1,234' is not a whole number"),
        (cell("C2", 12.5), "row 2, column children: '12.5' is not a whole number"),
        (cell("C2", -5), "row 2, column children: '-5' is not a whole number"),
        (cell("C2", True), "row 2, column children: 'True' is not a whole number"),
        (cell("C2", "=500+500"), "row 2, column children: holds a formula"),
        (cell("C2", "#DIV/0!"), "row 2, column children: holds a formula, or the error of one"),
        (cell("H2", "01/10/2026"), "row 2, column as_of: '01/10/2026' is not a date"),
        (cell("H2", datetime(2026, 10, 1, 9, 30)), "row 2, column as_of: '2026-10-01 09:30:00' is not a date"),  # noqa: DTZ001
        (cell("A2", "s1"), "the row *,* with basis ever and resident in is missing"),
        (cell("B1", "setting"), "row 1: the column setting stands twice"),
        (cell("ZZ2", "a note"), "row 2, column 10: is one cell too many"),
        (merged, "row 3, column period_from: '' is not a date"),
        (hidden, "the workbook has 2 sheets with something in them: Old (hidden), Sheet. Leave one"),
    ],
)
def test_a_workbooks_fault_names_row_and_column(change: Callable[[Any], None], fault: str) -> None:
    assert any(fault in one for one in told(workbook(change))), told(workbook(change))


def test_a_size_that_a_workbook_claims_is_not_believed() -> None:
    """A format laid on whole rows and columns makes some programs write down a million rows of 16,000 cells."""

    def format_all(book: Any) -> None:
        book.active.cell(900_000, 16_000).number_format = "0.00"

    assert read(workbook(format_all)) == read(HEADER + GOOD)


@pytest.mark.parametrize("name", ["x", "[Content_Types].xml"])
def test_a_zip_that_is_no_table_is_refused_before_it_is_unpacked(name: str) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr(name, b"0" * 30_000_000)
    [fault] = told(out.getvalue())
    assert ("no workbook inside" if name == "x" else "unpacks to more") in fault
