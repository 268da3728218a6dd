"""The child's pages and the console on real ports, with a client that keeps cookies as a browser does."""

from __future__ import annotations

import html
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import ClientSession, CookieJar, web

from bot.batching import Batching
from bot.handlers.listening import listen
from bot.handlers.phone_page import PhonePages
from tests.world import World


@dataclass
class Browser:
    """Reads pages and presses buttons, without a script."""

    base: str
    session: ClientSession
    text: str = ""
    address: str = ""
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)

    async def opens(self, path: str) -> str:
        async with self.session.get(self.base + path) as response:
            return await self._took(response)

    async def posts(self, path: str = "/", **fields: Any) -> str:
        token = re.search(r'name="token" value="([0-9a-f]*)"', self.text)
        question = re.search(r'name="question" value="([^"]*)"', self.text)
        data = {"token": token.group(1) if token else "", "question": question.group(1) if question else "", **fields}
        async with self.session.post(self.base + path, data=data) as response:
            return await self._took(response)

    async def begins(self, code: str) -> str:
        """From the start page to the first question of the survey that this code opens."""
        await self.opens("/")
        await self.posts(do="text", text=code)
        return await self.posts(do="go")

    async def presses(self, label: str, *typed: tuple[str, str]) -> str:
        """The button that says this, with all that its form holds, hidden or seen: the form that it stands in, or that it names.
        `typed` is what was typed or ticked there before."""
        forms = re.findall(r'<form method="post" action="([^"]*)"([^>]*)>(.*?)</form>', self.text, re.S)
        button = re.search(rf"<button([^>]*)>{re.escape(label)}</button>", self.text)
        assert button is not None, label
        named = re.search(r'form="(\w+)"', button[1])
        address, _, form = next(
            one
            for one in forms
            if (f'id="{named[1]}"' in one[1] if named else f"{button[1]}>{label}</button>" in one[2])
        )
        inputs = re.findall(r'<input(?: id="[^"]*")? type="(?:hidden|text)" name="([^"]*)".*?value="([^"]*)"', form)
        does = re.search(r'name="do" value="([^"]*)"', button[1])
        own = re.search(r'formaction="([^"]*)"', button[1])
        address = own[1] if own else address
        held = [*inputs, *([("do", does[1])] if does else [])]
        data = [*((name, html.unescape(value)) for name, value in held if name not in dict(typed)), *typed]
        async with self.session.post(self.base + address, data=data) as response:
            return await self._took(response)

    async def _took(self, response: Any) -> str:
        self.address = str(response.url.path_qs)
        self.text, self.status, self.headers = await response.text(), response.status, dict(response.headers)
        return self.text

    @property
    def heading(self) -> str:
        found = re.search(r"<h1>(.*?)</h1>", self.text, re.S)
        return found.group(1).strip() if found else ""


def main_part(page: str) -> str:
    return page.partition('<main id="main">')[2].partition("</main>")[0]


@asynccontextmanager
async def served(application: web.Application, **limits: float) -> AsyncIterator[str]:
    """An application on a real port that nobody else has; gives its address. `limits` are those of `listen`."""
    runner = await listen(application, "127.0.0.1", 0, farewell=0.1, **limits)
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


@asynccontextmanager
async def pages(world: World, **limits: float) -> AsyncIterator[str]:
    """The public face; gives its address. `limits` are those of `PhonePages`."""
    batching = Batching(world.exchange)
    face = PhonePages(
        world.exchange,
        batching.say,
        lambda _at: world.published,
        world.clock,
        lambda _r: "one-address",
        lambda *_a, **_f: None,
        **limits,
    )
    async with served(face.application()) as base:
        yield base


@asynccontextmanager
async def browser(base: str) -> AsyncIterator[Browser]:
    async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as session:
        yield Browser(base, session)
