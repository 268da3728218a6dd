"""What became of a message: heard, in the commit that holds its effect; or not, because the database is away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.conversation.messages import Address, Incoming, Outgoing
from bot.conversation.turn import Turn


class StorageAway(RuntimeError):
    """The database cannot answer. Nothing was acknowledged; `helps` holds what people in danger are shown meanwhile."""

    def __init__(self, helps: Mapping[Address, Outgoing]) -> None:
        super().__init__("the database cannot be reached; the messages wait and are tried again")
        self.helps = helps


@dataclass(frozen=True)
class Heard:
    """One message after the commit. `number` is the conversation's turn; `changed` whether anything moved;
    `sitting` a browser's new token, under which it goes on from here."""

    incoming: Incoming
    turn: Turn
    number: int
    changed: bool
    again: bool = False
    sitting: str = ""
