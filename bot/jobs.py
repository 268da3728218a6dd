"""The timed work: drafts are mixed, the unheard are tried again, what is past its time goes."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from advice_kb.days import london_day
from bot.exchange import Exchange
from bot.heard import Heard
from bot.late_messages import from_row
from bot.sender import Kind
from storage import campaigns, outbox, responses, retention, row_versions, unheard, write_check
from storage.away import is_away, kind_of
from storage.outbox import Owed

MIX_EVERY, RETRY_EVERY, TIDY_EVERY = timedelta(seconds=20), timedelta(seconds=5), timedelta(hours=6)
PART_EVERY = timedelta(minutes=10)
OUTBOX_EVERY, CLAIMED, OWED_TRIES = timedelta(seconds=5), 200, 12
"""How often the outbox is looked into, how many rows are claimed at once, and after how many tries one is given up."""

WRITE_EVERY = timedelta(seconds=5)
"""How often it is tried whether the database takes something again, once it took nothing."""

TRIES = 3
Spoke = Callable[[Heard], Awaitable[None]]


@dataclass
class Jobs:
    """`log` takes an event's name and fields; `spoke` says to a person what a late turn answered; `deliver` tries
    one message of the outbox and tells how that ended. Without a bot there is neither."""

    exchange: Exchange
    log: Callable[..., None]
    spoke: Spoke | None = None
    deliver: Callable[[Owed], Awaitable[Kind]] | None = None
    outbox_every: timedelta = OUTBOX_EVERY
    write_every: timedelta = WRITE_EVERY
    _write_due: float = 0.0
    _told: dict[str, tuple[str, str]] = field(default_factory=dict)
    """What was last said of each job that does not get on: the event, and the error's kind."""
    _lingers: bool = True
    """Whether the log of changes may still hold what was mixed or removed: after a start nobody knows what was left there."""

    async def run(self) -> None:
        """Runs until cancelled. A database that is away is waited for; nothing is lost by it."""
        async with asyncio.TaskGroup() as both:  # a broadcast takes minutes, and nothing else waits for it
            both.create_task(self._keep_time())
            both.create_task(self._keep_sending())

    async def _keep_time(self) -> None:
        work: dict[str, tuple[timedelta, Callable[[], Awaitable[Any]]]] = {
            "mix": (MIX_EVERY, self.mix),
            "part": (PART_EVERY, self.part),
            "retry": (RETRY_EVERY, self.retry_unheard),
            "tidy": (TIDY_EVERY, self.tidy),
        }
        due = dict.fromkeys(work, self._passed())
        while True:
            await asyncio.sleep(0.5)
            for name, (every, doing) in work.items():
                if self._passed() >= due[name]:
                    due[name] = self._passed() + every.total_seconds()
                    await self._safely(name, doing)

    async def keep_said(self) -> None:
        """Runs until cancelled, in every process: behind a webhook any of them speaks, and whoever leads next would say again
        what was not noted. Each also finds out for itself whether its writes go through again."""
        while True:
            await asyncio.sleep(0.5)
            await self._safely("said", self.exchange.flush_said)
            if self._write_is_due():  # a look that was left out would be told as going on, and the next one as waiting
                await self._safely("write", self.write_again)

    def _write_is_due(self) -> bool:
        return bool(self.exchange.storage.failed_writes) and self._passed() >= self._write_due

    async def write_again(self) -> None:
        """Nothing, as long as no write failed: then a small one tells whether it was that one's fault."""
        if self._write_is_due():
            self._write_due = self._passed() + self.write_every.total_seconds()
            await write_check.write_again(self.exchange.storage, self.exchange.clock())

    async def _keep_sending(self) -> None:
        while True:
            while await self._safely("outbox", self.send_owed) == CLAIMED:
                pass  # more is waiting
            await asyncio.sleep(self.outbox_every.total_seconds())

    def _passed(self) -> float:
        """Seconds that only go forward: a wall clock set back a day must not stop the mixer for a day."""
        return asyncio.get_running_loop().time()

    async def _safely(self, name: str, doing: Callable[[], Awaitable[Any]]) -> Any:
        """A job that waits for the database, or breaks, says so once, and once more when it goes on: some are tried twice a
        second, and a log that says the same each time hides everything else."""
        try:
            found = await doing()
        except Exception as error:
            told = ("job_waits" if is_away(error) else "job_failed", kind_of(error))
            if self._told.get(name) != told:
                self.log(told[0], job=name, error=told[1])
                self._told[name] = told
            return None
        if self._told.pop(name, None):
            self.log("job_goes_on", job=name)
        return found

    async def mix(self) -> int:
        """Parts who answered from what was said, ten at a time; then the log of changes is emptied, off the answering path.

        The last few of a wave wait until the day after it was closed, for whoever was at it then and sends a little later.
        """
        exchange, now = self.exchange, self.exchange.clock()
        async with exchange.storage.transaction() as connection:
            over = [one for one in await campaigns.waves(connection) if one.closed or one.closes < london_day(now)]
            for one in over:
                await campaigns.close_wave(connection, one.id, now)
            last = [one.id for one in over if one.closed and london_day(one.closed) < london_day(now)]
            moved = await responses.mix(connection, exchange.keyring, exchange.chance, last, now.date())
        await self._empty_log(bool(moved))
        return moved

    async def _empty_log(self, removed: bool) -> None:
        """Whoever still reads an older state keeps the log from being emptied; then the next round tries again."""
        self._lingers = self._lingers or removed
        if self._lingers:
            self._lingers = not await self.exchange.storage.truncate_wal()

    async def part(self) -> int:
        """What a transaction's number still joins on PostgreSQL is parted there too."""
        return await row_versions.part(self.exchange.storage)

    async def tidy(self) -> list[retention.Removed]:
        async with self.exchange.storage.transaction() as connection:
            removed = await retention.run(connection, self.exchange.clock())
        await self._empty_log(True)  # also for what was deleted since by a receipt
        return removed

    async def send_owed(self) -> int:
        """Sends what we owe. A claimed row belongs to this sender; one that dies leaves its claim to be taken over."""
        if self.deliver is None:
            return 0
        exchange, ends = self.exchange, dict[str, Kind]()
        async with exchange.storage.transaction() as connection:
            claimed = await outbox.claim(connection, exchange.keyring, exchange.clock(), CLAIMED)
        try:  # called off, it still waits until each has ended: what is on its way cannot be called back
            await asyncio.gather(*(self._deliver_one(one, ends) for one in claimed), return_exceptions=True)
        finally:  # an orderly stop in mid-broadcast remembers who had theirs and frees the others
            if claimed:
                await self._note_ends(claimed, ends)
        return len(claimed)

    async def _deliver_one(self, owed: Owed, ends: dict[str, Kind]) -> None:
        assert self.deliver is not None
        try:
            ends[owed.id] = await self.deliver(owed)
        except Exception as error:  # one message that breaks its channel must not hold back the others
            self.log("outbox_waits", error=type(error).__name__)
            ends[owed.id] = "passing"

    async def _note_ends(self, claimed: Sequence[Owed], ends: Mapping[str, Kind]) -> None:
        now = self.exchange.clock()
        async with self.exchange.storage.transaction() as connection:
            await outbox.sent(connection, [one.id for one in claimed if ends.get(one.id) == "sent"], now)
            for one in claimed:
                end = ends.get(one.id)
                if end in ("gone", "refused") or (end == "passing" and one.tries + 1 >= OWED_TRIES):
                    await outbox.failed(connection, one.id, end)
                elif end != "sent":
                    pause = timedelta(minutes=5 * (one.tries + 1)) if end else timedelta()
                    await outbox.later(connection, one.id, now + pause)

    async def retry_unheard(self) -> None:
        """Tries each update that could not be kept, three times with growing pauses; then officers see it counted."""
        exchange, now = self.exchange, self.exchange.clock()
        async with exchange.storage.reading() as connection:
            waiting = await unheard.due(connection, exchange.keyring, now)
        for one in waiting:
            await self._once_more(one, now)

    async def _once_more(self, one: unheard.Unheard, now: datetime) -> None:
        heard = await self.exchange.hear_late(from_row(one.message))
        async with self.exchange.storage.transaction() as connection:
            if heard is not None:
                await unheard.settle(connection, [one.id])
            else:
                pause = timedelta(seconds=20 * 4 ** (one.tries + 1))
                await unheard.postpone(connection, one.id, now + pause, given_up=one.tries + 1 >= TRIES)
        if self.spoke is not None and heard is not None and heard.changed:
            with contextlib.suppress(
                Exception
            ):  # what is kept is kept; the sender tells by itself what it could not send
                await self.spoke(heard)
