"""Who may speak when, in played time: two lanes, Telegram's limits, and storms of 429."""

from __future__ import annotations

import asyncio
import heapq
import itertools
import random
from collections import defaultdict
from dataclasses import dataclass, field

import pytest

from bot.sender import Delivery, Outcome, Rates, Sender


@dataclass
class PlayedClock:
    """Time that moves only when everybody waits."""

    time: float = 0.0
    _sleepers: list[tuple[float, int, asyncio.Future[None]]] = field(default_factory=list)
    _count: itertools.count[int] = field(default_factory=itertools.count)

    def now(self) -> float:
        return self.time

    async def sleep(self, seconds: float) -> None:
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self.time + seconds, next(self._count), future))
        await future

    async def play(self, until: float) -> None:
        while True:
            for _ in range(4):
                await asyncio.sleep(0)
            if not self._sleepers or self._sleepers[0][0] > until:
                self.time = until
                return
            at, _, future = heapq.heappop(self._sleepers)
            self.time = max(self.time, at)
            if not future.done():
                future.set_result(None)


class Recorder:
    """The far end: notes when each message came, and may refuse."""

    def __init__(self, clock: PlayedClock, refuse: object = None) -> None:
        self.clock, self.refuse = clock, refuse
        self.sent: list[tuple[float, int, str, object]] = []
        self.paused: dict[int, float] = {}
        self.early = 0

    async def __call__(self, delivery: Delivery) -> Outcome:
        now = self.clock.now()
        if now < self.paused.get(delivery.chat, 0.0):
            self.early += 1
        if callable(self.refuse):
            after = self.refuse(delivery)
            if after:
                self.paused[delivery.chat] = now + after
                return Outcome("throttled", after)
        self.sent.append((now, delivery.chat, delivery.lane, delivery.payload))
        return Outcome("sent")


async def playing(until: float, refuse: object = None, setup: object = None) -> Recorder:
    clock = PlayedClock()
    far = Recorder(clock, refuse)
    sender = Sender(far, Rates(), clock)
    running = asyncio.create_task(sender.run())
    asking = asyncio.create_task(setup(sender, clock))  # type: ignore[operator]
    await clock.play(until)
    running.cancel()
    asking.cancel()
    await asyncio.gather(running, asking, return_exceptions=True)
    return far


@pytest.mark.parametrize("replies", [0, 5, 10, 20])
async def test_a_broadcast_of_seven_thousand_keeps_its_time_and_replies_wait_under_a_second(replies: int) -> None:
    """At most 1.05 x 7,000 / (30 - R) seconds; never over 30 in any second, no burst at first."""
    asked: dict[object, float] = {}

    async def setup(sender: Sender, clock: PlayedClock) -> None:
        for chat in range(7_000):
            sender.submit(chat + 1, "broadcast", "news")
        for number in itertools.count():
            if not replies:
                return
            asked[number] = clock.now()
            sender.submit(100_000 + number, "reply", number)
            await clock.sleep(1 / replies)

    limit = 1.05 * 7_000 / (30 - replies)
    far = await playing(limit + 1, setup=setup)
    news = [at for at, _, lane, _ in far.sent if lane == "broadcast"]
    assert len(news) == 7_000
    assert news[-1] <= limit
    waits = [at - asked[payload] for at, _, lane, payload in far.sent if lane == "reply"]
    assert max(waits, default=0) <= 1
    times = [at for at, *_ in far.sent]
    assert all(times[n + 30] - times[n] >= 0.999 for n in range(len(times) - 30))


async def test_one_chat_hears_once_a_second_and_a_group_twenty_times_a_minute_in_order() -> None:
    async def setup(sender: Sender, _clock: PlayedClock) -> None:
        for number in range(5):
            sender.submit(7, "reply", number)
        for number in range(25):
            sender.submit(-7, "reply", number)

    far = await playing(62, setup=setup)
    mine = [(at, payload) for at, chat, _, payload in far.sent if chat == 7]
    assert [payload for _, payload in mine] == list(range(5))
    assert all(b[0] - a[0] >= 1 for a, b in itertools.pairwise(mine))
    assert len([1 for at, chat, *_ in far.sent if chat == -7 and at < 60]) <= 20


