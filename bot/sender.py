"""Who may speak when: two lanes, and Telegram's limits kept.

A library's limiter let replies wait 14 s behind a broadcast. Here a reply always goes before a broadcast; 30 a second
overall without a burst at first, one a second to a chat, 20 a minute to a group. A 429 for one chat pauses that chat; when
the next chat is refused too, until the same second, it is the bot's, and every lane waits (design §2.3).
"""

from __future__ import annotations

import asyncio
import heapq
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

Lane = Literal["reply", "broadcast"]
Kind = Literal["sent", "throttled", "passing", "gone", "refused"]


@dataclass(frozen=True)
class Rates:
    """Messages a second overall, seconds between two to one chat, messages a minute to a group."""

    overall: float = 30.0
    chat_seconds: float = 1.0
    group_minute: float = 20.0


@dataclass(frozen=True)
class Outcome:
    """How a try ended: `gone` is a blocked bot or a chat that is no more, `refused` a message that will never do."""

    kind: Kind
    retry_after: float = 0.0
    result: Any = None


class Clock(Protocol):
    def now(self) -> float: ...
    async def sleep(self, seconds: float) -> None: ...


class LoopClock:
    """The event loop's own time."""

    def now(self) -> float:
        return asyncio.get_running_loop().time()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


@dataclass
class Delivery:
    """One message to one chat; `done` is resolved with the last outcome."""

    chat: int
    lane: Lane
    payload: Any
    done: asyncio.Future[Outcome]
    tries: int = 0


@dataclass
class _Chat:
    ready: float = 0.0
    waiting: dict[Lane, deque[Delivery]] = field(default_factory=lambda: {"reply": deque(), "broadcast": deque()})
    busy: bool = False
    queued: dict[Lane, bool] = field(default_factory=lambda: {"reply": False, "broadcast": False})


TRIES = 5
TOGETHER = 1.0
"""Two chats refused one after the other until the same second: the refusal is the bot's, not a chat's."""


