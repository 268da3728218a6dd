"""What an error of the database means: nobody answers there, or a statement is wrong. Made by the real driver, held to the real one."""

from __future__ import annotations

import asyncio
import sqlite3
from typing import Any

import asyncpg
import pytest
from sqlalchemy import insert, text
from sqlalchemy.dialects.postgresql.asyncpg import AsyncAdapt_asyncpg_connection, dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoneFree

from bot.looking import or_away
from storage.away import is_away, kind_of
from storage.engine import Storage
from storage.tables import job
from tests.world import World

ASYNCPG: Any = dialect.import_dbapi()
KEPT = text("INSERT INTO job (name, ran) VALUES (:name, NULL)")


def by_sqlalchemy(error: Exception, statement: str | None = "INSERT INTO job …", *, ended: bool = False) -> DBAPIError:
    """An error of asyncpg as SQLAlchemy hands it on; `statement` is None between two of them, as in a connect or a commit."""
    try:
        AsyncAdapt_asyncpg_connection._handle_exception_no_connection(ASYNCPG, error)
    except ASYNCPG.Error as translated:
        made: Any = DBAPIError.instance(
            statement, {}, translated, ASYNCPG.Error, connection_invalidated=ended, dialect=dialect()
        )
        assert isinstance(made, DBAPIError)
        return made


def by_server(code: str, severity: str = "ERROR", statement: str | None = "INSERT INTO job …") -> DBAPIError:
    fields = {"C": code, "S": severity, "V": severity, "M": "what a server says"}
    return by_sqlalchemy(asyncpg.exceptions.PostgresError.new(fields), statement)


@pytest.mark.parametrize(
    "code",
    [
        "22P02", "22001", "22003", "22021", "22000",  # a value that does not fit
        "23502", "23503", "23505", "23514",  # a rule of a table
        "42601", "42P01", "42703", "42501", "0A000", "21000",  # a statement
        "P0001", "54000", "54023", "25P02", "XX000", "99999",
    ],
)  # fmt: skip
def test_what_a_server_says_of_a_statement_is_no_absence(code: str) -> None:
    assert not is_away(by_server(code))
    assert not is_away(by_server(code, statement=None)), "nor when it comes with the commit"


@pytest.mark.parametrize(
    "code",
    ["08000", "08003", "08006", "08P01", "25006", "25P03", "40001", "40P01", "53100", "53200", "53300", "55P03", "57014", "57P01",
     "57P02", "57P03", "58030"],
)  # fmt: skip
def test_a_server_that_could_not_do_its_part_is_away(code: str) -> None:
    assert is_away(by_server(code))


@pytest.mark.parametrize("code", ["28P01", "28000", "3D000", "53300", "57P03", "42501", "XX000"])
def test_whoever_is_not_let_in_finds_it_away(code: str) -> None:
    assert is_away(by_server(code, "FATAL", None))


def test_the_drivers_own_faults_are_sorted_by_where_they_came_up() -> None:
    too_many = asyncpg.exceptions.InterfaceError("the number of query arguments cannot exceed 32767")
    no_number = asyncpg.exceptions.DataError("invalid input for query argument $1")
    primary = asyncpg.exceptions.TargetServerAttributeNotMatched(
        "none of the hosts match the target attribute requirement"
    )
    assert not is_away(by_sqlalchemy(too_many))
    assert not is_away(by_sqlalchemy(no_number))
    assert is_away(by_sqlalchemy(primary, None))
    assert is_away(by_sqlalchemy(asyncpg.exceptions.InterfaceError("connection is closed"), ended=True))
    closed = asyncpg.exceptions.ConnectionDoesNotExistError("connection was closed in the middle of operation")
    assert is_away(by_sqlalchemy(closed))


def test_what_comes_before_any_connection_is_away() -> None:
    for error in (ConnectionRefusedError(), ConnectionResetError(), TimeoutError(), NoneFree("QueuePool limit")):
        assert is_away(error), error
    for error in (ValueError(), RuntimeError(), KeyError("x")):
        assert not is_away(error)


