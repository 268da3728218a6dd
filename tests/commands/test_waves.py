"""Children are not asked the same twice, nor in a year that has no secret; a wave made by mistake can go."""

from __future__ import annotations

import sys

import pytest

from bot.__main__ import main
from storage import campaigns
from tests.commands.authority import CREATE, FACTS, Heard
from tests.world import World

NEXT_YEAR = ("--opens", "2027-09-06", "--closes", "2027-09-30")


def test_a_wave_is_added_once_inside_its_year_and_removed_while_nobody_was_asked(heard: Heard) -> None:
    heard("migrate")
    assert "asks pupil-school-life on these days already" in (heard(*CREATE), heard(*CREATE, code=1))[1].stderr
    assert "2027-09-06 lies outside it" in heard(*CREATE[:5], *NEXT_YEAR, code=1).stderr
    assert "2027-09-30 lies outside it" in heard(*CREATE[:7], *NEXT_YEAR[2:], code=1).stderr
    past = heard(*CREATE[:5], "--opens", "2026-09-07", "--closes", "2026-10-02")
    assert "is past: nobody will be asked" in past.stderr
    assert "Wave autumn-2 is there" in past.stdout
    assert "is removed." in heard("campaign", "remove-wave", "autumn-1").stdout
    assert "no wave autumn-1" in heard("campaign", "remove-wave", "autumn-1", code=1).stderr
    assert "autumn-3" in heard(*CREATE).stdout
    heard("campaign", "remove-wave", "autumn-3")
    assert "with it its campaign" in heard("campaign", "remove-wave", "autumn-2").stdout
    assert "no campaign yet" in heard("campaign", "status").stdout


def test_a_year_without_a_secret_is_told_before_and_is_one_sentence(
    heard: Heard, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    heard("migrate")
    heard(*CREATE[:5], *NEXT_YEAR)
    told = heard("campaign", "ready", "autumn", *(word for fact in FACTS for word in ("--set", fact)), code=1).stdout
    assert "HEARD_KEYS holds no secret for the school year 2027" in told
    assert "`heard keys year 2027`" in told
    monkeypatch.setattr(
        sys, "argv", ["heard", "campaign", "invite", "autumn", "--setting", "market-secondary", "--count", "1"]
    )
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 1
    assert "no secret for the school year 2027" in capsys.readouterr().err


async def test_a_wave_that_somebody_began_and_codes_that_are_out_are_known(small_world: World) -> None:
    wave = await small_world.campaign()

    async def known() -> list[bool]:
        async with small_world.storage.reading() as connection:
            return [await campaigns.is_begun(connection, wave), await campaigns.is_invited_to(connection, "autumn")]

    assert await known() == [False, False]
    [code] = await small_world.codes(1)
    assert await known() == [False, True]
    child = small_world.person("a")
    await child.enters(code)
    await child.taps("go")
    assert await known() == [True, True]
