"""Workbooks in and out: what was exported comes back equal, other tools can read it, and hostile files are refused in a sentence."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.comments import Comment

from surveys.faults import DefinitionError
from surveys.inspecting_words import unlisted
from surveys.inspection import inspect
from surveys.loading import canonical
from surveys.model import AnyOf, Equals, Survey
from surveys.xlsform import read_placed, read_workbook
from surveys.xlsform_columns import DOMAINS, EMOJI, MEDIA, QUESTION, SETTINGS, SETTINGS_WORDS, WORDS, own
from surveys.xlsform_conditions import read_condition, write_condition
from surveys.xlsform_writing import workbook_of
from tests.world import SURVEYS


def there_and_back(survey: Survey, folder: Path) -> Survey:
    (folder / "s.xlsx").write_bytes(workbook_of(survey))
    return read_workbook(folder / "s.xlsx")


@pytest.mark.parametrize("id_", SURVEYS)
def test_a_shipped_survey_comes_back_equal(id_: str, tmp_path: Path) -> None:
    assert canonical(there_and_back(SURVEYS[id_], tmp_path)) == canonical(SURVEYS[id_])


def test_the_page_about_workbooks_names_every_column(tmp_path: Path) -> None:
    page = (Path(__file__).parent.parent.parent / "docs" / "workbooks.md").read_text("utf-8")
    columns = [own(field) for field in QUESTION] + [
        *WORDS.values(),
        *MEDIA.values(),
        *SETTINGS,
        *SETTINGS_WORDS.values(),
    ]
    assert [column for column in [*columns, EMOJI, DOMAINS.removesuffix("s")] if column not in page] == []


# ------------------------------------------------------------------ generated definitions
IDS = st.from_regex(r"[a-z0-9][a-z0-9-]{0,11}", fullmatch=True)
PLAIN = st.characters(exclude_categories=("Cs", "Cc", "Cn", "Co"))
LINES = st.text(st.one_of(PLAIN, st.sampled_from("’‘“”'\"=+-@  ")), min_size=1, max_size=20).map(str.strip)
WORDING = st.builds("\n".join, st.lists(LINES.filter(bool), min_size=1, max_size=2)).filter(
    lambda text: "${" not in text
)
TEXTS = st.fixed_dictionaries({"en": WORDING}, optional={"pl": WORDING, "zh-Hans": WORDING})
FILES = st.sampled_from(["", "hand.svg", "a b.mp3"])
WORD = st.text("abcxyz0.4’-", min_size=1, max_size=6)


def conditions(earlier: list[str]) -> st.SearchStrategy[dict[str, Any]]:
    question, value = st.sampled_from(earlier), st.text("abc-’'0 ", max_size=5)
    leaf = st.one_of(
        st.fixed_dictionaries({"question": question, "equals": value | st.integers(-5, 99)}),
        st.fixed_dictionaries({"question": question, "any_of": st.lists(value, min_size=1, max_size=3)}),
        st.fixed_dictionaries({"question": question, "at_least": st.integers(-5, 99)}),
    )
    return st.recursive(leaf, lambda part: st.one_of(
        st.fixed_dictionaries({"all": st.lists(part, min_size=2, max_size=3)}),
        st.fixed_dictionaries({"any": st.lists(part, min_size=2, max_size=3)}),
        st.fixed_dictionaries({"not": part}),
    ), max_leaves=4)  # fmt: skip


@st.composite
def questions(draw: st.DrawFn, id_: str, earlier: list[str], domains: list[str]) -> dict[str, Any]:
    kind = draw(st.sampled_from(["single", "multiple", "scale", "agreement", "number", "text", "date"]))
    picks = (
        draw(st.lists(IDS, min_size=2, max_size=4, unique=True))
        if kind in ("single", "multiple", "scale", "agreement")
        else []
    )
    limits = st.none() | st.integers(-9, 200)
    return {
        "id": id_, "type": kind, "text": draw(TEXTS), "hint": draw(st.none() | TEXTS), "easy_read": draw(st.none() | TEXTS),
        "choices": [{"id": pick, "text": draw(TEXTS), "emoji": draw(st.sampled_from(["", "😀", "👩‍👧"]))} for pick in picks],
        "help_on": draw(st.lists(st.sampled_from(picks), unique=True)) if picks else [],
        "show_if": draw(st.none() | conditions(earlier)) if earlier else None,
        "minimum": draw(limits), "maximum": draw(limits), "halves": kind == "number" and draw(st.booleans()),
        "media": {"symbol": draw(FILES), "audio": draw(FILES), "bsl": draw(FILES)},
        **{name: draw(st.booleans()) for name in ("sensitive", "reverse", "equality")},
        "domain": draw(st.none() | st.sampled_from(domains)) if domains else None, "part": draw(st.integers(1, 4)),
    }  # fmt: skip


@st.composite
def definitions(draw: st.DrawFn) -> Survey:
    ids, domains = (
        draw(st.lists(IDS | st.just("meta"), min_size=1, max_size=4, unique=True)),
        draw(st.lists(IDS, max_size=2, unique=True)),
    )
    return Survey.model_validate({
        "id": draw(IDS), "version": draw(st.integers(1, 99)), "title": draw(TEXTS), "purpose": draw(TEXTS), "readers": draw(TEXTS),
        "audience": draw(st.sampled_from(["pupil", "parent", "head"])),
        "privacy": draw(st.sampled_from(["closed", "anonymous-with-limit", "named"])),
        **{name: draw(WORDING) for name in ("controller", "lawful_basis", "retention", "notice_version")},
        "languages": draw(st.sampled_from([["en"], ["en", "pl"], ["en", "zh-Hans"]])),
        "variant": draw(st.sampled_from(["standard", "easy-read"])), "under_11": draw(st.booleans()),
        "seed": draw(st.lists(WORD, max_size=3)), "source": draw(st.just("") | WORDING),
        "domains": {name: draw(TEXTS) for name in domains},
        "questions": [draw(questions(id_, ids[:number], domains)) for number, id_ in enumerate(ids)],
    })  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(survey=definitions())
def test_any_definition_comes_back_equal(survey: Survey, tmp_path_factory: pytest.TempPathFactory) -> None:
    assert canonical(there_and_back(survey, tmp_path_factory.mktemp("books"))) == canonical(with_any_of(survey))


def with_any_of(survey: Survey) -> Survey:
    """`equals` of a question that takes several choices means the same as `any_of`, and is written so in a workbook."""
    several = {one.id for one in survey.questions if one.type == "multiple"}

    def changed(part: Any) -> Any:
        if isinstance(part, list):
            return [changed(one) for one in part]
        if not isinstance(part, dict):
            return part
        if part.get("question") in several and "equals" in part:
            return {"question": part["question"], "any_of": [str(part["equals"])]}
        return {name: changed(one) for name, one in part.items()}

    return Survey.model_validate(changed(json.loads(canonical(survey))))


def test_equals_of_several_choices_is_no_equality_in_a_workbook(tmp_path: Path) -> None:
    """`${both} = 'yes'` is true to other tools where yes alone was chosen; here the question was asked of all who chose it."""
    rows = [*ROWS, ("select_multiple yn", "both", "Which?"), ("text", "more", "More?", "selected(${both}, 'yes')")]
    survey = read_workbook(workbook(tmp_path / "own.xlsx", rows))
    assert survey.questions[-1].show_if == AnyOf(question="both", any_of=("yes",))
    ours = survey.model_copy(update={"questions": (
        *survey.questions[:-1], survey.questions[-1].model_copy(update={"show_if": Equals(question="both", equals="yes")}),
    )})  # fmt: skip
    assert canonical(there_and_back(ours, tmp_path)) == canonical(survey)


def test_other_tools_see_an_ordinary_form(tmp_path: Path) -> None:
    """What XLSForm has a column for stands there, so that a form made of it asks the same."""
    from pyxform.xls2xform import convert

    (tmp_path / "s.xlsx").write_bytes(workbook_of(SURVEYS["advice-dates"]))
    found = convert(tmp_path / "s.xlsx", validate=False).xform
    assert ". &gt;= 0 and . &lt;= 45" in found
    assert 'type="decimal"' in found
    assert re.search(r"relevant=.\s*/[\w-]+/kind\s*=\s*'suspension'", found)
    assert "heard_" not in found


def test_what_only_we_know_stands_in_columns_named_for_it(tmp_path: Path) -> None:
    import openpyxl

    (tmp_path / "s.xlsx").write_bytes(workbook_of(SURVEYS["resilience-wellbeing"]))
    book = openpyxl.load_workbook(tmp_path / "s.xlsx")
    heads = [cell.value for cell in book["survey"][1]]
    assert heads == [
        "type",
        "name",
        "label",
        "heard_type",
        "heard_sensitive",
        "heard_help_on",
        "heard_domain",
        "heard_part",
    ]
    assert [cell.value for cell in book["heard_domains"][2]] == ["basics", "The basics"]


def test_conditions_come_back_from_expressions() -> None:
    for expression in (
        "${q} = 'yes'",
        "${q} >= 3",
        "not(${q} = 'a' or selected(${r}, 'b'))",
        "(${a} = '1' and ${b} = '2') or ${c} >= 4",
    ):
        assert read_condition(expression) is not None
    for more in ("${q} > 3 + 4", "count(${q}) = 1", "${q} = ${r}", "system('x')", "("):
        assert read_condition(more) is None
    condition = SURVEYS["pupil-voice"].question("letter-came").show_if  # type: ignore[union-attr]
    assert condition is not None
    assert read_condition(write_condition(condition)) == {"question": "missed-school", "equals": "yes"}


@pytest.mark.parametrize("kind", ["text", "empty", "bomb", "wide", "type"])
def test_a_hostile_workbook_is_refused_in_a_sentence(kind: str, tmp_path: Path) -> None:
    import xlsxwriter

    file = tmp_path / "x.xlsx"
    if kind == "text":
        file.write_text("not a workbook")
    elif kind == "empty":
        with zipfile.ZipFile(file, "w") as book:
            book.writestr("x", "")
    elif kind == "bomb":
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as book:
            book.writestr("x", b"0" * 60_000_000)
    else:
        book = xlsxwriter.Workbook(str(file))
        sheet = book.add_worksheet("survey")
        for column in range(10_000 if kind == "wide" else 3):
            sheet.write_string(0, column, ["type", "name", "label"][column] if column < 3 else "x")
        for column, cell in enumerate(["hologram", "a", "b"]):
            sheet.write_string(1, column, cell)
        book.close()
    with pytest.raises(DefinitionError) as caught:
        read_workbook(file)
    assert len(str(caught.value)) < 500


FORM = {
    "form_id": "own", "form_title": "Own", "version": "1", "audience": "pupil", "privacy": "anonymous-with-limit", "controller": "c",
    "lawful_basis": "public task", "purpose": "p", "readers": "r", "retention": "y", "notice_version": "1",
}  # fmt: skip


def workbook(file: Path, rows: list[tuple[str, ...]], **settings: str) -> Path:
    import xlsxwriter

    sheets = {
        "survey": [("type", "name", "label", "relevant", "constraint"), *rows],
        "choices": [("list_name", "name", "label"), ("yn", "yes", "Yes"), ("yn", "no", "No")],
        "settings": [tuple({**FORM, **settings}), tuple({**FORM, **settings}.values())],
    }
    book = xlsxwriter.Workbook(str(file))
    for name, lines in sheets.items():
        sheet = book.add_worksheet(name)
        for number, line in enumerate(lines):
            sheet.write_row(number, 0, line)
    book.close()
    return file


ROWS = [("select_one yn", "likes_it", "Do you like it?"), ("", "", ""), ("integer", "how_many", "How many?")]
ODD_BOOKS = [
    ([*ROWS, ("decimal", "far", "How far?")], {}, "row 5, column type: a decimal is asked here in halves only"),
    ([*ROWS, ("integer", "far", "How far?", "", ". mod 2 = 0")], {}, "row 5, column constraint"),
    ([*ROWS, ("integer", "far", "How far?", "", ". >= 1 and . >= 2")], {}, "row 5, column constraint"),
    ([*ROWS, ("geopoint", "where", "Where?")], {}, "row 5, column type: geopoint is not asked here"),
    ([*ROWS, ("text", "more", "More?", "${likes_it} != 'yes'")], {}, "row 5, column relevant"),
    *[
        (
            [*ROWS, ("select_multiple yn", "both", "Which?"), ("text", "more", "More?", relevant)],
            {},
            f"row 6, column relevant: {told}",
        )
        for relevant, told in (
            (
                "${both} = 'yes'",
                "${both} takes several choices, and = would compare all that were chosen with 'yes'. Write selected(${both}, 'yes')",
            ),
            (
                "${likes_it} = 'no' or not(${both}='no')",
                "${both} takes several choices, and = would compare all that were chosen with 'no'",
            ),
            ("${both} = 2", "${both} takes several choices, and = would compare all that were chosen with '2'"),
        )
    ],
    ([*ROWS, ("text", "more", "More?")], {"privacy": "closed"}, "row 5, question more, type: pupils could type"),
    ([*ROWS, ("integer", "q" * 40, "More?")], {}, "row 5, column name: qqqq"),
    ([*ROWS, ("integer", "Größe", "How big?")], {}, "row 5, column name"),
    (
        [*ROWS, ("select_onee yn", "more", "More?")],
        {},
        "row 5, column type: select_onee yn is not asked here. Write select_one",
    ),
    ([*ROWS, ("select_one yy", "more", "More?")], {}, "row 5, column type: its list yy is not on the sheet choices"),
    (
        [*ROWS, ("note", "help", "Ring 999 if you are not safe")],
        {},
        "row 5, column type: words between questions are not shown",
    ),
    (
        [*ROWS, ("select_one yn or_other", "more", "More?")],
        {},
        "row 5, column type: or_other is not asked here. Write a choice",
    ),
    ([*ROWS, ("select_one", "more", "More?")], {}, "row 5, column type: select_one names no list"),
    (
        [*ROWS, ("begin_group", "g", "More")],
        {},
        "row 5, column type: groups and repeats are not asked here. Remove both",
    ),
    ([*ROWS, ("end repeat", "", "")], {}, "row 5, column type: groups and repeats are not asked here"),
    ([*ROWS, ("calculate", "sum", "Sum")], {}, "row 5, column type: nothing is worked out"),
    ([*ROWS, ("text", "more", "More?", "(" * 300 + "${likes_it} = 'yes'" + ")" * 300)], {}, "its relevant (((("),
    ([*ROWS, ("text", "more", "More?", "${how_many} >= 'few'")], {}, "row 5, column relevant"),
    ([*ROWS, ("TEXT", "more", "More?")], {}, "row 5, column type: TEXT is not asked here. Write text"),
    ([*ROWS, ("", "more", "More?")], {}, "row 5, column type: is empty"),
    (
        [*ROWS, ("text", "more", "More?", "", ". >= 3")],
        {},
        "row 5, question more: has a least or a most, but its type is text",
    ),
    (
        [*ROWS, ("text", "Likes_it", "More?")],
        {},
        "sheet survey, row 5, column name: Likes_it is the name of row 2 as well. Give each a name of its own in the survey",
    ),
    (
        [*ROWS, ("select_one yn OR_OTHER", "more", "More?")],
        {},
        "row 5, column type: or_other is not asked here",
    ),
    ([*ROWS, ("text", "more", "Why ${nobody}?")], {}, "odd.xlsx, row 5: On the 'survey' sheet"),
    ([*ROWS, ("integer", "more", "")], {}, "row 5, column label: is empty"),
    ([*ROWS, ("integer", "", "More?")], {}, "row 5, column name: is empty"),
    (ROWS, {"version": "2026111601"}, "column version: 2026111601 is more than"),
    (ROWS, {"colour": "red"}, "sheet settings, column colour: is not kept"),
    (ROWS, {"version": "2026.1 beta"}, "sheet settings, column version"),
    (ROWS, {"privacy": "secret"}, "sheet settings, column privacy"),
    ([], {}, "asks nothing"),
]


@pytest.mark.parametrize(("rows", "settings", "told"), ODD_BOOKS, ids=[told for _, _, told in ODD_BOOKS])
def test_a_workbooks_fault_names_its_sheet_and_row(
    rows: list[tuple[str, ...]], settings: dict[str, str], told: str, tmp_path: Path
) -> None:
    assert inspect(*read_placed(workbook(tmp_path / "own.xlsx", ROWS))) == ()
    try:
        found = inspect(*read_placed(workbook(tmp_path / "odd.xlsx", rows, **settings)))
    except DefinitionError as error:
        found = error.faults
    assert any(told in str(fault) for fault in found), found


COLUMNS = [
    ("heard_sensitve", "yes", "is no column that is read here. Name it heard_sensitive"),
    ("heard_helpon", "no", "is no column that is read here. Name it heard_help_on"),
    ("relevnt", "${likes_it} = 'yes'", "is no column that is read here. Name it relevant"),
    ("required", "yes", "is not kept here"),
    ("choice_filter", "x = 1", "is not kept here"),
    ("default", "3", "is not kept here"),
    ("media::image::Polski (pl)", "a.png", "is not kept here"),
    ("heard_xyz", "yes", "is no column that is read here"),
    ("heard_sensitive", "maybe", "maybe is neither yes nor no"),
    ("heard_part", "first", "first is no whole number"),
]


@pytest.mark.parametrize(("head", "text", "told"), COLUMNS, ids=[head for head, _, _ in COLUMNS])
def test_a_column_that_is_not_read_is_never_lost_in_silence(head: str, text: str, told: str, tmp_path: Path) -> None:
    """`heard_sensitve` left a question open to whoever looks over a child's shoulder, and nothing said so."""
    [found] = odd(tmp_path, lambda book: fill(book["survey"], "F", head, text))
    assert f"column {head}: {told}" in found


