"""What is bound to a statement stands in no word of its error, on either database, whoever raises it: an answer, a code's hash."""

from __future__ import annotations

import traceback
from typing import Any

import pytest
from sqlalchemy import insert, text
from sqlalchemy.exc import IntegrityError

from storage.tables import job
from tests.world import World

SECRET = "the-words-of-a-child"
KEPT = text("INSERT INTO job (name, ran) VALUES (:name, NULL)")

FAILING: dict[str, tuple[Any, Any]] = {
    "there twice": (insert(job), [{"name": SECRET}] * 2),
    "a rule of the table": (insert(job), {"name": SECRET}),
    "no number": (text("SELECT CAST(:one AS INTEGER)"), {"one": SECRET}),
    "no number inside": (text("SELECT CAST(CAST(:one AS TEXT) AS INTEGER)"), {"one": SECRET}),
    "of no type": (KEPT, {"name": [SECRET]}),
    "half a letter": (KEPT, {"name": f"{SECRET}\ud800"}),
    "no moment": (insert(job), {"name": "x", "ran": SECRET}),
    "no such table": (text("INSERT INTO nowhere VALUES (:name)"), {"name": SECRET}),
}


LENIENT = {"no number", "no number inside"}
"""What SQLite takes as it comes."""


@pytest.mark.parametrize("fault", FAILING)
async def test_no_error_quotes_what_was_bound(world: World, fault: str) -> None:
    told = ""
    try:
        async with world.storage.transaction() as connection:
            await connection.execute(*FAILING[fault])
    except Exception:
        told = traceback.format_exc()  # with its causes
    assert told or (world.storage.sqlite and fault in LENIENT)
    assert SECRET not in told


async def test_it_still_says_which_rule_was_broken(world: World) -> None:
    with pytest.raises(IntegrityError, match=r"(?i)not.null constraint"):
        async with world.storage.transaction() as connection:
            await connection.execute(insert(job), {"name": SECRET})
