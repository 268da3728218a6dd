"""What may be typed for an option. A wrong value is wrong usage: one sentence on stderr and exit 2, before any work is done.

What is well typed and not there (a campaign, an article, a file) is a refusal and exit 1; only the work can know it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from datetime import date
from typing import NoReturn

import typer


def misuse(fault: str) -> NoReturn:
    """Ends the command with exit 2."""
    typer.echo(f"heard: {fault}", err=True)
    raise typer.Exit(2)


def one_of(text: str, option: str, words: Iterable[str]) -> str:
    known = list(words)
    return text if text in known else misuse(f"{option} {text[:40]} is unknown; use {', '.join(known)}")


def day_of(text: str, option: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        misuse(f"{option} {text[:20]} is not a day; write it as 2026-11-24".lstrip())


def words_of(text: str, option: str, most: int) -> str:
    """One line of plain Unicode; an empty one says nothing to whoever reads the history."""
    plain = unicodedata.normalize("NFC", text.encode("utf-8", "ignore").decode("utf-8"))
    plain = " ".join("".join(c if c.isprintable() else " " for c in plain).split())
    if not plain:
        misuse(f"{option} is empty; say it in a few words")
    return plain if len(plain) <= most else misuse(f"{option} is longer than {most} characters; say it shorter")
