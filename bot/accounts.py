"""Officers' accounts as `settings.yaml` has them at this moment, and not as it had them when this process began."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from pathlib import Path

from bot.local import OfficerAccount, load_local
from storage.officers import Officer
from surveys.faults import DefinitionError


class Accounts:
    """`known` are those of the last reading without a fault. They stand until the file can be read again: whoever saves it with
    a slip of the pen shuts nobody out who is to read concerns."""

    def __init__(self, folder: Path, known: Iterable[OfficerAccount], log: Callable[..., None]) -> None:
        self._folder, self._log = folder, log
        self._known, self._mark = _officers(known), (0, 0, 0)

    async def standing(self) -> frozenset[Officer]:
        """Each account with its role. The file is read only where it changed; whether it did is one look at its entry."""
        mark = _mark(self._folder / "settings.yaml")
        if mark != self._mark:
            try:
                self._known = _officers((await asyncio.to_thread(load_local, self._folder)).officers)
            except DefinitionError as error:
                self._log("accounts_unread", error=type(error).__name__,
                          reason="settings.yaml has a fault, so the accounts of before stand; `heard check` names it")  # fmt: skip
            self._mark = mark  # not before: whoever asks meanwhile reads it too, and is told nothing that is over
        return self._known


def _officers(accounts: Iterable[OfficerAccount]) -> frozenset[Officer]:
    return frozenset(Officer(one.name, one.role) for one in accounts)


def _mark(file: Path) -> tuple[int, int, int]:
    """What changes with every saving; zeros where there is no file."""
    try:
        entry = file.stat()
    except OSError:
        return (0, 0, 0)
    return (entry.st_mtime_ns, entry.st_size, entry.st_ino)
