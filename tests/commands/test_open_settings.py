"""A `.env` file that others on the machine may read is told in one sentence, with what mends it; nothing is stopped by it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.config import open_settings
from tests.commands.authority import Heard

OURS = "HEARD_PORT=8090\n"


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of settings in the folder that one is in."""
    folder = tmp_path / "a folder"
    folder.mkdir()
    monkeypatch.chdir(folder)
    (folder / ".env").write_text(OURS, "utf-8")
    return folder / ".env"


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o622, 0o644])
def test_it_is_told_with_the_command_that_mends_it(settings: Path, mode: int) -> None:
    settings.chmod(mode)
    [told] = open_settings()
    assert told.remedy == f"Run `chmod 600 '{settings}'`"
    assert "is open to others" in str(told) and "8090" not in str(told)


def test_a_private_one_none_and_one_that_is_not_ours_are_fine(settings: Path) -> None:
    settings.chmod(0o600)
    assert open_settings() == []
    settings.chmod(0o644)
    settings.write_text("OTHER=1\n", "utf-8")
    assert open_settings() == []
    settings.unlink()
    assert open_settings() == []


def test_check_and_serve_say_so_and_go_on(heard: Heard, settings: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.chmod(0o644)
    sentence = f"heard: {open_settings()[0]}\n"
    heard("migrate")
    checked = heard("check", "--json")
    assert checked.stderr.count(sentence) == 1 and checked.stdout == "[]\n"
    monkeypatch.delenv("HEARD_KEYS")
    assert heard("serve", code=1).stderr.count(sentence) == 1  # and then stops for want of keys
    settings.chmod(0o600)
    assert sentence not in heard("serve", code=1).stderr
