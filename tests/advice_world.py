"""A borough with an advice line: the real articles, calendars and definition; a finder that knows a few questions by heart."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from advice_kb.search import Finding
from advice_kb.shelf import Act
from bot.advice_line import load_advice
from bot.conversation.advice import Advice
from bot.local import load_local
from bot.local_advice import load_local_advice
from storage import articles
from tests.world import START, SURVEYS, Flagged, World, make_world

LOCAL = Path(__file__).parent.parent / "local"
FOREIGN = "moje dziecko zostalo zawieszone"
KNOWN = {
    "sent home": Finding("answer", ("unlawful-exclusion", "kinds-of-exclusion", "first-five-days"), 0.9),
    "review panel": Finding("answer", ("review-panel-outcomes", "independent-review-panel"), 0.9),
    "how many days": Finding("clarify", ("suspension-day-limits", "first-five-days", "sixth-day-education"), 0.5),
    "speak to someone": Finding("person", (), 0.9),
    FOREIGN: Finding("answer", ("unlawful-exclusion",), 0.9),
}
"""What is asked in these stories, and what is found; anything else finds nothing."""


@dataclass(frozen=True)
class ByHeart:
    """A finder for tests of what follows from a finding."""

    def find(self, text: str, audience: str = "parent") -> Finding:  # these questions mean the same to all
        return next((found for words, found in KNOWN.items() if words in text.lower()), Finding("nothing", (), 0.0))


@cache
def advice() -> Advice:
    made = load_advice(load_local_advice(LOCAL, load_local(LOCAL)), SURVEYS["advice-dates"], serve_checked=True)
    return replace(made, finder=ByHeart())


def look(text: str, audience: str) -> Flagged:
    """The tests' screen, which also knows one sentence in another language."""
    if "xdangerx" in text:
        return Flagged(True, "tonight" in text, ("self-harm",))
    return Flagged(language="pl", always_help=True) if FOREIGN in text else Flagged()


def with_advice(world: World, **facts: Any) -> World:
    officer = {"duty_officer": "01632 960 003", "officer_until": "5 pm", "today": START.date()}
    place = replace(world.published.place, **{**officer, **facts})
    world.published = replace(world.published, advice=advice(), place=place)
    world.exchange.published = lambda _now: world.published
    world.exchange.look = look
    return world


@asynccontextmanager
async def advised(path: Path, **facts: Any) -> AsyncIterator[World]:
    world = with_advice(await make_world(f"sqlite+aiosqlite:///{path}"), **facts)
    yield world
    await world.storage.close()


async def decide(world: World, article: str, state: Any) -> None:
    """An act of the authority about one article."""
    world.clock.moves(seconds=1)
    async with world.storage.transaction() as connection:
        await articles.decide(connection, Act(article, 1, state, world.clock(), "editor", "a test"))
