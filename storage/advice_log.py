"""The advice line's log: which article, which topic, which role, when. Never who asked (design §5, seed 0.2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.sealing import Keyring, pad, unpad
from storage.tables import open_question, question_log

_ROOM = 1024
TO_THE_HOUR = ("safeguarding", "language")
"""Outcomes that go with a concern: a minute here would lead to the minute that the concern leaves out."""


@dataclass(frozen=True)
class Logged:
    id: str
    at: datetime
    channel: str
    role: str
    topic: str
    article: str
    version: int
    outcome: str
    helped: bool | None = None


@dataclass(frozen=True)
class OpenQuestion:
    """A question that found nothing: already screened and redacted."""

    id: str
    day: date
    role: str
    words: str


async def log(connection: AsyncConnection, rows: Sequence[Logged]) -> None:
    if rows:
        await connection.execute(question_log.insert(), [{**vars(row), "at": _moment(row)} for row in rows])


def _moment(row: Logged) -> datetime:
    return row.at.replace(minute=0, second=0, microsecond=0) if row.outcome in TO_THE_HOUR else row.at


async def helped(connection: AsyncConnection, id_: str, *, did: bool) -> None:
    """Notes whether an answer helped; the first word counts."""
    statement = update(question_log).where(question_log.c.id == id_, question_log.c.helped.is_(None))
    await connection.execute(statement.values(helped=did))


async def since(connection: AsyncConnection, start: datetime) -> list[Logged]:
    rows = await connection.execute(select(question_log).where(question_log.c.at >= start).order_by(question_log.c.at))
    return [Logged(r.id, r.at, r.channel, r.role, r.topic, r.article, r.version, r.outcome, r.helped) for r in rows]


async def keep_open(connection: AsyncConnection, keyring: Keyring, rows: Sequence[OpenQuestion]) -> None:
    values = [
        # like ones are gathered when they are read: what a question is about is sealed with its words
        {"id": one.id, "day": one.day, "role": one.role, "cluster": "",
         "words": keyring.seal("open_question", "words", one.id, pad(one.words.encode(), _ROOM))}
        for one in rows
    ]  # fmt: skip
    if values:
        await connection.execute(open_question.insert(), values)


async def open_questions(connection: AsyncConnection, keyring: Keyring) -> list[OpenQuestion]:
    rows = await connection.execute(select(open_question).order_by(open_question.c.day, open_question.c.id))
    return [
        OpenQuestion(r.id, r.day, r.role, unpad(keyring.open("open_question", "words", r.id, r.words)).decode())
        for r in rows
    ]


async def forget_open(connection: AsyncConnection, before: date) -> int:
    """Removes open questions of days before `before`; they are kept 90 days."""
    return (await connection.execute(delete(open_question).where(open_question.c.day < before))).rowcount


async def forget_asked(connection: AsyncConnection, before: datetime) -> int:
    """Removes what was noted of questions asked before `before`; it is kept three years."""
    return (await connection.execute(delete(question_log).where(question_log.c.at < before))).rowcount
