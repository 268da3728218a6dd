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

MOST_CARRIED = 100
"""Fields that go along to the help page and back; no form of ours has more."""


def carried(fields: Mapping[str, str], names: Iterable[str]) -> Fields:
    """Of a form what it asks for, as it goes along to "Get help now", so that its answer can be shown once more."""
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
        return Typed(address, dict(carried(fields, names)), frozenset(looked_at))

    def again(self, helped: Helped) -> Fields:
        """What "Try again" sends: everything, where the words were not kept. They go from the person's own page and back
        to it, and stand nowhere else."""
        return list(self.fields.items()) if helped.reading != "passed-on" else []

    def back(self, helped: Helped) -> Fields:
        """What stands in the form they go back to: all the rest. Words that were flagged are never shown again; words that
        nobody could look at are their writer's, who may want to send them once more."""
        hidden = self.looked_at if helped.reading != "unchecked" else frozenset()
        return [(name, value) for name, value in self.fields.items() if name not in hidden]
