"""How both faces listen: every answer names the service and no version, and nobody holds a connection for ever.

A connection that says nothing, or half a heading, is closed after `idle` seconds; what is left of a body that nobody reads is
taken in for `linger` seconds at most. How long a body may take that is read stands in `web`.
"""

from __future__ import annotations

from aiohttp import web, web_response

NAME = "Heard"
IDLE, LINGER = 75.0, 5.0
"""Seconds. Proxies keep a connection for 60 as a rule: they must let go first, or a request meets a closed door."""

# Set here and not by a header of ours: a request that cannot be read at all is refused by the library itself, and comes
# past no application. Whoever looks for a hole in some version should not be told which one we have.
vars(web_response)["SERVER_SOFTWARE"] = NAME


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
