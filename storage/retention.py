"""What is past its time, and its removal. Every term stands in `docs/data.md` with its reason; a test keeps them equal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import advice_log, conversations, guesses, officers, outbox
from storage.tables import delivery, response, wave
from storage.tables import participation as taking

TERMS = {
    "heard_update": timedelta(days=7),
    "draft": timedelta(days=14),
    "conversation": timedelta(days=60),
    "code_guess": timedelta(days=1),
    "outbox": timedelta(days=14),
    "question_log": timedelta(days=3 * 365),
    "open_question": timedelta(days=90),
    "delivery": timedelta(days=60),
    "response": timedelta(days=3 * 365),
}


@dataclass(frozen=True)
class Removed:
    """How many rows of one kind went: a table, or `table.column` where only that was emptied."""

    kind: str
    rows: int


async def run(connection: AsyncConnection, now: datetime) -> list[Removed]:
    """Removes everything over its term; safe to repeat."""
    today = now.date()
    drafts, talks = await conversations.forget_idle(connection, today - TERMS["draft"], today - TERMS["conversation"])
    closed = select(wave.c.id).where(wave.c.closed.is_not(None))
    addresses = await connection.execute(
        update(taking)
        .where(taking.c.wave.in_(closed), taking.c.address.is_not(None))
        .values(address=None, address_hash=None)
    )
    old_waves = select(wave.c.id).where(wave.c.closes < today - TERMS["response"])
    responses = await connection.execute(delete(response).where(response.c.wave.in_(old_waves)))
    deliveries = await connection.execute(delete(delivery).where(delivery.c.day < today - TERMS["delivery"]))
    return [
        Removed("heard_update", await conversations.forget_updates(connection, today - TERMS["heard_update"])),
        Removed("draft", drafts),
        Removed("conversation", talks),
        Removed("participation.address", addresses.rowcount),
        Removed("code_guess", await guesses.forget(connection, guesses.hour_of(now - TERMS["code_guess"]))),
        Removed("outbox", await outbox.forget_done(connection, now - TERMS["outbox"])),
        Removed("question_log", await advice_log.forget_asked(connection, now - TERMS["question_log"])),
        Removed("open_question", await advice_log.forget_open(connection, today - TERMS["open_question"])),
        Removed("delivery", deliveries.rowcount),
        Removed("response", responses.rowcount),
        Removed("console_session", await officers.forget_old(connection, now)),
    ]
