"""Joins the turns that are waiting: while one batch commits, the next gathers. One turn of an address at a time.

A turn whose words are still being looked at holds up its own address and nobody else.
"""

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

TOGETHER = 0.02
"""Seconds that a batch waits for looks that are under way: one commit for many turns is most of our speed, and a look takes a few
milliseconds. Whoever typed nothing waits no longer for one that hangs."""


@dataclass(frozen=True)
class _Waiting:
    """One turn in the queue. Its words are looked at from the moment they came in, however long the batch before takes."""

    incoming: Incoming
    looking: asyncio.Task[Looked] | None
    answer: asyncio.Future[Heard]

    @property
    def ready(self) -> bool:
        return self.looking is None or self.looking.done()

    def looked(self) -> Looked:
        """What was seen once it is ready; nothing where the look was given up, so that the words are not kept."""
        return Looked() if self.looking is None or self.looking.cancelled() else self.looking.result()


@dataclass
class Batching:
    """The queue in front of the exchange. `say` waits until the turn is kept, or raises what kept it from being."""

    exchange: Exchange
    _waiting: deque[_Waiting] = field(default_factory=deque)
    _working: asyncio.Task[None] | None = None
    _news: asyncio.Event = field(default_factory=asyncio.Event)
    """Somebody spoke, or a look ended: there may be a turn to keep."""

    async def say(self, incoming: Incoming) -> Heard:
        """The turn once it is kept. Whoever needs help is not made to wait for a database: after half a second
        `StorageAway` carries it, and the turn is kept all the same as soon as it can be."""
        looking = asyncio.create_task(self.exchange.screened(incoming)) if incoming.words else None
        if looking is not None:
            looking.add_done_callback(lambda _: self._news.set())
        one = _Waiting(incoming, looking, asyncio.get_running_loop().create_future())
        self._waiting.append(one)
        self._news.set()
        if self._working is None or self._working.done():
            self._working = asyncio.create_task(self._work())
        looked = await self._looked_in_time(one)
        if looked.needs_help(incoming) and not (await asyncio.wait({one.answer}, timeout=HELP_SECONDS))[0]:
            one.answer.cancel()
            if one.ready and one.looked().needs_help(incoming):
                looked = one.looked()  # seen while the turn waited: the card says what became of the words
            raise StorageAway(self.exchange.helps([(incoming, looked)]))
        return await one.answer

    async def _looked_in_time(self, one: _Waiting) -> Looked:
        """What was seen of the words in the time that a look may take: help is not later than that.

        A screen from which no look came out in all that time hangs: this look is given up, for good, and the words are not kept.
        A busy one has others before them; then they wait for their look, and are kept after it.
        """
        if one.looking is None:
            return Looked()
        before = self.exchange.looks.well
        await asyncio.wait({one.looking}, timeout=VOICE_SECONDS + SCREEN_SECONDS)
        if not one.ready and self.exchange.looks.well == before:
            one.looking.cancel()
            await asyncio.wait({one.looking})
        return one.looked() if one.ready else Looked(waits=True)

    async def _work(self) -> None:
        await asyncio.sleep(0)  # whoever speaks in this very moment joins the batch
        while self._waiting:
            self._news.clear()
            await self._looks_under_way()
            batch = self._next()
            if not batch:
                await self._news.wait()
                continue
            try:
                looked = [one.looked() for one in batch]
                heard = await self.exchange.hear([one.incoming for one in batch], looked)
            except Exception as error:  # told to everyone who waits for this batch; none of them was kept
                for one in batch:
                    if not one.answer.done():
                        one.answer.set_exception(error)
                continue
            for one, kept in zip(batch, heard, strict=True):
                if not one.answer.done():
                    one.answer.set_result(kept)

    async def _looks_under_way(self) -> None:
        looks = [one.looking for one in self._waiting if one.looking is not None and not one.ready]
        if looks:
            await asyncio.wait(looks, timeout=TOGETHER)

    def _next(self) -> list[_Waiting]:
        """The oldest turn of each address, if its words were looked at; the others keep their order and wait."""
        batch: list[_Waiting] = []
        later: deque[_Waiting] = deque()
        taken: set[Address] = set()
        while self._waiting and len(batch) < MOST:
            one = self._waiting.popleft()
            goes = one.ready and one.incoming.address not in taken
            taken.add(one.incoming.address)
            (batch if goes else later).append(one)
        self._waiting.extendleft(reversed(later))
        return batch

    async def settle(self) -> None:
        """Waits until everything that was said is kept; for an orderly stop."""
        while self._working is not None and not self._working.done():
            await asyncio.wait([self._working])
