"""`heard officer link`: a one-time sign-in link for the console. `heard officer readings`: who opened which concern, and when."""

from __future__ import annotations

from datetime import timedelta
from typing import get_args

import typer

from bot.app import now
from bot.commands.opened import opened
from bot.commands.telling import JSON, refuse, run, table, tell_either
from bot.commands.values import misuse, one_of
from bot.local import OfficerAccount
from storage import concerns, officers
from storage.officers import Officer

ROLES = get_args(OfficerAccount.model_fields["role"].annotation)

officer = typer.Typer(no_args_is_help=True, help="Officers' accounts.")


def add_to(app: typer.Typer) -> None:
    app.add_typer(officer, name="officer")


@officer.callback()
def _officers() -> None:
    """Officers' accounts."""


@officer.command("link")
def link(
    name: str = typer.Argument("", help="An account named in settings.yaml"),
    *,
    role: str = typer.Option("", help="The first account with this role: analyst, safeguarding, editor, administrator"),
    json: bool = JSON,
) -> None:
    """Print a one-time sign-in link, good for an hour."""
    if not name and not role:
        misuse("name an account of settings.yaml, or a role with --role")
    if role:
        one_of(role, "--role", ROLES)

    async def work() -> str:
        async with opened() as found:
            account = next((one for one in found.local.officers if _is_meant(one, name, role)), None)
            if account is None:
                wanted = f" named {name}" if name else ""
                wanted += f" with the role {role}" if role else ""
                refuse(f"settings.yaml has no officer{wanted}; add the account there first")
            async with found.storage.transaction() as connection:
                token = await officers.new_link(
                    connection, found.keyring, Officer(account.name, account.role), now() + timedelta(hours=1)
                )
            return f"{found.config.console_address}/sign-in/{token}"

    address = run(work())
    tell_either({"link": address}, address, json=json)


@officer.command("readings")
def readings(*, json: bool = JSON) -> None:
    """Show who opened which concern, and when; never a word of it. For the administrator, who reads no concern."""

    async def work() -> list[concerns.Reading]:
        async with opened() as found, found.storage.reading() as connection:
            return await concerns.readings(connection)

    found = run(work())
    rows = [(f"{one.at:%Y-%m-%d %H:%M} UTC", one.officer, f"{one.subject} {one.row[:8]}") for one in found]
    lines = table([("when", "who", "which"), *rows]) if rows else ["Nobody has opened a concern."]
    tell_either([vars(one) for one in found], *lines, json=json)


def _is_meant(account: OfficerAccount, name: str, role: str) -> bool:
    return name in ("", account.name) and role in ("", account.role)