class Sender:
    """Sends deliveries by `send`. Start `run` in a task; `submit` gives a future."""

    def __init__(
        self, send: Callable[[Delivery], Awaitable[Outcome]], rates: Rates | None, clock: Clock | None = None
    ) -> None:
        self._send, self._rates, self._clock = send, rates, clock or LoopClock()
        self._chats: dict[int, _Chat] = {}
        self._ready: dict[Lane, list[tuple[float, int, int]]] = {"reply": [], "broadcast": []}
        self._count, self._next, self._bot_waits = 0, 0.0, 0.0
        self._silent: list[tuple[float, int]] = []  # chats that wait for nothing, by when their limits stop to matter
        self._last_429: tuple[int, float] | None = None
        self._wake = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self._going: set[asyncio.Future[Outcome]] = set()

    def submit(self, chat: int, lane: Lane, payload: Any) -> asyncio.Future[Outcome]:
        """Queues one message; a chat's messages keep their order within a lane."""
        delivery = Delivery(chat, lane, payload, asyncio.get_running_loop().create_future())
        if self._rates is None:
            self._start(self._straight(delivery))
            return delivery.done
        state = self._chats.setdefault(chat, _Chat())
        state.waiting[lane].append(delivery)
        self._offer(chat, state)
        return delivery.done

    async def run(self) -> None:
        """Gives each message its moment, for ever."""
        while True:
            wait = self._step()
            if wait is None:
                self._wake.clear()
                await self._wake.wait()
            elif wait > 0:
                await self._clock.sleep(min(wait, 1 / 30))  # a reply may come in meanwhile

    def _step(self) -> float | None:
        """Starts what may start now; gives back how long until the next may, or None when nothing waits."""
        now = self._clock.now()
        self._forget(now)
        found = self._pick(now)
        if found is None:
            soonest = min((heap[0][0] for heap in self._ready.values() if heap), default=None)
            return None if soonest is None else max(soonest, self._bot_waits) - now
        free = max(self._next, self._bot_waits)
        if free > now:
            return free - now
        assert self._rates is not None
        self._next = now + 1 / self._rates.overall
        self._take(found, now)
        return 0.0

    def _pick(self, now: float) -> tuple[int, Lane] | None:
        """A chat that may be spoken to, replies first."""
        lanes: tuple[Lane, ...] = ("reply", "broadcast")
        for lane in lanes:
            heap = self._ready[lane]
            while heap and heap[0][0] <= now:
                chat = heap[0][2]
                state = self._chats.get(chat)
                if state is not None and not state.busy and state.waiting[lane] and state.ready <= now:
                    return chat, lane
                heapq.heappop(heap)
                if state is not None:
                    state.queued[lane] = False
                    if not state.busy:
                        self._offer(chat, state)
                    if heap and heap[0][2] == chat and heap[0][0] <= now:
                        break
        return None

    def _take(self, found: tuple[int, Lane], now: float) -> None:
        chat, lane = found
        heapq.heappop(self._ready[lane])
        state = self._chats[chat]
        state.queued[lane], state.busy = False, True
        assert self._rates is not None
        pause = 60 / self._rates.group_minute if chat < 0 else self._rates.chat_seconds
        state.ready = now + pause
        self._start(self._deliver(state, state.waiting[lane].popleft()))

    async def _deliver(self, state: _Chat, delivery: Delivery) -> None:
        outcome = Outcome("refused") if delivery.done.cancelled() else await self._once(delivery)
        now = self._clock.now()
        if outcome.kind == "sent":
            self._last_429 = None
        if outcome.kind == "throttled":
            self._throttled(state, delivery, outcome.retry_after, now)
        elif outcome.kind == "passing" and delivery.tries < TRIES:
            state.ready = max(state.ready, now + min(2**delivery.tries, 60))
            state.waiting[delivery.lane].appendleft(delivery)
        elif not delivery.done.done():
            delivery.done.set_result(outcome)
        state.busy = False
        if state.waiting["reply"] or state.waiting["broadcast"]:
            self._offer(delivery.chat, state)
        else:
            heapq.heappush(self._silent, (state.ready, delivery.chat))

    def _forget(self, now: float) -> None:
        """Drops whoever has been silent longer than any pause of theirs: a year of chats would be a list of who wrote."""
        while self._silent and self._silent[0][0] <= now:
            _, chat = heapq.heappop(self._silent)
            state = self._chats.get(chat)
            if state is not None and state.ready <= now and not (state.busy or any(state.waiting.values())):
                del self._chats[chat]

    def _throttled(self, state: _Chat, delivery: Delivery, retry_after: float, now: float) -> None:
        """Nothing failed: the message goes back to the front of its chat."""
        until = now + retry_after
        state.ready = max(state.ready, until)
        state.waiting[delivery.lane].appendleft(delivery)
        before, self._last_429 = self._last_429, (delivery.chat, until)
        if before is not None and before[0] != delivery.chat and abs(before[1] - until) <= TOGETHER:
            self._bot_waits = max(self._bot_waits, until)

    async def _once(self, delivery: Delivery) -> Outcome:
        delivery.tries += 1
        self._going.add(delivery.done)
        try:
            return await self._send(delivery)
        except Exception:  # the edge maps what it knows; anything else is tried again and then given up
            return Outcome("passing")
        finally:
            self._going.discard(delivery.done)

    async def _straight(self, delivery: Delivery) -> None:
        """Without rates: for measurements, and for those who pay for more."""
        outcome = await self._once(delivery)
        while outcome.kind in ("throttled", "passing") and delivery.tries < TRIES:
            await self._clock.sleep(outcome.retry_after or 0.2 * delivery.tries)
            outcome = await self._once(delivery)
        if not delivery.done.done():
            delivery.done.set_result(outcome)

    def _offer(self, chat: int, state: _Chat) -> None:
        lanes: tuple[Lane, ...] = ("reply", "broadcast")
        for lane in lanes:
            if state.waiting[lane] and not state.queued[lane]:
                state.queued[lane] = True
                self._count += 1
                heapq.heappush(self._ready[lane], (state.ready, self._count, chat))
        self._wake.set()

    def _start(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def on_its_way(self, done: asyncio.Future[Outcome]) -> bool:
        """Whether this message is being sent right now; one that is not can still be called back by cancelling it."""
        return done in self._going

    async def settle(self, seconds: float = 0.0) -> None:
        """Waits for what is on its way, and so many seconds for replies that still wait for their moment."""
        until = self._clock.now() + seconds
        while self._tasks or (self._replies_wait() and self._clock.now() < until):
            await (asyncio.wait(set(self._tasks)) if self._tasks else self._clock.sleep(1 / 30))

    def _replies_wait(self) -> bool:
        return any(not one.done.cancelled() for state in self._chats.values() for one in state.waiting["reply"])
