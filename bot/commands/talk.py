"""`heard chat`: the whole conversation in a terminal."""

from __future__ import annotations

import secrets

import typer

from bot.app import build
from bot.commands.opened import settings
from bot.commands.telling import run, tell
from bot.handlers.terminal import from_keyboard, talk


def add_to(app: typer.Typer) -> None:
    app.command("chat")(chat_command)


def chat_command(as_: str = typer.Option("parent", "--as", help="parent, pupil, head or governor")) -> None:
    """Talk with Heard as in the browser chat. /quit ends it."""

    async def work() -> None:
        heard = await build(settings())
        try:
            await talk(heard.exchange, f"{as_}-{secrets.token_hex(8)}", from_keyboard, tell)
        finally:
            await heard.storage.close()

    run(work())