def test_an_authors_own_note_is_passed_over(tmp_path: Path) -> None:
    assert odd(tmp_path, lambda book: fill(book["survey"], "F", "translated by", "Anna")) == []


def test_a_formula_a_merged_cell_and_a_mistyped_sheet_are_told_by_their_place(tmp_path: Path) -> None:
    def changed(book: Any) -> None:
        book["survey"]["C2"] = '="Do you " & "like it?"'
        book["choices"].merge_cells("C2:C3")
        book.create_sheet("heard_domain")

    told = odd(tmp_path, changed)
    assert [place in one for place, one in zip(("sheet heard_domain", "sheet survey, row 2, column label: holds a formula",
            "sheet choices, row 3, column label: is empty"), told, strict=True)] == [True] * 3  # fmt: skip


def _twice_in_english(book: Any) -> None:
    fill(book["survey"], "F", "label::English (en)", "Do you enjoy it?")


def _a_choice_of_no_list(book: Any) -> None:
    book["choices"].append(("", "unsure", "Not sure"))


def _second_settings(book: Any) -> None:
    book["settings"].append(("other", "Other"))


def _an_error(book: Any) -> None:
    book["survey"]["C2"] = "#REF!"


def _without_end(book: Any) -> None:
    for number in range(2_500):
        book["survey"].append(("text", f"more_{number}", "More?"))


