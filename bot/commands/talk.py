"""`heard chat`: the whole conversation in a terminal."""

from __future__ import annotations

import secrets

import typer

from bot.app import build
from bot.commands.opened import settings
from bot.commands.telling import run, tell
from bot.commands.values import one_of
from bot.conversation.advice import ROLES
from bot.conversation.messages import Address, Incoming
from bot.handlers.terminal import from_keyboard, talk


def add_to(app: typer.Typer) -> None:
    app.command("chat")(chat_command)


def chat_command(as_: str = typer.Option("parent", "--as", help="parent, pupil, head or governor")) -> None:
    """Talk with Heard as in the browser chat. /quit ends it."""

    one_of(as_, "--as", ROLES)

    async def work() -> None:
        heard = await build(settings())
        try:
            name = f"{as_}-{secrets.token_hex(8)}"
            first = Incoming(Address("terminal", name), command="role", argument=as_)
            await talk(heard.exchange, name, from_keyboard, tell, first)
        finally:
            await heard.storage.close()

    run(work())
