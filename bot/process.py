"""What one process owes its machine: it is the only one on its SQLite file, starts at once and keeps no memory it does not need."""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import gc
import socket
from collections.abc import Iterator
from pathlib import Path

from bot.config import BadSettings, Config
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


def with_free_ports(config: Config) -> Config:
    """Port 0 is any free one, as a trial may ask for. It is found before links are written, since they name it."""
    if 0 not in (config.port, config.console_port):
        return config
    with socket.create_server((config.host, 0)) as one, socket.create_server((config.host, 0)) as other:
        free = {"port": one.getsockname()[1], "console_port": other.getsockname()[1]}
    return config.model_copy(update={name: port for name, port in free.items() if getattr(config, name) == 0})


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
