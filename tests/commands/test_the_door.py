"""What whoever types `heard` sees: one sentence of help, and one sentence for what was typed wrongly."""

from __future__ import annotations

import pytest

from analytics.denominators import COLUMNS
from bot.__main__ import main


def typed(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    monkeypatch.setattr("sys.argv", ["heard", *words])
    with pytest.raises(SystemExit) as ended:
        main()
    return int(ended.value.code or 0)


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("cohort", "import"), "file"),
        (("coverage", "--frobnicate"), "--frobnicate"),
        (("coverage", "--year", "x"), "--year"),
    ],
)
def test_wrong_usage_is_one_plain_sentence_and_exit_2(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], named: str
) -> None:
    assert typed(monkeypatch, *words) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("heard: ") and named in line and "--help` says what is needed" in line


def test_help_is_for_users(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert typed(monkeypatch, "coverage", "--help") == 0
    assert typed(monkeypatch, "--help") == 0
    told = capsys.readouterr().out
    assert "Hears children and families" in told and "The door of" not in told


def test_help_names_the_columns_of_a_file_of_affected_children(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The README names the command alone: whoever has to make the file must not learn its columns from refusals."""
    assert typed(monkeypatch, "cohort", "import", "--help") == 0
    told = capsys.readouterr().out
    assert [name for name in COLUMNS if name not in told] == []
