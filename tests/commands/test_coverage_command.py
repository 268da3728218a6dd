"""`heard coverage` where more were heard than are known to be affected, and where few were not: in words and in the JSON."""

from __future__ import annotations

import asyncio
import json
import os
from pathlib import Path
from typing import Any

import pytest

from storage.engine import Storage
from storage.tables import code_batch, participation, voice_code
from tests.commands.authority import Heard

HEAD = "setting,cohort,children,period_from,period_to,basis,resident,as_of,source\n"
YEAR = "2026-09-01,2027-08-31,ever,in,2026-11-01,census\n"
OVER, UNIT, OTHER = "northgate-secondary", "bridge-ap", "larkrise-primary"


async def _took_part(heard: dict[str, int], other_code: int = 0) -> None:
    """So many by setting; of those of each the first `other_code` say that they used another code too."""
    storage = Storage(os.environ["HEARD_DATABASE_URL"])
    batch = {
        "campaign": "c",
        "school_year": 2026,
        "area": "north",
        "phase": "primary",
        "cohorts": "[]",
        "sixteen": False,
    }
    codes = [(place, f"{place}{n}".encode(), n < other_code) for place, count in heard.items() for n in range(count)]
    rows: list[tuple[Any, list[dict[str, Any]]]] = [
        (code_batch, [{**batch, "id": place[:32], "setting": place, "issued": count} for place, count in heard.items()]),
        (voice_code, [{"hash": code, "entry": code, "batch": place, "serial": code.decode()[-16:], "voided": False} for place, code, _ in codes]),
        (participation, [{"code": code, "wave": "c-1", "state": "finished", "heard": True, "other_code": other, "reminded": 0} for _, code, other in codes]),
    ]  # fmt: skip
    async with storage.transaction() as connection:
        for table, values in rows:
            await connection.execute(table.insert(), values)
    await storage.close()


def test_more_than_are_affected_is_said_and_few_who_were_not_heard_are_held_back(heard: Heard, tmp_path: Path) -> None:
    """`150.0` stood in a table without a word, and `6 of 8` told of two children that they had not answered."""
    heard("migrate")
    numbers = tmp_path / "numbers.csv"
    numbers.write_text(HEAD + f"*,*,900,{YEAR}{OVER},*,40,{YEAR}{UNIT},*,8,{YEAR}{OTHER},*,400,{YEAR}")
    heard("cohort", "import", numbers)
    asyncio.run(_took_part({OVER: 60, UNIT: 6, OTHER: 30}))
    found = json.loads(heard("coverage", "--json").stdout)
    told = {one["setting"]: (one["heard"], one["rate"], one["more_than_affected"]) for one in found["settings"]}
    assert told[OVER] == (60, 1.5, True)
    assert told[UNIT] == ("c", "c", False)
    assert found["total"]["more_than_affected"] is False
    said = heard("coverage").stdout
    assert said.count("More children were heard than are known to be affected") == 1


@pytest.mark.parametrize(
    ("children", "other_code", "profile", "bound"),
    [
        (60, 0, "officer", 60),
        (60, 2, "officer", 63),  # loose, or it would tell of the two
        (60, 9, "officer", 60),
        (60, 9, "public", 60),
        (12, 9, "officer", "c"),
        (18, 9, "public", "c"),
    ],
)
def test_what_is_the_most_that_can_have_been_heard_stands_in_the_text_as_in_the_json(
    heard: Heard, tmp_path: Path, children: int, other_code: int, profile: str, bound: int | str
) -> None:
    """The text said that some were left out, and never how many it would be with them."""
    heard("migrate")
    numbers = tmp_path / "numbers.csv"
    numbers.write_text(f"{HEAD}*,*,900,{YEAR}")
    heard("cohort", "import", numbers)
    asyncio.run(_took_part({OVER: children}, other_code))
    assert json.loads(heard("coverage", "--json", "--profile", profile).stdout)["total"]["upper_bound"] == bound
    said = heard("coverage", "--profile", profile).stdout
    assert ("are left out of this number. Counted with them" in said) is bool(other_code and bound != "c")
    told = "held back too." if bound == "c" else f"at most {bound} children were heard."
    assert said.count(told) == 1 and said.count("at most") == 1
    assert said.count(f"School year {YEAR[:4]}") == said.count("Source of the number affected: ") == 1