def _an_empty_first_row(book: Any) -> None:
    book["survey"].insert_rows(1)


def _under_no_name(book: Any) -> None:
    book["survey"]["G4"] = "${likes_it} = 'yes'"


def _label_twice(book: Any) -> None:
    for row, text in enumerate(("label", "Other words", None, "More words"), 1):
        book["survey"].cell(row, 6, text)


def _a_day(book: Any) -> None:
    book["choices"]["C2"] = date(2026, 9, 1)


def _a_percentage(book: Any) -> None:
    book["choices"]["C2"] = 0.25
    book["choices"]["C2"].number_format = "0%"


def _a_choice_that_is_no_name(book: Any) -> None:
    book["choices"]["B2"] = -99


def _domains(book: Any, *rows: tuple[str, str]) -> None:
    sheet = book.create_sheet("heard_domains")
    for row in (("name", "label"), *rows):
        sheet.append(row)


def _a_domain_twice(book: Any) -> None:
    _domains(book, ("mood", "Mood"), ("mood", "How I am"))


def _a_domain_without_words(book: Any) -> None:
    _domains(book, ("mood", ""))


def _a_scale_of_many(book: Any) -> None:
    fill(book["survey"], "F", "heard_type", "scale")
    book["survey"]["A2"] = "select_multiple yn"


