"""XLSForm workbooks in and out, so that a form made elsewhere can be asked here, and ours elsewhere.

Reading is pyxform's; a `relevant` expression is taken only as far as our condition vocabulary goes, and any other is a
fault that names its row. What a workbook cannot say (privacy, purpose, readers) stands in its settings sheet.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from surveys.faults import DefinitionError, Fault
from surveys.inspection import Where, named
from surveys.loading import Places
from surveys.model import Survey, say
from surveys.xlsform_conditions import read_condition, safe_name, write_condition

LARGEST_UNPACKED = 20_000_000
MOST_COLUMNS, MOST_ROWS = 200, 10_000
TYPES = {
    "select one": "single",
    "select all that apply": "multiple",
    "integer": "number",
    "text": "text",
    "date": "date",
}
_SETTINGS = ("audience", "privacy", "controller", "lawful_basis", "purpose", "readers", "retention", "notice_version")


def read_workbook(path: Path) -> Survey:
    """A workbook as a survey. Raises `DefinitionError` with each fault."""
    return read_placed(path)[0]


def read_placed(path: Path) -> tuple[Survey, Places]:
    """The same, with what tells an author in which row of the workbook each part stands."""
    _refuse_bombs(path)
    form, rows, faults = _parse(path), _rows(path), list[Fault]()
    asked = [row for row in form.get("children", []) if row.get("type") in TYPES]
    for row in form.get("children", []):
        if row not in asked and row.get("name") != "meta" and row.get("type") not in ("note", "start", "end"):
            stands = _place(path.name, rows, str(row.get("name")))
            faults.append(
                Fault(
                    f"{stands}, column type", f"{row.get('type')} is not asked here", f"Use one of {', '.join(TYPES)}"
                )
            )
    questions = [_question(row, _place(path.name, rows, row["name"]), faults) for row in asked]
    version = str(form.get("version") or 1).removesuffix(".0")
    if not (version.isascii() and version.isdigit() and len(version) < 10):
        faults.append(
            Fault(f"{path.name}, sheet settings, column version", f"{version[:40]} is no whole number", "Write 1")
        )
    if faults:
        raise DefinitionError(faults)
    tree = {
        "id": str(form.get("id_string", path.stem)).lower().replace("_", "-"), "version": int(version),
        "title": form.get("title", path.stem), "questions": questions, **_settings(path),
    }  # fmt: skip

    def place(survey: Survey | None, where: Where) -> str:
        if where[:1] == ("questions",) and len(where) > 1:
            name = asked[int(where[1])]["name"]
            return ", ".join([_place(path.name, rows, name), named(survey, where) if survey else str(where[-1])])
        sheet = "survey" if where[:1] == ("questions",) else "settings"
        return f"{path.name}, sheet {sheet}, {'.'.join(map(str, where))}"

    try:
        return Survey.model_validate(tree), place
    except ValidationError as error:
        remedy = "Add it to the settings sheet, or mend the row"
        raise DefinitionError(Fault(place(None, e["loc"]), e["msg"], remedy) for e in error.errors()) from None


def _rows(path: Path) -> dict[str, int]:
    """The row of the survey sheet that each name stands in; the first where it stands twice."""
    import openpyxl

    book = openpyxl.load_workbook(path, read_only=True)
    sheet = book["survey"] if "survey" in book.sheetnames else book.worksheets[0]
    lines = [
        [str(cell or "").strip() for cell in line] for line in sheet.iter_rows(values_only=True, max_row=MOST_ROWS)
    ]
    book.close()
    head = next((line for line in lines if "name" in line), [])
    column = head.index("name") if head else 0
    return {line[column]: number for number, line in reversed(list(enumerate(lines, 1))) if len(line) > column}


def _place(file: str, rows: Mapping[str, int], name: str) -> str:
    return f"{file}, sheet survey, row {rows[name]}" if name in rows else f"{file}, {name}"


def _refuse_bombs(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as book:
            size = sum(part.file_size for part in book.infolist())
    except (OSError, zipfile.BadZipFile):
        raise DefinitionError([Fault(path.name, "is not a workbook", "Save it as .xlsx")]) from None
    if size > LARGEST_UNPACKED:
        raise DefinitionError(
            [Fault(path.name, "unpacks to more than a survey can be", "Remove pictures and empty sheets")]
        )
    import openpyxl

    try:
        sheets = openpyxl.load_workbook(path, read_only=True)
    except Exception as error:  # what a damaged workbook raises inside the library
        raise DefinitionError(
            [Fault(path.name, f"cannot be read ({type(error).__name__})", "Save it again as .xlsx")]
        ) from None
    for sheet in sheets.worksheets:
        if (sheet.max_column or 0) > MOST_COLUMNS:
            raise DefinitionError(
                [
                    Fault(
                        f"{path.name}, sheet {sheet.title}",
                        f"has more than {MOST_COLUMNS} columns",
                        "Remove the empty ones",
                    )
                ]
            )
    sheets.close()


def _parse(path: Path) -> Mapping[str, Any]:
    from pyxform.builder import create_survey_element_from_dict
    from pyxform.errors import PyXFormError
    from pyxform.xls2json import parse_file_to_json

    try:
        form: Mapping[str, Any] = parse_file_to_json(str(path))
        create_survey_element_from_dict(dict(form)).to_xml(validate=False)  # an unknown type is only found here
    except PyXFormError as error:
        told = str(error).splitlines()[0].strip().rstrip(".")
        raise DefinitionError([Fault(path.name, told, "Mend that row")]) from None
    except Exception as error:  # what a damaged workbook raises inside the libraries
        raise DefinitionError(
            [Fault(path.name, f"cannot be read ({type(error).__name__})", "Save it again as .xlsx")]
        ) from None
    return form


def _settings(path: Path) -> dict[str, Any]:
    import openpyxl

    book = openpyxl.load_workbook(path, read_only=True)
    rows = list(book["settings"].iter_rows(values_only=True)) if "settings" in book.sheetnames else []
    book.close()
    found = dict(zip((str(cell) for cell in rows[0]), rows[1], strict=False)) if len(rows) > 1 else {}
    plain: dict[str, Any] = {name: str(found[name]) for name in _SETTINGS if found.get(name)}
    return plain


def _question(row: Mapping[str, Any], place: str, faults: list[Fault]) -> dict[str, Any]:
    question: dict[str, Any] = {
        "id": row["name"].lower().replace("_", "-"),
        "type": TYPES[row["type"]],
        "text": _text(row.get("label")),
    }
    if row.get("hint"):
        question["hint"] = _text(row["hint"])
    if row.get("children") or row.get("choices"):
        options = row.get("choices") or row["children"]
        question["choices"] = [{"id": str(one["name"]).lower(), "text": _text(one.get("label"))} for one in options]
    relevant = row.get("bind", {}).get("relevant")
    if relevant:
        condition = read_condition(relevant)
        if condition is None:
            faults.append(
                Fault(
                    f"{place}, column relevant",
                    f"its relevant {relevant!r} is more than a survey here can say",
                    "Use =, selected(), >=, and, or, not()",
                )
            )
        else:
            question["show_if"] = condition
    return question


def _text(label: Any) -> Any:
    if not isinstance(label, Mapping):
        return str(label or "")
    languages = {"english": "en", "default": "en"}
    found = {re.sub(r".*\((\w+)\)", r"\1", key): str(value) for key, value in label.items()}
    return {languages.get(key.lower(), key): value for key, value in found.items()}


def write_workbook(survey: Survey, path: Path) -> None:
    """The survey as a workbook: every cell text, so that none can be a formula."""
    import xlsxwriter

    backwards = {ours: theirs for theirs, ours in TYPES.items()} | {"scale": "select one", "agreement": "select one"}
    names = {"select one": "select_one", "select all that apply": "select_multiple"}
    sheets: dict[str, list[list[str]]] = {
        "survey": [["type", "name", "label", "hint", "relevant"]], "choices": [["list_name", "name", "label"]],
        "settings": [["form_id", "form_title", "version", *_SETTINGS]],
    }  # fmt: skip
    for question in survey.questions:
        kind = names.get(backwards[question.type], backwards[question.type])
        listed = f"{kind} {safe_name(question.id)}" if question.choices else kind
        relevant = write_condition(question.show_if) if question.show_if else ""
        sheets["survey"].append(
            [listed, safe_name(question.id), say(question.text, "en"), say(question.hint, "en"), relevant]
        )
        sheets["choices"] += [
            [safe_name(question.id), choice.id, say(choice.text, "en")] for choice in question.choices
        ]
    values = [say(getattr(survey, n), "en") if n in ("purpose", "readers") else getattr(survey, n) for n in _SETTINGS]
    sheets["settings"].append([survey.id, say(survey.title, "en"), str(survey.version), *values])
    book = xlsxwriter.Workbook(
        str(path), {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                sheet.write_string(number, column, cell)
    book.close()
