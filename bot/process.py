"""What one process owes its machine: it is the only one on its SQLite file, starts at once and keeps no memory it does not need."""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import gc
from collections.abc import Iterator
from pathlib import Path

from bot.config import BadSettings
from storage.engine import Storage


@contextlib.contextmanager
def only_one(storage: Storage) -> Iterator[None]:
    """A second `serve` on one SQLite file refuses: it would not see what the first one is doing."""
    if storage.file is None:
        yield
        return
    with Path(f"{storage.file}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise BadSettings(
                f"another `heard serve` uses {storage.file}: stop it, or use PostgreSQL for several"
            ) from None
        yield


@contextlib.contextmanager
def reading_in() -> Iterator[None]:
    """While articles, definitions and weights are read, almost nothing becomes rubbish, so none is looked for (a sixth of
    the start); afterwards what reading borrowed is given back where the C library can (35 of 235 MB)."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()
        give_back = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if give_back is not None:
            give_back(0)
