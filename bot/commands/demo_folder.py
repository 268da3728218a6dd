"""Where a demo borough lies: its database and its keys in one folder, so that it needs no settings."""

from __future__ import annotations

from pathlib import Path

from bot.app import today
from bot.config import Config, read_config
from bot.demo import READY
from storage.sealing import new_keys
from surveys.school_year import school_year


def demo_config(folder: Path) -> Config:
    """The demo's settings: SQLite and keys in `folder`, made on first start."""
    folder.mkdir(parents=True, exist_ok=True)
    keys = folder / "keys"
    if not keys.exists():
        keys.touch(mode=0o600)
        keys.write_text(new_keys((school_year(today()) - 1, school_year(today()))), "utf-8")
    database = f"sqlite+aiosqlite:///{folder / 'heard.db'}"
    return read_config(demo=True, database_url=database, keys=f"@{keys}")


def for_commands(folder: Path) -> str:
    """How a command is run against this borough from another terminal."""
    if folder == Path("var"):
        return "in another terminal, as: ./go heard coverage"
    place = folder.resolve()
    return (
        f"in another terminal, as: HEARD_DEMO=yes HEARD_KEYS=@{place}/keys "
        f"HEARD_DATABASE_URL=sqlite+aiosqlite:///{place}/heard.db ./go heard coverage"
    )


def is_made(folder: Path) -> bool:
    """Whether a whole demo borough lies in this folder."""
    return (folder / READY).exists()