def _a_hint_in_polish_alone(book: Any) -> None:
    fill(book["survey"], "F", "hint::Polski (pl)", "Czy?")


def _a_choice_twice(book: Any) -> None:
    book["choices"].append(("yn", "YES", "Yes again"))


def _switched_off(book: Any) -> None:
    fill(book["survey"], "F", "disabled", "yes")


def _one_colon(book: Any) -> None:
    fill(book["survey"], "F", "label:pl", "Czy?")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (_under_no_name, "sheet survey, row 4, column G: stands under no name"),
        (_label_twice, "sheet survey, column label: stands twice, and only one of them would be read"),
        (
            _a_day,
            "sheet choices, row 2, column label: is a day, a time or a number that the spreadsheet shows in a way of",
        ),
        (_a_percentage, "sheet choices, row 2, column label: is a day, a time or a number that the spreadsheet shows"),
        (_a_choice_that_is_no_name, "sheet choices, row 2, column name: -99 is no name"),
        (_a_domain_twice, "sheet heard_domains, row 3, column name: mood is the name of row 2 as well"),
        (_a_domain_without_words, "sheet heard_domains, row 2, column label: is empty"),
        (
            _a_scale_of_many,
            "sheet survey, row 2, column heard_type: scale beside select_multiple yn would change what is",
        ),
        (
            _a_hint_in_polish_alone,
            "row 2, column hint: has no English wording. Write it in the column without a language",
        ),
        (_a_choice_twice, "sheet choices, row 4, column name: YES is the name of row 2 as well. Give each a name"),
        (_switched_off, "sheet survey, column disabled: is not kept here"),
        (_one_colon, "sheet survey, column label:pl: has one colon before its language, and would not be read"),
        (_twice_in_english, "sheet survey, column label::English (en): holds the words of column label once more"),
        (_a_choice_of_no_list, "sheet choices, row 4, column list_name: is empty"),
        (_second_settings, "sheet settings, row 3: is a second row of settings"),
        (_an_error, "sheet survey, row 2, column label: holds a formula"),
        (_without_end, "sheet survey, row 2001: is more than the 2000 rows"),
        (_an_empty_first_row, "sheet survey, row 1: is empty"),
    ],
)
def test_what_another_program_would_drop_is_told(change: Callable[[Any], None], told: str, tmp_path: Path) -> None:
    """Half of a merged cell left a choice without its list: children were asked without it, and nothing said so."""
    assert any(told in one for one in odd(tmp_path, change)), odd(tmp_path, change)


