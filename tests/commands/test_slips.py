"""A slip as it is printed: whatever the council is called and wherever its page stands, nothing runs over the cut line."""

from __future__ import annotations

import typst

from bot.inviting import TEMPLATE, printed, slip
from surveys.codes import word_list

WIDE, HIGH = 82.5, 56.0
"""Millimetres inside the line of one of eight slips on A4."""

LONGEST = "-".join(sorted(word_list(), key=len)[-4:])
TALLEST = f"""
#context [#metadata(calc.max(..data.slips.map(one => measure(block(width: {WIDE}mm, inside(one))).height.mm()))) <tallest>]
"""


def test_long_words_a_long_council_and_a_long_address_stay_inside_the_cut_line() -> None:
    address = "https://heard.a-rather-long-borough-name.gov.uk"
    slips = [slip("AB-123456", LONGEST, "x" * 27, address, bot) for bot in ("", "a_bot_with_a_long_name")]
    data = printed(slips, "The Royal Borough of Somewhere and Elsewhere Council", synthetic=True)
    tallest = typst.query(
        (TEMPLATE + TALLEST).encode(), "<tallest>", sys_inputs={"data": data}, field="value", one=True
    )
    assert 30 < float(tallest) <= HIGH
