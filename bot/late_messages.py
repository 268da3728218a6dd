"""A message that could not be kept, as it lies in `storage.unheard`, and as it is heard once more."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.conversation.messages import Address, Incoming, Tap


def as_row(incoming: Incoming) -> dict[str, Any]:
    """The message as plain data."""
    tap = vars(incoming.tap) if incoming.tap else None
    return {**vars(incoming), "address": vars(incoming.address), "tap": tap}


def from_row(row: Mapping[str, Any]) -> Incoming:
    """The same message, but for two things: its id was remembered already, and no browser was given its next sitting."""
    tap = Tap(**row["tap"]) if row.get("tap") else None
    known = {
        name: row[name] for name in Incoming.__dataclass_fields__ if name in row
    }  # another version may have kept it
    return Incoming(**{**known, "address": Address(**row["address"]), "tap": tap, "id": None, "next_sitting": ""})
