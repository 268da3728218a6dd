"""An authority of its own, outside the demo, on a day of its own: what an officer types and what comes back."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from bot.__main__ import COMMANDS
from storage.sealing import new_keys

ROOT = Path(__file__).parent.parent.parent
NOW = datetime(2026, 11, 10, 9, 30, tzinfo=UTC)
FACTS = ["dpia_reference=IG-12", "dpia_signed_off=2026-09-01", "parents_told=2026-10-01", "opt_outs=3", "rota_from=2026-11-01",
         "rota_until=2027-01-31", "crisis_numbers=yes", "translations=English only"]  # fmt: skip
CREATE = (
    "campaign", "create", "autumn", "--survey", "pupil-school-life", "--opens", "2026-11-16", "--closes", "2026-12-11",
)  # fmt: skip
Heard = Callable[..., Result]


def opened() -> typer.Typer:
    """All of `heard`."""
    whole = typer.Typer()
    for module in sorted(set(COMMANDS.values())):
        import_module(f"bot.commands.{module}").add_to(whole)
    return whole


@cache
def app() -> typer.Typer:
    """The same, once a process: hundreds of tests type into it."""
    return opened()


def every(group: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    """Each command by its whole name, as `survey list`."""
    for word, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from every(command, f"{name}{word} ")
        else:
            yield f"{name}{word}", command


@cache
def commands() -> dict[str, Any]:
    return dict(every(typer.main.get_command(app())))


@pytest.fixture
def heard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Heard:
    """`heard ARGS` for an authority of its own; refuses to pass over an exit code that was not expected."""
    local = tmp_path / "local"
    shutil.copytree(ROOT / "local", local)
    settings = (
        (local / "settings.yaml").read_text("utf-8").replace("01632 960 ", "020 7601 0")
    )  # numbers that can be rung
    (local / "settings.yaml").write_text(settings.replace("synthetic: true", "synthetic: false"), "utf-8")
    keys = tmp_path / "keys"
    keys.touch(mode=0o600)
    keys.write_text(new_keys((2026,)), "utf-8")
    for name, value in {
        "HEARD_DATABASE_URL": f"sqlite+aiosqlite:///{tmp_path}/db/heard.db", "HEARD_KEYS": f"@{keys}",
        "HEARD_LOCAL": str(local), "HEARD_PUBLIC_URL": "https://heard.example", "HEARD_TELEGRAM_NAME": "heard_borough_bot",
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("bot.app.now", lambda: NOW)

    def run(*words: str | Path, code: int = 0) -> Result:
        result = CliRunner().invoke(app(), [str(word) for word in words])
        assert result.exit_code == code, (words, result.output, result.exception)
        assert "Traceback" not in result.output
        return result

    return run
