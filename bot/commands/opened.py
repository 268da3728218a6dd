"""A command's way to the database: settings read, version checked, closed at the end."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from advice_kb.school_days import SchoolCalendar
from bot.app import DEFINITIONS, today
from bot.commands.demo_folder import demo_config, is_made
from bot.commands.telling import refuse
from bot.config import DEFAULT_DATABASE, Config, read_config
from bot.local import Local, load_local
from bot.local_advice import load_local_advice
from storage import campaigns, schema
from storage.campaigns import Campaign
from storage.engine import Storage
from storage.key_check import require_own_keys
from storage.sealing import Keyring
from surveys.loading import from_canonical, load_folder
from surveys.model import Survey
from surveys.school_year import year_asked


@dataclass(frozen=True)
class Opened:
    config: Config
    local: Local
    storage: Storage
    keyring: Keyring

    @property
    def names(self) -> dict[str, str]:
        return {one.id: one.name for one in self.local.settings}

    @property
    def calendars(self) -> list[SchoolCalendar]:
        """The term dates that the schools of this authority keep."""
        near = load_local_advice(self.config.local, self.local)
        kept = {name for _, name in near.schools.values()}
        return [calendar for name, calendar in near.calendars.items() if name in kept]

    async def school_year(self) -> int:
        """The school year that coverage is told of, when none is named."""
        async with self.storage.reading() as connection:
            return year_asked([one.school_year for one in await campaigns.campaigns(connection)], today())

    async def campaign(self, id_: str) -> Campaign:
        """The campaign of this name, or a refusal."""
        async with self.storage.reading() as connection:
            one = next((c for c in await campaigns.campaigns(connection) if c.id == id_), None)
        if one is None:
            refuse(f"there is no campaign {id_}; `heard campaign status` lists them")
        return one

    async def surveys(self) -> dict[str, Survey]:
        """The newest version of every survey: those that come with Heard, and those taken into this database."""
        async with self.storage.reading() as connection:
            rows = await campaigns.published_surveys(connection)
        found = load_folder(DEFINITIONS)
        for id_, version, _, definition in rows:
            if id_ not in found or version >= found[id_].version:
                found[id_] = from_canonical(definition)
        return found


def settings() -> Config:
    """The environment's settings; without keys, but with a demo made here, the demo's."""
    config = read_config()
    made = config.database_url == DEFAULT_DATABASE and not config.keys.get_secret_value()
    folder = config.local.parent / "var"
    return demo_config(folder) if made and is_made(folder) else config


@asynccontextmanager
async def stored() -> AsyncIterator[Storage | None]:
    """The database alone, for what needs no key. None where none was ever made: then nothing was decided here either."""
    storage = Storage(settings().database_url)
    if storage.file is not None and not Path(storage.file).exists():
        yield None
        return
    try:
        await schema.require_newest(storage)
        yield storage
    finally:
        await storage.close()


@asynccontextmanager
async def opened() -> AsyncIterator[Opened]:
    config = settings()
    local, keyring, storage = load_local(config.local), config.keyring(), Storage(config.database_url)
    try:
        await schema.require_newest(storage)
        await require_own_keys(storage, keyring)
        yield Opened(config, local, storage, keyring)
    finally:
        await storage.close()
