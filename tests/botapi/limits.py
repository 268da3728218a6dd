"""Telegram's rates: 30 a second overall, one a second to a chat, 20 a minute to a group; over them 429 with retry_after."""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass, field

from tests.botapi.rules import Refusal


@dataclass
class Limits:
    """`overall` messages a second, `chat` a second (short bursts of three pass), `group` a minute; None switches all off."""

    overall: float | None = 30
    chat_burst: int = 3
    group: int = 20
    _all: deque[float] = field(default_factory=deque)
    _chats: dict[int, deque[float]] = field(default_factory=lambda: defaultdict(deque))
    blocked_until: float = 0.0
    refused: int = 0

    def spend(self, chat: int, now: float) -> None:
        """Counts one message. Raises a 429; after one over the overall rate every call is refused for that long."""
        if self.overall is None:
            return
        if now < self.blocked_until:
            self.refused += 1
            raise _too_many(self.blocked_until - now)
        _forget(self._all, now - 1)
        if len(self._all) >= self.overall:
            self.refused += 1
            self.blocked_until = now + 1
            raise _too_many(1)
        window, most = (60.0, self.group) if chat < 0 else (float(self.chat_burst), self.chat_burst)
        times = self._chats[chat]
        _forget(times, now - window)
        if len(times) >= most:
            self.refused += 1
            raise _too_many(window - (now - times[0]))
        times.append(now)
        self._all.append(now)


def _forget(times: deque[float], before: float) -> None:
    while times and times[0] <= before:
        times.popleft()


def _too_many(seconds: float) -> Refusal:
    wait = max(1, round(seconds + 0.5))
    return Refusal(429, f"Too Many Requests: retry after {wait}", retry_after=wait)
