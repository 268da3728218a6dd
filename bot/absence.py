"""Telegram being away: tried again every few seconds, and told less and less often."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

PAUSES = (1.0, 1.0, 2.0, 3.0, 5.0)
LONGEST_SILENCE = 60.0


@dataclass
class Absence:
    """One time of being away. Trying costs nothing, so it goes on; a log that says it each time hides everything else."""

    log: Callable[..., None]
    tries: int = 0
    waited: float = 0.0
    tell_at: float = 0.0

    def pause(self, error: Exception) -> float:
        """Seconds until the next try; says so at once, then after pauses that double up to a minute."""
        if self.waited >= self.tell_at:
            self.log("telegram_waits", error=type(error).__name__, seconds=round(self.waited),
                     reason="Telegram cannot be heard; Heard tries again until it answers")  # fmt: skip
            self.tell_at = self.waited + min(max(self.waited, 2.0), LONGEST_SILENCE)
        seconds = PAUSES[min(self.tries, len(PAUSES) - 1)]
        self.tries += 1
        self.waited += seconds
        return seconds

    def over(self) -> None:
        """It answered."""
        if self.tries:
            self.log("telegram_answers", seconds=round(self.waited))
        self.tries, self.waited, self.tell_at = 0, 0.0, 0.0
