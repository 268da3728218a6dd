"""What only one process of several may do: timed work, and the conversation with Telegram's servers."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.config import Config
from bot.exchange import Exchange
from bot.jobs import Jobs


@dataclass(frozen=True)
class Lead:
    """`telegram` is the bot, or None without a token."""

    exchange: Exchange
    config: Config
    log: Callable[..., None]
    telegram: Any

    async def run(self) -> None:
        """For ever: waits for the lead, does its work, and begins anew when the lead is lost."""
        while True:
            tasks: list[asyncio.Task[Any]] = []
            try:
                async with self.exchange.storage.leadership(asyncio.sleep) as heartbeat:
                    tasks = self._begin()
                    while True:
                        await asyncio.sleep(1)
                        await heartbeat()
                        for ended in (task for task in tasks if task.done()):
                            ended.result()  # none of them ends by itself: whatever ended them, both begin anew
            except Exception as error:
                self.log("lead_lost", error=type(error).__name__)
                await self._until_it_answers()  # nobody else can lead meanwhile, and whoever waits must be told
            finally:
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)

    def _begin(self) -> list[asyncio.Task[Any]]:
        if self.telegram is None:
            return [asyncio.create_task(Jobs(self.exchange, self.log).run())]
        jobs = Jobs(self.exchange, self.log, self.telegram.speech.spoke, self.telegram.speech.deliver_owed)
        return [asyncio.create_task(jobs.run()), asyncio.create_task(self._listen())]

    async def _until_it_answers(self) -> None:
        while True:
            await asyncio.sleep(0.5)
            with contextlib.suppress(Exception):
                return await self.exchange.storage.check()

    async def _listen(self) -> None:
        """Begins anew until it is heard: Telegram may be away when we start, and a bot must not stay deaf for that."""
        while True:
            try:
                await self._hear()
            except Exception as error:
                await asyncio.sleep(self.telegram.absence.pause(error))

    async def _hear(self) -> None:
        """Polling, or a webhook that is told to Telegram once the page that takes it is up."""
        from bot.handlers.telegram_words import (
            UPDATES,
        )  # its library is the largest of all, and not every place has a bot

        if self.config.telegram_mode == "polling":
            await self.telegram.speech.call("deleteWebhook", {})
            await self.telegram.poll()
            return
        fields = {"url": f"{self.config.address}/telegram/updates", "secret_token": self.telegram.secret,
                  "allowed_updates": UPDATES}  # fmt: skip
        await self.telegram.speech.call("setWebhook", fields)
        self.telegram.absence.over()
        await asyncio.sleep(1)  # what was under way when we stopped comes again by itself within a second
        await self.telegram.speech.speak_to_those_owed()
        await asyncio.Event().wait()
