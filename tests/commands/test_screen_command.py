"""`heard screen`: lines in, lines out, and a sentence for a line that cannot be read."""

from __future__ import annotations

import json

import pytest
import typer
from typer.testing import CliRunner

from advice_kb.safeguarding import LONGEST, MOST_PIECES, OVERLAP, load_screen, pieces, reads_all
from advice_kb.screen_learned import VOICES
from advice_kb.signposts import READERS
from bot.commands.screen import AUDIENCES, add_to

APP = typer.Typer()
add_to(APP)
WHOLE = MOST_PIECES * (LONGEST - OVERLAP) + OVERLAP
KNIFE = "what must the letter say when a pupil has brought a knife in"
"""Of a head or a member of staff no concern, of a pupil one."""


def said(lines: list[dict[str, object]], *options: str) -> list[str]:
    result = CliRunner().invoke(APP, list(options), input="\n".join(map(json.dumps, lines)))
    assert (result.exit_code, result.stderr) == (0, "")
    return result.stdout.splitlines()


def looks(*lines: dict[str, object]) -> list[dict[str, object]]:
    return [json.loads(line) for line in said(list(lines), "--json")]


def test_each_line_is_answered_in_order() -> None:
    lines = [
        {"id": "a", "text": "he comes into my room at night", "audience": "pupil"},
        {"id": 2, "text": "What must the letter say?", "audience": "head"},
        {"id": "c", "text": "my favourite lesson is art"},
    ]
    result = CliRunner().invoke(APP, ["--json"], input="\n".join(json.dumps(line) for line in lines) + "\n\n")
    assert result.exit_code == 0
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert [row["id"] for row in rows] == ["a", 2, "c"]
    assert [row["concern"] for row in rows] == [True, False, False]
    assert "sexual-harm" in rows[0]["kinds"]
    assert all(set(row) == {"id", "concern", "urgent", "kinds"} for row in rows)


def test_a_text_in_a_language_that_was_not_measured_is_a_concern_for_a_person() -> None:
    line = json.dumps({"id": 1, "text": "mój syn nie chce iść do szkoły"}) + "\n"
    assert json.loads(CliRunner().invoke(APP, ["--json"], input=line).stdout)["concern"] is True
    assert "the language was not measured (Polish)" in CliRunner().invoke(APP, [], input=line).stdout


@pytest.mark.parametrize("bad", ["not json", "[1]", '{"id": 1}', '{"text": "x"}', '{"id": 1, "text": 5}', "\ufffd{"])
def test_a_line_that_cannot_be_read_is_one_sentence_and_exit_1(bad: str) -> None:
    result = CliRunner().invoke(APP, ["--json"], input='{"id": 1, "text": "fine"}\n' + bad + "\n")
    assert result.exit_code == 1
    assert "line 2 of standard input" in result.stderr
    assert "Traceback" not in result.output


def test_people_are_told_the_kinds_in_words_and_machines_by_their_ids() -> None:
    line = json.dumps({"id": 1, "text": "my dad hits me every night", "audience": "pupil"}) + "\n"
    assert "abuse-at-home" in json.loads(CliRunner().invoke(APP, ["--json"], input=line).stdout)["kinds"]
    told = CliRunner().invoke(APP, [], input=line).stdout
    assert "abuse at home" in told and "abuse-at-home" not in told


def test_a_line_with_an_audience_that_is_not_known_is_refused_with_its_place_and_those_that_are() -> None:
    """Before, it was judged with no voice at all, and nobody could know."""
    lines = '{"id": 1, "text": "fine", "audience": ""}\n{"id": 2, "text": "fine", "audience": "pupli"}\n'
    result = CliRunner().invoke(APP, ["--json"], input=lines)
    assert (result.exit_code, len(result.stdout.splitlines())) == (1, 1)
    told = "heard: line 2 of standard input: audience 'pupli' is unknown; use pupil, parent, head, governor, staff, partner, child, professional, anyone, adult, or leave it out\n"
    assert result.stderr == told


def test_every_reader_of_the_help_cards_and_every_voice_is_an_audience() -> None:
    """Before, `child` and `professional`, as the product's own readers are called, were refused."""
    assert {*READERS, *READERS.values(), *VOICES, "adult"} == set(AUDIENCES)
    assert set(AUDIENCES.values()) <= set(VOICES)


