"""The contents page of the articles, from `topics.yaml`: its groups with their titles, and where retired topics moved to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

HERE = Path(__file__).parent

READERS: Mapping[str, str] = {
    "parent": "Parents and carers",
    "pupil": "Pupils",
    "head": "Heads and school staff",
    "governor": "Governors and clerks",
}
"""Audience -> what its readers are called on a page, in the order in which pages list them."""


@dataclass(frozen=True)
class Contents:
    """`groups`: key -> title, in order; `moved`: a retired topic's id -> the id that took its place."""

    groups: Mapping[str, str]
    moved: Mapping[str, str]

    def now(self, topic: str) -> str:
        """The topic's id today; one that never moved is its own."""
        return self.now_at(topic) or topic

    def now_at(self, topic: str) -> str | None:
        """Where a retired topic is read today, however often it moved; None for one that never moved."""
        seen: set[str] = set()
        while topic in self.moved and topic not in seen:
            seen.add(topic)
            topic = self.moved[topic]
        return topic if seen and topic not in seen else None


def load_contents(path: Path = HERE) -> Contents:
    """Reads `topics.yaml` of this folder."""
    table: Any = YAML(typ="safe").load((path / "topics.yaml").read_text("utf-8"))
    return Contents(dict(table.get("groups") or {}), dict(table.get("moved") or {}))
