"""Dates after an exclusion: a form, a page to print, a text and a calendar file to keep. Everything by POST, no date stored."""

from __future__ import annotations

from collections.abc import Mapping

from aiohttp import web

from advice_kb.dates_form import (
    CHOICES,
    COUNTRIES,
    EVENTS,
    FIRST,
    NEEDS,
    NUMBERS,
    YES_NO,
    DatesAsked,
    moved_by,
    next_step,
    read_dates_form,
)
from advice_kb.deadlines import work_out
from advice_kb.kept_dates import (
    calendar_file,
    calendar_said,
    capital,
    citation,
    first_day_said,
    in_full,
    moves_said,
    text_to_keep,
    why_unknown,
)
from advice_kb.own_days import with_own_days
from advice_kb.time_limits import MAY_BE_POSTED, rules
from bot.handlers.advice_desk import AdviceDesk, fields_of, see
from bot.handlers.advice_help import BACK, Typed

TITLE = "Work out the dates"
POSTED = tuple(f"posted-{name}" for name in sorted(MAY_BE_POSTED))
KEPT = (*EVENTS, *CHOICES, *NUMBERS, *YES_NO, *POSTED, "time", "school", "country", "terms", "closed")
"""Every field of the form; others are not carried on."""


class DatesPages:
    """`/advice/dates`. A calendar that is not known is said, and the dates that need it are handed over, never guessed."""

    def __init__(self, desk: AdviceDesk) -> None:
        self.desk = desk

    def add_to(self, router: web.UrlDispatcher) -> None:
        router.add_get("/advice/dates", self.form)
        router.add_post("/advice/dates", self.dates)
        router.add_post("/advice/dates/calendar", self.calendar)
        router.add_post("/advice/dates/text", self.text)
        router.add_get("/advice/dates/{rest:calendar|text}", self.back)

    async def back(self, _request: web.Request) -> web.Response:
        return see("/advice/dates")

    async def form(self, _request: web.Request) -> web.Response:
        return self._form({}, {})

    async def dates(self, request: web.Request) -> web.Response:
        """The dates, or the form again with what to mend beside its field."""
        fields = await fields_of(request)
        if fields.get("do") == BACK:
            return self._form(fields, {})
        asked = await self._asked(fields)
        if fields.get("country", "England") in COUNTRIES[1:]:
            return await self._help(fields, asked.faults) or self.desk.elsewhere(TITLE, fields["country"])
        if asked.given is None:
            return await self._mend(fields, asked.faults)
        given, timeline = asked.given, work_out(asked.given)
        return self.desk.page(
            "advice_dated.html", TITLE, timeline=timeline, given=asked.given, moved=moved_by(asked), own=moves_said(asked.given),
            first_day=first_day_said(asked.given),
            following=next_step(asked.given), said=calendar_said(asked.given, timeline),
            why=lambda wanted: why_unknown(wanted, given, NEEDS),
            kept=_kept(fields),
            citation=self._citation, full=in_full, capital=capital, names={rule.id: rule.name for rule in rules()},
            outside=fields.get("school_type") == "other", school=self._school(fields), typed_days=asked.typed_days,
            line=self.desk.standing_line(),
        )  # fmt: skip

    async def calendar(self, request: web.Request) -> web.Response:
        fields = await fields_of(request)
        asked = await self._asked(fields)
        if asked.given is None:
            return await self._mend(fields, asked.faults)
        body = calendar_file(work_out(asked.given), asked.given, self.desk.library.sources, self.desk.standing_line())
        name = {"Content-Disposition": 'attachment; filename="dates.ics"'}
        return web.Response(body=body, content_type="text/calendar", charset="utf-8", headers=name)

    async def text(self, request: web.Request) -> web.Response:
        fields = await fields_of(request)
        asked = await self._asked(fields)
        if asked.given is None:
            return await self._mend(fields, asked.faults)
        kept = text_to_keep(
            work_out(asked.given), asked.given, self.desk.library.sources, NEEDS, self.desk.standing_line()
        )
        name = {"Content-Disposition": 'attachment; filename="dates.txt"'}
        return web.Response(text=kept, content_type="text/plain", charset="utf-8", headers=name)

    async def _asked(self, fields: Mapping[str, str]) -> DatesAsked:
        """What was asked, over the calendar of the school that was picked, its own days included. Those are asked for last:
        words that are no day are looked at whatever became of the database."""
        school = fields.get("school", "")
        calendar = self.desk.local.calendar_of(school)
        asked = read_dates_form(fields, calendar)
        if asked.given is None or calendar is None:
            return asked
        return read_dates_form(fields, with_own_days(calendar, await self.desk.reading.own_days(school)))

    def _school(self, fields: Mapping[str, str]) -> str:
        """The school's name as the authority writes it, never as somebody typed it."""
        return self.desk.local.schools.get(fields.get("school", ""), ("", ""))[0]

    def _citation(self, rule: object) -> str:
        return citation(rule, self.desk.library.sources)  # type: ignore[arg-type]

    async def _mend(self, fields: Mapping[str, str], faults: Mapping[str, str]) -> web.Response:
        """The form again, with what to mend."""
        return await self._help(fields, faults) or self._form(fields, faults)

    async def _help(self, fields: Mapping[str, str], faults: Mapping[str, str]) -> web.Response | None:
        """Where words that are no day and no number speak of harm, help comes first, as in any box."""
        return await self.desk.help_page(Typed.into("/advice/dates", fields, KEPT, faults), "")

    def _form(self, fields: Mapping[str, str], faults: Mapping[str, str]) -> web.Response:
        return self.desk.page(
            "advice_dates.html", TITLE, 422 if faults else 200, typed=dict(fields), faults=dict(faults), events=EVENTS, first=FIRST,
            later=tuple(EVENTS)[len(FIRST):], choices=CHOICES, numbers=NUMBERS, yes_no=YES_NO, posted=MAY_BE_POSTED,
            schools=sorted((name, key) for key, (name, _) in self.desk.local.schools.items()), countries=COUNTRIES,
            opened=any(fields.get(name) for name in (*tuple(EVENTS)[len(FIRST):], "discrimination_ground")),
        )  # fmt: skip


def _kept(fields: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(name, fields[name]) for name in KEPT if fields.get(name)]
