"""One incoming message, or a hundred: look up, decide, keep. The one place where an incoming message meets the database.

Heard first, spoken second: nothing is said before the commit (design §2). A batch holds turns of different addresses
and costs one COMMIT and at most six statements whatever its size. A fault while writing halves the batch until it
stands alone; that update then goes to `unheard`, and everybody else's turn stands.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, cast

from bot.conversation.admission import key_held_out, receipt_held_out
from bot.conversation.messages import Address, Channel, Incoming, Outgoing
from bot.conversation.place import Published
from bot.conversation.screens import screen
from bot.conversation.standing import Draft, Standing
from bot.conversation.turn import Findings, Turn, take_turn
from bot.entrance import Entrance
from bot.keeping import keep_events
from bot.learning import learn, versions
from storage import conversations, unheard
from storage.conversations import DraftRow, Row
from storage.engine import Storage, is_away
from storage.sealing import Keyring

Look = Callable[[str, str], Any]
"""The screen: `(text, audience) -> Screening`. Pure, so it may run in a thread."""

SCREEN_SECONDS, QUEUE_SECONDS, LOOKING = 1.0, 5.0, 2
"""How long one look may take, how long a text may wait for its look, and how many are looked at together.

A class that types at once fills the queue; counting its wait as the look's own would throw good answers away."""

FIRST_PAUSE = timedelta(seconds=20)


class StorageAway(RuntimeError):
    """The database cannot answer. Nothing was acknowledged; `helps` holds what people in danger are shown meanwhile."""

    def __init__(self, helps: Mapping[Address, Outgoing]) -> None:
        super().__init__("the database cannot be reached; the messages wait and are tried again")
        self.helps = helps


@dataclass(frozen=True)
class Heard:
    """One message after the commit. `number` is the conversation's turn; `changed` whether anything moved."""

    incoming: Incoming
    turn: Turn
    number: int
    changed: bool
    again: bool = False


