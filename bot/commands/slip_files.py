"""The files of slips and codes. Codes count only once their files lie on the disk: a code nobody can read was issued in vain."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from bot.commands.telling import folder_for, refuse
from bot.private_files import write_private

HALF = ".half"
_SERIAL = re.compile(rf"([A-Z]{{2}}-\d{{6}})\.\w+{re.escape(HALF)}$")


@contextlib.contextmanager
def slip_files(out: Path) -> Iterator[Callable[[str, bytes], Path]]:
    """Gives `keep(name, data)`. Codes are issued inside the block: a file that cannot be written ends it before they are.

    Files bear their own names once the block has ended well. When it ends otherwise they are removed, for what they hold is
    no code. A machine that stops in between leaves them, ending in `.half`, beside codes that may live; `left_over` tells.
    """
    folder_for(out)
    kept: list[Path] = []

    def keep(name: str, data: bytes) -> Path:
        kept.append(out / name)
        try:
            write_private(_half(kept[-1]), data)
        except OSError as error:
            refuse(
                f"{out}: cannot be written to ({error.strerror}); no code was changed. Make room, or name another --out"
            )
        return kept[-1]

    try:
        yield keep
    except BaseException:
        for file in kept:
            _half(file).unlink(missing_ok=True)
        raise
    try:
        for file in kept:
            _half(file).replace(file)
        _sync(out)
    except OSError as error:
        refuse(
            f"{out}: files could not be named ({error.strerror}); the codes live, and their files end in {HALF}: keep them"
        )


def left_over(out: Path) -> dict[str, list[Path]]:
    """Serial -> the files that a command which was cut off left there. If its codes were issued, these are all that is known of
    them: whoever types the command again would issue others beside them."""
    found: dict[str, list[Path]] = {}
    for file in sorted(out.glob(f"*{HALF}")):
        if named := _SERIAL.search(file.name):
            found.setdefault(named[1], []).append(file)
    return found


def _half(file: Path) -> Path:
    return file.with_name(file.name + HALF)


def _sync(folder: Path) -> None:
    """A name is on the disk only once its folder is."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
