"""A YAML file of this authority's own folder: its tree, which knows its lines, and its plain values. Officers write these by hand,
so whatever cannot be read is told by line and never ends a start with a traceback.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from surveys.loading import text_of
from surveys.yaml_tree import parse, plain

NOTHING = ("is no set of names and values", "Write each as `name: value`, on a line of its own")


def read_local(file: Path, name: str = "") -> tuple[Any, Any]:
    """Raises `DefinitionError`; `name` is what the file is called in a fault."""
    text, name = text_of(file), name or file.name
    tree = parse(text, name, NOTHING)
    return tree, plain(tree, len(text), name)
