"""A school's own days without lessons: its clerk says them here, without a sign-in; an officer confirms them in the console.

Before anything is kept the page shows the days and the dates that they move. Reasons are picked, and days are days: nothing
else that is typed is kept, and what is neither is screened like any words.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from aiohttp import web

from advice_kb.closing_days import MOST_WAITING, REASONS, moves_told, why_not
from advice_kb.days import in_full
from advice_kb.days_written import spans
from advice_kb.own_days import OwnDay, with_own_days
from advice_kb.school_days import SchoolCalendar
from bot.entering_days import ENTERED_BY, enter_days
from bot.handlers.advice_desk import AdviceDesk, fields_of, see
from bot.handlers.advice_help import BACK, CHANGE, Typed, carried
from bot.handlers.days_in_lines import lines_in_whole

FIELDS = ("days", "reason")
TITLE = "A school’s own closed days"
REFUSED = {
    "slow": "A lot of days were entered from here in this hour. Please try again in an hour, or ring.",
    "full": f"At most {MOST_WAITING} days of a school may wait to be confirmed. Please ring, so that an officer confirms them.",
}


class SchoolDaysPages:
    """`/advice/dates/schools`: pick a school; see its days and enter more."""

    def __init__(self, desk: AdviceDesk) -> None:
        self.desk = desk

    def add_to(self, router: web.UrlDispatcher) -> None:
        router.add_get("/advice/dates/schools", self.schools)
        router.add_get("/advice/dates/schools/{school}", self.show)
        router.add_post("/advice/dates/schools/{school}", self.enter)

    async def schools(self, _request: web.Request) -> web.Response:
        """The schools whose term dates are known: on others no day can be counted, so none can be closed."""
        known = self.desk.local.schools
        rows = [(f"/advice/dates/schools/{key}", known[key][0]) for key in known if self.desk.local.calendar_of(key)]
        return self.desk.page("advice_schools.html", TITLE, rows=sorted(rows, key=lambda row: row[1]))

    async def show(self, request: web.Request) -> web.Response:
        school = request.match_info["school"]
        if self.desk.local.calendar_of(school) is None:
            return self.desk.missing()
        return await self._page(school)

    async def enter(self, request: web.Request) -> web.StreamResponse:
        """First the days to check, with the dates they move; with `do=enter` they are kept."""
        school, fields = request.match_info["school"], await fields_of(request)
        fields = {**fields, "days": lines_in_whole(fields.get("days", ""), self.desk.today)[0]}
        calendar = self.desk.local.calendar_of(school)
        if calendar is None:
            return self.desk.missing()
        if fields.get("do") == BACK:
            return await self._page(school, fields)
        if helped := await self._help(school, fields, calendar):
            return helped
        days, faults = read(fields, with_own_days(calendar, await self.desk.reading.own_days(school)) or calendar)
        if faults:
            return await self._page(school, fields, faults, status=422)
        if fields.get("do") == CHANGE:
            return await self._page(school, fields)
        if fields.get("do") != "enter":
            return await self._page(school, fields, check=[(day, moves_told(calendar, day)) for day in days])
        own = [OwnDay(school, day, REASONS[fields["reason"]], ENTERED_BY) for day in days]
        entered = await enter_days(self.desk.reading, self.desk.origin(request), school, own)
        if entered == "kept":
            return see(f"/advice/dates/schools/{school}")
        status = 429 if entered == "slow" else 409
        return await self._page(school, {**fields, "do": CHANGE}, {"form": REFUSED[entered]}, status=status)

    async def _help(self, school: str, fields: Mapping[str, str], calendar: SchoolCalendar) -> web.Response | None:
        """Words that are no day and no reason are looked at before the database is asked for anything."""
        _, faults = read(fields, calendar)
        typed = Typed.into(f"/advice/dates/schools/{school}", fields, FIELDS, faults)
        return await self.desk.help_page(typed, "head")

    async def _page(
        self, school: str, fields: Mapping[str, str] | None = None, faults: Mapping[str, str] | None = None, *,
        check: list[tuple[date, list[str]]] | None = None, status: int = 200,
    ) -> web.Response:  # fmt: skip
        own = await self.desk.reading.own_days(school)
        return self.desk.page(
            "advice_school_days.html", TITLE, status, name=self.desk.local.schools[school][0], own=own, reasons=REASONS,
            address=f"/advice/dates/schools/{school}", typed=dict(fields or {}), faults=dict(faults or {}), check=check,
            full=in_full, carried=carried(fields or {}, FIELDS),
        )  # fmt: skip


def read(fields: Mapping[str, str], calendar: SchoolCalendar) -> tuple[list[date], dict[str, str]]:
    """The days with lessons among those that were typed, and what to mend by field."""
    faults: dict[str, str] = {}
    if fields.get("reason") not in REASONS:
        faults["reason"] = "Please pick a reason."
    typed = spans(fields, "days", faults)
    if not typed and "days" not in faults:
        faults["days"] = "Please write at least one day."
    days: list[date] = []
    for first, last in typed:
        whole = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        closed = [day for day in whole if not why_not(calendar, day)]
        days += closed
        if not closed or any(why_not(calendar, day) == "outside" for day in whole):
            faults["days"] = _unfit(first, why_not(calendar, first) or why_not(calendar, last))
    if len(set(days)) > MOST_WAITING:
        faults["days"] = f"Please enter at most {MOST_WAITING} days at a time. Holidays of the whole borough are known."
    return sorted(set(days)), faults


def _unfit(day: date, why: str) -> str:
    if why == "outside":
        return f"{in_full(day)} lies outside the terms we know. Please look at the year, or ring."
    return f"{in_full(day)} has no lessons anyway. Please write days on which there would be some."
