"""What both web faces share: strict headers, the origin check, one error boundary, templates with escaping always on."""

from __future__ import annotations

import asyncio
import hmac
import re
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from pathlib import Path
from typing import Any, TypeVar

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from multidict import MultiMapping

from bot.heard import StorageAway
from storage.away import is_away, kind_of

TEMPLATES = Path(__file__).parent / "templates"
STYLE = (Path(__file__).parent / "templates" / "heard.css").read_text("utf-8")
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Body = TypeVar("Body")

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
    "Permissions-Policy": "geolocation=(), camera=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
"""On every answer of both faces; there is no script at all, so none is allowed."""

ASKED_AT: ContextVar[str] = ContextVar("asked_at", default="/")
"""The path whose page is being made, so that every page can say where "Get help now" is to lead back to."""
MOST_TYPED = 8_000
"""Characters taken in of one field: of a longer one its two ends. All of them are looked at by the screen; a text of more
than `MOST_WORDS` is refused after the look. More are not cleaned: a megabyte would hold up everybody."""

BODY_SECONDS = 30.0
"""How long what a request carries may take to come. No form of ours takes a slow phone so long; whoever sends a letter now and
then holds a connection, and enough of them every connection there is."""

BODY_LIMIT = web.RequestKey("body_limit", float)
"""`BODY_SECONDS`, or what the boundary of this face was given for it."""

environment = Environment(
    loader=FileSystemLoader(TEMPLATES), autoescape=select_autoescape(default=True), undefined=StrictUndefined,
    trim_blocks=True, lstrip_blocks=True,
)  # fmt: skip


def page(template: str, status: int = 200, **values: Any) -> web.Response:
    """A page from a template; every value is escaped."""
    text = environment.get_template(template).render(**values)
    return web.Response(text=text, status=status, content_type="text/html", charset="utf-8")


def taken_in(text: str) -> str:
    """What is looked at of a field, however much was sent."""
    half = MOST_TYPED // 2
    return text if len(text) <= MOST_TYPED else f"{text[:half]} {text[-half:]}"


def same_origin(request: web.Request) -> bool:
    """Whether a changing request comes from our own pages. Browsers send at least one of the two headers."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None and site not in ("same-origin", "none"):
        return False
    origin = request.headers.get("Origin")
    return origin is None or (origin == "null" and site == "same-origin") or origin.partition("://")[2] == request.host


def token_matches(given: str, wanted: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "replace"), wanted.encode())


def cookie_of(request: web.Request, name: str) -> str:
    """A cookie as we set it, or nothing: whatever else a caller writes there is no sitting of ours."""
    given = request.cookies.get(name, "")
    return given if re.fullmatch(r"[A-Za-z0-9_-]{1,64}", given) else ""


async def in_good_time(request: web.Request, body: Awaitable[Body]) -> Body:
    """What a request carries, as `body` reads it. Raises `HTTPRequestTimeout` for one that does not come to its end."""
    try:
        async with asyncio.timeout(request.get(BODY_LIMIT, BODY_SECONDS)):
            return await body
    except TimeoutError:
        raise web.HTTPRequestTimeout from None


async def form_of(request: web.Request) -> MultiMapping[Any]:
    """What a form holds. One that cannot be read is a bad request and no fault of ours: an alphabet that does not exist, a
    broken part, a wrong compression each raise something else inside the library."""
    try:
        return await in_good_time(request, request.post())
    except web.HTTPException:
        raise
    except Exception:
        raise web.HTTPBadRequest from None


def boundary(
    log: Callable[..., None], sorry: Callable[[web.Request, int], web.Response],
    wait: Callable[[web.Request], Awaitable[web.Response]] | None = None, body_seconds: float = BODY_SECONDS,
) -> Any:  # fmt: skip
    """Middleware: headers on everything, other sites' forms refused, a surprise apologised for once and logged by kind.

    `wait` makes the page for whoever meets a database that is away: nothing went wrong that trying again would not mend.
    """

    @web.middleware
    async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
        ASKED_AT.set(request.path)
        request[BODY_LIMIT] = body_seconds
        try:
            if (
                request.method not in ("GET", "HEAD")
                and not request.path.startswith("/telegram/")
                and not same_origin(request)
            ):
                response: web.StreamResponse = _without_form(request) or sorry(request, 403)
            else:
                response = await handler(request)
        except web.HTTPException as error:
            response = sorry(request, error.status) if error.status >= 400 else error
        except Exception as error:
            if wait is not None and (isinstance(error, StorageAway) or is_away(error)):
                log("page_waits", error=kind_of(error), method=request.method)
                response = await wait(request)
            else:
                log("page_failed", error=kind_of(error), method=request.method)
                response = sorry(request, 500)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    return guard


def _without_form(request: web.Request) -> web.Response | None:
    """Help comes all the same where a form is refused; what came with it is dropped."""
    asks_help = re.match(r"(/chat)?/help(/|$)", request.path)
    return web.Response(status=303, headers={"Location": request.path}) if asks_help else None


async def style(_request: web.Request) -> web.Response:
    return web.Response(text=STYLE, content_type="text/css", charset="utf-8")
