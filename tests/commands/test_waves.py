"""Children are not asked the same twice, nor in a year that has no secret; a wave made by mistake can go."""

from __future__ import annotations

import sys
from datetime import date

import pytest

from bot.__main__ import main
from bot.inviting import Wanted, invite
from bot.reports import campaign_progress
from storage import campaigns
from tests.commands.authority import CREATE, FACTS, Heard
from tests.world import KEYS, World

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


async def test_a_closed_wave_keeps_its_codes_and_those_drawn_later_are_the_later_waves(small_world: World) -> None:
    """Each wave of a year was said to have all the codes of that year, those too that could never open it."""
    storage, line = small_world.storage, Wanted("school-1", "north", "secondary", (), True, 7)

    async def invited(name: str, day: date) -> None:
        await invite(storage, KEYS, name, 2026, [line], "http://localhost", day)

    async def issued(name: str) -> list[tuple[int, int]]:
        return [(wave["codes issued"], wave["not begun"]) for wave in await campaign_progress(storage, name)]

    await small_world.campaign(name="autumn")
    await small_world.campaign(name="winter")
    await invited("autumn", date(2026, 12, 11))
    assert (await issued("autumn"), await issued("winter")) == ([(7, 7)], [(7, 7)]), "a code serves every wave to come"
    async with storage.transaction() as connection:
        await campaigns.close_wave(connection, "autumn-1", small_world.clock())
    await invited("winter", date(2026, 12, 11))
    assert (await issued("autumn"), await issued("winter")) == ([(7, 7)], [(14, 14)])
    await invited("winter", date(2026, 12, 12))
    assert await issued("winter") == [(14, 14)], "a wave is over with its last day, closed or not"


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
