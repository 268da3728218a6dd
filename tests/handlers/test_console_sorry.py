"""A page of the console that says sorry: what is wrong, what to do, and the way back to the part the officer was in."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import Any

import pytest

from bot.handlers.console.access import ACCESS, EVERY, HOMES, PARTS, part_of, parts_of
from tests.console_world import console, signs_in
from tests.web_world import Browser, browser
from tests.world import World

UNREADABLE = {"Content-Type": "multipart/form-data"}


async def asks(officer: Browser, method: str, path: str, **sent: Any) -> str:
    async with officer.session.request(method, officer.base + path, **sent) as response:
        return await officer._took(response)


@pytest.mark.parametrize(
    ("role", "method", "path", "sent", "status", "said", "back"),
    [
        ("editor", "GET", "/nothing", {}, 404, "not here", "School days"),
        ("editor", "GET", "/coverage", {}, 404, "for another role", "School days"),
        ("analyst", "GET", "/waves/none/summary.odt", {}, 404, "not here", "Waves"),
        ("analyst", "PUT", "/coverage", {}, 404, "not here", "Coverage"),
        ("safeguarding", "GET", "/waves", {}, 404, "for another role", "Concerns"),
        ("editor", "POST", "/school-days/confirm", {"data": {"day": "x"}}, 400, "could not be read", "School days"),
        ("editor", "POST", "/school-days/open", {"data": b"x", "headers": UNREADABLE}, 400, "own buttons", "School days"),
        ("administrator", "POST", "/school-days/open", {"data": {"day": "x" * 70_000}}, 413, "less at a time", "School days"),
    ],
)  # fmt: skip
async def test_it_has_the_header_and_leads_back_to_the_part_the_officer_was_in(
    small_world: World, role: str, method: str, path: str, sent: dict[str, Any], status: int, said: str, back: str
) -> None:
    async with console(small_world) as base, browser(base) as officer:
        await signs_in(small_world, officer, "officer-1", role)
        page = await asks(officer, method, path, **sent)
    assert officer.status == status
    assert said in page and "try again" not in page
    assert f">Back to {back}</a></p>" in page
    assert ">Sign out</button>" in page
    for address, name in parts_of(role):
        assert f'<a href="{address}">{name}</a>' in page


async def test_whoever_is_not_signed_in_is_told_how_and_led_nowhere_that_asks_the_same_again(
    small_world: World,
) -> None:
    async with console(small_world) as base, browser(base) as stranger:
        for path in ("/", "/coverage", "/nothing"):
            page = await stranger.opens(path)
            assert stranger.status == 401 and "one-time link" in page
            assert "Heard console" in page and "<nav" not in page and "Back to" not in page


async def test_without_a_database_it_asks_for_patience(small_world: World) -> None:
    async with console(small_world) as base, browser(base) as officer:
        await signs_in(small_world, officer, "editor-1", "editor")

        @asynccontextmanager
        async def gone() -> Any:
            raise OSError("nobody listens there")
            yield

        small_world.storage.reading = small_world.storage.transaction = gone  # type: ignore[method-assign,assignment]
        page = await officer.opens("/school-days")
    assert officer.status == 503
    assert "database does not answer" in page and "try again" in page


def test_every_role_has_a_first_page_that_it_may_open_and_every_part_is_a_page() -> None:
    assert all(("GET", path) in ACCESS for path in PARTS)
    for role in EVERY:
        assert part_of("/sign-out", role) == (
            HOMES.get(role, "/coverage"),
            dict(parts_of(role))[HOMES.get(role, "/coverage")],
        )
