"""How both faces listen: no answer tells a version, and nobody holds a connection for ever."""

from __future__ import annotations

import asyncio
import platform
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from bot.handlers.listening import UNREAD
from bot.handlers.phone_page import PhonePages
from bot.handlers.web import HEADERS
from tests.console_world import console, signs_in
from tests.handlers.test_hostile_requests import status
from tests.web_world import browser, pages, served
from tests.world import World

FORM = b"Host: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
SLOW = b"POST %s HTTP/1.1\r\n" + FORM + b"Content-Length: 500\r\n%s\r\ndo=text&text=he"
GIVEN_UP = 5.0
"""Seconds after which a test says that a connection was held. The limits of these tests are a small part of it."""


@asynccontextmanager
async def limited(world: World, **limits: float) -> AsyncIterator[str]:
    """The public face with limits of a part of a second."""
    face = PhonePages(
        world.exchange,
        refuses,
        lambda _at: world.published,
        world.clock,
        lambda _r: "one-address",
        lambda *_a, **_f: None,
        **limits,
    )
    async with served(face.application(), idle=0.3, linger=0.2) as base:
        yield base


async def refuses(_incoming: Any) -> Any:
    raise AssertionError("nothing of a form that did not come to its end is heard")


async def told(address: str, request: bytes) -> bytes:
    """All that is answered to these very bytes, until the connection is closed from there."""
    host, _, port = address.removeprefix("http://").partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(request)
    async with asyncio.timeout(GIVEN_UP):
        answer = await reader.read()
    writer.close()
    return answer


@pytest.mark.parametrize(
    "request_line",
    [
        b"GET / HTTP/1.1",
        b"GET /nothing HTTP/1.1",
        b"PUT / HTTP/1.1",
        b"GET /heard.css HTTP/1.1",
        b"GET / HTTX",
        b"\x16\x03\x01",
    ],
)
@pytest.mark.parametrize("face", [pages, console])
async def test_no_answer_tells_what_it_is_made_with(small_world: World, face: Any, request_line: bytes) -> None:
    """Not even the refusal of what is no request, which comes past no application."""
    async with face(small_world) as base:
        answer = await told(base, request_line + b"\r\nHost: x\r\nConnection: close\r\n\r\n")
    head = answer.partition(b"\r\n\r\n")[0].lower()
    assert b"server: heard" in head
    assert b"aiohttp" not in answer and b"python" not in answer.lower()


CHILDS = b"the-token-of-a-child"
UNREADABLE = {
    "no version": b"GET /e/%s HTTX\r\nHost: x\r\n\r\n" % CHILDS,
    "no method": b"LOOK /e/%s HTTP/1.1\r\nHost: x\r\n\r\n" % CHILDS,
    "no request at all": b"\x16\x03\x01%s\r\n\r\n" % CHILDS,
    "an address without end": b"GET /e/%s HTTP/1.1\r\nHost: x\r\n\r\n" % (CHILDS * 500),
    "a heading that is none": b"GET / HTTP/1.1\r\nHost: x\r\n%s\r\n\r\n" % CHILDS,
    "a heading without end": b"GET / HTTP/1.1\r\nHost: x\r\nCookie: %s\r\n\r\n" % (CHILDS * 500),
    "two lengths": b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n%s" % CHILDS,
    "an expectation": b"POST / HTTP/1.1\r\nHost: x\r\nExpect: %s\r\nContent-Length: 1\r\n\r\nx" % CHILDS,
}


@pytest.mark.parametrize("kind", UNREADABLE)
@pytest.mark.parametrize("face", [pages, console])
async def test_what_the_library_refuses_by_itself_has_our_headers_and_our_words(
    small_world: World, face: Any, kind: str
) -> None:
    """It repeated what was sent, in words such as "Expected HTTP/, RTSP/ or ICE/", without a header against being taken for a page."""
    async with face(small_world) as base:
        answer = await told(base, UNREADABLE[kind])
    head, _, body = answer.decode().partition("\r\n\r\n")
    assert head.startswith(f"HTTP/1.{1 if kind == 'an expectation' else 0} 4")
    assert {f"{name}: {value}" for name, value in HEADERS.items()} <= set(head.split("\r\n"))
    assert body == UNREAD and CHILDS.decode() not in answer.decode()


async def test_what_is_measured_tells_no_version_either(small_world: World) -> None:
    async with console(small_world) as base, browser(base) as anybody:
        told_there = await anybody.opens("/metrics")
    assert "process_cpu_seconds_total" in told_there
    assert platform.python_version() not in told_there


async def test_a_form_that_never_comes_to_its_end_is_answered_and_the_connection_closed(small_world: World) -> None:
    async with limited(small_world, body_seconds=0.2) as base:
        answer = await told(base, SLOW % (b"/", b""))
    assert answer.startswith(b"HTTP/1.1 408")
    assert b"took too long" in answer and b"0800 1111" in answer


async def test_so_it_is_in_the_console(small_world: World) -> None:
    async with console(small_world, body_seconds=0.2) as base, browser(base) as officer:
        await signs_in(small_world, officer, "editor-1", "editor")
        [cookie] = officer.session.cookie_jar
        named = f"Cookie: {cookie.key}={cookie.value}\r\nConnection: close\r\n".encode()
        assert await status(base, SLOW % (b"/school-days/confirm", named)) == 408


@pytest.mark.parametrize(
    ("begun", "answered"),
    [
        (b"", b""),
        (b"GET / HTTP/1.1\r\nHos", b""),
        (SLOW % (b"/leave", b""), b"HTTP/1.1 200"),
        (SLOW % (b"/nothing", b""), b"HTTP/1.1 404"),
    ],
    ids=("nothing", "head", "leave", "404"),
)
async def test_a_connection_that_brings_nothing_more_is_closed(
    small_world: World, begun: bytes, answered: bytes
) -> None:
    """Whether it says nothing at all, stops half-way through a heading, or sends a body that nobody reads."""
    async with limited(small_world) as base:
        assert (await told(base, begun))[: len(answered) or None] == answered
