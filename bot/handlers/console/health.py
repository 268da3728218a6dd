"""How this process does, for whoever watches over it: nobody signs in for that, and it tells nothing of what was said."""

from __future__ import annotations

from collections.abc import Mapping

from aiohttp import web

from storage import schema
from storage.engine import Storage

READ_ONLY = (
    "the newest writes to the database failed, though it can be read; look whether its disk is full or read-only. "
    "Heard tries again every few seconds"
)


async def health(storage: Storage, versions: Mapping[str, str]) -> web.Response:
    """200 with the versions, or 503 with the reason. Nothing is written for it: how writes went is known already."""
    try:
        await storage.check()
        version = await schema.version(storage)
    except Exception as error:  # whatever it is, the answer is that we are not well
        return _unwell(f"the database does not answer ({type(error).__name__})")
    if storage.cannot_write:
        return _unwell(READ_ONLY)
    return web.json_response({"ok": True, "schema": version, **versions})


def _unwell(reason: str) -> web.Response:
    return web.json_response({"ok": False, "reason": reason}, status=503)


async def metrics(_request: web.Request) -> web.Response:
    """Memory, time and the like of this process, without what it is made with."""
    from prometheus_client import (
        CONTENT_TYPE_LATEST,
        GC_COLLECTOR,
        PROCESS_COLLECTOR,
        CollectorRegistry,
        generate_latest,
    )

    process = CollectorRegistry()
    for one in (PROCESS_COLLECTOR, GC_COLLECTOR):
        process.register(one)
    return web.Response(body=generate_latest(process), headers={"Content-Type": CONTENT_TYPE_LATEST})