@dataclass
class Exchange:
    """Keeps turns. `published` gives what may be looked at now; `clock`, `chance` and `look` are arguments."""

    storage: Storage
    keyring: Keyring
    published: Callable[[datetime], Published]
    look: Look
    clock: Callable[[], datetime]
    chance: random.Random
    spoken: dict[bytes, int] = field(default_factory=dict)
    _looking: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(LOOKING))

    async def hear(self, batch: Sequence[Incoming]) -> list[Heard]:
        """Keeps one turn of each address in `batch`, in one commit. Raises `StorageAway` when nothing could be kept."""
        screenings = await asyncio.gather(*(self._screened(one) for one in batch))
        return await self._kept(list(zip(batch, screenings, strict=True)))

    async def _kept(self, batch: list[tuple[Incoming, Any]]) -> list[Heard]:
        try:
            async with self.storage.transaction() as connection:
                heard = await _Batch(self, connection, self.clock()).keep(batch)
        except Exception as error:
            if is_away(error):
                raise StorageAway(self._helps(batch)) from error
            if len(batch) == 1:
                return [await self._not_kept(*batch[0])]
            half = len(batch) // 2
            return [*await self._kept(batch[:half]), *await self._kept(batch[half:])]
        return heard

    async def _screened(self, incoming: Incoming) -> Any:
        """What the screen says of the words; None when it is down or slow, and then they are not kept."""
        if not incoming.text:
            return None
        try:
            async with asyncio.timeout(QUEUE_SECONDS), self._looking:
                return await asyncio.wait_for(asyncio.to_thread(self.look, incoming.text, "pupil"), SCREEN_SECONDS)
        except Exception:  # whatever broke in it, the answer is the same: help is shown and nothing is stored
            return None

    async def _not_kept(self, incoming: Incoming, screening: Any) -> Heard:
        """Seals an update that cannot be kept, so that it can be tried again; the person is told."""
        now, address = self.clock(), self.address_hash(incoming.address)
        message = {**as_row(incoming), **({} if screening is None or not screening.concern else {"text": None})}
        try:
            async with self.storage.transaction() as connection:
                await unheard.keep(
                    connection, self.keyring, incoming.address.channel, address, message, now + FIRST_PAUSE
                )
                if incoming.id is not None:
                    await conversations.first_sight(connection, [(incoming.address.channel, incoming.id)], now.date())
                row = await conversations.peek(connection, self.keyring, address)
        except Exception as error:
            raise StorageAway(self._helps([(incoming, screening)])) from error
        standing = Standing.from_row(row.standing if row else {}, incoming.address.channel, incoming.address.id)
        words = self.published(now).words
        sorry = Outgoing("trouble", notice=words.say("trouble.fault", standing.language or "en"))
        return Heard(incoming, Turn(standing, None, (), (sorry,)), row.turn if row else 0, changed=False)

    def _helps(self, batch: Sequence[tuple[Incoming, Any]]) -> dict[Address, Outgoing]:
        published = self.published(self.clock())
        return {
            incoming.address: screen(
                Standing(incoming.address.channel, incoming.address.id, reading="help"), None, published
            )
            for incoming, screening in batch
            if screening is not None and (screening.concern or screening.always_help)
        }

    def address_hash(self, address: Address) -> bytes:
        return self.keyring.look_up("address", f"{address.channel}/{address.id}")

    async def look_again(self, address: Address) -> tuple[Outgoing, int]:
        """The screen this address is on, and its turn. Changes nothing: a GET uses it."""
        now = self.clock()
        async with self.storage.reading() as connection:
            row = await conversations.peek(connection, self.keyring, self.address_hash(address))
            standing = Standing.from_row(row.standing if row else {}, address.channel, address.id).found_at(now)
            keys = [bytes.fromhex(standing.draft)] if standing.draft else []
            rows = await conversations.recall_drafts_to_look(connection, self.keyring, keys)
            drafts = {key: Draft.from_row(one.content) for key, one in rows.items() if not one.sent}
            await learn(connection, self.published(now), versions(drafts))
        draft = next(iter(drafts.values()), None)
        if standing.put_away:
            return screen(standing, None, self.published(now), "code.idle"), 0
        return screen(standing, draft, self.published(now)), row.turn if row else 0

    async def owed(self, channel: str) -> list[tuple[Address, Outgoing, int]]:
        """Who was heard and never answered, with the screen they wait for; after a crash they are spoken to."""
        now, waiting = self.clock(), []
        async with self.storage.reading() as connection:
            rows = await conversations.owed(connection, self.keyring, channel)
            keys = [bytes.fromhex(row.standing["draft"]) for row in rows if row.standing.get("draft")]
            kept = await conversations.recall_drafts_to_look(connection, self.keyring, keys)
            drafts = {key: Draft.from_row(one.content) for key, one in kept.items() if not one.sent}
            await learn(connection, self.published(now), versions(drafts))
        for row in rows:
            standing = Standing.from_row(row.standing, channel, row.standing["id"])
            draft = drafts.get(bytes.fromhex(standing.draft)) if standing.draft else None
            waiting.append((address_of(standing), screen(standing, draft, self.published(now)), row.turn))
        return waiting

    def said(self, address: Address, number: int) -> None:
        """Remembers that this turn was spoken; written with the next batch or by `flush_said` within a second."""
        key = self.address_hash(address)
        self.spoken[key] = max(number, self.spoken.get(key, 0))

    async def flush_said(self) -> None:
        spoken, self.spoken = self.spoken, {}
        if spoken:
            try:
                async with self.storage.transaction() as connection:
                    await conversations.mark_said(connection, spoken)
            except Exception:
                self.spoken = {**spoken, **self.spoken}
                raise


def address_of(standing: Standing) -> Address:
    return Address(cast(Channel, standing.channel), standing.id)


def as_row(incoming: Incoming) -> dict[str, Any]:
    """An incoming message as plain data, for `unheard`."""
    tap = vars(incoming.tap) if incoming.tap else None
    return {**vars(incoming), "address": vars(incoming.address), "tap": tap}


