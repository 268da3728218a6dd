"""`heard campaign ready --set`: what is no fact takes nobody's place, and what takes the place of another is told with it."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from storage import campaigns
from storage.engine import Storage
from tests.commands.authority import CREATE, FACTS, Heard

RECORDED = dict(fact.split("=", 1) for fact in FACTS)


def recorded(folder: Path) -> dict[str, Any]:
    async def read() -> dict[str, Any]:
        storage = Storage(f"sqlite+aiosqlite:///{folder}/db/heard.db")
        try:
            async with storage.reading() as connection:
                return dict((await campaigns.campaigns(connection))[0].readiness)
        finally:
            await storage.close()

    return asyncio.run(read())


@pytest.fixture
def all_is_recorded(heard: Heard) -> None:
    heard("migrate")
    heard(*CREATE)
    heard("campaign", "ready", "autumn", *(word for fact in FACTS for word in ("--set", fact)))


@pytest.mark.parametrize(
    ("pair", "told"),
    [
        ("opt_outs=none", "opt_outs is not a number. Count them, and write 0 if nobody opted out"),
        ("opt_outs=many", "opt_outs is not a number"),
        ("opt_outs=", "opt_outs would say nothing. Record how many opted out, 0 if nobody, or no to take back"),
        ("parents_told=soon", "parents_told is not a date. Write it as 2026-09-01"),
        ("dpia_signed_off=", "dpia_signed_off would say nothing"),
        ("crisis_numbers=mostly", "crisis_numbers is not yes"),
        ("crisis_numbers= ", "crisis_numbers would say nothing"),
        ("dpia_reference=none", "dpia_reference would say nothing"),
        ("translations=", "translations would say nothing"),
    ],
)
def test_what_is_no_fact_is_refused_and_what_stands_stays(
    heard: Heard, all_is_recorded: None, tmp_path: Path, pair: str, told: str
) -> None:
    words = ("campaign", "ready", "autumn", "--set", "dpia_reference=IG-13", "--set", pair)
    if pair.startswith("dpia_reference"):
        words = (*words[:3], "--set", pair)
    assert told in heard(*words, code=2).stderr
    assert recorded(tmp_path) == RECORDED
    assert "Nothing is missing" in heard("campaign", "ready", "autumn").stdout


def test_a_value_that_takes_the_place_of_another_is_told_with_it(
    heard: Heard, all_is_recorded: None, tmp_path: Path
) -> None:
    said = heard("campaign", "ready", "autumn", "--set", "opt_outs=5", "--set", "crisis_numbers=yes")
    assert said.stderr.splitlines() == ["heard: opt_outs is now “5”; before, “3” was recorded"]
    assert (
        "is given twice"
        in heard("campaign", "ready", "autumn", "--set", "opt_outs=6", "--set", "opt_outs=7", code=2).stderr
    )
    assert recorded(tmp_path) == RECORDED | {"opt_outs": "5"}
    assert heard("campaign", "ready", "autumn", "--set", "opt_outs= 5 ").stderr == ""


@pytest.mark.parametrize("name", RECORDED)
def test_any_fact_can_be_taken_back_and_then_nobody_is_asked(
    heard: Heard, all_is_recorded: None, tmp_path: Path, name: str
) -> None:
    said = heard("campaign", "ready", "autumn", "--set", f"{name}=no", code=1)
    assert f"{name} is now “no”; before, “{RECORDED[name]}” was recorded" in said.stderr
    assert name in said.stdout
    invite = (
        "campaign",
        "invite",
        "autumn",
        "--setting",
        "market-secondary",
        "--count",
        "3",
        "--out",
        tmp_path / "slips",
    )
    assert name in heard(*invite, code=1).stderr


def test_a_day_with_blanks_beside_it_is_held_to_its_rules(heard: Heard, all_is_recorded: None) -> None:
    """It counted as a date, and was never compared with the first day of the wave."""
    late = heard("campaign", "ready", "autumn", "--set", "parents_told= 2026-11-13 ", code=1).stdout
    assert "fewer than 10 school days" in late
