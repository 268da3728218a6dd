"""An invitation plan with a slip of the hand draws no codes: each code drawn stands for a child who is asked."""

from __future__ import annotations

from pathlib import Path

import pytest
import typer

from bot.commands.plan import plan_rows, wanted_of
from bot.local import load_local

BOROUGH = load_local(Path(__file__).parent.parent.parent / "local")
HEADER = "setting,cohorts,count,sixteen\n"


def told(folder: Path, capsys: pytest.CaptureFixture[str], text: str) -> str:
    (folder / "plan.csv").write_text(HEADER + text, "utf-8")
    with pytest.raises(typer.Exit):
        wanted_of(BOROUGH, plan_rows(str(folder / "plan.csv")))
    return capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("anchor-ap,excluded,5,no\nanchor-ap, Excluded,5,no\n".replace("E", "e"), "row 3, column setting: says the same as row 2"),
        ("birchfield-primary,,5,yes\n", "row 2, column sixteen: birchfield-primary is a primary school"),
        ("".join(f"{one},,20000,no\n" for one in ("anchor-ap", "bridge-ap", "compass-ap", "meadow-primary", "rowan-special", "virtual-school")), "asks for 120000 codes, and at most 100000"),
        ("x,y,z,w\n" * 5000, "there are"),
    ],
)  # fmt: skip
def test_slips_of_the_hand_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, fault: str) -> None:
    said = told(tmp_path, capsys, text)
    assert fault in said and "no code was issued" in said
    assert said.count("\n") < 300


def test_one_setting_may_stand_in_several_rows_for_different_children(tmp_path: Path) -> None:
    plan = tmp_path / "plan.csv"
    plan.write_text(HEADER + "anchor-ap,excluded,5,no\nanchor-ap,excluded,3,yes\nanchor-ap,,2,no\n", "utf-8")
    assert [one.count for one in wanted_of(BOROUGH, plan_rows(str(plan)))] == [5, 3, 2]
