"""`heard chat`: the whole conversation in a terminal."""

from __future__ import annotations

import secrets
from pathlib import Path

import typer

from bot.app import build
from bot.commands.demo_folder import demo_config, is_made
from bot.commands.opened import settings
from bot.commands.telling import refuse, run, tell
from bot.commands.values import one_of
from bot.conversation.advice import ROLES
from bot.conversation.messages import Address, Incoming
from bot.handlers.terminal import from_keyboard, talk


def add_to(app: typer.Typer) -> None:
    app.command("chat")(chat_command)


def chat_command(
    as_: str = typer.Option("parent", "--as", help="parent, pupil, head or governor"),
    folder: Path | None = typer.Option(None, help="Talk with the demo borough that lies here; no settings are needed"),
) -> None:
    """Talk with Heard as in the browser chat. /quit ends it."""
    one_of(as_, "--as", ROLES)
    if folder is not None and not is_made(folder):
        refuse(f"no demo borough lies in {folder}; make one with `heard demo --folder {folder} --only-seed`")
    config = demo_config(folder) if folder is not None else settings()

    async def work() -> None:
        heard = await build(config)
        try:
            name = f"{as_}-{secrets.token_hex(8)}"
            first = Incoming(Address("terminal", name), command="role", argument=as_)
            await talk(heard.exchange, name, from_keyboard, tell, first)
        finally:
            await heard.storage.close()

    run(work())
