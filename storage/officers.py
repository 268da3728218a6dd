"""One-time sign-in links and console sessions. Kept hashed; a session can be ended, because it lives here."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.sealing import Keyring
from storage.tables import console_session, sign_in_link

IDLE, WHOLE = timedelta(minutes=30), timedelta(hours=12)


@dataclass(frozen=True)
class Officer:
    """A role account, never a person's name in the open: `analyst-1`, role `analyst`."""

    name: str
    role: str


async def new_link(connection: AsyncConnection, keyring: Keyring, officer: Officer, expires: datetime) -> str:
    """A one-time link's token: 256 random bits, kept only as a keyed hash."""
    token = secrets.token_urlsafe(32)
    await connection.execute(
        sign_in_link.insert().values(
            hash=keyring.look_up("sign-in", token), officer=officer.name, role=officer.role, expires=expires
        )
    )
    return token


async def use_link(connection: AsyncConnection, keyring: Keyring, token: str, now: datetime) -> str | None:
    """Exchanges a link's token for a session token, once. None for a wrong, used or expired one alike."""
    statement = delete(sign_in_link).where(sign_in_link.c.hash == keyring.look_up("sign-in", token))
    row = (await connection.execute(statement.returning(*sign_in_link.c))).first()
    if row is None or row.expires < now:
        return None
    session = secrets.token_urlsafe(32)
    await connection.execute(
        console_session.insert().values(
            hash=keyring.look_up("session", session), officer=row.officer, role=row.role, began=now, used=now
        )
    )
    return session


async def who(connection: AsyncConnection, keyring: Keyring, session: str, now: datetime) -> Officer | None:
    """The officer of a live session; idle for 30 minutes or 12 hours old, it is over. So it is where a clock set back no longer
    tells how old it is: it would stay open for as long as the clock had run ahead."""
    key = keyring.look_up("session", session)
    row = (await connection.execute(select(console_session).where(console_session.c.hash == key))).first()
    if row is None:
        return None
    if abs(now - row.used) > IDLE or now - row.began > WHOLE:  # used later than now: a clock was set back
        await connection.execute(delete(console_session).where(console_session.c.hash == key))
        return None
    if now - row.used > timedelta(minutes=1):
        await connection.execute(update(console_session).where(console_session.c.hash == key).values(used=now))
    return Officer(row.officer, row.role)


async def sign_out(connection: AsyncConnection, keyring: Keyring, session: str) -> None:
    await connection.execute(
        delete(console_session).where(console_session.c.hash == keyring.look_up("session", session))
    )


async def forget_old(connection: AsyncConnection, now: datetime) -> int:
    """Ends sessions over their time and removes links nobody used."""
    used, began = console_session.c.used, console_session.c.began
    over = (used < now - IDLE) | (used > now + IDLE) | (began < now - WHOLE)
    sessions = await connection.execute(delete(console_session).where(over))
    links = await connection.execute(delete(sign_in_link).where(sign_in_link.c.expires < now))
    return sessions.rowcount + links.rowcount
