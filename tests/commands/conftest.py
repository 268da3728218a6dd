"""What several tests of commands stand on."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from tests.commands.authority import app, heard

__all__ = ["heard"]


@pytest.fixture(autouse=True)
def no_demo_beside(nothing_set: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """`./go demo` may have made its borough here before: where no database is named, a command would take that one."""
    monkeypatch.setenv("HEARD_DATABASE_URL", "sqlite+aiosqlite:///nowhere/heard.db")


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A database as `heard migrate` leaves it, with every article: a test writes it where its own is to lie."""
    file = tmp_path_factory.mktemp("migrated") / "heard.db"
    env = {"HEARD_DATABASE_URL": f"sqlite+aiosqlite:///{file}", "HEARD_LOCAL": "local"}
    done = CliRunner().invoke(app(), ["migrate"], env=env)
    assert done.exit_code == 0, done.output
    return file.read_bytes()
