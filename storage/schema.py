"""Brings a database to this version, and says which version it has. Alembic is imported only here and only when used."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, inspect, text

from storage.engine import Storage

FOLDER = Path(__file__).parent / "migrations"


class NewerDatabase(RuntimeError):
    """The database was made by a newer Heard."""


class OlderDatabase(RuntimeError):
    """The database lacks steps this Heard needs."""


async def migrate(storage: Storage, target: str = "head") -> str:
    """Applies what is missing, all or nothing; gives back the version. Raises `NewerDatabase` rather than touch one.

    A new SQLite file is this account's alone; the files that SQLite lays beside it are as open as it is.
    """
    if storage.file is not None and not Path(storage.file).exists():
        Path(storage.file).touch(mode=0o600)
    async with storage.alone() as connection:  # ours: by itself Alembic commits each step on SQLite
        await connection.run_sync(_upgrade, target)
    return await version(storage) or ""


async def downgrade(storage: Storage, target: str = "base") -> None:
    async with storage.transaction() as connection:
        await connection.run_sync(_downgrade, target)


async def differences(storage: Storage) -> list[Any]:
    """What the tables in code and in the database do not share; empty when they agree."""
    async with storage.engine.connect() as connection:
        return await connection.run_sync(_compare)


async def version(storage: Storage) -> str | None:
    """The database's version, None before the first migration."""
    async with storage.reading() as connection:
        has = await connection.run_sync(lambda c: inspect(c).has_table("alembic_version"))
        return (await connection.execute(text("SELECT version_num FROM alembic_version"))).scalar() if has else None


async def tables(storage: Storage) -> list[str]:
    """The names of all tables there, ours or not."""
    async with storage.reading() as connection:
        return await connection.run_sync(lambda c: inspect(c).get_table_names())


NEWEST = "0003"


async def require_newest(storage: Storage) -> None:
    """Refuses to serve on another version than this one. A file that is not there is not made by looking for it, and one
    that this account may not read raises `PermissionError`, which names it; SQLite's own fault does not."""
    if storage.file is not None and not Path(storage.file).is_file():
        raise OlderDatabase(f"there is no database at {storage.file}: run `heard migrate`, or set HEARD_DATABASE_URL")
    if storage.file is not None and not _may_be_read(storage.file):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), storage.file)
    found = await version(storage)
    if found is not None and found > NEWEST:
        raise NewerDatabase(f"this database has version {found}, this Heard knows {NEWEST}: install the newer Heard")
    if found != NEWEST:
        raise OlderDatabase(
            f"this database has version {found or 'none'}, this Heard needs {NEWEST}: run `heard migrate`"
        )


def _may_be_read(file: str) -> bool:
    """Asked, not tried: closing a file gives up every lock that SQLite holds on it in this process."""
    return os.access(file, os.R_OK, effective_ids=os.access in os.supports_effective_ids)


def _config(connection: Connection) -> Any:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = connection
    return config


def _upgrade(connection: Connection, target: str) -> None:
    from alembic import command
    from alembic.util import CommandError

    try:
        command.upgrade(_config(connection), target)
    except CommandError as error:
        raise NewerDatabase(
            "this database was made by a newer Heard; nothing was changed: install the newer Heard"
        ) from error


def _downgrade(connection: Connection, target: str) -> None:
    from alembic import command

    command.downgrade(_config(connection), target)


def _compare(connection: Connection) -> list[Any]:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from storage.tables import metadata

    return list(compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), metadata))
