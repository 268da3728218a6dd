"""`heard backup`, `heard restore`: one sealed file that is useless without the keys. A restore is all of it, or nothing."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import subprocess
from pathlib import Path
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

import typer

from bot.commands.opened import settings
from bot.commands.telling import DAMAGED, JSON, refuse, run, tell_either
from bot.config import Config, environment
from bot.logs import scrub
from bot.private_files import write_private
from bot.process import only_one
from storage import schema
from storage.engine import Storage
from storage.key_check import require_own_keys
from storage.sealing import SealBroken

_PLACE = ("backup", "file", "1")
_SQLITE, _DUMP = b"SQLite format 3\x00", b"PGDMP"
"""How SQLite's own file and PostgreSQL's own dump begin."""


def add_to(app: typer.Typer) -> None:
    app.command("backup")(backup_command)
    app.command("restore")(restore_command)


def backup_command(file: Path = typer.Argument(..., help="The file to write"), *, json: bool = JSON) -> None:
    """Write a copy of the database, sealed with the newest key, while everything runs on."""
    config = settings()
    if config.is_beside_database(file):
        refuse(f"{file} would lie beside the database, and be lost with it; name another folder")
    if file.is_dir():
        refuse(f"{file} is a folder; name the file to write")
    run(_own_keys(config))  # a copy sealed with another database's keys would be lost with them
    sealed = config.keyring().seal(*_PLACE, _dump(config))
    half = file.with_name(f"{file.name}.half")
    try:
        write_private(half, sealed)
        half.replace(file)  # an older copy of this name stands until the new one is whole
    except OSError as error:
        with contextlib.suppress(OSError):
            half.unlink(missing_ok=True)
        refuse(f"{file}: cannot be written ({error.strerror}); make room, or name a file in a folder that is there")
    told = f"{file}: {len(sealed)} bytes, sealed. It opens only with the keys, which are not in it."
    tell_either({"file": str(file), "bytes": len(sealed)}, told, json=json)


def restore_command(
    file: Path = typer.Argument(..., help="A backup"),
    *,
    force: bool = typer.Option(False, help="Replace all that is there, whatever the copy holds"),
    json: bool = JSON,
) -> None:
    """Put a backup in place of the database. Refuses over a database that is there, unless forced."""
    config = settings()
    try:
        data = config.keyring().open(*_PLACE, file.read_bytes())
    except (OSError, SealBroken) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        refuse(f"{file} cannot be opened ({reason}); name a backup, and set the keys it was made with")
    if not data.startswith(_DUMP if config.database_file is None else _SQLITE):
        refuse(f"{file} is a copy of the other kind of database; set HEARD_DATABASE_URL to the kind it was made from")
    _load(config, data, force=force)

    found = run(_version(config)) or "none"
    told = f"Restored: version {found}. `heard migrate` brings an older one up to date."
    tell_either({"restored": str(file), "version": found}, told, json=json)


async def _own_keys(config: Config) -> None:
    """Looks at the marks of the keys where this version's tables are; an older database may be copied before `heard migrate`."""
    storage = Storage(config.database_url)
    try:
        there = storage.file is None or Path(storage.file).exists()
        if there and await schema.version(storage) == schema.NEWEST:
            await require_own_keys(storage, config.keyring())
    finally:
        await storage.close()


async def _version(config: Config) -> str | None:
    storage = Storage(config.database_url)
    try:
        return await schema.version(storage)
    finally:
        await storage.close()


async def _tables(config: Config) -> list[str]:
    storage = Storage(config.database_url)
    try:
        return await schema.tables(storage)
    finally:
        await storage.close()


def _dump(config: Config) -> bytes:
    """The whole database: SQLite's own online copy, or PostgreSQL's own dump."""
    source = config.database_file
    if source is not None:
        if not source.exists():
            refuse(f"{source} is not there; set HEARD_DATABASE_URL")
        return _whole(source)
    url, password = _apart(config.database_url)
    return _tool(["pg_dump", "--format=custom", url], None, _BOTH_SIDES, password)


def _whole(source: Path) -> bytes:
    """The database at one moment. It goes through memory alone: killed in between, no copy lies about that no term removes.

    A damaged one is refused: its copy would take the place of the last that was whole.
    """
    with contextlib.closing(sqlite3.connect(source, isolation_level=None)) as database:
        try:
            database.execute("BEGIN")
            if database.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
                refuse(DAMAGED)
            return database.serialize()
        except sqlite3.OperationalError as error:
            refuse(f"{source} cannot be copied ({error}); try again, and see that this account may read it")
        except sqlite3.DatabaseError:
            refuse(DAMAGED)


