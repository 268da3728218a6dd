"""A school's own days: entered on a page without a sign-in, few at a time, said everywhere; confirmed in the console."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest

from advice_kb.closing_days import MOST_WAITING, REASONS
from advice_kb.own_days import OwnDay
from bot.entering_days import AN_HOUR
from storage import closed_days
from tests.advice_pages_world import DUTY, advice
from tests.console_world import console, signs_in
from tests.handlers.test_advice_pages import words
from tests.web_world import browser
from tests.world import World

NORTHGATE = "/advice/dates/schools/northgate-secondary"
DAY = {"days": "04/12/2026", "reason": "inset"}
DATES = {
    "kind": "permanent", "head_decides_to_exclude": "16/11/2026", "time": "morning", "board_receives_notice": "16/11/2026",
    "exam_missed": "no", "school": "northgate-secondary",
}  # fmt: skip


async def days_of(world: World, school: str = "northgate-secondary") -> tuple[OwnDay, ...]:
    async with world.storage.reading() as connection:
        return await closed_days.of_school(connection, school)


async def test_a_clerk_sees_which_dates_would_move_and_nothing_is_kept_before_that(small_world: World) -> None:
    async with advice(small_world) as base, browser(base) as clerk:
        assert 'href="/advice/dates/schools/northgate-secondary"' in await clerk.opens("/advice/dates/schools")
        assert 'href="/advice/dates/schools"' in await clerk.opens("/advice/dates")
        await clerk.opens(NORTHGATE)
        assert "None yet." in clerk.text
        seen = words(await clerk.posts(NORTHGATE, **DAY))
        assert "Please check" in seen and "Friday 4 December 2026" in seen
        assert "Governors meet about the permanent exclusion: moves where" in seen
        assert "Until an officer confirms the day, the safer of the two dates stands" in seen
        assert "from Thursday 12 November 2026 to Thursday 3 December 2026" in seen
        assert await days_of(small_world) == ()
        again = await clerk.posts(NORTHGATE, **DAY, do="change")
        assert "04/12/2026</textarea>" in again
        await clerk.posts(NORTHGATE, **DAY, do="enter")
        assert "Friday 4 December 2026" in clerk.text and "Not confirmed yet" in clerk.text
    [kept] = await days_of(small_world)
    assert (kept.day, kept.reason, kept.by, kept.confirmed_by) == (
        date(2026, 12, 4),
        REASONS["inset"],
        "school clerk",
        "",
    )


async def test_what_was_entered_is_said_beside_the_dates_as_not_confirmed_with_what_it_moves(
    small_world: World,
) -> None:
    async with advice(small_world) as base, browser(base) as clerk:
        await clerk.posts(NORTHGATE, **DAY, do="enter")
        seen = words(await clerk.posts("/advice/dates", **DATES))
        assert "Friday 4 December 2026 (not confirmed yet)" in seen
        assert "Last lawful day: Tuesday 8 December 2026. Safer: Monday 7 December 2026." in seen
        assert "once an officer confirms them" in seen
        assert "Wednesday 9 December 2026 instead of Tuesday 8 December 2026" in seen


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"days": "05/12/2026", "reason": "inset"}, "has no lessons anyway"),
        ({"days": "05/12/2031", "reason": "inset"}, "outside the terms we know"),
        ({"days": "soon", "reason": "inset"}, "Write one day on each line"),
        ({"days": "", "reason": "inset"}, "at least one day"),
        ({"days": "04/12/2026", "reason": ""}, "pick a reason"),
        ({"days": "04/12/2026", "reason": "Mrs Smith is ill"}, "pick a reason"),
        ({"days": "01/12/2026 to 18/12/2026", "reason": "inset"}, f"at most {MOST_WAITING} days"),
    ],
)
async def test_what_cannot_be_is_told_beside_its_field_and_nothing_is_kept(
    small_world: World, fields: dict[str, str], told: str
) -> None:
    async with advice(small_world) as base, browser(base) as clerk:
        await clerk.posts(NORTHGATE, **fields, do="enter")
        assert clerk.status == 422
        assert told in words(clerk.text)
        assert 'aria-invalid="true"' in clerk.text
    assert await days_of(small_world) == ()


async def test_days_are_read_as_a_clerk_writes_them_and_the_line_that_is_none_is_named(small_world: World) -> None:
    async with advice(small_world) as base, browser(base) as clerk:
        seen = words(await clerk.posts(NORTHGATE, days="4 December\n7 to 8 Dec 2026", reason="inset"))
        for day in ("Friday 4 December 2026", "Monday 7 December 2026", "Tuesday 8 December 2026"):
            assert day in seen
        await clerk.posts(NORTHGATE, days="4 December\n\nthe <b>day</b> after\n28 May", reason="inset", do="enter")
        assert clerk.status == 422
        assert "We cannot read line 3 (“the <b>day</b> after”), line 4 (“28 May”)." in words(clerk.text)
        assert await days_of(small_world) == ()
        await clerk.posts(NORTHGATE, days="4 December\n7 to 8 Dec 2026", reason="inset", do="enter")
    assert [one.day.day for one in await days_of(small_world)] == [4, 7, 8]


async def test_a_range_skips_its_weekend_and_a_day_entered_twice_is_one(small_world: World) -> None:
    async with advice(small_world) as base, browser(base) as clerk:
        await clerk.posts(NORTHGATE, days="04/12/2026 to 07/12/2026\n2026-12-04", reason="building", do="enter")
        await clerk.posts(NORTHGATE, **DAY, do="enter")
    assert [one.day for one in await days_of(small_world)] == [date(2026, 12, 4), date(2026, 12, 7)]


async def test_words_of_harm_in_the_box_get_help_first(small_world: World) -> None:
    async with advice(small_world) as base, browser(base) as asker:
        await asker.posts(NORTHGATE, days="he xdangerx me", reason="inset", do="enter")
        assert asker.heading == "Get help now" and "xdangerx" not in asker.text
        await asker.posts(NORTHGATE, days="04/12/2026", reason="he xdangerx me", do="enter")
        assert asker.heading == "Get help now"
    assert await days_of(small_world) == ()


async def test_a_flood_from_one_address_is_stopped_and_so_are_too_many_days_of_one_school(small_world: World) -> None:
    async with advice(small_world) as base, browser(base) as clerk:
        for number in range(AN_HOUR["address"]):
            day = date(2026, 11, 30) + timedelta(days=number if number < 5 else number + 2)
            await clerk.posts(NORTHGATE, days=day.isoformat(), reason="inset", do="enter")
            assert clerk.status == 200
        await clerk.posts(NORTHGATE, days="2026-12-17", reason="inset", do="enter")
        assert clerk.status == 429 and DUTY in clerk.text
        small_world.clock.moves(hours=1)
        await clerk.posts(NORTHGATE, days="2026-12-17", reason="inset", do="enter")
        assert clerk.status == 409 and "may wait to be confirmed" in words(clerk.text)
        await clerk.posts("/advice/dates/schools/market-secondary", **DAY, do="enter")
        assert clerk.status == 200
    assert len(await days_of(small_world)) == MOST_WAITING


@pytest.mark.parametrize("school", ["virtual-school", "no-such", "..%2f.."])
async def test_what_is_no_school_is_not_there(small_world: World, school: str) -> None:
    async with advice(small_world) as base, browser(base) as clerk:
        await clerk.opens(f"/advice/dates/schools/{school}")
        assert clerk.status == 404
        await clerk.posts(f"/advice/dates/schools/{school}", **DAY, do="enter")
        assert clerk.status == 404


async def test_an_officer_confirms_a_day_or_takes_it_out_and_the_page_of_the_school_says_so(small_world: World) -> None:
    async with advice(small_world) as base, browser(base) as clerk:
        await clerk.posts(NORTHGATE, days="04/12/2026\n07/12/2026", reason="inset", do="enter")
        async with console(small_world) as there, browser(there) as officer:
            await signs_in(small_world, officer, "editor-1", "editor")
            seen = words(officer.text)
            assert "To be confirmed: 2" in seen and "Friday 4 December 2026, Northgate Secondary School" in seen
            assert "moves where" in seen and "Entered by: school clerk" in seen
            assert "Which dates move once it is confirmed" in seen
            await officer.posts("/school-days/confirm", school="northgate-secondary", day="2026-12-04")
            assert "Confirmed by editor-1" in officer.text
            await officer.posts("/school-days/open", school="northgate-secondary", day="2026-12-07")
            await officer.posts("/school-days/confirm", school="northgate-secondary", day="2026-12-07")
            assert officer.status == 409
            await officer.posts("/school-days/confirm", school="northgate-secondary", day="<b>")
            assert officer.status == 400
        await clerk.opens(NORTHGATE)
        assert re.search(r"4 December 2026</strong>: [^.]*\. Confirmed\.", clerk.text)
        assert "7 December" not in clerk.text
    [kept] = await days_of(small_world)
    assert kept.confirmed_by == "editor-1"


async def test_whoever_entered_a_day_does_not_confirm_it(small_world: World) -> None:
    async with small_world.storage.transaction() as connection:
        own = OwnDay("northgate-secondary", date(2026, 12, 4), "INSET", "Editor-1")
        await closed_days.enter(connection, [own], small_world.clock())
    async with console(small_world) as there, browser(there) as officer:
        await signs_in(small_world, officer, "editor-1", "editor")
        await officer.posts("/school-days/confirm", school="northgate-secondary", day="2026-12-04")
        assert officer.status == 409 and "another account confirms it" in officer.text
    assert not (await days_of(small_world))[0].confirmed_by


async def test_others_do_not_see_it_and_another_sites_form_does_nothing(small_world: World) -> None:
    async with small_world.storage.transaction() as connection:
        own = OwnDay("northgate-secondary", date(2026, 12, 4), "INSET", "clerk")
        await closed_days.enter(connection, [own], small_world.clock())
    fields = {"school": "northgate-secondary", "day": "2026-12-04"}
    async with console(small_world) as there, browser(there) as stranger, browser(there) as analyst:
        await stranger.posts("/school-days/confirm", **fields)
        assert stranger.status == 401
        await signs_in(small_world, analyst, "analyst-1", "analyst")
        for path in ("/school-days/confirm", "/school-days/open"):
            await analyst.posts(path, **fields)
            assert analyst.status == 404
        await signs_in(small_world, stranger, "editor-1", "editor")
        elsewhere: dict[str, Any] = {"data": fields, "headers": {"Origin": "https://elsewhere.example"}}
        async with stranger.session.post(there + "/school-days/confirm", **elsewhere) as answer:
            assert answer.status == 403
    assert not (await days_of(small_world))[0].confirmed_by
