"""What a code, an entry token or an open link led to. Found in the database, judged here."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, TypeVar

from bot.conversation.messages import Incoming
from bot.conversation.standing import Draft, Standing
from surveys.codes import read_code, read_receipt

Found = Literal["open", "refused", "slow", "not-telegram"]
TOKEN_LENGTH = 64  # Telegram cuts longer start parameters without a word

_LED_IN = re.compile(
    r"^\W*(?:(?:my|the|code|words?|slip|is|are|it|says?)\W+)+(?=\w)|\W+(?:please|thanks|thank you)\W*$", re.IGNORECASE
)
"""What people write around their words, as in "my code is …, thanks"; none of it is a word of the list."""


@dataclass(frozen=True)
class Key:
    """What someone held out: `kind` code, entry or open; `word` as it will be looked up, empty if it cannot be one."""

    kind: Literal["code", "entry", "open"]
    word: str


@dataclass(frozen=True)
class Admission:
    """`draft` is the one begun before, or a fresh one; None unless `found` is open."""

    found: Found
    draft: Draft | None = None
    fresh: bool = False


class Unfinished(Protocol):
    """A wave as storage knows it; `state` None, started, stopped or finished."""

    @property
    def state(self) -> str | None: ...


def key_held_out(standing: Standing, incoming: Incoming) -> Key | None:
    """The key in this message, or None when it is about something else.

    Whatever is typed is read as a code where one is expected; four words of the list are one wherever somebody may chat, because
    whoever has just said "hi" or looked at an answer types them too, and else they would be kept as a question. A page knows where
    it stood: what was written on a survey's page is an answer, even when that survey was closed meanwhile, and no wrong code.
    """
    if incoming.command in ("start", "enter") and incoming.argument and not topic_held_out(incoming):
        return _token(incoming.argument)
    on_page = standing.channel == "page"
    opening = standing.scene == "start" or (standing.scene == "survey" and incoming.sheet == "")
    asked = bool(incoming.words) and (standing.scene == "code" or (on_page and opening))
    if (
        incoming.text is None
        or incoming.sheet
        or incoming.command not in ("", "ask")
        or not (asked or _may_chat(standing))
    ):
        return None
    code = read_code(_LED_IN.sub("", incoming.text))
    return Key("code", code or "") if code is not None or (asked and not standing.reading) else None


def _may_chat(standing: Standing) -> bool:
    """Whether a code may stand among other words here: not as a receipt or the name of a school. In a survey it opens something
    only where that survey is over (`turn`)."""
    elsewhere = standing.scene == "receipt" or standing.facts.get("view") == "dates"
    return standing.channel != "page" and not elsewhere


def topic_held_out(incoming: Incoming) -> str:
    """The topic of a link to an answer, or nothing; `a-` in front, as in `/start a-first-five-days`.

    An entry token that looked like one would have to draw 25 small letters by chance.
    """
    linked = incoming.command in ("start", "enter") and re.fullmatch(r"a-[a-z]+(?:-[a-z]+)*", incoming.argument)
    return incoming.argument.removeprefix("a-") if linked else ""


def _token(argument: str) -> Key:
    good = len(argument) <= TOKEN_LENGTH and argument.isascii() and argument.replace("-", "").replace("_", "").isalnum()
    if argument.startswith("o-"):
        return Key("open", argument[2:] if good else "")
    return Key("entry", argument if good else "")


def receipt_held_out(standing: Standing, incoming: Incoming) -> str | None:
    """Receipt words whose deletion was confirmed, canonical; empty if they cannot be any; None if it is about something else."""
    if standing.scene != "receipt" or not incoming.words or incoming.text is None or incoming.sheet:
        return None
    return read_receipt(incoming.text) or ""


Wave = TypeVar("Wave", bound=Unfinished)


def choose_wave(waves: Sequence[Wave]) -> Wave | None:
    """The oldest wave not finished yet; `waves` come oldest first. A code whose waves are all finished opens nothing."""
    return next((wave for wave in waves if wave.state != "finished"), None)
