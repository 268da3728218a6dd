"""What a turn changed, as values. The exchange keeps them; nothing here knows how."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.conversation.standing import Draft


@dataclass(frozen=True)
class Began:
    """A code or an open link opened a wave."""

    draft: Draft


@dataclass(frozen=True)
class Sent:
    """Answers were sent. `said` is what the response will hold; `heard` whether it has at least one real answer."""

    draft: Draft
    said: Mapping[str, Any]
    heard: bool
    other_code: bool


@dataclass(frozen=True)
class Stopped:
    """The draft under `key` is to be deleted at its writer's wish."""

    key: str
    code: str
    wave: str


@dataclass(frozen=True)
class PassedOn:
    """Words a person must read. They leave the answer and become a concern: setting and hour, no code, no address."""

    words: str
    kinds: tuple[str, ...]
    urgent: bool
    setting: str
    voice: str
    language: str


@dataclass(frozen=True)
class Asked:
    """A question put to the advice line: never who asked (design §5)."""

    topic: str
    article: str
    version: int
    role: str
    outcome: str
    id: str = ""


@dataclass(frozen=True)
class Unanswered:
    """A question that found nothing, already redacted."""

    words: str
    role: str


@dataclass(frozen=True)
class Helped:
    """Whether an answer helped; `log` is the log row's id."""

    log: str
    helped: bool


Event = Began | Sent | Stopped | PassedOn | Asked | Unanswered | Helped
