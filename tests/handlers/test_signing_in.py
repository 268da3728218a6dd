"""Signing in at the console: whoever was signed in on that browser before is signed out with it."""

from __future__ import annotations

from storage import officers
from tests.console_world import console, signs_in
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