def _load(config: Config, data: bytes, *, force: bool) -> None:
    target = config.database_file
    if target is None:
        if not force and run(_tables(config)):
            refuse("there are tables in this database already; name an empty one, or use --force")
        run(_load_unserved(config, data))
        return
    if target.exists() and not force:
        refuse(f"{target} is there already; move it away, or use --force")
    half = target.with_suffix(".restoring")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with only_one(Storage(config.database_url)):
            write_private(half, data)
            _settle(target)
            for leftover in (Path(f"{target}-wal"), Path(f"{target}-shm")):  # else they would be read as the new one's
                leftover.unlink(missing_ok=True)
            half.replace(target)  # all of it or nothing
    except OSError as error:
        with contextlib.suppress(OSError):
            half.unlink(missing_ok=True)
        refuse(f"{target}: cannot be written ({error.strerror}); make room, then restore again")


async def _load_unserved(config: Config, data: bytes) -> None:
    """Into PostgreSQL, all of it or nothing, while no service uses it: one would go on with what it knew of the old database,
    and write that into the new one."""
    storage = Storage(config.database_url)
    try:
        async with storage.unserved() as unserved:
            if not unserved:
                refuse("a `heard serve` uses this database; stop every one that does, then restore again")
            steps = _tool(["pg_restore", "--clean", "--if-exists", "--no-owner", "--file=-"], data, _DAMAGED_COPY)
            stops = ["--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--single-transaction", "--file=-"]
            stops.append("--set=VERBOSITY=terse")  # else it quotes the row at which it stopped
            url, password = _apart(config.database_url)
            _tool(["psql", *stops, url], _EMPTIED + steps, f"{_BOTH_SIDES}. The database is as it was", password)
    finally:
        await storage.close()


def _settle(file: Path) -> None:
    """Brings what stands in `-wal` into the old database: cut off before the new one lies there, it still has everything."""
    with contextlib.suppress(sqlite3.DatabaseError), contextlib.closing(sqlite3.connect(file)) as old:
        old.execute("PRAGMA wal_checkpoint(TRUNCATE)")


_EMPTIED = b"""
DO $$ BEGIN EXECUTE (
  SELECT coalesce('DROP TABLE ' || string_agg(quote_ident(tablename), ', '), 'SELECT')
  FROM pg_tables WHERE schemaname = current_schema() AND tableowner = current_user
); END $$;
"""
"""A copy names its own tables alone: of a newer version's, with keys to them, it knows nothing, and they would stay."""

LAST_LINES = 3
"""Of what a failing program said; its reason comes last, at most with what led to it."""

_BOTH_SIDES = "check HEARD_DATABASE_URL and the versions of both sides"
_DAMAGED_COPY = "the copy is damaged, or made by newer client programs. The database is as it was"


def _tool(command: list[str], data: bytes | None, remedy: str, password: str = "") -> bytes:
    if shutil.which(command[0]) is None:
        refuse(f"{command[0]} is not on this machine; install PostgreSQL's client programs")
    given = environment(**({"PGPASSWORD": password} if password else {}))
    done = subprocess.run(command, input=data, capture_output=True, check=False, env=given)  # noqa: S603  # fixed programs, no shell
    if done.returncode:
        said = _last_words(done.stderr, password) or f"nothing, and ended with {done.returncode}"
        refuse(f"{command[0]} failed and says: {said}; {remedy}")
    return done.stdout


def _last_words(stderr: bytes, password: str) -> str:
    """What a program said before it gave up, on one line. The password is given to it apart; should it say it all the same, it
    is not said again."""
    text = scrub(stderr.decode("utf-8", "replace"), (password, quote(password, safe="")))
    lines = [" ".join("".join(c if c.isprintable() else " " for c in line).split()) for line in text.splitlines()]
    return " / ".join([line.rstrip(".;") for line in lines if line][-LAST_LINES:])


def _apart(url: str) -> tuple[str, str]:
    """The address as PostgreSQL's own programs write it, without its password, and the password: whatever stands on a
    command line every account can read."""
    parts = urlsplit(url.replace("postgresql+asyncpg://", "postgresql://"))
    user, _, place = parts.netloc.rpartition("@")
    name, _, password = user.partition(":")
    query = dict(parse_qsl(parts.query))
    asked = query.pop("password", "")
    if "ssl" in query:  # the driver's name for it; PostgreSQL's own programs refuse an address with it
        query["sslmode"] = query.pop("ssl")
    bare = parts._replace(netloc=f"{name}@{place}" if name else place, query=urlencode(query))
    return bare.geturl(), unquote(password) or asked
