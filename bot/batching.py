"""Joins the turns that are waiting: while one batch commits, the next gathers. One turn of an address at a time."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass, field

from bot.conversation.messages import Address, Incoming
from bot.exchange import Exchange, Heard

MOST = 200
"""Turns in one batch; more would make the first of them wait."""


@dataclass
class Batching:
    """The queue in front of the exchange. `say` waits until the turn is kept, or raises what kept it from being."""

    exchange: Exchange
    _waiting: deque[tuple[Incoming, asyncio.Future[Heard]]] = field(default_factory=deque)
    _working: asyncio.Task[None] | None = None

    async def say(self, incoming: Incoming) -> Heard:
        answer: asyncio.Future[Heard] = asyncio.get_running_loop().create_future()
        self._waiting.append((incoming, answer))
        if self._working is None or self._working.done():
            self._working = asyncio.create_task(self._work())
        return await answer

    async def _work(self) -> None:
        await asyncio.sleep(0)  # whoever speaks in this very moment joins the batch
        while self._waiting:
            batch = self._next()
            try:
                heard = await self.exchange.hear([incoming for incoming, _ in batch])
            except Exception as error:  # told to everyone who waits for this batch; none of them was kept
                for _, answer in batch:
                    if not answer.done():
                        answer.set_exception(error)
                continue
            for (_, answer), one in zip(batch, heard, strict=True):
                if not answer.done():
                    answer.set_result(one)

    def _next(self) -> list[tuple[Incoming, asyncio.Future[Heard]]]:
        """The oldest turn of each address; the others keep their order and wait."""
        batch: list[tuple[Incoming, asyncio.Future[Heard]]] = []
        later: deque[tuple[Incoming, asyncio.Future[Heard]]] = deque()
        taken: set[Address] = set()
        while self._waiting and len(batch) < MOST:
            one = self._waiting.popleft()
            if one[0].address in taken:
                later.append(one)
            else:
                taken.add(one[0].address)
                batch.append(one)
        self._waiting.extendleft(reversed(later))
        return batch

    async def settle(self) -> None:
        """Waits until everything that was said is kept; for an orderly stop."""
        while self._working is not None and not self._working.done():
            await asyncio.wait([self._working])
