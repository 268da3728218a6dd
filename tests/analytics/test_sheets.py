"""Tables from a spreadsheet: hostile, huge or carelessly made, they are refused soon and in few sentences, with row and column."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from analytics.denominators import Row, read_denominators
from analytics.sheets import LARGEST, MOST_TOLD, SheetFault

HEADER = "setting,cohort,children,period_from,period_to,basis,resident,as_of,source\n"
GOOD = "*,*,1000,2026-09-01,2027-08-31,ever,in,2026-10-01,census\n"


def read(text: str) -> list[Row]:
    return read_denominators(text.encode(), ["s1"], ["excluded"], date(2026, 11, 28))


def told(text: str) -> tuple[str, ...]:
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