def test_notes_on_cells_and_true_as_a_spreadsheet_writes_it_change_nothing(tmp_path: Path) -> None:
    def changed(book: Any) -> None:
        book["survey"]["C2"].comment = Comment("Is this plain enough?", "Anna")
        book["choices"]["C3"].comment = Comment("No", "Anna")
        fill(book["survey"], "F", "heard_sensitive", True)
        book["choices"]["B2"], book["choices"]["D1"], book["choices"]["D2"] = True, "heard_emoji", "😀"

    assert odd(tmp_path, changed) == []
    [question, _] = read_workbook(tmp_path / "odd.xlsx").questions
    assert (question.sensitive, question.text) == (True, {"en": "Do you like it?"})
    assert [(one.id, one.emoji) for one in question.choices] == [("true", "😀"), ("no", "")]


def test_choices_may_have_the_names_that_other_tools_make(tmp_path: Path) -> None:
    """`Not_at_all` was refused as no name, with the advice to use letters, digits and _."""

    def changed(book: Any) -> None:
        book["choices"]["B2"], book["choices"]["B3"] = "Every_day", "_2_or_less"
        fill(book["survey"], "F", "heard_help_on", "Every_day, _2_or_less")
        book["survey"].append(("text", "why", "Why?", "${likes_it} = 'Every_day'"))
        book["survey"].append(("text", "who", "Who?", "selected(${likes_it}, '_2_or_less') or ${why} = 'Not_me'"))

    assert odd(tmp_path, changed) == []
    survey = read_workbook(tmp_path / "odd.xlsx")
    assert [one.id for one in survey.questions[0].choices] == ["every-day", "2-or-less"]
    assert survey.questions[0].help_on == ("every-day", "2-or-less")
    assert [write_condition(one.show_if) for one in survey.questions if one.show_if] == [
        "${likes_it} = 'every-day'",
        "((selected(${likes_it}, '2-or-less')) or ${why} = 'Not_me')",
    ]
    assert canonical(there_and_back(survey, tmp_path)) == canonical(survey)


