"""An older database is brought here with all its rows, one step at a time, and then differs in nothing from a new one."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import Column, Connection, Inspector, MetaData, inspect, text
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from storage import schema
from storage.engine import Storage
from storage.tables import metadata

SCRIPTS = ScriptDirectory(str(schema.FOLDER))
STEPS = [one.revision for one in SCRIPTS.walk_revisions()][::-1]
Rows = dict[str, list[dict[str, Any]]]


def test_the_version_that_is_served_is_the_last_step() -> None:
    assert SCRIPTS.get_heads() == [schema.NEWEST]
    assert sorted(STEPS) == STEPS, "versions are compared as text"


async def test_every_row_of_the_first_release_comes_through_every_step(database: str) -> None:
    storage = Storage(database)
    await schema.migrate(storage, STEPS[0])
    kept = await _filled(storage)
    assert len(kept) >= 25
    for step in STEPS[1:]:
        assert await schema.migrate(storage, step) == step
        assert await _rows(storage, kept) == kept, step
    assert await _shape(storage) == await _shape_of_the_code(storage)
    assert await schema.differences(storage) == []
    await storage.close()


async def test_a_step_that_fails_takes_the_steps_before_it_back(database: str) -> None:
    storage = Storage(database)
    async with storage.transaction() as connection:
        await connection.execute(text("CREATE TABLE key_check (in_the_way INTEGER)"))
    with pytest.raises(SQLAlchemyError):
        await schema.migrate(storage)
    assert await schema.tables(storage) == ["key_check"]
    await storage.close()


async def test_a_newer_database_is_refused_and_stays_as_it_is(database: str) -> None:
    storage = Storage(database)
    await schema.migrate(storage)
    async with storage.transaction() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        await connection.execute(text("ALTER TABLE job ADD COLUMN of_a_newer_version INTEGER"))
    kept, before = await _filled(storage), await _shape(storage)
    for refusing in (schema.migrate, schema.require_newest):
        with pytest.raises(schema.NewerDatabase, match="install the newer Heard"):
            await refusing(storage)
    assert await schema.version(storage) == "9999"
    assert (await _shape(storage), await _rows(storage, kept)) == (before, kept)
    await storage.close()


# ------------------------------------------------------------------ rows that are made up, table by table
async def _filled(storage: Storage) -> Rows:
    """Two rows in every table as the database has it: one with all that may be empty left empty."""
    async with storage.transaction() as connection:
        there = MetaData()
        await connection.run_sync(there.reflect)
        for table in there.tables.values():
            if table.name != "alembic_version":
                rows = [{c.name: _value(c, n) for c in table.columns if n or not c.nullable} for n in (0, 1)]
                for row in rows:
                    await connection.execute(table.insert().values(**row))
    return await _rows(storage, [name for name in there.tables if name != "alembic_version"])


async def _rows(storage: Storage, names: Any) -> Rows:
    async with storage.reading() as connection:
        said = {name: await connection.execute(text(f'SELECT * FROM "{name}"')) for name in names}
        return {name: [dict(row) for row in rows.mappings()] for name, rows in said.items()}


def _value(column: Column[Any], number: int) -> Any:
    """A value of the column's own type, as long as the column lets it be, and different in each row."""
    match column.type.python_type.__name__:
        case "str":
            return f"{number}ł’👩‍👧".ljust(getattr(column.type, "length", None) or 40, "x")
        case "bytes":
            return bytes([number]) * 32
        case "int":
            return 2_000_000_000 + number
        case "bool":
            return bool(number)
        case "date":
            return date(2026, 11, 1 + number)
        case "datetime":
            zoned = getattr(column.type, "timezone", False)
            return datetime(2026, 11, 1, number, tzinfo=UTC if zoned else None)
    raise AssertionError(f"{column}: make a value of this type up")


# ------------------------------------------------------------------ what a database is made of
async def _shape(storage: Storage) -> dict[str, Any]:
    async with storage.reading() as connection:
        return await connection.run_sync(_described)


async def _shape_of_the_code(storage: Storage) -> dict[str, Any]:
    """The tables that the code names, made anew where these stood."""
    async with storage.transaction() as connection:
        there = MetaData()
        await connection.run_sync(there.reflect)
        there.remove(there.tables["alembic_version"])
        await connection.run_sync(there.drop_all)
        await connection.run_sync(metadata.create_all)
        return await connection.run_sync(_described)


def _described(connection: Connection) -> dict[str, Any]:
    """More than Alembic compares: names of keys, checks and defaults too."""
    found: Inspector = inspect(connection)
    return {
        name: {
            "columns": [{**one, "type": repr(one["type"])} for one in found.get_columns(name)],
            "key": found.get_pk_constraint(name),
            "indices": sorted(found.get_indexes(name), key=str),
            "unique": sorted(found.get_unique_constraints(name), key=str),
            "keys": sorted(found.get_foreign_keys(name), key=str),
            "checks": sorted(found.get_check_constraints(name), key=str),
        }
        for name in sorted(found.get_table_names())
    }


@pytest.mark.parametrize("table", ["concern", "question_log"])
async def test_rows_do_not_lie_in_the_order_of_their_writing(tmp_path: Path, table: str) -> None:
    """It would give back the minute that is left out of what was flagged."""
    storage = Storage(f"sqlite+aiosqlite:///{tmp_path / 'heard.db'}")
    await schema.migrate(storage)
    with pytest.raises(OperationalError, match="no such column: rowid"):
        async with storage.reading() as connection:
            await connection.execute(text(f"SELECT rowid FROM {table}"))  # a name of ours
    await storage.close()
