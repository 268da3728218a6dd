"""One incoming message, or a hundred, kept in one transaction: the one place where an incoming message meets the database.

Heard first, spoken second: nothing is said before the commit (design §2). A batch holds turns of different addresses
and costs one COMMIT and at most six statements whatever its size. A fault while writing halves the batch until it
stands alone; that update then goes to `unheard`, and everybody else's turn stands.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, cast

from bot.conversation import dates_asked
from bot.conversation.enquiry import SCENE
from bot.conversation.help_screen import help_now
from bot.conversation.messages import Address, Channel, Incoming, Outgoing
from bot.conversation.place import Published
from bot.conversation.screening import kinds_of, kinds_shown, passed_on, speaks_of_harm
from bot.conversation.screens import always, screen
from bot.conversation.standing import Draft, Standing
from bot.conversation.turn import Turn
from bot.heard import Heard, StorageAway
from bot.keeping import address_hash, concern_of
from bot.late_messages import as_row
from bot.learning import learn, published_here, versions
from bot.looking import Look, Looked, Looks
from bot.one_batch import Batch, Seen
from storage import concerns, conversations, unheard
from storage.away import is_away, kind_of
from storage.engine import Storage
from storage.sealing import Keyring

FIRST_PAUSE = timedelta(seconds=20)


@dataclass
class Exchange:
    """Keeps turns. `published` gives what may be looked at now; `clock`, `chance`, `look` and `log` are arguments."""

    storage: Storage
    keyring: Keyring
    published: Callable[[datetime], Published]
    look: Look
    clock: Callable[[], datetime]
    chance: random.Random
    log: Callable[..., None] = field(default=lambda *_event, **_fields: None)
    spoken: dict[bytes, int] = field(default_factory=dict)
    looks: Looks = field(default_factory=Looks)

    async def hear(self, batch: Sequence[Incoming], looked: Sequence[Looked] | None = None) -> list[Heard]:
        """Keeps one turn of each address in `batch`, in one commit. Raises `StorageAway` when nothing could be kept.

        `looked` holds what `screened` saw of each; left out, they are looked at here.
        """
        if looked is None:
            looked = await asyncio.gather(*(self.screened(one) for one in batch))
        return await self._kept(list(zip(batch, looked, strict=True)))

    async def screened(self, incoming: Incoming) -> Looked:
        """What the screen says of the words, before anything is kept. Never raises."""
        return await self.looks.at(incoming, self.look, lambda: self.voice(incoming.address))

    async def voice(self, address: Address) -> str:
        """Who speaks at this address, as far as is known; one read more for a message with words, outside the transaction."""
        async with self.storage.reading() as connection:
            row = await conversations.peek(connection, self.keyring, self.address_hash(address))
        if row is None:
            return ""
        return str(row.standing.get("voice" if row.standing.get("scene") in ("survey", "thanks") else "role", ""))

    async def _kept(self, batch: list[Seen]) -> list[Heard]:
        try:
            async with self.storage.transaction() as connection:
                heard = await self._batch(connection).keep(batch)
        except Exception as error:
            if is_away(error):
                raise StorageAway(self.helps(batch)) from error
            if len(batch) == 1:
                self._tell("turn_failed", batch[0][0], error)
                return [await self._not_kept(*batch[0])]
            half = len(batch) // 2
            return [*await self._kept(batch[:half]), *await self._kept(batch[half:])]
        return heard

    def _batch(self, connection: Any) -> Batch:
        now = self.clock()
        return Batch(
            connection, self.keyring, self.published(now), self.chance, now, lambda key: self.spoken.pop(key, 0)
        )

    async def hear_late(self, incoming: Incoming) -> Heard | None:
        """Tries a turn of `unheard` once more; None where it still cannot be kept. It is not put aside again: it lies there,
        and a second copy would be tried by itself, and a third."""
        looked = await self.screened(incoming)
        try:
            async with self.storage.transaction() as connection:
                [heard] = await self._batch(connection).keep([(incoming, looked)])
        except Exception as error:
            if is_away(error):
                raise
            self._tell("turn_failed", incoming, error)
            return None
        return heard

    def _tell(self, event: str, incoming: Incoming, error: Exception) -> None:
        self.log(event, error=kind_of(error), channel=incoming.address.channel)

    async def _not_kept(self, incoming: Incoming, looked: Looked) -> Heard:
        """Seals an update that cannot be kept, so that it can be tried again; the person is told.

        Flagged words are not tried again: they become a concern by themselves. Words that were not screened are dropped.
        What cannot be put aside either, though the database answers, is lost: tried for ever it would hold up everybody.
        """
        standing, number = await self._known_of(incoming.address)
        reading = "unchecked" if incoming.words and looked.screening is None else ""
        reading = "passed-on" if speaks_of_harm(looked.screening) else reading
        try:
            async with self.storage.transaction() as connection:
                await self._put_aside(connection, incoming, looked, reading)
        except Exception as error:
            helps = self.helps([(incoming, looked)])
            if is_away(error):
                raise StorageAway(helps) from error
            self._tell("turn_lost", incoming, error)
            reply = helps.get(incoming.address) or self._sorry(standing, "trouble.lost")
        else:
            reply = self._help(incoming, looked, reading) if reading else self._sorry(standing, "trouble.fault")
        return Heard(incoming, Turn(standing, None, (), (reply,)), number, changed=False)

    async def _put_aside(self, connection: Any, incoming: Incoming, looked: Looked, reading: str) -> None:
        now, address, channel = self.clock(), self.address_hash(incoming.address), incoming.address.channel
        if reading == "passed-on":
            event = passed_on(incoming.words, looked.screening, "", looked.voice)
            await concerns.keep(connection, self.keyring, [concern_of(channel, event, now)])
        elif not reading:
            await unheard.keep(connection, self.keyring, channel, address, as_row(incoming), now + FIRST_PAUSE)
        if incoming.id is not None:
            await conversations.first_sight(connection, [(channel, incoming.id)], now.date())

    async def _known_of(self, address: Address) -> tuple[Standing, int]:
        """Where this address stands, and its turn; as new where that cannot be read, which may be why nothing was kept."""
        with contextlib.suppress(Exception):
            async with self.storage.reading() as connection:
                row = await conversations.peek(connection, self.keyring, self.address_hash(address))
            if row is not None:
                return Standing.from_row(row.standing, address.channel, address.id), row.turn
        return Standing(address.channel, address.id), 0

    def _sorry(self, standing: Standing, words: str) -> Outgoing:
        published = self.published(self.clock())
        notice = published.words.say(words, standing.language or "en")
        return Outgoing("trouble", notice=notice, always=always(replace(standing, reading=""), None, published))

    def _help(self, incoming: Incoming, looked: Looked, reading: str) -> Outgoing:
        channel, kinds_for = incoming.address.channel, kinds_of if incoming.address.channel == "page" else kinds_shown
        kinds = kinds_for(looked.screening) if speaks_of_harm(looked.screening) else ()
        return help_now(self.published(self.clock()), channel, looked.voice, kinds, reading)

    def helps(self, batch: Sequence[Seen]) -> dict[Address, Outgoing]:
        """What those are shown who need help while nothing can be kept."""
        return {
            incoming.address: self._help(incoming, looked, _unkept(incoming, looked))
            for incoming, looked in batch
            if looked.needs_help(incoming)
        }

    def address_hash(self, address: Address) -> bytes:
        return address_hash(self.keyring, address)

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
            published = await published_here(
                connection, self.published(now), with_acts=advised, with_days=advised and dates_asked.counts(standing)
            )
        draft = next(iter(drafts.values()), None)
        if standing.put_away:
            return screen(standing, None, published, "code.idle"), 0
        return screen(standing, draft, published), row.turn if row else 0

    async def shown_for(self, standing: Standing) -> Outgoing:
        """The screen of a standing that nobody keeps: what a link to an answer opens. Changes nothing."""
        async with self.storage.reading() as connection:
            published = await published_here(connection, self.published(self.clock()), with_acts=True)
        return screen(standing, None, published)

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
            published = await published_here(connection, self.published(now), with_acts=advised, with_days=advised)
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


def _unkept(incoming: Incoming, looked: Looked) -> str:
    """What the card says of words while nothing can be kept. That they were not kept is said only where it stays true: not of words
    whose look is still to come, nor of an update with an id, which is sent again by itself and may be looked at then."""
    if not incoming.words:
        return "help"
    lost = looked.screening is None and not looked.waits and incoming.id is None
    return "unchecked" if lost else "trouble"


def address_of(standing: Standing) -> Address:
    return Address(cast(Channel, standing.channel), standing.id)
