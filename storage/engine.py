"""Engines and transactions.

On SQLite: WAL, synchronous=FULL, secure_delete, one writer connection and BEGIN IMMEDIATE for whoever will write. The
driver by itself opens no transaction before a SELECT, and 58 of 60 read-then-write updates vanished without an error.
"""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import event, text
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as lite_insert
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from storage.away import is_away
from storage.quoted_values import keep_out_of_errors

_BUSY_MS, _CHECKPOINT_MS = 4_000, 250
_LEADER, _SERVING, _ALONE = range(
    0x4865617264, 0x4865617267
)  # any numbers will do that nothing else in this database uses
_LEADS = text("SELECT pg_try_advisory_lock(:key)").bindparams(key=_LEADER)
_SERVES = text("SELECT pg_try_advisory_lock_shared(:key)").bindparams(key=_SERVING)
_UNSERVED = text("SELECT pg_try_advisory_lock(:key)").bindparams(key=_SERVING)


def on_postgresql(connection: AsyncConnection) -> bool:
    """Whether several may write here at a time, so that rows are to be locked. SQLite has one writer."""
    return connection.dialect.name == "postgresql"


def insert_for(connection: AsyncConnection) -> Any:
    """The `insert` that knows ON CONFLICT on this database."""
    return pg_insert if on_postgresql(connection) else lite_insert


class Storage:
    """One database, opened for reading and for writing."""

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.sqlite = self.url.get_backend_name() == "sqlite"
        self._write = _sqlite(url, immediate=True) if self.sqlite else _postgresql(url)
        self._read = _sqlite(url, immediate=False) if self.sqlite else self._write
        self.failed_writes = 0
        """Transactions that the database broke off, since `storage.write_check` last saw that it takes what is written."""

    @property
    def file(self) -> str | None:
        """The SQLite file, or None."""
        return self.url.database if self.sqlite else None

    @property
    def engine(self) -> AsyncEngine:
        """The writing engine, for migrations and for tests that count statements."""
        return self._write

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncConnection]:
        """Commits at the end, rolls back on any fault."""
        try:
            async with self._write.begin() as connection:
                yield connection
        except Exception as error:
            self.failed_writes += is_away(error)
            raise

    @property
    def cannot_write(self) -> bool:
        """Whether the newest writes failed. One alone may have met a lock, or a server that was restarting."""
        return self.failed_writes > 1

    @asynccontextmanager
    async def alone(self) -> AsyncIterator[AsyncConnection]:
        """A transaction beside which no other of this kind runs: officers' commands decide by what they read before they write.

        Whoever answers is not held up. SQLite has one writer anyway.
        """
        async with self.transaction() as connection:
            if not self.sqlite:
                await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ALONE})
            yield connection

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """A connection that only looks. On SQLite it never waits for the writer."""
        async with self._read.connect() as connection:
            yield connection

    async def truncate_wal(self) -> bool:
        """Empties SQLite's write-ahead log, so that what was deleted does not linger there; nothing elsewhere.

        False where somebody still reads an older state, a backup or an export, and where a full disk takes nothing: then it
        lingers, and this is to be tried again; what was removed is removed all the same. It is not waited for, because the
        one writer would wait with it, and everybody behind that.
        """
        if not self.sqlite:
            return True
        async with self._write.connect() as connection:
            raw = await connection.get_raw_connection()
            driver: Any = (
                raw.driver_connection
            )  # a checkpoint is refused inside a transaction, so past the engine's BEGIN
            await driver.execute(f"PRAGMA busy_timeout={_CHECKPOINT_MS}")
            try:
                cursor = await driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                busy, _, _ = await cursor.fetchone()
                await cursor.close()
            except sqlite3.OperationalError:  # the driver's own, which nobody above would know
                return False
            finally:
                await driver.execute(f"PRAGMA busy_timeout={_BUSY_MS}")
        return not busy

    @asynccontextmanager
    async def leadership(
        self, wait: Callable[[float], Awaitable[None]]
    ) -> AsyncIterator[Callable[[], Awaitable[None]]]:
        """Waits until this process leads; gives a heartbeat that raises when it no longer does.

        On PostgreSQL an advisory lock on a connection of its own: one process polls, sends and runs timed jobs, and
        when it dies the database lets the lock go. Whoever leads or waits to also says on it that this database is served.
        On SQLite there is one process, which always leads.
        """
        if self.sqlite:
            yield _always
            return
        async with self._write.connect() as connection:
            await connection.execution_options(isolation_level="AUTOCOMMIT")
            for lock in (_SERVES, _LEADS):
                while not (await connection.execute(lock)).scalar_one():
                    await wait(0.2)

            async def heartbeat() -> None:
                await connection.execute(text("SELECT 1"))

            try:
                yield heartbeat
            except Exception:  # else the lock would stay with this session in the pool, where nobody leads by it
                await connection.invalidate()
                raise  # an orderly stop lets it go last, with the pool: nobody leads before all is said and noted

    @asynccontextmanager
    async def unserved(self) -> AsyncIterator[bool]:
        """Whether no `heard serve` uses this PostgreSQL; as long as this lasts none that starts can lead. On SQLite the lock on
        its file says so (`bot.process`)."""
        async with self._write.connect() as connection:
            await connection.execution_options(isolation_level="AUTOCOMMIT")
            try:
                yield bool((await connection.execute(_UNSERVED)).scalar_one())
            finally:
                await connection.invalidate()  # the lock goes with its session

    async def check(self) -> None:
        """Raises what the database raises when it cannot answer."""
        async with self.reading() as connection:
            await connection.execute(text("SELECT 1"))

    async def close(self) -> None:
        await self._read.dispose()
        await self._write.dispose()


async def _always() -> None:
    """Nobody else could lead."""


def _postgresql(url: str) -> AsyncEngine:
    engine = create_async_engine(url, pool_pre_ping=True, hide_parameters=True)
    keep_out_of_errors(engine)
    return engine


def _sqlite(url: str, *, immediate: bool) -> AsyncEngine:
    pool: dict[str, Any] = {"pool_size": 1, "max_overflow": 0} if immediate else {"pool_size": 4}
    engine = create_async_engine(url, pool_timeout=30, hide_parameters=True, **pool)

    @event.listens_for(engine.sync_engine, "connect")
    def _prepare(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves, below
        cursor = connection.cursor()
        for pragma in (
            f"busy_timeout={_BUSY_MS}",
            "journal_mode=WAL",
            "synchronous=FULL",
            "secure_delete=ON",
            "trusted_schema=OFF",
            "foreign_keys=ON",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")

    return engine