@dataclass
class _Batch:
    """One transaction's work."""

    exchange: Exchange
    connection: Any
    now: datetime

    async def keep(self, batch: list[tuple[Incoming, Any]]) -> list[Heard]:
        exchange, connection, day = self.exchange, self.connection, self.now.date()
        ids = [(one.address.channel, one.id) for one, _ in batch if one.id is not None]
        new = await conversations.first_sight(connection, ids, day)
        addresses = {exchange.address_hash(one.address): one.address for one, _ in batch}
        channels = {key: address.channel for key, address in addresses.items()}
        rows = await conversations.recall(connection, exchange.keyring, channels, day)
        standings = {key: self._standing(row, addresses[key]) for key, row in rows.items()}
        entrance = await self._entrance(batch, standings)
        keys = {bytes.fromhex(s.draft) for s in standings.values() if s.draft} | entrance.draft_keys()
        stored = await conversations.recall_drafts(connection, exchange.keyring, keys)
        drafts = {key: Draft.from_row(row.content) for key, row in stored.items() if not row.sent}
        await learn(connection, exchange.published(self.now), versions(drafts) | entrance.surveys())
        return await self._decide(batch, rows, standings, drafts, entrance, new)

    def _standing(self, row: Row, address: Address) -> Standing:
        return Standing.from_row(row.standing, address.channel, address.id).found_at(self.now)

    async def _entrance(self, batch: list[tuple[Incoming, Any]], standings: Mapping[bytes, Standing]) -> Entrance:
        """Looks up every code, token and receipt held out in this batch; no statement when there is none."""
        entrance = Entrance(self.exchange.keyring, self.exchange.published(self.now), self.exchange.chance, self.now)
        for one, _ in batch:
            standing = standings[self.exchange.address_hash(one.address)]
            key = key_held_out(standing, one)
            if key is not None:
                entrance.holds_out(one, key)
            words = receipt_held_out(standing, one)
            if words is not None:
                entrance.holds_receipt(one, words)
        await entrance.look_up(self.connection)
        return entrance

    async def _decide(
        self, batch: list[tuple[Incoming, Any]], rows: Mapping[bytes, Row], standings: dict[bytes, Standing],
        drafts: dict[bytes, Draft], entrance: Entrance, new: set[tuple[str, str]],
    ) -> list[Heard]:  # fmt: skip
        exchange, published = self.exchange, self.exchange.published(self.now)
        heard: list[Heard] = []
        for one, screening in batch:
            key = exchange.address_hash(one.address)
            standing, again = standings[key], one.id is not None and (one.address.channel, one.id) not in new
            draft = drafts.get(bytes.fromhex(standing.draft)) if standing.draft else None
            admission, withdrawn = (None, None) if again else entrance.found(one, drafts)
            if admission is not None and admission.draft is not None:
                drafts.setdefault(bytes.fromhex(admission.draft.key), admission.draft)
            findings = Findings(rows[key].turn, admission, withdrawn, screening, again)
            turn = take_turn(standing, draft, one, published, self.now, findings)
            changed = not again and (turn.standing != replace(standing, last=turn.standing.last) or turn.draft != draft)
            if turn.draft is not None:
                drafts[bytes.fromhex(turn.draft.key)] = turn.draft
            heard.append(Heard(one, turn, rows[key].turn + changed, changed, again))
        await self._write(heard, rows, drafts, entrance)
        return heard

    async def _write(
        self, heard: Sequence[Heard], rows: Mapping[bytes, Row], drafts: Mapping[bytes, Draft], entrance: Entrance
    ) -> None:
        exchange, connection, day = self.exchange, self.connection, self.now.date()
        kept = [self._row(one, rows) for one in heard if not one.again]
        await conversations.keep(connection, exchange.keyring, kept, day)
        written = {one.turn.draft.key for one in heard if one.turn.draft is not None and one.changed}
        await conversations.keep_drafts(
            connection, exchange.keyring, [draft_row(drafts[bytes.fromhex(key)], heard) for key in sorted(written)], day
        )
        await entrance.count_wrong(connection)
        await keep_events(connection, exchange.keyring, heard, self.now)

    def _row(self, one: Heard, rows: Mapping[bytes, Row]) -> Row:
        key = self.exchange.address_hash(one.incoming.address)
        speaks = one.incoming.address.channel == "telegram"  # pages are shown again by asking; nobody waits there
        said = self.exchange.spoken.pop(key, 0) if speaks else one.number
        return Row(key, one.incoming.address.channel, one.turn.standing.as_row(), one.number, max(said, rows[key].said))


def draft_row(draft: Draft, heard: Sequence[Heard]) -> DraftRow:
    """A draft as kept; a sent one also holds what its response will be."""
    content = draft.as_row()
    for one in heard:
        for event in one.turn.events:
            if draft.sent and getattr(event, "said", None) is not None and event.draft.key == draft.key:  # type: ignore[union-attr]
                content["answers"] = dict(event.said)  # type: ignore[union-attr]
    return DraftRow(bytes.fromhex(draft.key), draft.wave, draft.label, content, draft.sent, draft.room)
