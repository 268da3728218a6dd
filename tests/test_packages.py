"""What is installed is what was locked: hashes for every file, no addresses, and nothing fetched at run time (row 40)."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LOCKS = ("requirements.lock", "requirements-dev.lock")


def locked(name: str) -> dict[str, str]:
    """Package -> its pinned line with hashes."""
    entries = re.split(r"\n(?=[a-z0-9])", (ROOT / name).read_text("utf-8").strip())
    return {_name(entry): entry for entry in entries}


def wanted() -> tuple[list[str], list[str]]:
    """What the product asks for, and what tests ask for besides; names as a lock writes them."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    tests = [one for group in project["dependency-groups"].values() for one in group]
    product, tests = ([_name(one) for one in part] for part in (project["project"]["dependencies"], tests))
    return product, tests


def _name(requirement: str) -> str:
    return re.split(r"[><=\[ ;]", requirement)[0].lower().replace("_", "-").replace(".", "-")


@pytest.mark.parametrize("name", LOCKS)
def test_every_package_is_pinned_with_hashes_and_no_line_names_an_address(name: str) -> None:
    for package, entry in locked(name).items():
        assert "==" in entry, package
        assert entry.count("--hash=sha256:") >= 1, package
    assert "://" not in (ROOT / name).read_text("utf-8")


def test_the_locks_have_everything_that_is_asked_for_and_agree() -> None:
    product, tests = wanted()
    assert not set(product) - set(locked(LOCKS[0]))
    assert not {*product, *tests} - set(locked(LOCKS[1]))
    pins = [{name: entry.split()[0] for name, entry in locked(lock).items()} for lock in LOCKS]
    assert {name: pin for name, pin in pins[0].items() if pins[1].get(name) != pin} == {}


IMPORTED_AS = {"python-telegram-bot": "telegram", "python-frontmatter": "frontmatter", "markdown-it-py": "markdown_it"}
BY_NAME = {"aiosqlite", "asyncpg", "ruamel-yaml-clib"}
"""Packages that another one loads: database drivers by their address, the C parser by the YAML reader."""


def test_every_package_has_one_reason_in_the_readme_and_no_other_package_has_one() -> None:
    part = (ROOT / "README.md").read_text("utf-8").partition("\n## Packages\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| ([a-z][\w.-]+) \| (.{3,}) \|$", part, re.MULTILINE)
    told = [_name(package) for package, _ in rows if package != "package"]
    assert sorted(told) == sorted(wanted()[0])


def test_every_package_is_used() -> None:
    """A package that nothing imports has no reason to be installed."""
    rooms = ("bot", "surveys", "advice_kb", "analytics", "storage")
    code = "\n".join(file.read_text("utf-8") for room in rooms for file in (ROOT / room).rglob("*.py"))
    for package in set(wanted()[0]) - BY_NAME:
        module = IMPORTED_AS.get(package, "ruamel.yaml" if package == "ruamel-yaml" else package.replace("-", "_"))
        assert re.search(rf"^\s*(?:from|import) {re.escape(module)}\b", code, re.MULTILINE), package


def test_a_changed_hash_is_refused(tmp_path: Path) -> None:
    """A file of another content than was locked is not installed; pip is asked offline, with a wheel of our own."""
    wheel = tmp_path / "changed-1-py3-none-any.whl"
    wheel.write_bytes(b"not what was locked")
    wrong = tmp_path / "wrong.lock"
    wrong.write_text(f"changed @ {wheel.as_uri()} --hash=sha256:{'0' * 64}\n", "utf-8")
    command = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--no-index",
        "--require-hashes",
        "--target",
        str(tmp_path / "to"),
    ]
    done = subprocess.run([*command, "-r", str(wrong)], capture_output=True, text=True, check=False)
    if "No module named pip" in done.stderr:
        pytest.skip("the python under this environment has no pip")
    assert done.returncode != 0
    assert "THESE PACKAGES DO NOT MATCH THE HASHES" in done.stderr
    assert not (tmp_path / "to").exists()


def test_go_installs_only_with_hashes() -> None:
    installs = [
        line for line in (ROOT / "go").read_text("utf-8").splitlines() if "pip install" in line or "pip sync" in line
    ]
    ours = [line for line in installs if "--no-deps -e ." in line or "--target .tools uv" in line]
    assert installs
    assert all("--require-hashes" in line for line in installs if line not in ours)
