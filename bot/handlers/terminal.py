"""The conversation in a terminal: what is typed is an answer, a number picks a button, `/stop` and `/help` work as elsewhere.

Where the answers themselves name numbers ("Year 1 to year 11"), letters pick the buttons, so that a 3 is a 3.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from string import ascii_lowercase

from bot.batching import Batching
from bot.conversation.messages import Address, File, Incoming, Option, Outgoing, Tap
from bot.exchange import Exchange
from bot.heard import StorageAway
from bot.private_files import write_private
from surveys.answers import names_numbers
from surveys.model import Survey

Read = Callable[[], str]
Write = Callable[[str], None]


def shown_text(shown: Outgoing) -> list[str]:
    """A screen as lines; buttons are numbered."""
    rows = [f"  {label}{'' if label.endswith(('.', '?', '!')) else ':'} {value}" for label, value, _ in shown.rows]
    above, below = (rows, []) if shown.facts.get("rows_first") else ([], rows)
    lines = ["", *([f"! {shown.notice}"] if shown.notice else []), shown.heading, *above, *shown.body]
    if shown.facts.get("receipt"):
        picture, name = shown.facts["picture"]
        lines += ["Receipt: " + " ".join(shown.facts["receipt"]), f"{name} {picture}"]
    lines += below
    lines += [shown.hint] if shown.hint else []
    return lines + [f"  {mark}) {'✓ ' if o.chosen else ''}{o.label}" for mark, o in marked(shown).items()]


def buttons(shown: Outgoing) -> list[Option]:
    return [option for option in (*shown.options, *shown.always) if option.action != "submit"]


def marked(shown: Outgoing) -> dict[str, Option]:
    """What is typed to press each button; none of it is a number where an answer names numbers itself."""
    answers = [one.label for one in shown.options if one.action in ("pick", "toggle")]
    letters = (first + last for first in ("", *ascii_lowercase) for last in ascii_lowercase)
    marks = letters if names_numbers(answers) else map(str, range(1, 1000))
    return dict(zip(marks, buttons(shown), strict=False))


def incoming_of(address: Address, shown: Outgoing, typed: str) -> Incoming:
    """What was typed, as the core hears it. A mark picks its button, unless a number is what is asked for."""
    if typed.startswith("/"):
        command, _, argument = typed[1:].partition(" ")
        question = argument if command == "ask" else ""
        given = "" if question else argument
        return Incoming(address, text=question or None, command=command, argument=given, origin="terminal")
    option = marked(shown).get(typed.lower()) if shown.entry != "number" else None
    if option is not None:
        return Incoming(address, tap=Tap(option.action, option.argument, question=shown.question), origin="terminal")
    return Incoming(address, text=typed, origin="terminal")


async def talk(
    exchange: Exchange, name: str, read: Read, write: Write, first: Incoming | None = None, folder: Path = Path()
) -> Outgoing:  # fmt: skip
    """Runs until the input ends; gives back the last screen. Files to keep are written to `folder`, where the command began."""
    address = Address("terminal", name)
    batching = Batching(exchange)
    shown = await _said(batching, first or Incoming(address, command="start"), None)
    while True:
        for line in shown_text(shown):
            write(line)
        for file in shown.files:
            write(saved(file, folder))
        try:
            typed = (await asyncio.to_thread(read)).strip()
        except EOFError:
            return shown
        if typed in ("/quit", "/exit"):
            return shown
        shown = await _said(batching, incoming_of(address, shown, typed), shown)


def saved(file: File, folder: Path) -> str:
    """Writes a file that nobody else on this machine may read, beside what is there already; the line that says where it lies."""
    stem, _, ending = file.name.rpartition(".")
    free = (folder / (f"{stem}-{n}.{ending}" if n else file.name) for n in range(1000))
    try:
        path = next(one for one in free if not os.path.lexists(one))
        write_private(path, file.content)
    except (OSError, StopIteration) as error:
        why = error.strerror if isinstance(error, OSError) else "too many files of that name"
        return (
            f"{file.name} could not be saved in {folder.absolute()} ({why}). Start again in a folder you may write to."
        )
    return f"Saved: {path.absolute()}"


async def _said(batching: Batching, incoming: Incoming, before: Outgoing | None) -> Outgoing:
    """The next screen. While the database is away: help for whoever needs it, else the same screen with a kind word."""
    try:
        return (await batching.say(incoming)).turn.replies[0]
    except StorageAway as away:
        if incoming.address in away.helps:
            return away.helps[incoming.address]
        exchange = batching.exchange
        words = exchange.published(exchange.clock()).words
        return replace(before or Outgoing("trouble"), notice=words.say("trouble.wait"))


def on_screen(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def from_keyboard() -> str:
    line = sys.stdin.buffer.readline()
    if not line:
        raise EOFError
    return line.decode("utf-8", "replace")  # whatever a terminal sends, the conversation goes on


async def rehearse_in_terminal(survey: Survey) -> None:
    """One survey on a database of its own, by the same core and with a real code."""
    from bot.rehearsal import rehearsed

    async with rehearsed(survey) as (exchange, code):
        sys.stdout.write(f"A rehearsal of {survey.id}; nothing is kept. Type /quit to end it.\n")
        address = Address("terminal", "rehearsal")
        first = Incoming(address, text=code) if code else Incoming(address, command="enter", argument="o-rehearsal")
        await talk(exchange, "rehearsal", from_keyboard, on_screen, first)