async def test_a_storm_of_429_delays_and_loses_nothing_and_keeps_each_chats_order() -> None:
    chance = random.Random(5)
    tries: dict[object, int] = defaultdict(int)

    def storm(delivery: Delivery) -> float:
        tries[delivery.payload] += 1
        return chance.uniform(1, 30) if tries[delivery.payload] == 1 and chance.random() < 0.3 else 0.0

    async def setup(sender: Sender, _clock: PlayedClock) -> None:
        for number in range(2_000):
            sender.submit(number % 400, "broadcast", (number % 400, number))

    far = await playing(3_000, refuse=storm, setup=setup)
    assert len(far.sent) == 2_000
    assert far.early == 0
    orders: dict[int, list[object]] = defaultdict(list)
    for _, chat, _, payload in far.sent:
        orders[chat].append(payload)
    assert all(found == sorted(found) for found in orders.values())  # type: ignore[type-var]


async def test_a_429_of_one_chat_pauses_that_chat_and_of_two_chats_everybody() -> None:
    first = {1}
    both = {1, 2}

    def of(chats: set[int]) -> object:
        refused: set[int] = set()

        def once(delivery: Delivery) -> float:
            if delivery.chat in chats and delivery.chat not in refused:
                refused.add(delivery.chat)
                return 10.0
            return 0.0

        return once

    async def setup(sender: Sender, clock: PlayedClock) -> None:
        for chat in (1, 2):
            sender.submit(chat, "reply", "x")
        await clock.sleep(0.5)
        sender.submit(3, "reply", "x")

    alone = await playing(30, refuse=of(first), setup=setup)
    assert next(at for at, chat, *_ in alone.sent if chat == 3) < 1
    assert next(at for at, chat, *_ in alone.sent if chat == 1) >= 10
    all_wait = await playing(30, refuse=of(both), setup=setup)
    assert next(at for at, chat, *_ in all_wait.sent if chat == 3) >= 10


async def test_failures_that_pass_are_tried_again_and_those_for_good_are_told() -> None:
    clock = PlayedClock()
    tries: list[float] = []

    async def far(delivery: Delivery) -> Outcome:
        tries.append(clock.now())
        if delivery.chat == 9:
            return Outcome("gone")
        if len(tries) < 3:
            raise OSError("the network")
        return Outcome("sent")

    sender = Sender(far, Rates(), clock)
    running = asyncio.create_task(sender.run())
    sent = sender.submit(1, "reply", "x")
    await clock.play(60)
    assert sent.result().kind == "sent"
    gone = sender.submit(9, "reply", "x")
    await clock.play(70)
    assert gone.result().kind == "gone"
    running.cancel()


async def test_whoever_is_silent_longer_than_their_limits_matter_is_forgotten() -> None:
    most, left = 0, -1

    async def setup(sender: Sender, clock: PlayedClock) -> None:
        nonlocal most, left
        for chat in range(1_500):
            sender.submit(chat + 1, "reply", "x")
            sender.submit(-1, "reply", chat)
            await clock.sleep(0.1)
            most = max(most, len(sender._chats))
        await clock.sleep(6_000)
        sender.submit(9_999, "reply", "x")
        await clock.sleep(10)
        left = len(sender._chats)

    far = await playing(7_000, setup=setup)
    assert len(far.sent) == 3_001
    assert most <= 40, "each chat is known for its second, not for ever"
    assert left <= 1


async def test_nobody_is_forgotten_while_their_pause_lasts() -> None:
    """Forgotten too early, the next message would go out before its time."""

    async def setup(sender: Sender, clock: PlayedClock) -> None:
        for number in range(20):
            sender.submit(7, "reply", number)
            sender.submit(-7, "reply", number)
            await clock.sleep(7 if number % 2 else 0.5)

    far = await playing(100, setup=setup)
    for chat, pause in ((7, 1), (-7, 3)):
        times = [at for at, to, *_ in far.sent if to == chat]
        assert len(times) == 20
        assert min(after - before for before, after in itertools.pairwise(times)) >= pause - 1e-6


async def test_the_benchmark_sends_all_in_real_time_and_a_strict_server_refuses_nothing() -> None:
    from benchmarks.sender import measure

    found = await measure(chats=40, replies=10, seed=3)
    assert found["429s"] == 0
    assert found["sent"] == 40 + found["replies"]
    assert found["replies"] > 0
