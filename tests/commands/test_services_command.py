"""`heard services`: the menu with its ways in, drafts with what they do not say yet, and the directory of tests."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import typer
from typer.testing import CliRunner

from bot.commands import services

APP = typer.Typer()
APP.callback()(lambda: None)
services.add_to(APP)


def heard(*words: str, local: str = "local") -> Any:
    return CliRunner().invoke(APP, ["services", *words], env={"HEARD_LOCAL": local})


def test_words_find_an_entry_with_the_officer_first_and_then_the_assessment() -> None:
    """Seed 4.12."""
    rows = json.loads(heard("list", "8 part-time places primary at risk", "--json").stdout)
    assert rows[0]["id"] == "part-time-primary"
    assert "Senior Inclusion Support Officer" in rows[0]["way_in"][0]
    assert "Early Help Assessment" in rows[0]["way_in"][1]
    assert all(row["state"] == "published" and not row["missing"] for row in rows)
    seen = heard("list", "8 part-time places primary at risk").stdout
    assert seen.index("Senior Inclusion Support Officer") < seen.index("Early Help Assessment")
    assert "made up" in seen


def test_filters_narrow_and_drafts_say_what_is_missing() -> None:
    """Seed 1.4 and 4.13."""
    asked_by_parents = json.loads(heard("list", "--who", "parent", "--json").stdout)
    assert asked_by_parents
    assert all("parent" in row["who_may_ask"] for row in asked_by_parents)
    drafts = json.loads(heard("list", "--drafts", "--json").stdout)
    assert drafts
    assert all(row["state"] == "draft" and row["missing"] for row in drafts)
    assert "Not said yet: " in heard("list", "--drafts").stdout


def test_age_eight_and_memory_give_three_tests() -> None:
    """Seed 2.26."""
    rows = json.loads(heard("tests", "memory", "--age", "8", "--json").stdout)
    assert {row["name"] for row in rows} == {"TOMAL-2", "WMRS", "WRAM"}
    assert "5:00 to 11:00" in heard("tests", "memory", "--age", "8").stdout
    assert "No test of the directory fits" in heard("tests", "xyzzy").stdout


def test_what_cannot_be_done_is_one_sentence(tmp_path: Path) -> None:
    unknown = heard("list", "--phase", "nursery")
    assert unknown.exit_code == 2
    assert "use primary, secondary" in unknown.stderr
    none = heard("list", local=str(tmp_path))
    assert none.exit_code == 1
    assert "HEARD_LOCAL" in none.stderr
    (tmp_path / "services.yaml").write_text("services: [{id: a}]", "utf-8")
    broken = heard("list", local=str(tmp_path))
    assert broken.exit_code == 1
    assert "services.a.name" in broken.stderr
