"""This authority's own numbers and hours: what nobody can ring, and hours that never are, are told before anybody relies on them."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.local import Advocate, Local, Numbers, load_local, missing_numbers
from surveys.faults import DefinitionError

DEMO = Path(__file__).parent.parent / "local"
BOROUGH = load_local(DEMO)
GOOD = {"front_door": "020 8356 5500", "out_of_hours": "020 8356 2710", "duty_officer": "0117 903 6444"}
REAL = BOROUGH.model_copy(update={"synthetic": False, "numbers": Numbers(**GOOD), "advocate": None})


def told(local: Local) -> dict[str, str]:
    return {fault.place.removeprefix("settings.yaml "): fault.fault for fault in missing_numbers(local)}


def test_the_demo_borough_and_an_authority_with_numbers_that_can_be_rung_have_no_fault() -> None:
    assert told(BOROUGH) == told(REAL) == {}
    assert told(REAL.model_copy(update={"numbers": Numbers(**{**GOOD, "front_door": "+44 20 8356 5500"})})) == {}


@pytest.mark.parametrize(
    "number",
    ["000", "999", "111", "to be added 2026", "12345", "01632 960 001", "0800", "+33 1 42 68 53 00", "n/a 123"],
)
def test_what_nobody_can_ring_is_no_front_door(number: str) -> None:
    local = REAL.model_copy(update={"numbers": Numbers(**{**GOOD, "front_door": number})})
    assert told(local) == {"numbers.front_door": "is no telephone number that can be rung"}


def test_an_empty_number_is_told_an_advocates_too() -> None:
    empty = {"numbers": Numbers(), "advocate": Advocate(name="Voices", phone=" ")}
    assert told(REAL.model_copy(update=empty)) == dict.fromkeys(
        ("numbers.front_door", "numbers.out_of_hours", "numbers.duty_officer", "advocate.phone"), "is empty"
    )


@pytest.mark.parametrize("hours", ["reading_hours", "office_hours"])
def test_hours_that_end_before_they_begin_are_told_with_their_place(tmp_path: Path, hours: str) -> None:
    text = (DEMO / "settings.yaml").read_text("utf-8")
    [line] = [line for line in text.splitlines() if line.startswith(f"{hours}:")]
    (tmp_path / "settings.yaml").write_text(text.replace(line, f'{hours}: {{from: "09:00", until: "08:00"}}'), "utf-8")
    with pytest.raises(DefinitionError) as caught:
        load_local(tmp_path)
    [fault] = caught.value.faults
    assert hours in fault.place and "end at 08:00, before they begin at 09:00" in fault.fault
