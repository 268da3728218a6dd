"""The officers' console on a real port, and an officer who signs in there."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from types import SimpleNamespace

from bot.handlers.console.app import Console
from bot.local import load_local
from bot.local_advice import load_local_advice
from storage import officers
from storage.officers import Officer
from tests.advice_pages_world import LOCAL
from tests.web_world import Browser, served
from tests.world import KEYS, World


@asynccontextmanager
async def console(world: World, **limits: float) -> AsyncIterator[str]:
    """Gives its address. `limits` are those of `Console`."""
    local = load_local(LOCAL)
    parts = SimpleNamespace(
        storage=world.storage, keyring=KEYS, exchange=SimpleNamespace(clock=world.clock), local=local, log=lambda *_a, **_f: None,
        near=load_local_advice(LOCAL, local), config=SimpleNamespace(address="http://127.0.0.1"),
    )  # fmt: skip
    async with served(Console(parts, {}, **limits).application()) as base:
        yield base


async def signs_in(world: World, one: Browser, name: str, role: str) -> None:
    async with world.storage.transaction() as connection:
        token = await officers.new_link(connection, KEYS, Officer(name, role), world.clock() + timedelta(hours=1))
    await one.posts(f"/sign-in/{token}")
