"""The public advice pages on a real port over a real database, with the demo borough's calendars and services."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from advice_kb.contents import Contents, load_contents
from advice_kb.library import load_library as library
from advice_kb.model import State
from advice_kb.search import Finding, load_finder
from advice_kb.shelf import Act
from bot.advice_reading import AdviceReading
from bot.batching import Batching
from bot.conversation.place import Published
from bot.handlers.advice_desk import AdviceDesk
from bot.handlers.advice_pages import AdvicePages
from bot.handlers.phone_page import PhonePages
from bot.local import load_local
from bot.local_advice import load_local_advice
from storage import articles
from tests.web_world import served
from tests.world import KEYS, World, published

LOCAL = Path(__file__).parent.parent / "local"
LIBRARY = library()
FINDER = load_finder()
DUTY = "01632 960 003"


def desk(
    world: World, *, find: Callable[[str, str], Finding] = FINDER.find, contents: Contents | None = None,
    serve_checked: bool = True, telegram_name: str = "", known: Published | None = None,
) -> AdviceDesk:  # fmt: skip
    """What the pages are made with; `find` stands in for a search whose weights these tests do not measure."""
    reading = AdviceReading(world.storage, KEYS, LIBRARY, world.clock, world.chance, serve_checked)
    local = load_local_advice(LOCAL, load_local(LOCAL))
    shown = known or published(duty_officer=DUTY, front_door="01632 960 001", demo=True)

    def screen(text: str, audience: str) -> Any:
        return world.exchange.look(text, audience)

    return AdviceDesk(
        reading,
        contents or load_contents(),
        local,
        lambda _at: shown,
        screen,
        find,
        lambda _r: "one-address",
        telegram_name,
    )


@asynccontextmanager
async def advice(world: World, **how: Any) -> AsyncIterator[str]:
    """The public face with the advice pages; gives its address."""
    face = PhonePages(
        world.exchange, Batching(world.exchange).say, lambda _at: world.published, world.clock, lambda _r: "one-address",
        lambda *_a, **_f: None,
    ).application()  # fmt: skip
    AdvicePages(desk(world, **how)).add_to(face.router)
    async with served(face) as base:
        yield base


async def decides(world: World, article: str, state: State, reason: str = "the law changed") -> None:
    """The authority's act, as its command writes it."""
    act = Act(article, LIBRARY.articles[article].version, state, world.clock(), "editor", reason)
    async with world.storage.transaction() as connection:
        await articles.decide(connection, act)
    world.clock.moves(seconds=1)