def _hidden_columns(book: Any) -> None:
    for column in "DEF":
        book["survey"].column_dimensions[column].hidden = True
    fill(book["survey"], "D", "relevant", "")
    book["survey"]["D4"] = "${likes_it} = 'yes'"
    fill(book["survey"], "F", "my notes", "ask the head")


def _many_rows(book: Any) -> None:
    for number in range(4, 20):
        book["choices"].append(("yn", f"n{number}", "N"))
        book["choices"].row_dimensions[number].hidden = True


@pytest.mark.parametrize(
    ("hide", "told"),
    [
        (lambda book: setattr(book["survey"].row_dimensions[4], "hidden", True), "sheet survey, row 4: is hidden"),
        (lambda book: book["survey"].row_dimensions.group(4, 5, hidden=True), "sheet survey, row 4: is hidden"),
        (lambda book: setattr(book["choices"].row_dimensions[3], "hidden", True), "sheet choices, row 3: is hidden"),
        (_many_rows, "sheet choices, rows 4, 5, 6, 7, 8, 9, 10, 11, 12, 13 and 6 more: is hidden"),
        (_hidden_columns, "sheet survey, column relevant: is hidden"),
        (lambda book: setattr(book["settings"], "sheet_state", "hidden"), "sheet settings: is hidden"),
        (lambda book: setattr(book["choices"], "sheet_state", "veryHidden"), "sheet choices: is hidden"),
        (lambda book: setattr(book["survey"].row_dimensions[3], "hidden", True), ""),
        (lambda book: setattr(book.create_sheet("old notes"), "sheet_state", "hidden"), ""),
    ],
    ids=["row", "folded", "choice", "filter", "column", "sheet", "very", "empty row", "own sheet"],
)  # fmt: skip
def test_what_a_spreadsheet_hides_is_told_and_not_asked_unseen(
    hide: Callable[[Any], object], told: str, tmp_path: Path
) -> None:
    """A question in a hidden row was asked of children, though nobody who looked over the form had seen it."""
    found = odd(tmp_path, hide)
    assert len(found) == bool(told)
    assert all(told in one and "Show it and look it over, or delete it" in one for one in found)


