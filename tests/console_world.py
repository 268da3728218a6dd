"""The officers' console on a real port, and an officer who signs in there."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from bot.handlers.console.access import EVERY
from bot.handlers.console.app import Console
from bot.local import load_local
from bot.local_advice import load_local_advice
from storage import officers
from storage.officers import Officer
from tests.advice_pages_world import LOCAL
from tests.web_world import Browser, served
from tests.world import KEYS, World

ACCOUNTS = (
    *(Officer(f"{role}-1", role) for role in ("analyst", "safeguarding", "editor")),
    *(Officer("officer-1", role) for role in sorted(EVERY)),
)
"""Those of the demo borough, and one that has every role."""


def settings_with(folder: Path, accounts: Iterable[Officer] = ACCOUNTS) -> Path:
    """The demo borough's settings with these accounts, saved in `folder`, which is given back."""
    told = ", ".join(f"{{name: {one.name}, role: {one.role}}}" for one in accounts)
    settings = (LOCAL / "settings.yaml").read_text("utf-8")
    (folder / "settings.yaml").write_text(re.sub("(?m)^officers: .*$", f"officers: [{told}]", settings), "utf-8")
    return folder


def folder_of(world: World) -> Path:
    """Where the settings of its console lie."""
    return Path(str(world.storage.file)).parent


@asynccontextmanager
async def console(world: World, log: Any = lambda *_a, **_f: None, **limits: float) -> AsyncIterator[str]:
    """Gives its address. `limits` are those of `Console`."""
    folder = settings_with(folder_of(world))
    local = load_local(folder)
    parts = SimpleNamespace(
        storage=world.storage, keyring=KEYS, exchange=SimpleNamespace(clock=world.clock), local=local, log=log,
        near=load_local_advice(LOCAL, local), config=SimpleNamespace(address="http://127.0.0.1", local=folder),
    )  # fmt: skip
    async with served(Console(parts, {}, **limits).application()) as base:
        yield base


async def signs_in(world: World, one: Browser, name: str, role: str) -> None:
    async with world.storage.transaction() as connection:
        token = await officers.new_link(connection, KEYS, Officer(name, role), world.clock() + timedelta(hours=1))
    await one.posts(f"/sign-in/{token}")
