"""Joins the turns that are waiting: while one batch commits, the next gathers. One turn of an address at a time."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass, field

from bot.conversation.messages import Address, Incoming
from bot.exchange import Exchange
from bot.heard import Heard, StorageAway
from bot.looking import HELP_SECONDS, SCREEN_SECONDS, VOICE_SECONDS, Looked

MOST = 200
"""Turns in one batch; more would make the first of them wait."""


@dataclass(frozen=True)
class _Waiting:
    """One turn in the queue. Its words are looked at from the moment they came in, however long the batch before takes."""

    incoming: Incoming
    looking: asyncio.Task[Looked] | None
    answer: asyncio.Future[Heard]

    async def looked(self) -> Looked:
        return Looked() if self.looking is None else await asyncio.shield(self.looking)


@dataclass
class Batching:
    """The queue in front of the exchange. `say` waits until the turn is kept, or raises what kept it from being."""

    exchange: Exchange
    _waiting: deque[_Waiting] = field(default_factory=deque)
    _working: asyncio.Task[None] | None = None

    async def say(self, incoming: Incoming) -> Heard:
        """The turn once it is kept. Whoever needs help is not made to wait for a database: after half a second
        `StorageAway` carries it, and the turn is kept all the same as soon as it can be."""
        looking = asyncio.create_task(self.exchange.screened(incoming)) if incoming.words else None
        one = _Waiting(incoming, looking, asyncio.get_running_loop().create_future())
        self._waiting.append(one)
        if self._working is None or self._working.done():
            self._working = asyncio.create_task(self._work())
        looked = await self._looked_in_time(one)
        if looked.needs_help(incoming) and not (await asyncio.wait({one.answer}, timeout=HELP_SECONDS))[0]:
            one.answer.cancel()
            raise StorageAway(self.exchange.helps([(incoming, looked)]))
        return await one.answer

    async def _looked_in_time(self, one: _Waiting) -> Looked:
        """What was seen of the words, or nothing where the screen has too many before them: then too help is not late."""
        if one.looking is not None:
            await asyncio.wait({one.looking}, timeout=VOICE_SECONDS + SCREEN_SECONDS)
        return await one.looked() if one.looking is None or one.looking.done() else Looked()

    async def _work(self) -> None:
        await asyncio.sleep(0)  # whoever speaks in this very moment joins the batch
        while self._waiting:
            batch = self._next()
            try:
                looked = [await one.looked() for one in batch]
                heard = await self.exchange.hear([one.incoming for one in batch], looked)
            except Exception as error:  # told to everyone who waits for this batch; none of them was kept
                for one in batch:
                    if not one.answer.done():
                        one.answer.set_exception(error)
                continue
            for one, kept in zip(batch, heard, strict=True):
                if not one.answer.done():
                    one.answer.set_result(kept)

    def _next(self) -> list[_Waiting]:
        """The oldest turn of each address; the others keep their order and wait."""
        batch: list[_Waiting] = []
        later: deque[_Waiting] = deque()
        taken: set[Address] = set()
        while self._waiting and len(batch) < MOST:
            one = self._waiting.popleft()
            if one.incoming.address in taken:
                later.append(one)
            else:
                taken.add(one.incoming.address)
                batch.append(one)
        self._waiting.extendleft(reversed(later))
        return batch

    async def settle(self) -> None:
        """Waits until everything that was said is kept; for an orderly stop."""
        while self._working is not None and not self._working.done():
            await asyncio.wait([self._working])
