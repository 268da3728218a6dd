"""How both faces listen: every answer names the service and no version and has our headers, and nobody holds a connection for
ever.

A connection that says nothing, or half a heading, is closed after `idle` seconds; what is left of a body that nobody reads is
taken in for `linger` seconds at most. How long a body may take that is read stands in `web`.
"""

from __future__ import annotations

from aiohttp import web, web_response
from aiohttp.web_protocol import ERROR

from bot.handlers.web import HEADERS

NAME = "Heard"
UNREAD = (
    "This could not be read as a request for a page, so nothing was done. Please go back, or open the first page anew. "
    "If somebody is in danger now, call 999.\n"
)
"""What is answered without a page, to what hardly any browser sends."""

IDLE, LINGER = 75.0, 5.0
"""Seconds. Proxies keep a connection for 60 as a rule: they must let go first, or a request meets a closed door."""

# Set here and not by a header of ours: a request that cannot be read at all is refused by the library itself, and comes
# past no application. Whoever looks for a hole in some version should not be told which one we have.
vars(web_response)["SERVER_SOFTWARE"] = NAME
_finish = web.RequestHandler.finish_response


async def _finish_as_ours(
    self: web.RequestHandler, request: web.BaseRequest, answer: web.StreamResponse, start: float | None
) -> tuple[web.StreamResponse, bool]:
    """The library repeats what it could not read, in words for programmers, and has none of our headers. It gives such a request
    a method that nobody can send; and nobody but the library refuses an expectation."""
    if request.method == ERROR.method or isinstance(answer, web.HTTPExpectationFailed):
        answer = web.Response(status=answer.status, text=UNREAD, headers=HEADERS)
        answer.force_close()
    return await _finish(self, request, answer, start)


web.RequestHandler.finish_response = _finish_as_ours  # type: ignore[method-assign,assignment]  # for the same reason as the name


async def listen(
    application: web.Application, host: str, port: int, *, idle: float = IDLE, linger: float = LINGER, farewell: float = 5.0
) -> web.AppRunner:  # fmt: skip
    """Opens this face. `farewell` is how many seconds open requests have once it is to stop. Raises `OSError` for a port
    that cannot be had."""
    runner = web.AppRunner(
        application, access_log=None, shutdown_timeout=farewell, keepalive_timeout=idle, lingering_time=linger
    )
    await runner.setup()
    await web.TCPSite(runner, host, port).start()
    return runner
