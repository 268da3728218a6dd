"""Who was sent which article, so that a correction can reach them: an address, sealed, and a day; nothing that was asked.

Kept 60 days (`storage.retention`) and apart from the question log, with which it shares no id and no time (design §5, seed 3.2).
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.sealing import Keyring, pad, unpad
from storage.tables import delivery

_ROOM = 256


@dataclass(frozen=True)
class Delivery:
    """`channel` and `address` as in an outbox row: where a correction would be sent."""

    article: str
    version: int
    channel: str
    address: str
    day: date


async def keep(connection: AsyncConnection, keyring: Keyring, sent: Sequence[Delivery]) -> None:
    rows = sorted(
        (_row(keyring, one) for one in sent), key=lambda row: str(row["id"])
    )  # not in the question log's order
    if rows:
        await connection.execute(delivery.insert(), rows)


def _row(keyring: Keyring, one: Delivery) -> dict[str, object]:
    new_id = secrets.token_hex(16)
    sealed = pad(json.dumps({"channel": one.channel, "address": one.address}).encode(), _ROOM)
    return {
        "id": new_id, "article": one.article, "version": one.version, "day": one.day,
        "address": keyring.seal("delivery", "address", new_id, sealed),
        "address_hash": keyring.look_up("address", f"{one.channel}/{one.address}"),
    }  # fmt: skip


async def of_article(connection: AsyncConnection, keyring: Keyring, article: str) -> list[Delivery]:
    """Where each person was sent this article, any version, once and as they had it last."""
    statement = select(delivery).where(delivery.c.article == article)
    newest: dict[bytes, Delivery] = {}
    for row in await connection.execute(statement.order_by(delivery.c.day, delivery.c.version, delivery.c.id)):
        place = json.loads(unpad(keyring.open("delivery", "address", row.id, row.address)))
        newest[row.address_hash] = Delivery(row.article, row.version, place["channel"], place["address"], row.day)
    return list(newest.values())


async def people_sent(connection: AsyncConnection, articles: Sequence[str]) -> dict[str, int]:
    """How many different people were sent each of these articles and can still be reached; no address is opened."""
    people = func.count(func.distinct(delivery.c.address_hash))
    statement = select(delivery.c.article, people.label("people")).where(delivery.c.article.in_(list(articles)))
    rows = {row.article: row.people for row in await connection.execute(statement.group_by(delivery.c.article))}
    return {article: rows.get(article, 0) for article in articles}
