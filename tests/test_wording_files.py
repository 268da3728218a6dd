"""Files of the service's own sentences: what is wrong in one is told by line, and what a second language lacks is counted."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.conversation.wording import FOLDER, load_words
from bot.wording_faults import lacking, wording_faults
from surveys.faults import DefinitionError

POLISH = """language: Polski
direction: ltr
start.heading: "Powiedz {council}, co myślisz"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for file in FOLDER.glob("*.yaml"):
        shutil.copy(file, tmp_path)
    return tmp_path


def test_what_is_shipped_has_no_fault_and_lacks_nothing() -> None:
    assert wording_faults() == []
    assert lacking() == []


def test_sentences_that_a_second_language_lacks_are_counted_and_the_first_are_named(folder: Path) -> None:
    (folder / "pl.yaml").write_text(POLISH, "utf-8")
    every = len(load_words(folder).languages["en"])
    [told] = lacking(folder)
    assert told.place == "wording/pl.yaml"
    assert told.fault == f"lacks {every - 3} of {every} sentences, which are said in English"
    assert told.remedy.startswith("Write them there: start.body, start.menu, ")
    assert told.remedy.endswith(f" and {every - 8} more")
    assert wording_faults(folder) == [], "English stands in, so nothing is broken"
    assert load_words(folder).say("start.heading", "pl", council="X") == "Powiedz X, co myślisz"


def test_a_sentence_left_empty_is_lacking_and_a_whole_language_is_not_told(folder: Path) -> None:
    english = (folder / "en.yaml").read_text("utf-8")
    (folder / "pl.yaml").write_text(english, "utf-8")
    assert lacking(folder) == []
    (folder / "pl.yaml").write_text(english.replace('start.heading: "Tell {council} what you think"', "start.heading:"))
    [told] = lacking(folder)
    assert "lacks 1 of" in told.fault and told.remedy == "Write them there: start.heading"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (POLISH.replace("language: Polski\n", ""), "wording/pl.yaml line 1 column 1 language: is missing"),
        (POLISH + 'start.headnig: "x"\n', "wording/pl.yaml line 4 column 1 start.headnig: is a sentence that English has not"),
        (POLISH.replace("{council}", "{concil}"), "line 3 column 1 start.heading: asks for {concil}, which nobody fills in there. Use those of English: {council}"),
        (POLISH.replace("{council}", "{council"), "line 3 column 1 start.heading: has a brace that is not closed"),
        (POLISH + "start.body: 5\n", "wording/pl.yaml line 4 column 1 start.body: 5 is no text"),
        (POLISH + "\tstart.body: x\n", "wording/pl.yaml line 4 column 1: a tab stands where only spaces may"),
        (POLISH + "start.body: a: b\n", "wording/pl.yaml line 4 column 14: a colon cannot stand here"),
        (POLISH.encode() + "start.body: é\n".encode("cp1252"), "wording/pl.yaml line 4 column 13: is not UTF-8 text"),
        ("- a\n", "wording/pl.yaml line 1 column 1: is no set of names and values"),
    ],
)  # fmt: skip
def test_a_slip_in_a_language_is_told_by_line(folder: Path, text: str | bytes, fault: str) -> None:
    (folder / "pl.yaml").write_bytes(text if isinstance(text, bytes) else text.encode())
    [told] = wording_faults(folder)
    assert fault in str(told)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("  name: Polski", "  nme: Polski", "wording/other_languages.yaml line 18 column 3 pl.nme: is no name that is known here"),
        ("  english: Polish\n", "", "wording/other_languages.yaml line 17 column 1 pl.english: is missing"),
        ("  english: Polish", "\tenglish: Polish", "wording/other_languages.yaml line 19 column 1: a tab stands"),
        ("\npt:", "\npl:", "wording/other_languages.yaml line 23 column 1: a key stands twice"),
        ("approved: false", "approved: perhaps", "ar.approved: perhaps is neither yes nor no"),
        ("بالرقم {number}", "بالرقم {nummer}", "wording/other_languages.yaml line 10 column 7 ar.texts.0: has other facts than {number}"),
    ],
)  # fmt: skip
def test_a_slip_in_the_languages_that_are_not_spoken_is_told_by_line(
    folder: Path, old: str, new: str, fault: str
) -> None:
    file = folder / "other_languages.yaml"
    file.write_text(file.read_text("utf-8").replace(old, new, 1), "utf-8")
    assert fault in "\n".join(map(str, wording_faults(folder)))


def test_a_file_of_another_name_is_told_for_nothing_reads_it(folder: Path) -> None:
    (folder / "pol.yaml").write_text(POLISH, "utf-8")
    assert [str(one) for one in wording_faults(folder)] == [
        "wording/pol.yaml: is read by nothing. Name it by the two letters of its language, as pl.yaml"
    ]


def test_english_that_cannot_be_read_is_a_sentence_and_not_a_traceback(folder: Path) -> None:
    file = folder / "en.yaml"
    file.write_text(file.read_text("utf-8").replace("\nlanguage:", "\n\tlanguage:"), "utf-8")
    told = "wording/en.yaml line 3 column 1: a tab stands where only spaces may"
    assert told in str(wording_faults(folder)[0])
    assert lacking(folder) == []
    with pytest.raises(DefinitionError, match=told):
        load_words(folder)