@pytest.mark.parametrize(
    ("audience", "voice"),
    [("child", "pupil"), ("professional", "staff"), ("anyone", "pupil"), ("adult", "pupil"), (" Child\t", "pupil"),
     ("PROFESSIONAL", "staff"), (" Head ", "head"), ("", "pupil"), ("  ", "pupil"), (None, "pupil")],
)  # fmt: skip
def test_an_audience_is_looked_at_with_its_voice_whatever_its_case_and_blanks(audience: str | None, voice: str) -> None:
    screen = load_screen()
    as_pupil, as_staff = (screen.look(KNIFE, one).concern for one in ("pupil", "staff"))
    assert (as_pupil, as_staff) == (True, False), "else this text cannot tell the voices apart"
    (row,) = looks({"id": 1, "text": KNIFE, "audience": audience})
    assert row["concern"] is screen.look(KNIFE, voice).concern


@pytest.mark.parametrize("length", [0, LONGEST, LONGEST + 1, WHOLE - 1, WHOLE, WHOLE + 1, 2 * WHOLE])
def test_all_is_read_where_no_letter_lies_between_the_pieces(length: int) -> None:
    text = "".join(map(chr, range(0x10000, 0x10000 + length)))
    assert reads_all(text) is ({letter for piece in pieces(text) for letter in piece} == set(text))


def test_a_text_of_which_a_part_was_not_read_is_a_concern_and_keeps_what_was_found() -> None:
    """Before, harm in the middle of a very long text was called no concern."""
    calm = "we had maths and then art today. " * (WHOLE // 33 + 200)
    middle = f"{calm[: len(calm) // 2]} i want to die {calm[len(calm) // 2 :]}"
    rows = looks(
        *(
            {"id": n, "text": text}
            for n, text in enumerate([calm[:WHOLE], calm, middle, f"i want to die tonight. {calm}"])
        )
    )
    assert [row["concern"] for row in rows] == [False, True, True, True]
    assert [row["kinds"] for row in rows[:3]] == [[], [], []]
    assert rows[3]["urgent"] is True and rows[3]["kinds"] == ["suicide"]


def test_people_are_told_that_it_was_too_long_and_not_that_the_language_was_strange() -> None:
    calm = "we had maths and then art today. " * (WHOLE // 33 + 200)
    told = said([{"id": "a", "text": calm}, {"id": "b", "text": f"i want to die tonight. {calm}"}])
    assert told[0] == "a: a person is to look, it is too long to be read whole: its middle was not looked at"
    assert told[1].startswith("b: urgent: suicide; a person is to look, it is too long")


@pytest.mark.parametrize("id_", ["\ud800", "a\\\udfffz", "\ude00\ud83d"])
def test_half_a_letter_in_an_id_comes_back_as_it_came(id_: str) -> None:
    """Before, the command ended in a traceback and said nothing of "i want to die"."""
    (row,) = looks({"id": id_, "text": "i want to die"})
    assert (row["id"], row["concern"], row["kinds"]) == (id_, True, ["suicide"])
    assert "suicide" in said([{"id": id_, "text": "i want to die"}])[0]


def test_half_a_letter_in_a_text_hides_nothing_and_a_whole_one_stays_whole() -> None:
    rows = looks({"id": "\U0001f600", "text": "i want to die \ud800"}, {"id": 2, "text": "\udc00"})
    assert [(row["id"], row["concern"]) for row in rows] == [("\U0001f600", True), (2, False)]
    assert said([{"id": "\U0001f600", "text": "fine"}], "--json")[0].startswith('{"id": "\U0001f600"')


@pytest.mark.parametrize("id_", ["NaN", "Infinity", "-Infinity", "1e400", "-1e400", "null", "true", "[1]", "{}"])
def test_an_id_that_is_neither_text_nor_a_finite_number_is_refused_with_its_place(id_: str) -> None:
    """Before, NaN and 1e400 came back as NaN and Infinity, which no reader of JSON takes."""
    lines = f'{{"id": 1, "text": "fine"}}\n{{"id": {id_}, "text": "fine"}}\n'
    result = CliRunner().invoke(APP, ["--json"], input=lines)
    assert (result.exit_code, len(result.stdout.splitlines())) == (1, 1)
    assert result.stderr.startswith(
        "heard: line 2 of standard input: id is neither text nor a finite number; write one object"
    )


@pytest.mark.parametrize("id_", ["0", "-1.5", "1" + "0" * 400, "1e300", '""'])
def test_any_text_and_any_finite_number_is_an_id(id_: str) -> None:
    (row,) = looks({"id": json.loads(id_), "text": "fine"})
    assert row["id"] == json.loads(id_)
