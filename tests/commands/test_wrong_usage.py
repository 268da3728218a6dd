"""What is typed wrongly is exit 2 and a sentence, before any work is done; what is well typed and not there is exit 1."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from tests.commands.authority import app, commands

FITTING = {"ID": "autumn", "SCHOOL": "market-secondary", "DAY…": "2026-12-04", "[WAVE]": "autumn-1"}
GIVEN = {"--opens": "2026-11-16", "--closes": "2026-12-11", "--survey": "pupil-voice", "--by": "clerk", "--reason": "INSET",
         "--receipt": "bread-bread-bread-bread"}  # fmt: skip
"""What stands for arguments and options that a command does not go without."""

NAMES_OR_WORDS = {
    "campaign create --survey", "campaign create --title", "campaign create --wave", "campaign invite --plan",
    "campaign invite --setting", "campaign remind --text", "advice list --tag", "services list --who",
    "advice publish --reason", "advice publish --by", "advice withdraw --reason", "advice withdraw --by", "advice republish --reason",
    "advice republish --by", "advice retire --reason", "advice retire --by", "calendar close --reason", "calendar close --by",
    "calendar confirm --by",
}  # fmt: skip
"""Options where any words may be meant, or the name of something that may be there."""

NOTHING_SAID = {name for name in NAMES_OR_WORDS if name.endswith(("--by", "--reason"))} - {"advice publish --reason"}
"""Those of them that stay in a history: a blank says nothing there, and is refused."""
FOLDERS = ("--out", "--folder")
ODD = "~no such thing~"


@pytest.fixture(autouse=True)
def nothing_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No database, no keys: whoever reaches for them before looking at what was typed ends otherwise."""
    monkeypatch.setenv("HEARD_DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path}/none.db")
    yield
    assert not list(tmp_path.iterdir()), "a command that was typed wrongly made something"


def valued() -> list[tuple[str, str]]:
    """Every option of every command that takes a value, save files and folders."""
    return [
        (name, option.opts[0])
        for name, command in sorted(commands().items())
        for option in command.params
        if option.param_type_name == "option" and not option.is_flag and option.opts[0] not in FOLDERS
    ]


def typed(name: str, option: str, value: str) -> Result:
    command: Any = commands()[name]
    words = [
        FITTING.get(p.metavar or "", "1") for p in command.params if p.param_type_name == "argument" and p.required
    ]
    needed = [p.opts[0] for p in command.params if p.param_type_name == "option" and p.required and p.opts[0] != option]
    given = [word for other in needed for word in (other, GIVEN[other])]
    return CliRunner().invoke(app(), [*name.split(), *words, *given, option, value])


@pytest.mark.parametrize(("name", "option"), valued(), ids=" ".join)
def test_a_value_that_cannot_be_meant_is_wrong_usage(name: str, option: str) -> None:
    if f"{name} {option}" in NAMES_OR_WORDS - NOTHING_SAID:
        return
    result = typed(name, option, " " if f"{name} {option}" in NOTHING_SAID else ODD)
    assert result.exit_code == 2, (result.output, result.exception)
    assert option in result.stderr
    assert "Traceback" not in result.stderr


def test_what_stands_as_names_or_words_is_there() -> None:
    assert {f"{name} {option}" for name, option in valued()} >= NAMES_OR_WORDS


@pytest.mark.parametrize(
    "words",
    [
        ("campaign", "create", "Autumn 2026", "--survey", "pupil-voice", "--opens", "2026-11-16", "--closes", "2026-12-11"),
        ("campaign", "create", "autumn", "--survey", "pupil-voice", "--opens", "2026-12-16", "--closes", "2026-12-11"),
        ("calendar", "open", "market-secondary", "4.12.2026"),
        ("advice", "publish", "pupil-views.pupil", "--by", "editor", "--checked", "x=1", "--checked", "x=2"),
        ("advice", "publish", "pupil-views.pupil", "--by", "editor", "--date", "2999-01-01"),
        ("officer", "link"),
        ("survey", "frobnicate"),
        ("coverage", "--frobnicate"),
        ("coverage", "--year", "-3"),
    ],
    ids=" ".join,
)  # fmt: skip
def test_so_is_a_combination_that_cannot_be_meant(words: tuple[str, ...]) -> None:
    assert CliRunner().invoke(app(), words).exit_code == 2
