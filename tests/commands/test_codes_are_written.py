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


def test_files_of_a_command_that_was_cut_off_are_used_before_other_codes_are_made(heard: Heard, slips: Path) -> None:
    """Killed between the commit and the naming of its files: typed again, it would issue as many codes once more."""
    invite(heard, slips)
    first, halves = serials(slips)[0], [file.rename(f"{file}.half") for file in slips.iterdir()]
    again = heard("campaign", "replace", first, "--out", slips, code=1).stderr
    for told in (invite(heard, slips, code=1).stderr, again):
        assert "take .half off their names" in told
        assert all(str(half) in told for half in halves)
    assert issued(heard) == 3
    for half in halves:
        half.rename(half.with_suffix(""))
    assert "is void" in heard("campaign", "replace", first, "--out", slips).stdout
    (slips / "market-secondary-ZZ-000000.csv.half").touch()  # of codes that were never issued, as of this one's own
    invite(heard, slips)
    assert issued(heard) == 6


def test_codes_and_databases_are_for_this_account_alone(heard: Heard, slips: Path, tmp_path: Path) -> None:
    invite(heard, slips)
    heard("campaign", "replace", serials(slips)[0], "--out", slips)
    heard("backup", tmp_path / "copy")
    database = tmp_path / "db" / "heard.db"
    assert {oct(file.stat().st_mode & 0o777) for file in [*slips.iterdir(), database]} == {"0o600"}
    database.chmod(0o644)
    heard("restore", tmp_path / "copy", "--force")
    assert oct(database.stat().st_mode & 0o777) == "0o600"
