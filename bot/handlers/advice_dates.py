"""Dates after an exclusion: a form, a page to print, a text and a calendar file to keep. Everything by POST, no date stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from aiohttp import web

from advice_kb.calendar_file import calendar_file
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
    MOVES,
    moves_said,
    text_to_keep,
    worked_out_said,
)
from advice_kb.own_days import with_own_days
from advice_kb.time_limits import MAY_BE_POSTED
from bot.handlers.advice_desk import AdviceDesk, fields_of, see
from bot.handlers.advice_help import BACK, Typed, carried
from bot.handlers.dated_words import dated_words
from bot.handlers.days_in_lines import boxes_in_whole
from bot.handlers.days_in_words import in_whole
from bot.handlers.help_links import ANYONE

TITLE = "Work out the dates"
POSTED = tuple(f"posted-{name}" for name in sorted(MAY_BE_POSTED))
KEPT = (*EVENTS, *CHOICES, *NUMBERS, *YES_NO, *POSTED, "time", "school", "country", "terms", "closed")
"""Every field of the form; others are not carried on."""

OWN = {"closed": "Days the school is closed, one on each line",
       "terms": "If the school is not listed: its terms, one on each line"}  # fmt: skip
BOXES = {**{name: EVENTS[name] for name in FIRST[:2]}, **NUMBERS, **EVENTS, **OWN}
"""Every box that one types into, by its label, in the order of the page."""


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
        sent = await fields_of(request)
        if again := self._form_again(sent):
            return again
        fields, asked = await self._asked(sent)
        return await self._undated(fields, asked) or self._dated(sent, fields, asked)

    async def _undated(self, fields: Mapping[str, str], asked: DatesAsked) -> web.Response | None:
        """Where no date is given: another country, a school with rules of its own, or something to mend."""
        if fields.get("country", "England") in COUNTRIES[1:]:
            return await self._help(fields, asked.faults) or self.desk.elsewhere(
                TITLE, fields["country"], carried(fields, KEPT)
            )
        if asked.outside:
            return await self._help(fields, asked.faults) or self._outside(fields)
        return await self._mend(fields, asked.faults) if asked.given is None else None

    def _outside(self, fields: Mapping[str, str]) -> web.Response:
        """A private school or a college, in the words of the conversation."""
        said = self.desk.published(self.desk.reading.clock()).words.say("dates.outside")
        line = self.desk.standing_line()
        return self.desk.page("advice_outside.html", TITLE, said=said, line=line, carried=carried(fields, KEPT))

    def _dated(self, sent: Mapping[str, str], fields: Mapping[str, str], asked: DatesAsked) -> web.Response:
        """The dates. What is kept is kept by its days: "yesterday" is another day tomorrow. On the way to help and back goes
        what was typed, so that it is said again how it was read.
        """
        assert asked.given is not None
        given = asked.given
        return self.desk.page(
            "advice_dated.html", TITLE, **dated_words(given, work_out(given), self.desk.library.sources), given=given,
            moved=moved_by(asked), own=moves_said(given), own_heading=MOVES.rstrip(":"), following=next_step(given),
            kept=carried(fields, KEPT), carried=carried(sent, KEPT), typed_days=asked.typed_days, line=self.desk.standing_line(),
            worked_out=worked_out_said(self.desk.today, self._school(fields)),
        )  # fmt: skip

    async def calendar(self, request: web.Request) -> web.Response:
        sent = await fields_of(request)
        if again := self._form_again(sent):
            return again
        fields, asked = await self._asked(sent)
        if (undated := await self._undated(fields, asked)) is not None:
            return undated
        assert asked.given is not None
        timeline = work_out(asked.given)
        if not timeline.deadlines:
            return self._dated(sent, fields, asked)
        body = calendar_file(
            timeline, asked.given, self.desk.library.sources, self.desk.standing_line(), self.desk.now,
            self._listed(fields),
        )  # fmt: skip
        name = {"Content-Disposition": 'attachment; filename="dates.ics"'}
        return web.Response(body=body, content_type="text/calendar", charset="utf-8", headers=name)

    async def text(self, request: web.Request) -> web.Response:
        sent = await fields_of(request)
        if again := self._form_again(sent):
            return again
        fields, asked = await self._asked(sent)
        if (undated := await self._undated(fields, asked)) is not None:
            return undated
        assert asked.given is not None
        kept = text_to_keep(
            work_out(asked.given), asked.given, self.desk.library.sources, NEEDS, self.desk.standing_line(),
            worked_out_said(self.desk.today, self._school(fields)),
        )  # fmt: skip
        name = {"Content-Disposition": 'attachment; filename="dates.txt"'}
        return web.Response(text=kept, content_type="text/plain", charset="utf-8", headers=name)

    async def _asked(self, typed: Mapping[str, str]) -> tuple[Mapping[str, str], DatesAsked]:
        """The form with its days written out, and what was asked over the calendar of the school that was picked, its own
        days included. Those are asked for last: words that are no day are looked at whatever became of the database."""
        fields, read = in_whole(typed, self.desk.today)
        fields, lines = boxes_in_whole(fields, self.desk.today)
        school = fields.get("school", "")
        calendar, kind = self.desk.local.calendar_of(school), self.desk.local.types.get(school, "")
        asked = read_dates_form(fields, calendar, kind)
        if asked.given is not None and calendar is not None:
            asked = read_dates_form(fields, with_own_days(calendar, await self.desk.reading.own_days(school)), kind)
        if asked.given is not None:
            asked = replace(asked, given=replace(asked.given, remarks=(*read, *lines, *asked.given.remarks)))
        return fields, asked

    def _listed(self, fields: Mapping[str, str]) -> str:
        """The id of the school that was picked; empty for one not listed, whatever was sent."""
        school = fields.get("school", "")
        return school if school in self.desk.local.schools else ""

    def _school(self, fields: Mapping[str, str]) -> str:
        """The school's name as the authority writes it, never as somebody typed it."""
        return self.desk.local.schools.get(fields.get("school", ""), ("", ""))[0]

    async def _mend(self, fields: Mapping[str, str], faults: Mapping[str, str]) -> web.Response:
        """The form again, with what to mend."""
        return await self._help(fields, faults) or self._form(fields, faults)

    async def _help(self, fields: Mapping[str, str], faults: Mapping[str, str]) -> web.Response | None:
        """Where words that are no day and no number speak of harm, help comes first, as in any box."""
        return await self.desk.help_page(Typed.into("/advice/dates", fields, KEPT, faults), ANYONE)

    def _form_again(self, sent: Mapping[str, str]) -> web.Response | None:
        """The form as it was sent, where nothing more is asked for: that needs no database."""
        return self._form(sent, {}) if sent.get("do") == BACK else None

    def _form(self, fields: Mapping[str, str], faults: Mapping[str, str]) -> web.Response:
        return self.desk.page(
            "advice_dates.html", TITLE, 422 if faults else 200, typed=dict(fields), faults=dict(faults), events=EVENTS, boxes=BOXES,
            later=tuple(EVENTS)[len(FIRST):], choices=CHOICES, numbers=NUMBERS, yes_no=YES_NO, posted=MAY_BE_POSTED,
            schools=sorted((name, key) for key, (name, _) in self.desk.local.schools.items()), countries=COUNTRIES,
            opened=any(fields.get(name) for name in (*tuple(EVENTS)[len(FIRST):], "discrimination_ground")),
            carried=carried(fields, KEPT),
        )  # fmt: skip
