"""A borough for trials: a database with codes, and the real service started on it from a process that has only imported."""

from __future__ import annotations

import asyncio
import base64
import multiprocessing
import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from typing import Any

from bot.inviting import Wanted, invite
from storage import campaigns, schema
from storage.campaigns import Campaign, Wave
from storage.engine import Storage
from storage.sealing import Keyring, read_keys
from surveys.loading import canonical, fingerprint, load_folder
from tests.botapi.server import TOKEN
from tests.world import DEFINITIONS

PRELOAD = ["bot.app", "bot.handlers.telegram", "bot.handlers.console.app", "aiosqlite", "asyncpg",
           "sqlalchemy.dialects.sqlite.aiosqlite", "sqlalchemy.dialects.postgresql.asyncpg", "telegram"]  # fmt: skip


def keys_text() -> str:
    """Fixed keys of trials, with this school year's secret."""
    year = school_year()
    return " ".join(
        f"{name}:{base64.urlsafe_b64encode(name[:1].encode() * 32).decode()}" for name in ("1", "hash", f"year{year}")
    )


def school_year() -> int:
    today = datetime.now(UTC)
    return today.year if today.month >= 9 else today.year - 1


@dataclass
class Borough:
    """A database, and codes nobody has used yet."""

    url: str
    survey: str
    keyring: Keyring = field(default_factory=lambda: read_keys(keys_text()))
    codes: list[str] = field(default_factory=list)
    wave: str = "trial-1"

    async def make(self, count: int) -> None:
        storage, today = Storage(self.url), datetime.now(UTC).date()
        await schema.migrate(storage)
        definition = load_folder(DEFINITIONS)[self.survey]
        async with storage.transaction() as connection:
            await campaigns.publish_survey(
                connection,
                definition.id,
                definition.version,
                fingerprint(definition),
                canonical(definition),
                datetime.now(UTC),
            )
            made = Campaign("trial", "Trial", "pupil", school_year(), False, True, None, {}, datetime.now(UTC))
            window = (today - timedelta(days=1), today + timedelta(days=9))
            await campaigns.add(
                connection, made, [Wave(self.wave, "trial", "Trial", definition.id, definition.version, *window)]
            )
        line = Wanted("beacon-hill-secondary", "north", "secondary", ("excluded",), True, count)
        slips = await invite(storage, self.keyring, "trial", school_year(), [line], "http://127.0.0.1", today)
        self.codes = [slip.words for batch in slips.values() for slip in batch]
        await storage.close()


@dataclass(frozen=True)
class Life:
    """What one process of the service is told."""

    url: str
    api: str
    mode: str = "polling"
    port: int = 0
    rates: bool = False


def live(life: Life, ready: Connection) -> None:
    """One process of the real service; says so when it is ready."""
    asyncio.run(_live(life, ready))


async def _live(life: Life, ready: Connection) -> None:
    from pathlib import Path

    from bot.app import build, start
    from bot.config import read_config

    public = {"public_url": f"http://127.0.0.1:{life.port}"} if life.port else {}
    config = read_config(
        database_url=life.url, keys=keys_text(), telegram_token=TOKEN, telegram_api_url=life.api, telegram_mode=life.mode,
        telegram_rates=life.rates, port=life.port, console_port=0, demo=True,
        local=Path(__file__).parent.parent / "local", **public,
    )  # fmt: skip
    heard = await build(config, random.SystemRandom())
    await start(heard)
    ready.send("ready")
    await asyncio.Event().wait()


@dataclass
class Service:
    """Starts lives from a warm parent, and ends them with SIGKILL."""

    life: Life
    context: Any = field(default_factory=lambda: multiprocessing.get_context("forkserver"))
    process: Any = None

    def __post_init__(self) -> None:
        self.context.set_forkserver_preload(PRELOAD)

    async def begin(self) -> None:
        ours, theirs = self.context.Pipe()
        self.process = self.context.Process(target=live, args=(self.life, theirs), daemon=True)
        self.process.start()
        theirs.close()
        while not ours.poll():
            if not self.process.is_alive():
                raise RuntimeError("the service ended before it was ready")
            await asyncio.sleep(0.005)
        ours.recv()

    async def kill(self) -> None:
        self.process.kill()
        while self.process.is_alive():
            await asyncio.sleep(0.002)
        self.process.join()
