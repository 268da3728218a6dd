"""`./go test` as a newcomer runs it: what is checked before the tests stops it, and the tests keep what they compile."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

GO = Path(__file__).parent.parent / "go"
CHECKS = ("ruff", "mypy")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A set-up checkout in which each tool passes and says with what it was called."""
    shutil.copy(GO, tmp_path)
    for name in ("requirements-dev.lock", "pyproject.toml"):
        (tmp_path / name).touch()
    place(tmp_path, "pytest", 'echo "tests run, bytecode ${PYTHONDONTWRITEBYTECODE-kept}"')
    for name in CHECKS:
        place(tmp_path, name, "exit 0")
    stamp = subprocess.run(["cksum"], input=b"", capture_output=True, check=True).stdout.decode().strip()
    (tmp_path / ".venv" / "ready").write_text(f"requirements-dev.lock {stamp}\n", "utf-8")
    return tmp_path


def place(checkout: Path, name: str, does: str) -> None:
    tool = checkout / ".venv" / "bin" / name
    tool.parent.mkdir(parents=True, exist_ok=True)
    tool.write_text(f"#!/bin/sh\n{does}\n", "utf-8")
    tool.chmod(0o755)


def go_test(checkout: Path) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run([checkout / "go", "test"], env=env, capture_output=True, text=True, check=False)


def test_the_tests_run_after_the_checks_and_keep_what_they_compile(checkout: Path) -> None:
    done = go_test(checkout)
    assert (done.returncode, done.stdout) == (0, "tests run, bytecode kept\n"), done.stderr


@pytest.mark.parametrize("when", ["ruff format", "ruff check", "mypy"])
def test_a_check_that_fails_stops_it_before_the_tests(checkout: Path, when: str) -> None:
    name, _, part = when.partition(" ")
    place(checkout, name, f'[ "${{1-}}" != "{part}" ] && exit 0; exit 1' if part else "exit 1")
    done = go_test(checkout)
    assert done.returncode == 1 and "tests run" not in done.stdout
