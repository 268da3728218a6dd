"""The words every channel shares: who wrote, what came in, what goes out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Channel = Literal["telegram", "page", "chat", "terminal"]
EDITED = "edited"
"""The command of a message that was written over: it is looked at, and changes nothing else."""

NOWHERE = "-"
"""The question of words that belong to none; no question of a survey has this id."""

LOOKED_UP = ("start", "enter", "language")
"""Commands whose argument may be a key: a token, a topic's link or a language, which is only compared."""

_KEY = re.compile(r"a-[a-z]+(?:-[a-z]+)*|(?:o-)?(?=[\w-]*[A-Z0-9_])[\w-]{27}", re.ASCII)
"""The shape of a link and of a token. Where a token opens nothing any more it is still no message, and is never put aside."""

Entry = Literal["none", "one", "many", "text", "number", "date", "code"]


@dataclass(frozen=True)
class Address:
    """Where a person is spoken to: a Telegram chat number, or a browser's sitting token."""

    channel: Channel
    id: str


@dataclass(frozen=True)
class Tap:
    """A button. `turn` is the turn it was shown on (None where the channel cannot show an old one), `question` the
    question it belonged to."""

    action: str
    argument: str = ""
    turn: int | None = None
    question: str = ""


@dataclass(frozen=True)
class Incoming:
    """One thing that happened at one address.

    `id` is the channel's own number of the event, for counting it once; None where repeating it does no harm.
    `origin` says where wrong codes are counted (hashed by the edge); `text` is None for a tap; `question` names the
    question a page showed beside the box, so that words sent twice never answer the next one. `sheet` names the draft whose
    page was used, as `Draft.sheet` does; empty for a page without one, None where a channel has no pages. Where this message
    opens a survey, the conversation goes on under `next_sitting`: whoever knew the browser's token before does not read along.
    """

    address: Address
    id: str | None = None
    text: str | None = None
    tap: Tap | None = None
    command: str = ""
    argument: str = ""
    origin: str = ""
    question: str = ""
    sheet: str | None = None
    next_sitting: str = ""

    @property
    def words(self) -> str:
        """What a person wrote, in whatever box: typed text, or what follows a command. All of it is screened first.

        Where a key may stand, as behind `/start`, whatever does not have the shape of one is words too.
        """
        if self.text is not None:
            return self.text.strip() if any(unicodedata.category(one)[0] not in "CZ" for one in self.text) else ""
        key = self.command in LOOKED_UP and _KEY.fullmatch(self.argument.strip())
        return "" if key or not self.command else self.argument.strip()


@dataclass(frozen=True)
class Option:
    """One button: what it says and what it does. `chosen` marks what was answered before, where that may be shown."""

    label: str
    action: str
    argument: str = ""
    chosen: bool = False
    emoji: str = ""
    url: str = ""


@dataclass(frozen=True)
class File:
    """Something to keep that goes with a screen, handed over once and never stored. `kind` is its media type."""

    name: str
    content: bytes = field(repr=False)
    kind: str


@dataclass(frozen=True)
class Outgoing:
    """One screen or message, in the reader's language.

    `entry` says how the person may answer; `always` holds the buttons that stand on every screen a child has.
    `rows` are label and value pairs (check your answers); `notice` is a kind word about what was just typed.
    """

    name: str
    heading: str = ""
    body: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    entry: Entry = "none"
    question: str = ""
    hint: str = ""
    notice: str = ""
    rows: tuple[tuple[str, str, str], ...] = ()
    always: tuple[Option, ...] = ()
    progress: tuple[int, int] | None = None
    language: str = "en"
    synthetic: bool = False
    typed: str = ""
    sheet: str = ""
    files: tuple[File, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
