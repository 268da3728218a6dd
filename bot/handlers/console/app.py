"""The console: sign-in by one-time link, coverage, voice summaries, concerns for those who may read them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from aiohttp import web

from advice_kb.days import london_day
from analytics.book import report_xlsx
from analytics.rendering import report_csv, report_html, table_html
from analytics.report import Report
from bot import reports
from bot.accounts import Accounts
from bot.content import content_version
from bot.handlers.console.access import HOMES, OFFICER, may, part_of, parts_of
from bot.handlers.console.concerns import headings, written
from bot.handlers.console.health import health, metrics
from bot.handlers.console.school_days import SchoolDays
from bot.handlers.web import BODY_SECONDS, Handler, boundary, cookie_of, page, style
from bot.parts import Parts
from storage import campaigns, concerns, officers, unheard
from surveys.loading import from_canonical
from surveys.model import say
from surveys.school_year import year_asked

FORMATS: dict[str, tuple[str, Callable[[Report], bytes]]] = {
    "html": ("text/html", lambda report: report_html(report).encode()),
    "csv": ("text/csv", report_csv),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", report_xlsx),
}


SORRY = {
    401: "Please sign in with a new one-time link: `heard officer link` prints one.",
    403: "That form was open for too long, or came from another site. Nothing was changed. Please open the page anew.",
    404: "This page is not here, or it is for another role.",
    405: "This page is not here, or it is for another role.",
    408: "What you sent took too long to come. Nothing was changed. Please check the network, and send it once more.",
    413: "That was more than this form takes. Nothing was changed. Please send less at a time.",
}
FAULT = "Something went wrong here. It was logged, by its kind alone. Please try again; if it stays so, tell whoever runs Heard."
UNREAD = "That could not be read, so nothing was changed. Please open the page anew and use its own buttons."
AWAY = "The database does not answer just now. Nothing was changed. Please wait a little, then try again."
"""What a page of the console says by its status: what is wrong, and what to do. To try again only where that can help."""

GONE = (
    "This account is not in settings.yaml any more, or has another role there now, so it was signed out and nothing was changed. "
    "If that should not be so, please ask whoever runs Heard."
)
"""Said once to whoever was signed in; after that nobody is."""


class Console:
    """Every route answers with a page made of `SafeTable`s and plain words."""

    def __init__(self, heard: Parts, versions: dict[str, str], body_seconds: float = BODY_SECONDS) -> None:
        self.heard, self.versions, self.body_seconds = heard, versions, body_seconds
        self.names = {one.id: one.name for one in heard.local.settings}
        self.accounts = Accounts(heard.config.local, heard.local.officers, heard.log)

    def application(self) -> web.Application:
        guard = boundary(self.heard.log, self.sorry, self.wait, body_seconds=self.body_seconds)
        app = web.Application(middlewares=[guard, self._signed_in], client_max_size=64 * 1024)
        app.router.add_get("/sign-in/{token}", self.sign_in_page)
        app.router.add_post("/sign-in/{token}", self.sign_in)
        app.router.add_post("/sign-out", self.sign_out)
        app.router.add_get("/", self.home)
        app.router.add_get("/coverage", self.coverage)
        app.router.add_get("/waves", self.waves)
        app.router.add_get("/waves/{wave}/summary.{format}", self.summary)
        app.router.add_get("/concerns", self.concerns)
        SchoolDays(self.heard, self._page).add_to(app.router)
        app.router.add_get("/healthz", self.health)
        app.router.add_get("/metrics", metrics)
        app.router.add_get("/heard.css", style)
        return app

    @property
    def cookie(self) -> str:
        return "__Host-officer" if self.heard.config.address.startswith("https://") else "officer"

    @property
    def _signed_in(self) -> Any:
        @web.middleware
        async def check(request: web.Request, handler: Handler) -> web.StreamResponse:
            """Who is asking, and may they? What one may not see is not there."""
            officer, signed_out = await self._officer(request)
            if officer is not None:
                request[OFFICER] = officer
            resource = request.match_info.route.resource
            path = resource.canonical if resource is not None else ""
            if not may(officer.role if officer else "", request.method, path):
                if signed_out:
                    return self._sorry(request, 401, GONE)
                raise web.HTTPNotFound if officer else web.HTTPUnauthorized
            return await handler(request)

        return check

    async def _officer(self, request: web.Request) -> tuple[officers.Officer | None, bool]:
        """Whoever is signed in, and whether somebody was until now whose account stands no more: that session ends here."""
        session = cookie_of(request, self.cookie)
        if not session:
            return None, False
        standing = await self.accounts.standing()
        async with self.heard.storage.transaction() as connection:
            officer = await officers.who(connection, self.heard.keyring, session, self.heard.exchange.clock())
            if officer is None or officer in standing:
                return officer, False
            await officers.sign_out(connection, self.heard.keyring, session)
        return None, True

    async def sign_in_page(self, request: web.Request) -> web.Response:
        """A GET changes nothing: mail scanners open links. The button uses it up."""
        return self._page(request, "console_sign_in.html")

    async def sign_in(self, request: web.Request) -> web.StreamResponse:
        async with self.heard.storage.transaction() as connection:
            session = await officers.use_link(
                connection, self.heard.keyring, request.match_info["token"], self.heard.exchange.clock()
            )
            if session is not None:  # whoever was signed in here before would stay so under a cookie that nobody has
                await officers.sign_out(connection, self.heard.keyring, cookie_of(request, self.cookie))
        if session is None:
            return self.sorry(request, 401)
        response = web.Response(status=303, headers={"Location": "/"})
        response.set_cookie(
            self.cookie, session, path="/", httponly=True, samesite="Strict", secure=self.cookie.startswith("__Host")
        )
        return response

    async def sign_out(self, request: web.Request) -> web.StreamResponse:
        async with self.heard.storage.transaction() as connection:
            await officers.sign_out(connection, self.heard.keyring, cookie_of(request, self.cookie))
        response = web.Response(status=303, headers={"Location": "/"})
        response.del_cookie(self.cookie, path="/")
        return response

    async def home(self, request: web.Request) -> web.StreamResponse:
        return web.Response(status=303, headers={"Location": HOMES.get(request[OFFICER].role, "/coverage")})

    async def coverage(self, request: web.Request) -> web.Response:
        year = await self.school_year()
        sentence, sections = await reports.coverage_report(self.heard.storage, year, self.names, "officer", self.today)
        async with self.heard.storage.reading() as connection:
            waiting = await unheard.waiting(connection)
        return self._page(
            request,
            "console_coverage.html",
            sentence=sentence,
            sections=sections,
            table_html=table_html,
            waiting=waiting,
            year=year,
        )

    @property
    def today(self) -> date:
        """The day for which denominators are read: one dated ahead waits until it has come."""
        return london_day(self.heard.exchange.clock())

    async def school_year(self) -> int:
        """The school year that coverage is shown of."""
        async with self.heard.storage.reading() as connection:
            found = [one.school_year for one in await campaigns.campaigns(connection)]
        return year_asked(found, self.today)

    async def waves(self, request: web.Request) -> web.Response:
        async with self.heard.storage.reading() as connection:
            found = await campaigns.waves(connection)
            titles = {one.id: one.title for one in await campaigns.campaigns(connection)}
            texts = await campaigns.definitions(connection, {(one.survey, one.version) for one in found})
        surveys = {asked: say(from_canonical(text).title, "en") for asked, text in texts.items()}
        return self._page(
            request, "console_waves.html", waves=found, titles=titles, surveys=surveys, formats=list(FORMATS)
        )

    async def summary(self, request: web.Request) -> web.Response:
        wave, kind = request.match_info["wave"], request.match_info["format"]
        if kind not in FORMATS:
            raise web.HTTPNotFound
        report = await reports.wave_summary(
            self.heard.storage, self.heard.keyring, wave, self.names, "officer", self.today
        )
        if report is None:
            raise web.HTTPNotFound
        media, render = FORMATS[kind]
        disposition = {"Content-Disposition": f'attachment; filename="voice-summary.{kind}"'}
        return web.Response(body=render(report), content_type=media, headers=disposition)

    async def concerns(self, request: web.Request) -> web.Response:
        """For the safeguarding role alone; each record that is opened is written in the log of readings."""
        async with self.heard.storage.transaction() as connection:
            found = await concerns.read(
                connection, self.heard.keyring, request[OFFICER].name, self.heard.exchange.clock()
            )
        return self._page(
            request, "console_concerns.html", concerns=found, names=self.names, headings=headings, written=written
        )

    async def health(self, _request: web.Request) -> web.Response:
        return await health(self.heard.storage, self.versions)

    def _page(self, request: web.Request, template: str, status: int = 200, **values: Any) -> web.Response:
        officer = request.get(OFFICER)
        return page(template, status, **{
            "language": "en", "direction": "ltr", "title": "Heard console", "synthetic": self.heard.local.synthetic,
            "synthetic_label": "Demo. Made-up borough, made-up answers.", "skip": "Go to the main part", "body_class": "wide",
            "officer": officer, "council": self.heard.local.council, "path": request.path,
            "parts": parts_of(officer.role) if officer else [], **values,
        })  # fmt: skip

    def sorry(self, request: web.Request, status: int) -> web.Response:
        """Why a page is not shown, in the console's frame: with its header, and the way back to the part one was in."""
        return self._sorry(request, status, SORRY.get(status, FAULT if status >= 500 else UNREAD))

    async def wait(self, request: web.Request) -> web.Response:
        """For a page that could not be made without the database, which is asked who is asking too."""
        return self._sorry(request, 503, AWAY)

    def _sorry(self, request: web.Request, status: int, said: str) -> web.Response:
        officer = request.get(OFFICER)
        if officer is not None:
            back, name = part_of(request.path, officer.role)
        else:  # signing in is asked for everywhere; for whatever else went wrong there is a first page
            back, name = ("", "") if status == 401 else ("/", "the start")
        return self._page(request, "console_sorry.html", status, said=said, back=back, name=name)


def console_of(heard: Parts) -> Console:
    return Console(heard, {"rules": "2026-07-26", "content": content_version()})
