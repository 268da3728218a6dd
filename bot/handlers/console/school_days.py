"""Schools' own days in the console: what clerks entered, with the dates each moves; an officer confirms a day or takes it out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from aiohttp import web

from advice_kb.closing_days import may_confirm, moves_told
from advice_kb.days import in_full
from advice_kb.own_days import OwnDay, with_own_days
from bot.handlers.console.access import OFFICER
from bot.handlers.web import form_of
from bot.parts import Parts
from storage import closed_days

HERE = "/school-days"


class SchoolDays:
    """`render` makes a page of the console."""

    def __init__(self, heard: Parts, render: Callable[..., web.Response]) -> None:
        self.heard, self.render = heard, render

    def add_to(self, router: web.UrlDispatcher) -> None:
        router.add_get(HERE, self.show)
        router.add_post("/school-days/confirm", self.confirm)
        router.add_post("/school-days/open", self.open)

    async def show(self, request: web.Request) -> web.Response:
        return await self._page(request)

    async def confirm(self, request: web.Request) -> web.StreamResponse:
        """The first word stands; whoever entered a day does not confirm it."""
        school, day = await _named(request)
        officer = request[OFFICER].name
        async with self.heard.storage.transaction() as connection:
            found = next((one for one in await closed_days.of_school(connection, school) if one.day == day), None)
            if found is None or not may_confirm(found, officer):
                fault = (
                    "You entered this day, so another account confirms it." if found else "This day is not there now."
                )
                return await self._page(request, fault, 409)
            await closed_days.confirm(connection, school, day, officer)
        return web.Response(status=303, headers={"Location": HERE})

    async def open(self, request: web.Request) -> web.StreamResponse:
        """Lessons after all, or a day that nobody at the school entered."""
        school, day = await _named(request)
        async with self.heard.storage.transaction() as connection:
            await closed_days.take_back(connection, school, day)
        return web.Response(status=303, headers={"Location": HERE})

    async def _page(self, request: web.Request, fault: str = "", status: int = 200) -> web.Response:
        async with self.heard.storage.reading() as connection:
            days = [one for own in (await closed_days.of_every_school(connection)).values() for one in own]
        names = {key: name for key, (name, _) in self.heard.near.schools.items()}
        waiting = [(one, self._moves(one, days)) for one in days if not one.confirmed_by]
        confirmed = [one for one in days if one.confirmed_by]
        page = self.render(
            request,
            "console_school_days.html",
            waiting=waiting,
            confirmed=confirmed,
            names=names,
            full=in_full,
            fault=fault,
        )
        page.set_status(status)
        return page

    def _moves(self, one: OwnDay, days: list[OwnDay]) -> list[str]:
        """Which dates move once this day is confirmed."""
        own = [other for other in days if other.school == one.school]
        calendar = with_own_days(self.heard.near.calendar_of(one.school), own)
        return moves_told(calendar, one.day) if calendar is not None else []


async def _named(request: web.Request) -> tuple[str, date]:
    """The school and the day a button names; anything else is no form of ours."""
    form = await form_of(request)
    try:
        return str(form.get("school", ""))[:80], date.fromisoformat(str(form.get("day", "")))
    except ValueError:
        raise web.HTTPBadRequest from None
