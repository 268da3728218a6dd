"""Copies: no password on a command line, and a file that is no database is named as such."""

from __future__ import annotations

import contextlib
import sqlite3
import tempfile
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from bot.commands import cohort, copies, service, survey
from bot.config import read_config
from storage.sealing import new_keys


def app() -> typer.Typer:
    whole = typer.Typer()
    for part in (copies, service, cohort, survey):
        part.add_to(whole)
    return whole


@pytest.mark.parametrize(
    ("url", "bare", "password"),
    [
        ("postgresql://me:s%40id@db:5432/heard", "postgresql://me@db:5432/heard", "s@id"),
        ("postgresql://me@db/heard", "postgresql://me@db/heard", ""),
        ("postgresql://db/heard", "postgresql://db/heard", ""),
        ("postgresql://me:said@db/heard?ssl=require", "postgresql://me@db/heard?sslmode=require", "said"),
        ("postgresql://me@/heard?host=/run&password=said", "postgresql://me@/heard?host=%2Frun", "said"),
    ],
)
def test_an_address_is_taken_apart(url: str, bare: str, password: str) -> None:
    assert copies._apart(url) == (bare, password)


def test_the_password_stands_in_no_command_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tool = tmp_path / "pg_dump"
    tool.write_text('#!/bin/sh\necho "$@" "|$PGPASSWORD"\n')
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    config = read_config(database_url="postgresql+asyncpg://me:said@db/heard")
    assert copies._dump(config).decode().strip() == "--format=custom postgresql://me@db/heard |said"


@pytest.mark.parametrize(
    ("says", "told"),
    [
        (
            'one\ntwo\npg_dump: error: connection to "db" failed:\nFATAL:  no entry for me, s@id or s%40id\n\tin pg_hba.conf\n\n',
            'pg_dump: error: connection to "db" failed: / FATAL: no entry for me, [secret] or [secret] / in pg_hba.conf; check',
        ),
        ("\x1b]0;x\x07caf\\351\n", "]0;x caf\ufffd; check"),
        ("", "nothing, and ended with 3; check"),
    ],
    ids=["reason", "bytes", "nothing"],
)
def test_why_a_program_failed_is_told_in_its_words_and_without_the_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], says: str, told: str
) -> None:
    tool = tmp_path / "pg_dump"
    tool.write_text(f"#!/bin/sh\nprintf '{says}' >&2\nexit 3\n".replace("%40", "%%40"))
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    with pytest.raises(typer.Exit):
        copies._dump(read_config(database_url="postgresql+asyncpg://me:s%40id@db/heard"))
    said = capsys.readouterr().err
    assert said == f"heard: pg_dump failed and says: {told} HEARD_DATABASE_URL and the versions of both sides\n"


@pytest.mark.parametrize("words", [("migrate",), ("backup", "copy.sealed")], ids=" ".join)
def test_a_file_that_is_no_database_is_named_with_the_way_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    (tmp_path / "heard.db").write_bytes(bytes(range(256)) * 64)
    monkeypatch.setenv("HEARD_DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path}/heard.db")
    monkeypatch.setenv("HEARD_KEYS", new_keys((2026,)).replace("\n", " "))
    told = CliRunner().invoke(app(), words)
    assert told.exit_code == 1, told.exception
    assert "damaged" in told.stderr and "`heard restore FILE`" in told.stderr


def test_a_definition_is_written_in_several_formats_in_any_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HEARD_DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path}/none.db")
    for formats in ("yaml,xlsx", "xlsx, yaml"):
        out = tmp_path / formats
        words = ["survey", "export", "pupil-voice", "--format", formats, "--out", str(out)]
        told = CliRunner().invoke(app(), words)
        assert told.exit_code == 0, told.output
        assert {file.name for file in out.iterdir()} == {"pupil-voice.yaml", "pupil-voice.xlsx"}
    assert CliRunner().invoke(app(), [*words[:4], "yaml,pdf"]).exit_code == 2


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A database of this version in a file; answers lie in its middle."""
    file = tmp_path / "db" / "heard.db"
    monkeypatch.setenv("HEARD_DATABASE_URL", f"sqlite+aiosqlite:///{file}")
    monkeypatch.setenv("HEARD_KEYS", new_keys((2026,)).replace("\n", " "))
    assert CliRunner().invoke(app(), ["migrate"]).exit_code == 0
    return file


def test_a_copy_passes_through_no_other_file(database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed in between, an open copy of everything stayed in the temporary folder, past every term and every receipt."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "no-such-folder"))
    told = CliRunner().invoke(app(), ["backup", str(tmp_path / "copy")])
    assert told.exit_code == 0, told.output
    database.unlink()
    assert CliRunner().invoke(app(), ["restore", str(tmp_path / "copy")]).exit_code == 0
    assert CliRunner().invoke(app(), ["migrate", "--json"]).exit_code == 0


def test_the_copy_of_a_damaged_database_takes_no_good_ones_place(database: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    assert CliRunner().invoke(app(), ["backup", str(copy)]).exit_code == 0
    good = copy.read_bytes()
    with contextlib.closing(sqlite3.connect(database)) as looking:
        [page] = looking.execute("SELECT rootpage FROM sqlite_master WHERE name = 'response'").fetchone()
    with database.open("r+b") as file:
        file.seek((page - 1) * 4096)
        file.write(b"\xff" * 64)
    told = CliRunner().invoke(app(), ["backup", str(copy)])
    assert told.exit_code == 1
    assert "damaged" in told.stderr
    assert copy.read_bytes() == good
