"""For heads in a hurry, with no sign-in: the duty officer first, "decision today", the two checklists, a dated page for the file.

Nothing typed is kept, and there is no box for a name: what a head prints may be asked for later, and so may any log.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from aiohttp import web
from markupsafe import Markup

from advice_kb.deadlines import work_out
from advice_kb.model import Article
from advice_kb.triage import CARE, EXAM, IN_CARE_BEFORE, KINDS, NUMBERS, PUPIL, read_triage
from bot.handlers.advice_desk import AdviceDesk, fields_of, see
from bot.handlers.advice_help import BACK, Typed, carried
from bot.handlers.article_page import laid_out, part_of
from bot.handlers.dated_words import dated_words

CHECKLISTS = ("before-excluding-checklist", "exclusion-letter-checklist")
FIELDS = ("kind", *NUMBERS, *PUPIL, "exam")
TITLE = "For heads in a hurry"


class HeadsPages:
    """`/advice/heads` and what is printed from it."""

    def __init__(self, desk: AdviceDesk) -> None:
        self.desk = desk

    def add_to(self, router: web.UrlDispatcher) -> None:
        router.add_get("/advice/heads", self.start)
        router.add_get("/advice/heads/today", self.back)
        router.add_post("/advice/heads/today", self.today)
        router.add_get("/advice/heads/file", self.file)

    async def back(self, _request: web.Request) -> web.Response:
        return see("/advice/heads")

    async def start(self, _request: web.Request) -> web.Response:
        return await self._form({})

    async def _form(self, typed: Mapping[str, str], faults: Sequence[str] = ()) -> web.Response:
        return self.desk.page(
            "advice_heads.html", TITLE, 422 if faults else 200, lists=await self._lists(CHECKLISTS), kinds=KINDS, pupil=PUPIL,
            exam=EXAM, typed=dict(typed), faults=faults, carried=carried(typed, FIELDS),
        )  # fmt: skip

    async def today(self, request: web.Request) -> web.Response:
        """Four answers -> checklists, whom to tell at once, and the dates that a decision made now would set.

        Words in a box for a number are screened like any others.
        """
        fields = await fields_of(request)
        if fields.get("do") == BACK:
            return await self._form(fields)
        triage = read_triage(fields)
        if triage.faults:
            odd = [name for name in NUMBERS if fields.get(name) and not fields[name].replace(".", "", 1).isdecimal()]
            typed = Typed.into("/advice/heads/today", fields, FIELDS, odd)
            return await self.desk.help_page(typed, "head") or await self._form(fields, triage.faults)
        given = triage.given(self.desk.now, self.desk.local.common)
        return self.desk.page(
            "advice_today.html", TITLE, triage=triage, kind=KINDS[triage.kind], hour=self.desk.now,
            limit_source=self.desk.library.citation("suspension-day-limits.11"),
            pupil=[words for name, words in PUPIL.items() if name in triage.pupil], lists=await self._lists(triage.topics),
            before=await self._in_care_before() if triage.in_care_before else [], carried=carried(fields, FIELDS),
            **dated_words(given, work_out(given), self.desk.library.sources),
        )  # fmt: skip

    async def file(self, _request: web.Request) -> web.Response:
        """Both checklists on one dated page, with the version of each and room for the outcome, for the head's own file."""
        return self.desk.page("advice_file.html", TITLE, lists=await self._lists(CHECKLISTS), hour=self.desk.now)

    async def _in_care_before(self) -> list[tuple[str, Article | None, Markup, bool]]:
        """The row for a child who left care: our words in the place of a checklist, gone while its article may not be shown."""
        [(_, article, _, checked_only)] = await self._lists((CARE,))
        return [(PUPIL["was_looked_after"], article, laid_out(IN_CARE_BEFORE), checked_only)]

    async def _lists(self, topics: Sequence[str]) -> list[tuple[str, Article | None, Markup, bool]]:
        """(title, article, its checklist, checked only) of each topic; no article where it may not be shown."""
        shelf, rows = await self.desk.reading.shelf(), []
        for topic in topics:
            article = shelf.served(topic, "head")
            checklist = part_of(article, "checklist") if article else Markup()
            title = article.title if article else self.desk.library.topics[topic].title
            rows.append((title, article, checklist, article is not None and shelf.state(article) != "published"))
        return rows
