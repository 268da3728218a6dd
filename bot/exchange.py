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

from bot.conversation import advising, dates_asked
from bot.conversation.admission import key_held_out, receipt_held_out
from bot.conversation.enquiry import SCENE
from bot.conversation.help_screen import help_now
from bot.conversation.messages import Address, Channel, Incoming, Outgoing
from bot.conversation.place import Published
from bot.conversation.screening import kinds_of, passed_on, speaks_of_harm
from bot.conversation.screens import screen
from bot.conversation.standing import Draft, Standing
from bot.conversation.turn import Findings, Turn, take_turn
from bot.entrance import Entrance
from bot.keeping import concern_of, keep_events
from bot.learning import learn, versions
from bot.looking import Look, Looked, look_at
from storage import articles, closed_days, concerns, conversations, unheard
from storage.conversations import DraftRow, Row
from storage.engine import Storage, is_away
from storage.sealing import Keyring

Seen = tuple[Incoming, Looked]
QUEUE_SECONDS, LOOKING = 5.0, 2
"""How long a text may wait for its look, and how many are looked at together.

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

    async def hear(self, batch: Sequence[Incoming], looked: Sequence[Looked] | None = None) -> list[Heard]:
        """Keeps one turn of each address in `batch`, in one commit. Raises `StorageAway` when nothing could be kept.

        `looked` holds what `screened` saw of each; left out, they are looked at here.
        """
        if looked is None:
            looked = await asyncio.gather(*(self.screened(one) for one in batch))
        return await self._kept(list(zip(batch, looked, strict=True)))

    async def screened(self, incoming: Incoming) -> Looked:
        """What the screen says of the words, before anything is kept. Never raises."""
        if not incoming.words:
            return Looked()
        try:
            await asyncio.wait_for(self._looking.acquire(), QUEUE_SECONDS)
        except TimeoutError:
            return Looked()
        try:
            return await look_at(incoming, self.look, lambda: self.voice(incoming.address))
        finally:
            self._looking.release()

    async def voice(self, address: Address) -> str:
        """Who speaks at this address, as far as is known; one read more for a message with words, outside the transaction."""
        async with self.storage.reading() as connection:
            row = await conversations.peek(connection, self.keyring, self.address_hash(address))
        if row is None:
            return ""
        return str(row.standing.get("voice" if row.standing.get("scene") == "survey" else "role", ""))

    async def _kept(self, batch: list[Seen]) -> list[Heard]:
        try:
            async with self.storage.transaction() as connection:
                heard = await _Batch(self, connection, self.clock()).keep(batch)
        except Exception as error:
            if is_away(error):
                raise StorageAway(self.helps(batch)) from error
            if len(batch) == 1:
                return [await self._not_kept(*batch[0])]
            half = len(batch) // 2
            return [*await self._kept(batch[:half]), *await self._kept(batch[half:])]
        return heard

    async def hear_late(self, incoming: Incoming) -> Heard | None:
        """Tries a turn of `unheard` once more; None where it still cannot be kept. It is not put aside again: it lies there,
        and a second copy would be tried by itself, and a third."""
        looked = await self.screened(incoming)
        try:
            async with self.storage.transaction() as connection:
                [heard] = await _Batch(self, connection, self.clock()).keep([(incoming, looked)])
        except Exception as error:
            if is_away(error):
                raise
            return None
        return heard

    async def _not_kept(self, incoming: Incoming, looked: Looked) -> Heard:
        """Seals an update that cannot be kept, so that it can be tried again; the person is told.

        Flagged words are not tried again: they become a concern by themselves. Words that were not screened are dropped.
        """
        now, address, screening = self.clock(), self.address_hash(incoming.address), looked.screening
        reading = "unchecked" if incoming.words and screening is None else ""
        try:
            async with self.storage.transaction() as connection:
                if speaks_of_harm(screening):
                    reading = "passed-on"
                    event = passed_on(incoming.words, screening, "", looked.voice)
                    await concerns.keep(connection, self.keyring, [concern_of(incoming.address.channel, event, now)])
                elif not reading:
                    await unheard.keep(
                        connection, self.keyring, incoming.address.channel, address, as_row(incoming), now + FIRST_PAUSE
                    )
                if incoming.id is not None:
                    await conversations.first_sight(connection, [(incoming.address.channel, incoming.id)], now.date())
                row = await conversations.peek(connection, self.keyring, address)
        except Exception as error:
            raise StorageAway(self.helps([(incoming, looked)])) from error
        standing = Standing.from_row(row.standing if row else {}, incoming.address.channel, incoming.address.id)
        reply = self._sorry(standing) if not reading else self._help(incoming, looked, reading)
        return Heard(incoming, Turn(standing, None, (), (reply,)), row.turn if row else 0, changed=False)

    def _sorry(self, standing: Standing) -> Outgoing:
        words = self.published(self.clock()).words
        return Outgoing("trouble", notice=words.say("trouble.fault", standing.language or "en"))

    def _help(self, incoming: Incoming, looked: Looked, reading: str) -> Outgoing:
        kinds = kinds_of(looked.screening) if speaks_of_harm(looked.screening) else ()
        return help_now(self.published(self.clock()), incoming.address.channel, looked.voice, kinds, reading)

    def helps(self, batch: Sequence[Seen]) -> dict[Address, Outgoing]:
        """What those are shown who need help while nothing can be kept."""
        return {
            incoming.address: self._help(incoming, looked, "trouble" if incoming.words else "help")
            for incoming, looked in batch
            if looked.needs_help(incoming)
        }

    def address_hash(self, address: Address) -> bytes:
        return self.keyring.look_up("address", f"{address.channel}/{address.id}")

    async def look_again(self, address: Address) -> tuple[Outgoing, int]:
        """The screen this address is on, and its turn. Changes nothing: a GET uses it."""
        now = self.clock()
        async with self.storage.reading() as connection:
            row = await conversations.peek(connection, self.keyring, self.address_hash(address))
            standing = Standing.from_row(row.standing if row else {}, address.channel, address.id).found_at(now)
            if not standing.put_away:
                standing = standing.awake(now)
            keys = [bytes.fromhex(standing.draft)] if standing.draft else []
            rows = await conversations.recall_drafts_to_look(connection, self.keyring, keys)
            drafts = {key: Draft.from_row(one.content) for key, one in rows.items() if not one.sent}
            await learn(connection, self.published(now), versions(drafts))
            advised = standing.scene == SCENE
            published = await self._published(
                connection, now, with_acts=advised, with_days=advised and dates_asked.counts(standing)
            )
        draft = next(iter(drafts.values()), None)
        if standing.put_away:
            return screen(standing, None, published, "code.idle"), 0
        return screen(standing, draft, published), row.turn if row else 0

    async def shown_for(self, standing: Standing) -> Outgoing:
        """The screen of a standing that nobody keeps: what a link to an answer opens. Changes nothing."""
        async with self.storage.reading() as connection:
            published = await self._published(connection, self.clock(), with_acts=True)
        return screen(standing, None, published)

    async def _published(
        self, connection: Any, now: datetime, *, with_acts: bool, with_days: bool = False
    ) -> Published:
        """What may be shown now; with the acts about articles, read in the caller's transaction, wherever one may be.

        `with_days` reads schools' own days too, wherever dates may be counted.
        """
        published = self.published(now)
        if not with_acts or published.advice is None:
            return published
        if with_days:
            published = published.with_own_days(await closed_days.of_every_school(connection))
        return published.with_acts(await articles.acts(connection))

    async def owed(self, channel: str) -> list[tuple[Address, Outgoing, int]]:
        """Who was heard and never answered, with the screen they wait for; after a crash they are spoken to."""
        now, waiting = self.clock(), []
        async with self.storage.reading() as connection:
            rows = await conversations.owed(connection, self.keyring, channel)
            keys = [bytes.fromhex(row.standing["draft"]) for row in rows if row.standing.get("draft")]
            kept = await conversations.recall_drafts_to_look(connection, self.keyring, keys)
            drafts = {key: Draft.from_row(one.content) for key, one in kept.items() if not one.sent}
            await learn(connection, self.published(now), versions(drafts))
            advised = any(row.standing.get("scene") == SCENE for row in rows)
            published = await self._published(connection, now, with_acts=advised, with_days=advised)
        for row in rows:
            standing = Standing.from_row(row.standing, channel, row.standing["id"]).awake(now)
            draft = drafts.get(bytes.fromhex(standing.draft)) if standing.draft else None
            waiting.append((address_of(standing), screen(standing, draft, published), row.turn))
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

    async def keep(self, batch: list[Seen]) -> list[Heard]:
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
        asks = any(self._asks(standings[exchange.address_hash(one.address)], one) for one, _ in batch)
        dates = asks and any(dates_asked.counts(standings[exchange.address_hash(one.address)], one) for one, _ in batch)
        published = await exchange._published(connection, self.now, with_acts=asks, with_days=dates)
        return await self._decide(batch, rows, standings, drafts, entrance, new, published)

    def _asks(self, standing: Standing, incoming: Incoming) -> bool:
        """Whether this may be a turn of the advice line; a batch without one pays no statement for it."""
        other = key_held_out(standing, incoming) is not None or receipt_held_out(standing, incoming) is not None
        return advising.hears(standing, incoming) and not other

    def _standing(self, row: Row, address: Address) -> Standing:
        return Standing.from_row(row.standing, address.channel, address.id).found_at(self.now)

    async def _entrance(self, batch: list[Seen], standings: Mapping[bytes, Standing]) -> Entrance:
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
        self, batch: list[Seen], rows: Mapping[bytes, Row], standings: dict[bytes, Standing],
        drafts: dict[bytes, Draft], entrance: Entrance, new: set[tuple[str, str]], published: Published,
    ) -> list[Heard]:  # fmt: skip
        exchange = self.exchange
        heard: list[Heard] = []
        for one, looked in batch:
            key = exchange.address_hash(one.address)
            standing, again = standings[key], one.id is not None and (one.address.channel, one.id) not in new
            draft = drafts.get(bytes.fromhex(standing.draft)) if standing.draft else None
            admission, withdrawn = (None, None) if again else entrance.found(one, drafts)
            if admission is not None and admission.draft is not None:
                drafts.setdefault(bytes.fromhex(admission.draft.key), admission.draft)
            fresh = exchange.chance.randbytes(16).hex() if self._asks(standing, one) else ""
            findings = Findings(rows[key].turn, admission, withdrawn, looked.screening, again, fresh)
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
