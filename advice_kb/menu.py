"""The menu by what has happened: groups of topics as `topics.yaml` orders them, and where a retired topic is sent on to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Menu:
    """`groups`: id -> the words of its button; `moved`: a retired topic -> the one that took its place."""

    groups: Mapping[str, str] = field(default_factory=dict)
    moved: Mapping[str, str] = field(default_factory=dict)

    def now(self, topic: str) -> str:
        """The topic's id today."""
        return self.moved.get(topic, topic)


def load_menu(path: Path = HERE) -> Menu:
    table: Any = YAML(typ="safe").load((path / "topics.yaml").read_text("utf-8"))
    return Menu(dict(table["groups"]), dict(table.get("moved") or {}))
