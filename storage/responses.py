"""What was said, without who said it; and the mixer that parts the two.

Sending in a transaction of its own let row versions and the WAL link every pair. So Send only marks the draft, and the
mixer moves at least ten sent drafts of one wave and one label at a time, shuffled, under new random ids (design §3).
"""

from __future__ import annotations

import json
import random
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.conversations import DraftRow, open_draft
from storage.engine import on_postgresql
from storage.sealing import Keyring, pad, unpad
from storage.tables import draft, response
from surveys.campaigns import AUTHORITY

MIX = 10
"""Fewest drafts that may move together: an onlooker with every copy of the files is left with one chance in ten."""


@dataclass(frozen=True)
class SentResponse:
    """One response as kept: `answers` maps question ids to values, with `with` for who was there."""

    id: str
    wave: str
    survey: str
    version: int
    label: str
    answers: Mapping[str, Any]


async def mix(
    connection: AsyncConnection, keyring: Keyring, chance: random.Random, closing: Collection[str] = (), today: date | None = None,
) -> int:  # fmt: skip
    """Moves waiting drafts into responses; gives back how many. In `closing` waves all go, small labels made coarser; with
    `today` not before the next day where one of them was sent on it: who is late would go alone, a moment after Send."""
    if today is not None:
        closing = set(closing) - await _sent_to(connection, today)
    counted = select(draft.c.wave, draft.c.label, func.count().label("drafts")).where(draft.c.sent.is_(True))
    rows = await connection.execute(counted.group_by(draft.c.wave, draft.c.label))
    waiting = {(row.wave, row.label): int(row.drafts) for row in rows}
    moved = 0
    for wave_id in sorted({wave_id for wave_id, _ in waiting}):
        labels = {label: count for (wave, label), count in waiting.items() if wave == wave_id}
        for group, label in _groups(labels, wave_id in closing):
            fewest = 1 if wave_id in closing else MIX
            moved += await _move(connection, keyring, chance, wave_id, group, label, fewest)
    return moved


async def _sent_to(connection: AsyncConnection, day: date) -> set[str]:
    """The waves to which a draft that still waits was sent on this day."""
    statement = select(draft.c.wave).where(draft.c.sent.is_(True), draft.c.touched == day).distinct()
    return set((await connection.execute(statement)).scalars())


def _groups(labels: Mapping[str, int], closing: bool) -> list[tuple[list[str], str]]:
    """Which labels move together, and under which label. Too few at close are mixed as the authority's."""
    full = [([label], label) for label, count in sorted(labels.items()) if count >= MIX]
    few = [label for label, count in sorted(labels.items()) if count < MIX]
    return [*full, (few, few[0] if len(few) == 1 and few[0] in _OPEN else AUTHORITY)] if closing and few else full


_OPEN = ("parent", "staff", "partner", "head", "governor")
"""Labels of what came by an open link: who was asked. Mixed alone, they need not be made coarser."""


async def _move(
    connection: AsyncConnection, keyring: Keyring, chance: random.Random, wave_id: str, labels: list[str], label: str, fewest: int
) -> int:  # fmt: skip
    """On PostgreSQL one may have been withdrawn since they were counted: then the others wait for another."""
    statement = select(draft).where(draft.c.sent.is_(True), draft.c.wave == wave_id, draft.c.label.in_(labels))
    if on_postgresql(connection):
        statement = statement.order_by(draft.c.key).with_for_update()
    drafts = [open_draft(keyring, row) for row in await connection.execute(statement)]
    if len(drafts) < fewest:
        return 0
    rows = [_response_row(keyring, one, label) for one in drafts]
    chance.shuffle(rows)
    await connection.execute(response.insert(), rows)
    await connection.execute(delete(draft).where(draft.c.key.in_([one.key for one in drafts])))
    return len(rows)


def _response_row(keyring: Keyring, one: DraftRow, label: str) -> dict[str, Any]:
    content, new_id = one.content, secrets.token_hex(16)
    packed = json.dumps(content["answers"], ensure_ascii=False, separators=(",", ":")).encode()
    return {
        "id": new_id,
        "wave": one.wave,
        "survey": content["survey"],
        "version": content["version"],
        "label": label,
        "receipt": receipt_hash(keyring, content["receipt"]),
        "answers": keyring.seal("response", "answers", new_id, pad(packed, content["room"])),
    }


def receipt_hash(keyring: Keyring, words: str) -> bytes:
    return keyring.look_up("receipt", words)


async def withdraw(connection: AsyncConnection, keyring: Keyring, words: str) -> int:
    """Deletes what was sent under these receipt words, mixed or still waiting; gives back how many (seed 1.8).

    First among those that wait: on PostgreSQL the mixer may be moving that very draft, and then it is a response afterwards.
    """
    waiting = [
        open_draft(keyring, row) for row in await connection.execute(select(draft).where(draft.c.sent.is_(True)))
    ]
    keys = [one.key for one in waiting if one.content.get("receipt") == words]
    unmixed = (await connection.execute(delete(draft).where(draft.c.key.in_(keys)))).rowcount if keys else 0
    mixed = await connection.execute(delete(response).where(response.c.receipt == receipt_hash(keyring, words)))
    return unmixed + mixed.rowcount


async def of_wave(connection: AsyncConnection, keyring: Keyring, wave_id: str) -> list[SentResponse]:
    """Every mixed response of a wave, for counting only."""
    rows = await connection.execute(select(response).where(response.c.wave == wave_id))
    return [
        SentResponse(r.id, r.wave, r.survey, r.version, r.label,
                     json.loads(unpad(keyring.open("response", "answers", r.id, r.answers))))
        for r in rows
    ]  # fmt: skip