def test_a_log_names_the_drivers_error_and_not_the_one_that_stands_for_all() -> None:
    assert kind_of(by_server("22P02")) == "InvalidTextRepresentationError"
    assert kind_of(by_server("42P01")) == "UndefinedTableError"
    assert kind_of(by_sqlalchemy(asyncpg.exceptions.InterfaceError("x"))) == "InterfaceError"
    assert kind_of(ValueError("x")) == "ValueError"
    made: Any = DBAPIError.instance("SELECT", {}, sqlite3.OperationalError("x"), sqlite3.Error)
    assert kind_of(made) == "OperationalError"


WRONG: dict[str, tuple[Any, Any]] = {
    "there twice": (insert(job), [{"name": "x"}] * 2),
    "a rule of the table": (KEPT, {"name": "x"}),
    "of no type": (KEPT, {"name": ["x"]}),
    "half a letter": (KEPT, {"name": "x\ud800"}),
    "no such table": (text("INSERT INTO nowhere VALUES (1)"), {}),
    "no such column": (text("SELECT nothing FROM job"), {}),
    "no statement": (text("SELCT 1"), {}),
}
OF_POSTGRESQL: dict[str, tuple[Any, Any]] = {
    "no number": (text("SELECT CAST(:one AS INTEGER)"), {"one": "x"}),
    "no number inside": (text("SELECT CAST(CAST(:one AS TEXT) AS INTEGER)"), {"one": "x"}),
    "no letter": (text("SELECT CAST(:one AS TEXT)"), {"one": "x\0"}),
    "by nought": (text("SELECT 1 / 0"), {}),
    "too large": (text("SELECT CAST(:one AS INTEGER) * 1000000"), {"one": 10**6}),
    "refused by hand": (text("DO $$ BEGIN RAISE EXCEPTION 'no'; END $$"), {}),
    "too many values": (text(f"SELECT 1 WHERE 1 IN ({', '.join(f':p{n}' for n in range(33_000))})"),
                        {f"p{n}": n for n in range(33_000)}),
}  # fmt: skip


async def fault_of(storage: Storage, statement: Any, values: Any) -> Exception:
    with pytest.raises(Exception) as fault:  # which one is what the test is about
        async with storage.transaction() as connection:
            await connection.execute(statement, values)
    return fault.value  # type: ignore[return-value]


async def test_no_statement_that_is_wrong_counts_as_an_absence(world: World) -> None:
    for name, wrong in (WRONG if world.storage.sqlite else WRONG | OF_POSTGRESQL).items():
        assert not is_away(await fault_of(world.storage, *wrong)), name
    assert world.storage.failed_writes == 0


async def test_a_postgresql_that_ends_sessions_or_is_not_there_is_away(world: World) -> None:
    if world.storage.sqlite:
        pytest.skip("SQLite has no sessions")
    ends = text("SELECT pg_terminate_backend(pg_backend_pid())")
    assert is_away(await fault_of(world.storage, ends, {}))
    await world.storage.check()
    for url in (world.storage.url.set(database="nowhere"), world.storage.url.set(username="nobody-here"),
                world.storage.url.set(query={"host": "/nowhere"})):  # fmt: skip
        other = Storage(url.render_as_string(hide_password=False))
        assert is_away(await fault_of(other, text("SELECT 1"), {}))
        await other.close()


async def test_two_who_wait_for_each_other_are_tried_again(world: World) -> None:
    """PostgreSQL ends one of them (40P01): nothing is wrong with what it wanted."""
    if world.storage.sqlite:
        pytest.skip("SQLite has one writer")
    async with world.storage.transaction() as connection:
        await connection.execute(text("INSERT INTO job (name, ran) VALUES ('a', now()), ('b', now())"))
    both, touch = asyncio.Barrier(2), text("UPDATE job SET ran = now() WHERE name = :name")

    async def touches(first: str, then: str) -> None:
        async with world.storage.transaction() as connection:
            await connection.execute(touch, {"name": first})
            await both.wait()
            await connection.execute(touch, {"name": then})

    ends = await asyncio.gather(touches("a", "b"), touches("b", "a"), return_exceptions=True)
    assert [is_away(end) for end in ends if isinstance(end, BaseException)] == [True]


async def test_a_page_that_only_reads_is_told_the_fault_and_not_to_wait(world: World) -> None:
    async def reads() -> None:
        async with world.storage.reading() as connection:
            await connection.execute(*WRONG["no such table"])

    with pytest.raises(DBAPIError):
        await or_away(reads(), 30)
