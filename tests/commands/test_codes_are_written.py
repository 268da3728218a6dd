"""No code lives that nobody can read, and nobody else on the machine can read one."""

from __future__ import annotations

import csv
import errno
import json
import os
from pathlib import Path
from typing import Any

import pytest

from bot.commands import slip_files
from tests.commands.authority import CREATE, FACTS, Heard


@pytest.fixture
def slips(heard: Heard, tmp_path: Path) -> Path:
    """A campaign that may ask; the folder its slips go to."""
    heard("migrate")
    heard(*CREATE)
    heard("campaign", "ready", "autumn", *(word for fact in FACTS for word in ("--set", fact)))
    return tmp_path / "slips"


def invite(heard: Heard, slips: Path, code: int = 0) -> Any:
    return heard(
        "campaign", "invite", "autumn", "--setting", "market-secondary", "--count", "3", "--out", slips, code=code
    )


def issued(heard: Heard) -> int:
    return int(json.loads(heard("campaign", "status", "autumn", "--json").stdout)[0]["codes issued"])


def serials(slips: Path) -> list[str]:
    [file] = slips.glob("*.csv")
    return [row["serial"] for row in csv.DictReader(file.read_text("utf-8").splitlines())]


def full(_file: Path, _data: bytes) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_on_a_full_disk_no_code_is_issued_and_the_old_slip_stays(
    heard: Heard, slips: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as disk:
        disk.setattr(slip_files, "write_private", full)
        told = invite(heard, slips, code=1).stderr
    assert f"{slips}: cannot be written to (No space left" in told
    assert "database" not in told
    assert (issued(heard), list(slips.iterdir())) == (0, [])
    invite(heard, slips)
    first = serials(slips)[0]
    with monkeypatch.context() as disk:
        disk.setattr(slip_files, "write_private", full)
        assert "cannot be written to" in heard("campaign", "replace", first, "--out", slips, code=1).stderr
    assert "is void" in heard("campaign", "replace", first, "--out", slips).stdout


def test_codes_that_could_not_be_issued_leave_no_file(
    heard: Heard, slips: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no(*_: Any) -> Any:
        raise OSError(errno.ECONNREFUSED, "refused")

    monkeypatch.setattr("bot.commands.slips.issue", no)
    assert "the database does not answer" in invite(heard, slips, code=1).stderr
    assert list(slips.iterdir()) == []


def test_codes_and_databases_are_for_this_account_alone(heard: Heard, slips: Path, tmp_path: Path) -> None:
    invite(heard, slips)
    heard("campaign", "replace", serials(slips)[0], "--out", slips)
    heard("backup", tmp_path / "copy")
    database = tmp_path / "db" / "heard.db"
    assert {oct(file.stat().st_mode & 0o777) for file in [*slips.iterdir(), database]} == {"0o600"}
    database.chmod(0o644)
    heard("restore", tmp_path / "copy", "--force")
    assert oct(database.stat().st_mode & 0o777) == "0o600"
