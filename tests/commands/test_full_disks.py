"""A disk without room, or one that may not be written to: a sentence, no half a file, and nothing lost of what lay there before."""

from __future__ import annotations

import asyncio
import errno
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from resource import RLIMIT_FSIZE, getrlimit, setrlimit
from typing import Any

import pytest
import typer
from sqlalchemy import text

from bot import __main__ as door
from bot.commands import copies
from bot.commands.telling import run, write_whole
from storage import schema
from storage.engine import Storage
from tests.commands.authority import CREATE, Heard


def no_room(*_: Any, **__: Any) -> Any:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize(
    "words",
    [("export", "summary", "autumn-1", "--format", "csv,xlsx,html"), ("survey", "export", "pupil-voice", "--format", "yaml,xlsx")],
    ids="-".join,
)  # fmt: skip
def test_what_does_not_fit_is_told_and_leaves_no_half(
    heard: Heard, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    heard("migrate")
    heard(*CREATE)
    with monkeypatch.context() as disk:
        disk.setattr(Path, "replace", no_room)
        said = heard(*words, "--out", tmp_path / "out", code=1).stderr
    assert "cannot be written (No space left" in said and "make room" in said
    assert list((tmp_path / "out").iterdir()) == []
    heard(*words, "--out", tmp_path / "out")


def test_an_older_file_stands_until_the_new_one_is_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "summary.csv"
    write_whole(file, b"old")
    with monkeypatch.context() as disk:
        disk.setattr(Path, "write_bytes", no_room)
        with pytest.raises(typer.Exit):
            write_whole(file, b"new")
    assert (file.read_bytes(), list(tmp_path.iterdir())) == (b"old", [file])


def test_a_copy_that_does_not_fit_leaves_the_database_with_what_it_wrote_last(
    heard: Heard, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The newest writes of a database lie in the file `-wal` beside it: it may go only once the copy lies whole there."""
    heard("migrate")
    heard("backup", tmp_path / "copy")
    newest = tmp_path / "db" / "heard.db-wal"
    newest.write_bytes(b"the newest writes")
    with monkeypatch.context() as disk:
        disk.setattr(copies, "write_private", no_room)
        assert "make room" in heard("restore", tmp_path / "copy", "--force", code=1).stderr
        assert newest.read_bytes() == b"the newest writes"
        assert "make room" in heard("backup", tmp_path / "other", code=1).stderr
    newest.write_bytes(b"the newest writes")
    assert not list(tmp_path.rglob("*.half"))
    heard("restore", tmp_path / "copy", "--force")
    assert not newest.exists()


def test_a_copy_of_another_kind_of_database_is_refused_before_anything_is_touched(heard: Heard, tmp_path: Path) -> None:
    heard("migrate")
    before = (tmp_path / "db" / "heard.db").read_bytes()
    copy = tmp_path / "copy"
    copy.write_bytes(copies.settings().keyring().seal(*copies._PLACE, b"PGDMP and more"))
    assert "the other kind of database" in heard("restore", copy, "--force", code=1).stderr
    assert (tmp_path / "db" / "heard.db").read_bytes() == before


@pytest.mark.parametrize(
    ("limit", "told"),
    [
        ("max_page_count=2", "the disk that holds the database is full"),
        ("query_only=1", "the database cannot be opened or written to"),
    ],
)
def test_a_database_that_can_keep_nothing_is_told_by_its_reason(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], limit: str, told: str
) -> None:
    async def work() -> None:
        storage = Storage(f"sqlite+aiosqlite:///{tmp_path / 'heard.db'}")
        try:
            async with storage.transaction() as connection:
                await connection.execute(text(f"PRAGMA {limit}"))
                await connection.execute(text("CREATE TABLE t AS SELECT zeroblob(100000)"))
        finally:
            await storage.close()

    with pytest.raises(typer.Exit):
        run(work())
    assert told in capsys.readouterr().err


async def test_a_database_that_this_account_may_not_read_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:  # one that another account may enter: nothing is shut to root
        Path(folder).chmod(0o755)
        file = Path(folder) / "heard.db"
        file.touch(mode=0)
        storage, account = Storage(f"sqlite+aiosqlite:///{file}"), os.geteuid()
        os.seteuid(account or 65534)
        try:
            with pytest.raises(PermissionError) as shut:
                await schema.require_newest(storage)
        finally:
            os.seteuid(account)
            await storage.close()

    async def work() -> None:
        raise shut.value

    with pytest.raises(typer.Exit):
        await asyncio.to_thread(run, work())
    told = f"heard: {file} cannot be written or read (Permission denied); see that this account may"
    assert capsys.readouterr().err.startswith(told)


async def test_what_was_removed_on_a_full_disk_is_removed_though_its_trace_waits_for_room(tmp_path: Path) -> None:
    """The log is emptied after the commit: a command that broke there would look as if it had removed nothing."""
    storage, (soft, hard) = Storage(f"sqlite+aiosqlite:///{tmp_path / 'heard.db'}"), getrlimit(RLIMIT_FSIZE)
    async with storage.transaction() as connection:
        await connection.execute(text("CREATE TABLE t AS SELECT zeroblob(100000)"))
    setrlimit(RLIMIT_FSIZE, (4096, hard))
    try:
        assert not await storage.truncate_wal()
    finally:
        setrlimit(RLIMIT_FSIZE, (soft, hard))
    assert await storage.truncate_wal()
    await storage.close()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_standard_output_onto_a_full_disk_is_a_sentence() -> None:
    words, root = [sys.executable, "-m", "bot", "keys", "new"], Path(door.__file__).parent.parent
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            words, stdout=full, stderr=subprocess.PIPE, check=False, text=True, cwd=root
        )  # our own program
    assert done.returncode == 1
    assert (
        done.stderr
        == "heard: what was asked for cannot be written (No space left on device); make room, or send it elsewhere\n"
    )
