"""One turn at the advice line: who stands there, with what, and what may be looked at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from bot.conversation.advice import Advice
from bot.conversation.enquiry import Enquiry
from bot.conversation.events import Asked, Event
from bot.conversation.place import Published
from bot.conversation.standing import Standing

Advised = tuple[Standing, tuple[Event, ...], str]
"""The standing after it, what happened, and a wording key to say above the next screen."""


class LookedUp(Protocol):
    """What the exchange found out before this turn. `fresh` is a random id for a row of the log."""

    @property
    def screening(self) -> Any: ...
    @property
    def fresh(self) -> str: ...


@dataclass(frozen=True)
class Desk:
    """`now` is this turn's moment; everything else is a value, so the same desk gives the same turn."""

    standing: Standing
    enquiry: Enquiry
    advice: Advice
    published: Published
    found: LookedUp
    now: datetime

    @property
    def role(self) -> str:
        return self.standing.role

    def shows(self, enquiry: Enquiry, *events: Event, notice: str = "") -> Advised:
        return enquiry.within(self.standing), events, notice

    def asked(self, outcome: str, topic: str = "", article: str = "", version: int = 0) -> Asked:
        return Asked(topic, article, version, self.role or "unknown", outcome, self.found.fresh)
