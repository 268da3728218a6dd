"""How commands tell: people get lines, machines JSON, faults go to stderr with their remedy."""

from __future__ import annotations

import contextlib
import errno
import json
import math
import re
import sys
import tempfile
from collections.abc import Collection, Coroutine, Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import typer

from storage.away import is_away, is_damaged, why_not_kept

Result = TypeVar("Result")


_DISK = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS)
"""What only a disk says. Drivers raise a database's refusals as plain `OSError` too, but never these, nor with a file's name."""

_NOT_ALLOWED = (errno.EACCES, errno.EPERM, errno.EROFS)


_HALF_A_LETTER = re.compile("[\ud800-\udfff]")
"""Surrogates: two together are a letter, which JSON may write as two escapes. One alone is none, and no output takes it."""


def tell(*lines: str) -> None:
    for line in lines:
        typer.echo(_sayable(line))


def tell_json(value: Any) -> None:
    typer.echo(_sayable(json.dumps(value, ensure_ascii=False, indent=None, default=_plain)))


def _sayable(line: str) -> str:
    """The line with half letters as JSON escapes them: an id that came in so goes out so, and no answer is lost to it."""
    return _HALF_A_LETTER.sub(lambda half: f"\\u{ord(half[0]):04x}", line)


def _plain(value: Any) -> str:
    """Days and moments as ISO 8601 writes them; whatever else is text."""
    return value.isoformat() if isinstance(value, date) else str(value)


JSON = typer.Option(False, "--json", help="For machines")


def tell_either(value: Any, *lines: str, json: bool) -> None:
    """`value` for machines, `lines` for people."""
    if json:
        tell_json(value)
    else:
        tell(*lines)


def refuse(*faults: object) -> NoReturn:
    """Ends the command with exit 1, each fault a sentence on stderr."""
    for fault in faults:
        typer.echo(f"heard: {fault}", err=True)
    raise typer.Exit(1)


def warn(*sentences: object) -> None:
    """Something to know that does not end the command: on stderr, beside whatever is printed for machines."""
    for sentence in sentences:
        typer.echo(f"heard: {sentence}", err=True)


DAMAGED = (
    "the file that HEARD_DATABASE_URL names is damaged, or no SQLite database; move it away with its -wal and -shm beside it, "
    "and put a backup in its place with `heard restore FILE`"
)


NOT_KEPT = {
    "full": "the disk that holds the database is full; make room there, then try again",
    "shut": "the database cannot be opened or written to; see that this account may read and write the file that "
    "HEARD_DATABASE_URL names and its folder, and that its disk is not mounted for reading alone",
}


def run(work: Coroutine[Any, Any, Result]) -> Result:
    """Runs a command's work; a database that cannot be reached is one sentence, not a traceback."""
    import asyncio

    try:
        return asyncio.run(work)
    except Exception as error:
        if isinstance(error, OSError) and (error.filename is not None or error.errno in _DISK):
            remedy = "see that this account may" if error.errno in _NOT_ALLOWED else "make room"
            refuse(
                f"{error.filename or 'a file'} cannot be written or read ({error.strerror}); {remedy}, or name another place"
            )
        if is_damaged(error):
            refuse(DAMAGED)
        if why := why_not_kept(error):
            refuse(NOT_KEPT[why])
        if is_away(error):
            refuse("the database does not answer; check HEARD_DATABASE_URL, and that it runs")
        raise


def rows_in(shape: str, audiences: Collection[str] = ()) -> Iterator[dict[str, Any]]:
    """Standard input's objects, one a line, each with `id`, `text` and `audience`; a line without the first two ends the command.

    `shape` shows how a line is written. Where `audiences` are named an `audience` is one of them, or not told: another would be
    judged without a voice, and nobody would know. Its case and the blanks around it do not matter; not told it is empty. Half a
    letter in a text is read as a letter that is not known. Other fields are passed over.
    """
    for number, line in enumerate(sys.stdin.buffer, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            refuse(f"line {number} of standard input is not JSON; write one object a line, as {shape}")
        if not isinstance(row, dict) or not isinstance(row.get("text"), str) or "id" not in row:
            refuse(f"line {number} of standard input has no id or no text; write one object a line, as {shape}")
        if not _names_a_line(row["id"]):
            refuse(
                f"line {number} of standard input: id is neither text nor a finite number; write one object a line, as {shape}"
            )
        audience = row.get("audience") or ""
        if not isinstance(audience, str):
            refuse(f"line {number} of standard input: audience is no word; write one object a line, as {shape}")
        meant = audience.strip().lower()
        if meant and audiences and meant not in audiences:
            known = ", ".join(audiences)
            refuse(
                f"line {number} of standard input: audience {audience[:40]!r} is unknown; use {known}, or leave it out"
            )
        yield {**row, "text": _HALF_A_LETTER.sub("\ufffd", row["text"]), "audience": meant}


def _names_a_line(id_: object) -> bool:
    """Whether an id can be given back as it came: Python reads NaN and 1e400, and what it writes of them is no JSON."""
    return type(id_) in (str, int) or (isinstance(id_, float) and math.isfinite(id_))


def bytes_of(path: str, most: int) -> bytes:
    """A file's bytes, or standard input for `-`; of more than `most` only so many that whoever reads them sees it is too much."""
    if path == "-":
        return b"" if sys.stdin is None else sys.stdin.buffer.read(most + 1)  # a process may begin without one
    try:
        with open(path, "rb") as file:  # noqa: PTH123  # `-` and paths alike come as text
            return file.read(most + 1)
    except OSError as error:
        refuse(f"{path}: cannot be read ({error.strerror}); name a file that is there")


def folder_for(out: Path) -> Path:
    """The folder to write to, made if need be. One that cannot be written to is told before anything else is done: codes that
    were issued and never written could not be read again."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=out).close()
    except OSError as error:
        refuse(f"{out}: cannot be written to ({error.strerror}); name another folder with --out")
    return out


def write_whole(file: Path, data: bytes) -> None:
    """All of it under its name, or nothing: a report that ends in the middle must not lie there like a whole one."""
    half = file.with_name(f"{file.name}.half")
    try:
        half.write_bytes(data)
        half.replace(file)
    except OSError as error:
        with contextlib.suppress(OSError):
            half.unlink(missing_ok=True)
        refuse(f"{file}: cannot be written ({error.strerror}); make room, or name another folder with --out")


def table(rows: Iterable[Iterable[object]]) -> list[str]:
    """Rows as aligned lines."""
    texts = [[str(cell) for cell in row] for row in rows]
    widths = [max((len(row[i]) for row in texts), default=0) for i in range(max((len(r) for r in texts), default=0))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=False)).rstrip() for row in texts]
