"""Files that only this account may read: codes, keys, a whole database."""

from __future__ import annotations

import os
from pathlib import Path


def is_open_to_others(file: Path) -> bool:
    """Whether another account of this machine may read it, or change it. Raises `OSError` where there is none."""
    return os.name == "posix" and bool(file.stat().st_mode & 0o077)


def write_private(file: Path, data: bytes) -> None:
    """Writes all of it, down to the disk, and readable by nobody else from its first byte on."""
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as written:
        os.fchmod(written.fileno(), 0o600)  # one of this name may have lain there, open to others
        written.write(data)
        written.flush()
        os.fsync(written.fileno())
