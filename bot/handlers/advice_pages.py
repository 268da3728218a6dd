"""The public advice pages: browse, read, take a leaflet, say whether it helped. No sign-in, no script, no tracking.

A GET changes nothing. Which words may be shown is asked of the database for every page, and no page is cached, so a
withdrawn article is gone from page, version link, leaflet and search with the very next look (design §5, seed 3.2).
"""

from __future__ import annotations

import asyncio

from aiohttp import web

from advice_kb.contents import READERS
from advice_kb.letter import load_letters
from advice_kb.model import Article
from advice_kb.shelf import Shelf
from bot.handlers.advice_dates import DatesPages
from bot.handlers.advice_desk import AdviceDesk, fields_of, see
from bot.handlers.advice_heads import HeadsPages
from bot.handlers.advice_school_days import SchoolDaysPages
from bot.handlers.advice_search import SearchPages
from bot.handlers.advice_services import ServicesPages
from bot.handlers.article_page import lay_out, part_of
from bot.handlers.help_pages import HelpPages
from bot.leaflets import holding_pdf, leaflet_pdf

PDF = "application/pdf"


class AdvicePages:
    """Every page under `/advice`."""

    def __init__(self, desk: AdviceDesk) -> None:
        self.desk = desk

    def add_to(self, router: web.UrlDispatcher) -> None:
        """Fixed addresses before those with a topic in them; what is left over is told that it is not here."""
        router.add_get("/advice", self.home)
        for more in (SearchPages, DatesPages, SchoolDaysPages, ServicesPages, HeadsPages, HelpPages):
            more(self.desk).add_to(router)
        router.add_get("/advice/about/{group}", self.group)
        router.add_get("/advice/for/{audience}", self.audience)
        router.add_get("/advice/letters/{letter}.txt", self.letter_text)
        router.add_get("/advice/letters/{letter}", self.letter)
        router.add_get("/advice/{topic}", self.topic)
        router.add_get("/advice/{topic}/{audience}", self.article)
        router.add_get("/advice/{topic}/{audience}/leaflet.pdf", self.leaflet)
        router.add_post("/advice/{topic}/{audience}/helped", self.helped)
        router.add_get("/advice/{topic}/{audience}/thanks", self.thanks)
        router.add_get(r"/advice/{topic}/{audience}/v{version:\d{1,6}}", self.version)
        router.add_get("/advice/{rest:.*}", self.nothing)

    async def home(self, _request: web.Request) -> web.Response:
        return self.desk.page("advice_home.html", "Advice about exclusion from school")

    async def nothing(self, _request: web.Request) -> web.Response:
        return self.desk.missing()

    async def group(self, request: web.Request) -> web.Response:
        """The topics of one group, whoever they are for."""
        key = request.match_info["group"]
        if key not in self.desk.contents.groups:
            return self.desk.missing()
        shelf, topics = await self.desk.reading.shelf(), self.desk.library.topics
        rows = [(f"/advice/{topic}", topics[topic].title) for topic in shelf.topics() if topics[topic].group == key]
        title = self.desk.contents.groups[key]
        return self.desk.page("advice_list.html", title, heading=title, sections=[("", rows)])

    async def audience(self, request: web.Request) -> web.Response:
        """The articles written for one audience, by group."""
        who = request.match_info["audience"]
        if who not in READERS:
            return self.desk.missing()
        shelf, library = await self.desk.reading.shelf(), self.desk.library
        own = [one for one in library.topics if self._shown(shelf, library.articles.get(f"{one}.{who}"))]
        sections = [
            (title, [(f"/advice/{one}/{who}", library.topics[one].title) for one in own if library.topics[one].group == key])
            for key, title in self.desk.contents.groups.items()
        ]  # fmt: skip
        return self.desk.page(
            "advice_list.html", READERS[who], heading=READERS[who], sections=[one for one in sections if one[1]]
        )

    def _shown(self, shelf: Shelf, article: Article | None) -> bool:
        return article is not None and shelf.may_be_shown(article)

    async def topic(self, request: web.Request) -> web.StreamResponse:
        """A topic's articles side by side, each with its short answer; a retired topic is sent on for good."""
        topic = request.match_info["topic"]
        if topic not in self.desk.library.topics:
            return self._sent_on(topic, "")
        shelf = await self.desk.reading.shelf()
        own = [one for who in READERS if (one := self.desk.library.articles.get(f"{topic}.{who}")) is not None]
        shown = [(one, part_of(one, "short")) for one in own if shelf.may_be_shown(one)]
        title = self.desk.library.topics[topic].title
        if not shown:
            own.sort(
                key=lambda one: shelf.state(one) == "retired"
            )  # a withdrawn one speaks for the topic, not a retired one
            return self._not_shown(shelf, own[0], title) if own else self.desk.missing()
        amended = any(shelf.state(one) == "withdrawn" for one in own)
        return self.desk.page("advice_topic.html", title, heading=title, shown=shown, amended=amended)

    async def article(self, request: web.Request) -> web.StreamResponse:
        shelf, article = await self._asked_for(request)
        if isinstance(article, web.StreamResponse):
            return article
        if not shelf.may_be_shown(article):
            return self._not_shown(shelf, article)
        return self.desk.page(
            "advice_article.html", article.title, article=article, laid=lay_out(article, self.desk.library),
            published_=shelf.state(article) == "published", line=self.desk.standing_line(article), bot=self._bot(article),
            helpers=self.desk.helpers(article.signposts), others=self._others(shelf, article), link=self._link(article),
        )  # fmt: skip

    async def version(self, request: web.Request) -> web.StreamResponse:
        """Whether the leaflet in somebody's hand still says what is in force."""
        shelf, article = await self._asked_for(request)
        in_hand = int(request.match_info["version"])
        if isinstance(article, web.StreamResponse):
            return article
        if not shelf.may_be_shown(article):
            return self._not_shown(shelf, article, in_hand=in_hand)
        if not 1 <= in_hand <= article.version:
            return self.desk.missing()
        return self.desk.page(
            "advice_version.html", article.title, article=article, in_hand=in_hand, current=in_hand == article.version,
            published_=shelf.state(article) == "published",
        )  # fmt: skip

    async def leaflet(self, request: web.Request) -> web.StreamResponse:
        """One page to print; a holding page where the words may not be shown."""
        shelf, article = await self._asked_for(request)
        if isinstance(article, web.StreamResponse):
            return article
        place = self.desk.place
        if not shelf.may_be_shown(article):
            held = (article.title, place.council, place.duty_officer, f"{place.address}/advice/{article.topic}")
            body = await asyncio.to_thread(holding_pdf, *held, withdrawn=shelf.state(article) == "withdrawn")
        else:
            body = await asyncio.to_thread(
                leaflet_pdf, article, self.desk.helpers(article.signposts), council=place.council, duty=place.duty_officer,
                link=self._link(article), line=self.desk.standing_line(article), synthetic=place.demo,
                published=shelf.state(article) == "published",
            )  # fmt: skip
        name = f"{article.topic}-{article.audience}-v{article.version}.pdf"
        return web.Response(body=body, content_type=PDF, headers={"Content-Disposition": f'inline; filename="{name}"'})

    async def letter(self, request: web.Request) -> web.StreamResponse:
        """A letter to copy. It goes with its topic's article: while that is being amended, so is the letter."""
        letter = load_letters().get(request.match_info["letter"])
        if letter is None:
            return self.desk.missing()
        shelf = await self.desk.reading.shelf()
        if shelf.served(letter.topic, "parent") is None:
            return self.desk.held(letter.title, withdrawn=shelf.why_none(letter.topic, "parent") == "withdrawn")
        return self.desk.page("advice_letter.html", letter.title, letter=letter, text=_as_typed(letter.text))

    async def letter_text(self, request: web.Request) -> web.StreamResponse:
        letter = load_letters().get(request.match_info["letter"])
        if letter is None:
            return self.desk.missing()
        if (await self.desk.reading.shelf()).served(letter.topic, "parent") is None:
            return see(f"/advice/letters/{letter.id}")
        name = {"Content-Disposition": f'attachment; filename="{letter.id}.txt"'}
        return web.Response(
            text=_as_typed(letter.text) + "\n", content_type="text/plain", charset="utf-8", headers=name
        )

    async def helped(self, request: web.Request) -> web.StreamResponse:
        """Counts a yes or a no for the article in force. One that was withdrawn meanwhile is answered by its page."""
        shelf, article = await self._asked_for(request)
        if isinstance(article, web.StreamResponse):
            return article
        if not shelf.may_be_shown(article):
            return see(f"/advice/{article.topic}/{article.audience}")
        did = (await fields_of(request)).get("did")
        if did not in ("yes", "no"):
            raise web.HTTPBadRequest
        await self.desk.reading.note(article.audience, "answer", article, helped=did == "yes")
        return see(f"/advice/{article.topic}/{article.audience}/thanks")

    async def thanks(self, request: web.Request) -> web.StreamResponse:
        _, article = await self._asked_for(request)
        if isinstance(article, web.StreamResponse):
            return article
        return self.desk.page("advice_thanks.html", "Thank you", article=article)

    async def _asked_for(self, request: web.Request) -> tuple[Shelf, Article | web.StreamResponse]:
        """The article this address names, or what is answered in its place."""
        topic, who = request.match_info["topic"], request.match_info["audience"]
        shelf = await self.desk.reading.shelf()
        article = self.desk.library.articles.get(f"{topic}.{who}")
        if article is not None:
            retired = shelf.state(article) == "retired"
            return shelf, self.desk.missing(410, retired=True) if retired else article
        if topic in self.desk.library.topics and who in READERS and request.method in ("GET", "HEAD"):
            return shelf, see(f"/advice/{topic}")
        return shelf, self._sent_on(topic, who)

    def _sent_on(self, topic: str, who: str) -> web.StreamResponse:
        now = self.desk.contents.now_at(topic)
        if now is None or now not in self.desk.library.topics:
            return self.desk.missing()
        return web.Response(status=301, headers={"Location": f"/advice/{now}" + (f"/{who}" if who in READERS else "")})

    def _not_shown(self, shelf: Shelf, article: Article, title: str = "", in_hand: int = 0) -> web.Response:
        if shelf.state(article) == "retired":
            return self.desk.missing(410, retired=True)
        withdrawn = shelf.state(article) == "withdrawn"
        return self.desk.held(title or article.title, withdrawn=withdrawn, version_in_hand=in_hand)

    def _others(self, shelf: Shelf, article: Article) -> list[tuple[str, str]]:
        """The same topic for other readers."""
        about = self.desk.library.about(article.topic)
        own = {one.audience: one for one in about if one.id != article.id and shelf.may_be_shown(one)}
        return [(f"/advice/{article.topic}/{who}", name) for who, name in READERS.items() if who in own]

    def _link(self, article: Article) -> str:
        return f"{self.desk.place.address}/advice/{article.topic}/{article.audience}/v{article.version}"

    def _bot(self, article: Article) -> str:
        name = self.desk.telegram_name
        return f"https://t.me/{name}?start=a-{article.topic}" if name else ""


def _as_typed(markdown: str) -> str:
    """A letter as it is typed: no emphasis, gaps in their brackets."""
    return markdown.replace("**", "").strip()
