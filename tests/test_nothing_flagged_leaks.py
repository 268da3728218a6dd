"""Flagged words, written in every box of every surface, then looked for byte by byte: in the database and its log of changes,
a backup, the service's logs, what was sent, the outbox and every export. They stand in the sealed concern and nowhere else."""

from __future__ import annotations

import asyncio
import base64
import io
import os
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path

import pytest
import typer
from sqlalchemy import text
from typer.testing import CliRunner

from analytics.book import report_xlsx
from analytics.rendering import report_csv, report_html
from bot import reports
from bot.commands.copies import add_to
from bot.logs import set_up
from storage import campaigns, concerns, outbox, responses
from surveys.loading import canonical, fingerprint
from tests.every_box import columns, write_everywhere
from tests.telegram_world import joined
from tests.world import KEYS, SURVEYS, Flagged, World


class Flagging:
    """Alarms at whatever was planted."""

    def __init__(self) -> None:
        self.numbers, self.planted = count(1000), list[str]()

    def __call__(self, _box: str) -> str:
        self.planted.append(f"Zq{next(self.numbers)}qZ")
        return f"xdangerx {self.planted[-1]}"

    def look(self, words: str, _audience: str) -> Flagged:
        return Flagged("Zq" in words, False, ("self-harm",) if "Zq" in words else ())


async def a_wave_is_mixed_and_a_reminder_owed(world: World) -> None:
    """Ten children more, so that there is something to export."""
    survey = SURVEYS["pupil-voice"]
    async with world.storage.transaction() as connection:
        await campaigns.publish_survey(connection, survey.id, 1, fingerprint(survey), canonical(survey), world.clock())
    for number, code in enumerate(await world.codes(10)):
        pupil = world.person(f"p{number}")
        await pupil.enters(code)
        await pupil.answers_all(world.chance)
        await pupil.taps("send")
    async with world.storage.transaction() as connection:
        await responses.mix(connection, KEYS, world.chance, ["autumn-1"])
        await outbox.owe(
            connection, KEYS, [("telegram", "801", "Your survey is still open.")], "broadcast", world.clock()
        )


async def exports(world: World) -> Iterator[bytes]:
    summary = await reports.wave_summary(world.storage, KEYS, "autumn-1", {}, "officer")
    assert summary is not None
    book = zipfile.ZipFile(io.BytesIO(report_xlsx(summary)))
    return iter([report_html(summary).encode(), report_csv(summary), *(book.read(name) for name in book.namelist())])


def backup(world: World, folder: Path, monkeypatch: pytest.MonkeyPatch) -> bytes:
    """`heard backup`, and what is inside once it is opened with the keys."""
    app = typer.Typer()
    add_to(app)
    keys = {"1": KEYS.encryption[1], "hash": KEYS.hashing, "year2026": KEYS.years[2026]}
    lines = (f"{name}:{base64.urlsafe_b64encode(key).decode()}" for name, key in keys.items())
    monkeypatch.setenv("HEARD_KEYS", " ".join(lines))
    monkeypatch.setenv("HEARD_DATABASE_URL", f"sqlite+aiosqlite:///{world.storage.file}")
    (folder / "copies").mkdir()
    done = CliRunner().invoke(app, ["backup", str(folder / "copies" / "heard.bak")])
    assert done.exit_code == 0, done.output
    return KEYS.open("backup", "file", "1", (folder / "copies" / "heard.bak").read_bytes())


async def test_flagged_words_are_in_no_file_log_message_outbox_or_export(
    small_world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    planting, stream = Flagging(), io.StringIO()
    log = set_up((), stream)
    small_world.exchange.look = planting.look
    await write_everywhere(small_world, planting)
    await a_wave_is_mixed_and_a_reminder_owed(small_world)
    log("turn", text=planting.planted[0], count=1)
    inside = await asyncio.to_thread(backup, small_world, tmp_path, monkeypatch)
    files = {str(path): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert any(name.endswith("-wal") for name in files), "the log of changes is among them"
    sealed = {**files, "backup, opened": inside, "log": stream.getvalue().encode()}
    sealed |= {f"export {n}": data for n, data in enumerate(await exports(small_world))}
    marks = [mark.encode(how) for mark in ["xdangerx", *planting.planted] for how in ("utf-8", "utf-16-le")]
    assert [name for name, data in sealed.items() if any(mark in data for mark in marks)] == []
    held = {
        name
        for name, values in (await columns(small_world.storage)).items()
        if any(m in v for m in marks for v in values)
    }
    assert held == {"concern.words"}


async def test_no_flagged_word_is_said_back_in_telegram(small_world: World) -> None:
    async with joined(small_world) as telegram:
        await telegram.says(805, "/start")
        for line in ("xdangerx one", "/ask xdangerx two", "xdangerx <b>three</b>"):
            await telegram.says(805, line)
        said = [str(fields) for name, fields in telegram.api.calls if name in ("sendMessage", "editMessageText")]
    assert len(said) == 4
    assert not any("xdangerx" in one for one in said)


async def test_on_postgresql_too_no_file_of_the_server_holds_them(postgres: str, database: str) -> None:
    from tests.world import make_world

    if not database.startswith("postgresql"):
        pytest.skip("the files of SQLite are searched above")
    world = await make_world(database)
    await world.person("9", "telegram").types("xdangerx Zq7777qZ")
    async with world.storage.transaction() as connection:
        assert [one.words for one in await concerns.read(connection, KEYS, "s", world.clock())] == ["xdangerx Zq7777qZ"]
    async with world.storage.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        await connection.execute(text("CHECKPOINT"))
        folder = Path((await connection.execute(text("SHOW data_directory"))).scalar_one())
    await world.storage.close()
    holds = {path: b"Zq7777qZ" in held for part in ("base", "pg_wal") for path, held in still_there(folder / part)}
    assert len(holds) > 100
    assert [str(path) for path, held in holds.items() if held] == []


def still_there(folder: Path) -> Iterator[tuple[Path, bytes]]:
    """Every file with its bytes. The server goes on working: a file that went between listing and reading holds nothing."""
    for place, _, names in os.walk(folder):
        for name in names:
            with suppress(FileNotFoundError):
                yield Path(place, name), Path(place, name).read_bytes()