@pytest.mark.parametrize("head", ["label::Polski (pl)", "label::pl", "Label :: Polski ( pl )"])
def test_words_in_a_language_that_is_not_listed_are_told_of(head: str, tmp_path: Path) -> None:
    """They were kept, and nobody was ever shown them; nothing said so."""
    assert odd(tmp_path, lambda book: fill(book["survey"], "F", head, "Czy lubisz?")) == []
    assert unlisted(read_workbook(tmp_path / "odd.xlsx")) == ("pl",)
    assert [one for one in SURVEYS.values() if unlisted(one)] == []


@pytest.mark.parametrize("name", ["own.yaml", "own.xls", "own"])
def test_a_workbook_is_read_whatever_it_is_called(name: str, tmp_path: Path) -> None:
    assert read_workbook(workbook(tmp_path / "a.xlsx", ROWS).rename(tmp_path / name)).id == "own"


def fill(sheet: Any, column: str, head: str, text: str) -> None:
    sheet[f"{column}1"], sheet[f"{column}2"] = head, text


def odd(folder: Path, change: Callable[[Any], None]) -> list[str]:
    """What is told of a workbook that was changed by hand."""
    import openpyxl

    book = openpyxl.load_workbook(workbook(folder / "own.xlsx", ROWS))
    change(book)
    book.save(folder / "odd.xlsx")
    try:
        return [str(fault) for fault in inspect(*read_placed(folder / "odd.xlsx"))]
    except DefinitionError as error:
        return [str(fault) for fault in error.faults]
