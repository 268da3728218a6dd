"""Which content this process serves, under one short name: two servers that differ in one word of it differ there."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import advice_kb
import surveys

SHIPPED = {
    "advice": Path(str(advice_kb.__file__)).parent,
    "surveys": Path(str(surveys.__file__)).parent / "definitions",
}
"""Articles, letters, facts, signposts and the other tables of the advice line; and the surveys that come with Heard."""


def fingerprint(folders: Mapping[str, Path]) -> str:
    """Twelve hex digits over name and bytes of every text and table in these folders, wherever the folders lie."""
    digest = hashlib.sha256()
    for room, folder in sorted(folders.items()):
        for path in sorted(path for path in folder.rglob("*") if path.suffix in (".md", ".yaml")):
            data = path.read_bytes()
            digest.update(f"{room}/{path.relative_to(folder).as_posix()}\0{len(data)}\0".encode() + data)
    return digest.hexdigest()[:12]


@cache
def content_version() -> str:
    """Of what was shipped; read once, at the start, when the content itself is read."""
    return fingerprint(SHIPPED)
