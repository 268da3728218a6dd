"""`heard chat` with a demo borough and no settings; and what says so where settings are missing."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from bot.app import build
from bot.commands import ask, talk
from bot.commands.demo_folder import demo_config
from bot.config import BadSettings, read_config
from storage import schema
from storage.engine import Storage
from storage.sealing import new_keys

APP = typer.Typer()
talk.add_to(APP)
ask.add_to(APP)


def a_demo_in(folder: Path) -> None:
    """As `heard demo --only-seed` leaves it, without its children."""

    async def work() -> None:
        storage = Storage(demo_config(folder).database_url)
        await schema.migrate(storage)
        await storage.close()

    asyncio.run(work())
    (folder / "demo-ready").touch()


def test_a_demo_borough_can_be_talked_with_without_any_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("HEARD_KEYS", raising=False)
    a_demo_in(tmp_path / "borough")
    told = CliRunner().invoke(
        APP, ["chat", "--folder", str(tmp_path / "borough")], input="how long can a suspension be\n"
    )
    assert told.exit_code == 0, told.output
    assert "45 school days" in told.stdout


def test_a_folder_without_a_demo_says_how_to_make_one_and_stays_as_it_is(tmp_path: Path) -> None:
    told = CliRunner().invoke(APP, ["chat", "--folder", str(tmp_path / "none")])
    assert told.exit_code == 1
    assert "`heard demo --folder" in told.stderr and "--only-seed`" in told.stderr
    assert not (tmp_path / "none").exists()


async def test_missing_settings_name_the_way_without_them(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match=r"HEARD_KEYS is not set.*`./go demo`.*`heard chat --folder var`"):
        await build(read_config(keys=""))
    with pytest.raises(BadSettings, match=r"HEARD_LOCAL.*synthetic demo borough.*`heard chat --folder var`"):
        await build(read_config(keys=new_keys((2026,))))


def test_the_hint_below_an_answer_is_true_on_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HEARD_KEYS", raising=False)
    monkeypatch.setenv("HEARD_DATABASE_URL", "sqlite+aiosqlite:///nowhere/heard.db")
    last = CliRunner().invoke(APP, ["ask", "sent home", "--audience", "pupil"]).stdout.splitlines()[-1]
    assert "`./go demo`" in last and "`heard chat --folder var --as pupil`" in last and "goes on" not in last
    monkeypatch.setenv("HEARD_KEYS", new_keys((2026,)))
    last = CliRunner().invoke(APP, ["ask", "sent home"]).stdout.splitlines()[-1]
    assert last == "In `heard chat --as parent` you can ask further questions."
