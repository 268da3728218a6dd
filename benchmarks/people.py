"""People who answer in Telegram: each answers a question once, when it comes, and does nothing else to be heard."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from tests.botapi.server import BotApi


@dataclass
class Respondent:
    """One chat. Takes a code, answers what is asked, and when thanked takes the next code."""

    api: BotApi
    chat: int
    codes: list[str]
    chance: random.Random
    sent: Counter[tuple[tuple[str, str], ...]]
    again: bool = True
    turns: set[str] = field(default_factory=set)
    picked: dict[str, str] = field(default_factory=dict)
    finished: int = 0
    repeats: int = 0
    idle: bool = True

    async def live(self) -> None:
        self.api.says(self.chat, "/start")
        place = self.api.chats[self.chat]
        while True:
            place.changed.clear()
            if not self.react():
                self.idle = True
                await place.changed.wait()

    def react(self) -> bool:
        """Answers the newest message not yet answered; False when there is nothing to do.

        A service killed between sending and noting it sends again: the same question then stands twice, and the one that
        was tapped goes on, above its copy.
        """
        for message in reversed(list(self.api.chats[self.chat].messages.values())):
            if not message["from"]["is_bot"] or "reply_markup" not in message:
                continue
            buttons = [b for row in message["reply_markup"]["inline_keyboard"] for b in row if "callback_data" in b]
            turn = buttons[0]["callback_data"].split(".")[0]
            if turn not in self.turns:
                self.turns.add(turn)
                self.idle = False
                return self._do(message, buttons)
        return False

    def _do(self, message: dict[str, Any], buttons: list[dict[str, Any]]) -> bool:
        by_action: dict[str, list[dict[str, Any]]] = {}
        for one in buttons:
            by_action.setdefault(one["callback_data"].split(".")[1], []).append(one)
        if "again" in by_action:
            self.finished += 1
            self.sent[tuple(sorted(self.picked.items()))] += 1
            self.picked = {}
            if not self.again or not self.codes:
                return False
            return self._tap(message, by_action["again"][0])
        for action in ("go", "send", "return"):
            if action in by_action:
                return self._tap(message, by_action[action][0])
        if "pick" in by_action:
            chosen = self.chance.choice(by_action["pick"])
            self.picked[message["text"].split("\n\n")[1 if message["text"].startswith("⚠") else 0]] = chosen["text"]
            return self._tap(message, chosen)
        if "code" in by_action and self.codes:
            self.api.says(self.chat, self.codes.pop())
            return True
        return False

    def _tap(self, message: dict[str, Any], button: dict[str, Any]) -> bool:
        self.api.taps(self.chat, button["callback_data"], message["message_id"])
        return True


async def all_idle(people: list[Respondent], seconds: float) -> bool:
    """Whether everybody has finished a survey, and the one they were in, within this time."""
    try:
        async with asyncio.timeout(seconds):
            while not all(one.finished and one.idle and not one.picked for one in people):
                await asyncio.sleep(0.05)
    except TimeoutError:
        return False
    return True
