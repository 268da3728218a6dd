"""What a whole process does from the outside: its ports, its health, and Telegram being away when it begins."""

from __future__ import annotations

import asyncio
import re
import shutil
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession

from bot.app import build, finish, start
from bot.config import BadSettings, read_config
from bot.content import SHIPPED, content_version, fingerprint
from bot.parts import Parts
from storage import schema
from storage.engine import Storage
from storage.sealing import new_keys
from tests.botapi.limits import Limits
from tests.botapi.server import TOKEN, BotApi


@asynccontextmanager
async def built(folder: Path, **settings: Any) -> AsyncIterator[Parts]:
    url = f"sqlite+aiosqlite:///{folder}/heard.db"
    storage = Storage(url)
    await schema.migrate(storage)
    await storage.close()
    given = {"demo": True, "database_url": url, "keys": new_keys((2026,)), "port": 0, "console_port": 0, **settings}
    heard = await build(read_config(**given))
    yield heard
    await heard.storage.close()


async def test_a_port_that_is_taken_is_said_and_not_taken_for_an_absent_database(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        async with built(tmp_path, port=port) as heard:
            with pytest.raises(BadSettings, match=f"port {port} cannot be listened on"):
                await start(heard)


@pytest.mark.parametrize("host", ["203.0.113.9", "no-such-machine.invalid"])
async def test_a_host_this_machine_has_not_is_said_to_be_the_host(tmp_path: Path, host: str) -> None:
    async with built(tmp_path, host=host) as heard:
        with pytest.raises(BadSettings, match=f"HEARD_HOST: {host} is no address of this machine"):
            await start(heard)


async def test_both_ports_tell_their_health(tmp_path: Path) -> None:
    async with built(tmp_path) as heard, ClientSession() as session:
        telegram, runners, tasks = await start(heard)
        for runner in runners:
            async with session.get(f"http://127.0.0.1:{runner.addresses[0][1]}/healthz") as response:
                assert response.status == 200
                told = await response.json()
                assert set(told) >= {"schema", "rules", "content"}
                assert told["content"] == content_version()
        await finish(heard, telegram, runners, tasks)


def test_the_content_has_one_short_name_that_changes_with_any_word_of_it(tmp_path: Path) -> None:
    """The same on every machine, whatever lies in the folders besides; another one for a word, a name or a place."""
    copy = {room: tmp_path / room for room in SHIPPED}
    for room, folder in SHIPPED.items():
        shutil.copytree(folder, copy[room], ignore=shutil.ignore_patterns("*.py", "__pycache__", "weights"))
    name = fingerprint(copy)
    assert re.fullmatch("[0-9a-f]{12}", name)
    assert name == fingerprint(SHIPPED) == content_version()
    names = {name}
    parts = (
        "advice/facts.yaml",
        "advice/signposts.yaml",
        "advice/articles/pupil-views/pupil.md",
        "surveys/pupil-voice.yaml",
    )
    for part in parts:
        file = tmp_path / part
        file.write_text(file.read_text("utf-8") + "\n", "utf-8")
        names.add(fingerprint(copy))
    file.rename(file.with_name("renamed.yaml"))
    names.add(fingerprint(copy))
    assert len(names) == len(parts) + 2


async def test_a_bot_hears_though_telegram_was_away_when_it_began(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as held:
        port = held.getsockname()[1]
    async with built(tmp_path, telegram_token=TOKEN, telegram_api_url=f"http://127.0.0.1:{port}") as heard:
        nobody = asyncio.Event()
        heard.log = lambda event, **_: nobody.set() if event == "telegram_waits" else None
        telegram, runners, tasks = await start(heard)
        async with asyncio.timeout(20):
            await nobody.wait()
        api = BotApi(limits=Limits(None))
        await api.start(port)
        api.says(41, "/start")
        async with asyncio.timeout(20):
            while not any(name == "sendMessage" for name, _ in api.calls):
                await asyncio.sleep(0.05)
        await finish(heard, telegram, runners, tasks)
        await api.stop()
