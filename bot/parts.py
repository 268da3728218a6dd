"""What one process is made of: built once by `bot.app`, and handed to those who need more than one of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.batching import Batching
from bot.config import Config
from bot.conversation.place import Published
from bot.exchange import Exchange
from bot.local import Local
from bot.local_advice import LocalAdvice
from storage.engine import Storage
from storage.sealing import Keyring


@dataclass
class Parts:
    """`near` is what the advice line knows of this authority; `log` takes an event's name and its fields."""

    config: Config
    local: Local
    near: LocalAdvice
    storage: Storage
    keyring: Keyring
    exchange: Exchange
    batching: Batching
    log: Callable[..., None]

    def published(self, at: datetime) -> Published:
        return self.exchange.published(at)
