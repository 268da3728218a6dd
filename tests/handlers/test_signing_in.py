"""Signing in at the console: whoever was signed in on that browser before is signed out with it, and so is whoever has no
account any more, with the next thing they ask for."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from advice_kb.own_days import OwnDay
from storage import closed_days, officers
from storage.officers import Officer
from tests.console_world import console, folder_of, settings_with, signs_in
from tests.web_world import browser
from tests.world import KEYS, World


async def test_a_new_sign_in_ends_the_session_that_this_browser_had(small_world: World) -> None:
    async with console(small_world) as base, browser(base) as officer:
        await signs_in(small_world, officer, "analyst-1", "analyst")
        [first] = officer.session.cookie_jar
        await signs_in(small_world, officer, "editor-1", "editor")
        [second] = officer.session.cookie_jar
    async with small_world.storage.transaction() as connection:
        found = [await officers.who(connection, KEYS, one.value, small_world.clock()) for one in (first, second)]
    assert [one.name if one else None for one in found] == [None, "editor-1"]


EDITOR, ANALYST = Officer("editor-1", "editor"), Officer("analyst-1", "analyst")
OVER = "is not in settings.yaml any more, or has another role there"


@pytest.mark.parametrize(
    "left", [(), (ANALYST,), (Officer("editor-1", "analyst"),), (Officer("editor-2", "editor"),)], ids=str
)
async def test_an_account_that_is_taken_out_or_changes_its_role_is_signed_out_at_once(
    small_world: World, left: tuple[Officer, ...]
) -> None:
    """It stayed signed in for twelve hours, whatever the settings said, and through a restart."""
    async with console(small_world) as base, browser(base) as gone, browser(base) as analyst:
        await signs_in(small_world, gone, "editor-1", "editor")
        await signs_in(small_world, analyst, "analyst-1", "analyst")
        assert gone.status == analyst.status == 200
        settings_with(folder_of(small_world), left)
        page = await gone.opens("/school-days")
        assert gone.status == 401 and OVER in page and "Sign out" not in page
        page = await gone.opens("/school-days")
        assert gone.status == 401 and OVER not in page and "one-time link" in page
        await analyst.opens("/coverage")
        assert analyst.status == (200 if ANALYST in left else 401), "whoever stands there still goes on"
        settings_with(folder_of(small_world))
        await gone.opens("/school-days")
        assert gone.status == 401, "what is over does not begin again"


async def test_what_a_removed_account_sends_is_not_done(small_world: World) -> None:
    async with small_world.storage.transaction() as connection:
        own = OwnDay("northgate-secondary", date(2026, 12, 4), "INSET", "clerk")
        await closed_days.enter(connection, [own], small_world.clock())
    async with console(small_world) as base, browser(base) as gone:
        await signs_in(small_world, gone, "editor-1", "editor")
        settings_with(folder_of(small_world), (ANALYST,))
        page = await gone.posts("/school-days/confirm", school="northgate-secondary", day="2026-12-04")
        assert gone.status == 401 and OVER in page
    async with small_world.storage.reading() as connection:
        [day] = await closed_days.of_school(connection, "northgate-secondary")
    assert not day.confirmed_by


async def test_a_link_of_a_removed_account_opens_nothing_and_one_of_a_new_account_needs_no_restart(
    small_world: World,
) -> None:
    async with console(small_world) as base, browser(base) as gone, browser(base) as new:
        settings_with(folder_of(small_world), (Officer("editor-9", "editor"),))
        await signs_in(small_world, gone, "editor-1", "editor")
        assert gone.status == 401 and OVER in gone.text
        await signs_in(small_world, new, "editor-9", "editor")
        assert new.status == 200 and "Sign out" in new.text


async def test_a_slip_of_the_pen_in_the_settings_shuts_nobody_out_and_is_told_once(small_world: World) -> None:
    told: list[tuple[str, Any]] = []
    async with console(small_world, lambda event, **fields: told.append((event, fields))) as base, browser(base) as one:
        await signs_in(small_world, one, "editor-1", "editor")
        (folder_of(small_world) / "settings.yaml").write_text("council: [", "utf-8")
        for _ in range(2):
            await one.opens("/school-days")
            assert one.status == 200
        [(event, fields)] = told
        assert event == "accounts_unread" and "`heard check`" in fields["reason"]
        (folder_of(small_world) / "settings.yaml").unlink()
        await one.opens("/school-days")
        assert one.status == 200
        settings_with(folder_of(small_world), (ANALYST,))
        await one.opens("/school-days")
        assert one.status == 401
