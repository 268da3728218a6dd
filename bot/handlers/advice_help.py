"""Help that comes first on an advice page: the card, what became of the words, and the form that they were typed into."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from advice_kb.help_cards import HelpCard

Fields = list[tuple[str, str]]
BACK = "back"
"""What the button `do` says where somebody wants their form again, with nothing worked out, searched or kept."""

AGAIN = "again"
"""What it says on the way back from "Get help now" to the answer to a form: that answer is made once more, and not counted."""

CHANGE = "change"
"""What it says where days that were about to be kept are to be mended first: like `BACK`, nothing but the form."""

MOST_CARRIED, MOST_LETTERS = 100, 30_000
"""Fields and letters that go along to the help page and back; no form of ours holds more."""


def carried(fields: Mapping[str, str], names: Iterable[str]) -> Fields:
    """Of a form what it asks for, as it goes along to "Get help now", so that the page can be shown once more: the answer, or
    the form where that was all that was asked for."""
    do = [("do", fields["do"])] if fields.get("do") in (BACK, CHANGE) else []
    return [*_asked_for(fields, names), *do]


def within_bounds(fields: Mapping[str, str]) -> Fields:
    """What was carried; nothing of a form that none of our pages can have sent."""
    small = len(fields) <= MOST_CARRIED and sum(map(len, fields.values())) <= MOST_LETTERS
    return list(fields.items()) if small else []


def _asked_for(fields: Mapping[str, str], names: Iterable[str]) -> Fields:
    return [(name, fields[name]) for name in names if fields.get(name)]


@dataclass(frozen=True)
class Helped:
    """`reading` says what became of the words: put aside, never looked at, or not kept because the database is away."""

    card: HelpCard
    reading: Literal["passed-on", "unchecked", "trouble"]
    urgent: bool = False

    @property
    def alone(self) -> bool:
        """Nothing else is offered: nobody could look at the words, or they tell of harm that may be close."""
        return self.urgent or self.reading == "unchecked"


@dataclass(frozen=True)
class Typed:
    """A form as it was sent: its address, its fields, and those of them whose words were looked at."""

    address: str
    fields: Mapping[str, str] = field(default_factory=dict)
    looked_at: frozenset[str] = frozenset()

    @staticmethod
    def into(address: str, fields: Mapping[str, str], names: Iterable[str], looked_at: Iterable[str]) -> Typed:
        """Only what the form asks for is carried on, whatever else was sent with it."""
        return Typed(address, dict(_asked_for(fields, names)), frozenset(looked_at))

    def again(self, helped: Helped) -> Fields:
        """What "Try again" sends: everything, where the words were not kept. They go from the person's own page and back
        to it, and stand nowhere else."""
        return list(self.fields.items()) if helped.reading != "passed-on" else []

    def carried(self, helped: Helped) -> Fields:
        """What goes along to "Get help now" from the card: where the words were not kept the card is gone back to, and with it
        the words and "Try again"; else the form."""
        return self.again(helped) if helped.reading == "trouble" else [*self.back(helped), ("do", BACK)]

    def back(self, helped: Helped) -> Fields:
        """What stands in the form they go back to: all the rest. Words that were flagged are never shown again; words that
        nobody could look at are their writer's, who may want to send them once more."""
        hidden = self.looked_at if helped.reading != "unchecked" else frozenset()
        return [(name, value) for name, value in self.fields.items() if name not in hidden]
