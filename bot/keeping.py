"""Keeps what a batch's turns brought about besides standings and drafts: no statement for a kind that did not happen."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from bot.conversation.events import Asked, Began, Event, Helped, PassedOn, Sent, Stopped, Unanswered
from bot.conversation.messages import Address, Incoming
from bot.conversation.standing import Draft
from bot.heard import Heard
from storage import advice_log, concerns, conversations, deliveries, participation
from storage.advice_log import Logged, OpenQuestion
from storage.concerns import Concern
from storage.conversations import DraftRow
from storage.deliveries import Delivery
from storage.participation import Taking
from storage.sealing import Keyring, pad


def draft_row(draft: Draft, heard: Sequence[Heard]) -> DraftRow:
    """A draft as kept. A sent one holds what its response will be in the place of what was said on the way there: both
    together would outgrow the one length of all drafts, and tell who wrote much."""
    content = draft.as_row()
    for one in heard:
        for event in one.turn.events:
            if draft.sent and isinstance(event, Sent) and event.draft.key == draft.key:
                content |= {"answers": dict(event.said), "said": {}}
    return DraftRow(bytes.fromhex(draft.key), draft.wave, draft.label, content, draft.sent, draft.room)


def address_hash(keyring: Keyring, address: Address) -> bytes:
    return keyring.look_up("address", f"{address.channel}/{address.id}")


async def keep_events(connection: Any, keyring: Keyring, heard: Sequence[Heard], now: datetime) -> None:
    pairs = [(one.incoming, event) for one in heard for event in one.turn.events]
    if not pairs:
        return
    await participation.take(connection, list(_takings(keyring, pairs)))
    stopped = [bytes.fromhex(event.key) for _, event in pairs if isinstance(event, Stopped)]
    await conversations.drop_drafts(connection, stopped)
    await concerns.keep(
        connection, keyring, [concern_of(i.address.channel, e, now) for i, e in pairs if isinstance(e, PassedOn)]
    )
    await advice_log.log(connection, [_logged(i, e, now) for i, e in pairs if isinstance(e, Asked)])
    await deliveries.keep(
        connection, keyring, [_delivery(i.address, e, now) for i, e in pairs if isinstance(e, Asked) and _reached(i, e)]
    )
    unanswered = [
        OpenQuestion(secrets.token_hex(16), now.date(), e.role, e.words) for _, e in pairs if isinstance(e, Unanswered)
    ]
    await advice_log.keep_open(connection, keyring, unanswered)
    for _, event in pairs:
        if isinstance(event, Helped):
            await advice_log.helped(connection, event.log, did=event.helped)


def _takings(keyring: Keyring, pairs: Sequence[tuple[Incoming, Event]]) -> Iterator[Taking]:
    """One change a code and wave: the last thing that happened to it in this batch."""
    takings: dict[tuple[str, str], Taking] = {}
    for incoming, event in pairs:
        match event:
            case Began(draft) if draft.code:
                where = _reminder_address(keyring, incoming.address, draft.code, draft.wave)
                takings[draft.code, draft.wave] = Taking(bytes.fromhex(draft.code), draft.wave, "started", **where)
            case Sent(draft, _, heard, other) if draft.code:
                takings[draft.code, draft.wave] = Taking(
                    bytes.fromhex(draft.code), draft.wave, "finished", heard, other
                )
            case Stopped(_, code, wave) if code:
                takings[code, wave] = Taking(bytes.fromhex(code), wave, "stopped")
    yield from takings.values()


def _reminder_address(keyring: Keyring, address: Address, code: str, wave: str) -> dict[str, Any]:
    """Only a Telegram chat can be reminded; its number is sealed, and found again by its keyed hash."""
    if address.channel != "telegram":
        return {}
    sealed = keyring.seal("participation", "address", f"{code}/{wave}", pad(address.id.encode(), 32))
    return {"address_hash": address_hash(keyring, address), "address": sealed}


def concern_of(surface: str, event: PassedOn, now: datetime) -> Concern:
    """The record: the surface and the hour it came in, and nothing of who wrote it."""
    return Concern(event.words, event.kinds, event.urgent, event.setting, now, surface, event.voice, event.language)


def _reached(incoming: Incoming, event: Asked) -> bool:
    """Whether an article was sent to somewhere a correction could follow it. A page's reader has its version link instead."""
    return bool(event.article) and incoming.address.channel == "telegram"


def _delivery(address: Address, event: Asked, now: datetime) -> Delivery:
    """Which chat was sent which article, and the day: no topic asked, no role, no time, no id of the log."""
    return Delivery(event.article, event.version, address.channel, address.id, now.date())


def _logged(incoming: Incoming, event: Asked, now: datetime) -> Logged:
    log_id = event.id or secrets.token_hex(16)
    return Logged(
        log_id, now, incoming.address.channel, event.role, event.topic, event.article, event.version, event.outcome
    )
