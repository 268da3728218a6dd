"""Search in somebody's own words: screened first, then searched, and not kept unless they
speak of harm. By POST, so that no word stands in an address."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from advice_kb.contents import READERS
from advice_kb.model import Article
from advice_kb.search import MOST_CHOICES, Finding
from advice_kb.shelf import Shelf
from bot.conversation.answering import MOST_KEPT
from bot.conversation.appeals import PANEL, asks_which
from bot.conversation.school_named import country_named
from bot.conversation.screening import MOST_WORDS, too_long
from bot.conversation.showing import about_said
from bot.conversation.small_words import meant_by
from bot.handlers.advice_desk import AdviceDesk, audience_of, fields_of, see
from bot.handlers.advice_help import AGAIN, BACK, Helped, Typed, carried
from bot.handlers.article_page import part_of
from bot.handlers.help_links import ANYONE

NOTHING = Finding("nothing", (), 0.0)
FIELDS = ("text", "audience")
COUNTRY_NAMES = {"wales": "Wales", "scotland": "Scotland", "northern-ireland": "Northern Ireland"}


class SearchPages:
    """`/advice/search`. Words that may mean danger get the help card first, and articles only as links below it."""

    def __init__(self, desk: AdviceDesk) -> None:
        self.desk = desk

    def add_to(self, router: web.UrlDispatcher) -> None:
        router.add_get("/advice/search", self.back)
        router.add_post("/advice/search", self.search)

    async def back(self, _request: web.Request) -> web.Response:
        return see("/advice")

    async def search(self, request: web.Request) -> web.Response:
        fields = await fields_of(request)
        text, said = fields.get("text", ""), fields.get("audience", "")
        who = audience_of(said)
        if fields.get("do") == BACK:
            return self._home(typed=text, who=said, carried=carried(fields, FIELDS))
        meant = meant_by(text)
        if meant == "help":
            return see(f"/help/{said if said in READERS else ANYONE}/advice")
        if not text or meant not in ("", "about"):
            return self._home(empty=True, who=said, carried=carried(fields, FIELDS))
        screening = await self.desk.screened(text, said)
        helped = await self.desk.help_first(text, screening, said)
        if helped is not None:
            return await self._helped_first(helped, text, said)
        if meant == "about":
            published = self.desk.published(self.desk.reading.clock())
            told = about_said(published, self.desk.library, said)
            return self._home(about=told, who=said, carried=carried(fields, FIELDS))
        if too_long(text):
            return self._home(422, long=MOST_WORDS, typed=text, who=said, carried=carried(fields, FIELDS))
        if country := country_named(text):
            await self._note(fields, who, "elsewhere")
            return self.desk.elsewhere("What we found", COUNTRY_NAMES[country], carried(fields, FIELDS))
        return await self._answered(await self.desk.reading.shelf(), await self._found(text, who), fields)

    async def _note(self, fields: Mapping[str, str], *noted: Any, **more: Any) -> None:
        """One question is counted once, however often somebody goes back to its answer."""
        if fields.get("do") != AGAIN:
            await self.desk.reading.note(*noted, **more)

    def _home(self, status: int = 200, **values: Any) -> web.Response:
        return self.desk.page("advice_home.html", "Advice about exclusion from school", status, **values)

    async def _found(self, text: str, who: str) -> Finding:
        """A search that stumbles has found nothing; that is better than no page."""
        try:
            return await asyncio.to_thread(self.desk.find, text[:MOST_KEPT], who)
        except Exception:
            return NOTHING

    async def _helped_first(self, helped: Helped, text: str, said: str) -> web.Response:
        """Whoever does not say who they are may be a child, and gets a child's card; topics that may fit stand below it,
        where the card does not stand alone."""
        who = audience_of(said)
        shelf = None if helped.alone else await self.desk.shelf_in_time()
        topics = (await self._found(text, who)).topics[:MOST_CHOICES] if shelf is not None else ()
        links = self.desk.names(shelf, topics, who) if shelf is not None else []
        typed = Typed("/advice/search", {"text": text, "audience": said}, frozenset({"text"}))
        return self.desk.danger(helped, typed, links)

    async def _answered(self, shelf: Shelf, finding: Finding, fields: Mapping[str, str]) -> web.Response:
        text, said = fields["text"], fields.get("audience", "")
        who = audience_of(said)
        topic = finding.topics[0] if finding.topics else ""
        article = shelf.served(topic, who) if finding.outcome == "answer" else None
        held = finding.outcome == "answer" and article is None and shelf.held_back(topic, who)
        rest = finding.topics[1:] if finding.outcome == "answer" else finding.topics
        links = self.desk.names(shelf, rest[:MOST_CHOICES], who)
        outcome = self._outcome(finding, article, held=held, links=bool(links))
        noted = article if outcome == "answer" else None
        await self._note(fields, who, outcome, noted, topic=topic if held else "")
        return self.desk.page(
            "advice_found.html", "What we found", outcome=outcome, links=links,
            withdrawn=held and shelf.why_none(topic, who) == "withdrawn",
            ways=self._ways(shelf, finding, who), typed=text, who=said, cut=MOST_KEPT if len(text) > MOST_KEPT else 0,
            article=article, short=part_of(article, "short") if article else "",
            banner=article is not None and shelf.state(article) != "published",
            line=self.desk.standing_line(article) if article else "",
            for_others=self._for_others(article, said) if article else "", carried=carried(fields, FIELDS),
        )  # fmt: skip

    def _ways(self, shelf: Shelf, finding: Finding, who: str) -> str:
        """Where it is asked which way of appealing is meant: what each is for, as the chat says it."""
        told = finding.outcome == "clarify" and asks_which(finding.topics) and shelf.served(PANEL, who) is not None
        return self._say("advice.choices.appeal") if told else ""

    def _for_others(self, article: Article, said: str) -> str:
        """Whoever gets a page that was written for somebody else is told so."""
        return self._say(f"advice.for.{article.audience}") if said in READERS and said != article.audience else ""

    def _say(self, key: str) -> str:
        return self.desk.published(self.desk.reading.clock()).words.say(key)

    def _outcome(self, finding: Finding, article: Article | None, *, held: bool, links: bool) -> str:
        if finding.outcome == "answer":
            return "answer" if article is not None else "held" if held else "nothing"
        return "nothing" if finding.outcome == "clarify" and not links else finding.outcome
