"""`heard survey check`: what an author is told of a file that is no definition, and of one that nobody could answer yet."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from typer.testing import CliRunner

from surveys.loading import to_yaml
from tests.commands.authority import app
from tests.world import SURVEYS

OWN = SURVEYS["pupil-happiness"]


def checked(file: Path) -> tuple[int, str]:
    done = CliRunner().invoke(app(), ["survey", "check", str(file)])
    return done.exit_code, done.output


def test_a_language_that_the_service_does_not_speak_is_told() -> None:
    from bot.commands.survey import not_chosen_yet

    assert not_chosen_yet(OWN) == []
    [told] = not_chosen_yet(OWN.model_copy(update={"languages": ("en", "pl")}))
    assert "pl cannot be chosen yet" in told


def test_a_survey_may_not_take_the_id_of_one_of_heards_own(tmp_path: Path) -> None:
    for id_ in ("preamble", "advice-dates"):
        file = tmp_path / f"{id_}.yaml"
        file.write_text(to_yaml(OWN.model_copy(update={"id": id_})))
        code, told = checked(file)
        assert (code, f"the id {id_} is kept" in told) == (1, True)
        file.write_text(to_yaml(SURVEYS[id_]))
        assert checked(file)[0] == 0


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("a.xls", "of an old kind"),
        ("locked.xlsx", "or has a password. Save it as .xlsx without a password"),
        ("a.xlsx", "zip file, but no workbook inside"),
        ("nowhere.xlsx", "cannot be read (No such file or directory). Name a file that is there"),
    ],
)
def test_what_is_no_workbook_is_told_in_plain_words(name: str, told: str, tmp_path: Path) -> None:
    file = tmp_path / name
    if name in ("a.xls", "locked.xlsx"):
        file.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    elif name == "a.xlsx":
        with zipfile.ZipFile(file, "w") as book:
            book.writestr("letter.txt", "dear council")
    code, said = checked(file)
    assert (code, told in said) == (1, True)
