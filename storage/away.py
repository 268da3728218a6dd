"""What an error of the database means: nobody answers there, or a statement of ours is wrong.

Sorted by the codes that the databases give, not by the classes of errors: SQLAlchemy has no class of its own for most of what
PostgreSQL says by way of asyncpg, and a value that does not fit came as the same `DBAPIError` as a server that shuts down.
"""

from __future__ import annotations

import sqlite3
from typing import Literal

from sqlalchemy.exc import (
    DataError,
    DBAPIError,
    IntegrityError,
    NotSupportedError,
    OperationalError,
    ProgrammingError,
)
from sqlalchemy.exc import TimeoutError as NoneFree

_AWAY = (
    "08",  # the connection
    "25006", "25P03", "25P04",  # a server that takes nothing, and sessions that it ended for idling or for their length
    "28", "3D000",  # who may come in, and to which database
    "40001", "40003", "40P01", "55P03",  # others were in the way: the same again may go through
    "53", "57", "58",  # no room or memory or connection left; an operator; its disk
)  # fmt: skip
"""How the codes (SQLSTATE) begin that a PostgreSQL gives where it could not do its part."""

_ENDED = ("FATAL", "PANIC")
"""What it calls an error, whatever its code, behind which it ends the session."""

_REFUSED = (DataError, IntegrityError, NotSupportedError, ProgrammingError)


def is_away(error: BaseException) -> bool:
    """Whether the database could not answer at all, rather than refusing one statement: then everybody waits, nobody is
    at fault, and the same batch is tried again. A refused one would be refused for ever, and hold up everybody."""
    if isinstance(error, DBAPIError):
        return error.connection_invalidated or _is_its_own(error)
    return isinstance(error, (OSError, TimeoutError, NoneFree))  # asyncpg's refusals are plain `OSError`


def _is_its_own(error: DBAPIError) -> bool:
    """Whether the fault is the server's or the file's. What has no code comes from a driver: its faults between two statements are
    a connection's, and SQLite's driver calls so alone what is no statement's."""
    code, of_file = getattr(error.orig, "sqlstate", None), getattr(error.orig, "sqlite_errorcode", None)
    if code:
        return code.startswith(_AWAY) or getattr(_of_driver(error), "severity_en", "") in _ENDED
    if isinstance(error, _REFUSED):
        return False
    if of_file is not None:
        return bool(of_file != sqlite3.SQLITE_ERROR)  # no such table, a slip in the words of a statement
    return error.statement is None or isinstance(error, OperationalError)


def _of_driver(error: DBAPIError) -> BaseException | None:
    """The error of the driver itself: asyncpg's stands behind the one that SQLAlchemy made of it."""
    return (error.orig and error.orig.__cause__) or error.orig


def kind_of(error: BaseException) -> str:
    """What a log calls an error: by the driver's name, for SQLAlchemy has one for nearly everything. Never by its words."""
    return type((isinstance(error, DBAPIError) and _of_driver(error)) or error).__name__


def is_damaged(error: BaseException) -> bool:
    """Whether SQLite found something else in the file than a whole database of its own; waiting will not mend that."""
    return isinstance(error, DBAPIError) and any(
        words in str(error.orig) for words in ("is not a database", "disk image is malformed")
    )


_NOT_KEPT: dict[str, Literal["full", "shut"]] = {
    "disk is full": "full",
    "No space left": "full",
    "readonly database": "shut",
    "unable to open database file": "shut",
}


def why_not_kept(error: BaseException) -> Literal["full", "shut", ""]:
    """Why a database that answers could keep nothing: its disk has no room, or this account may not
    open it or write to it. Else empty."""
    told = str(error.orig) if isinstance(error, DBAPIError) else ""
    return next((why for words, why in _NOT_KEPT.items() if words in told), "")
