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
from surveys.model import All, AnyOf, AnyPart, AtLeast, Condition, Equals, Not, Survey, say

LARGEST_UNPACKED = 20_000_000
MOST_COLUMNS = 200
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
    _refuse_bombs(path)
    form = _parse(path)
    faults: list[Fault] = []
    questions = [_question(row, path.name, faults) for row in form.get("children", []) if row.get("type") in TYPES]
    for row in form.get("children", []):
        if (
            row.get("type") not in TYPES
            and row.get("name") not in ("meta",)
            and row.get("type") not in ("note", "start", "end")
        ):
            faults.append(
                Fault(
                    f"{path.name}, {row.get('name')}",
                    f"the type {row.get('type')} is not asked here",
                    "Use a type of the list in the manual",
                )
            )
    if faults:
        raise DefinitionError(faults)
    settings = _settings(path)
    tree = {
        "id": str(form.get("id_string", path.stem)).lower().replace("_", "-"), "version": int(str(form.get("version") or 1)),
        "title": form.get("title", path.stem), "questions": questions, **settings,
    }  # fmt: skip
    try:
        return Survey.model_validate(tree)
    except ValidationError as error:
        told = [
            Fault(
                f"{path.name}, {'.'.join(map(str, e['loc']))}",
                e["msg"],
                "Add it to the settings sheet, or mend the row",
            )
            for e in error.errors()
        ]
        raise DefinitionError(told) from None


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
        raise DefinitionError([Fault(path.name, str(error).splitlines()[0], "Mend that row")]) from None
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


def _question(row: Mapping[str, Any], name: str, faults: list[Fault]) -> dict[str, Any]:
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
                    f"{name}, {row['name']}",
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


_TOKEN = re.compile(
    r"\s*(not\(|selected\(\s*\$\{(?P<s>[\w-]+)\}\s*,\s*'(?P<sv>[^']*)'\s*\)|\$\{(?P<q>[\w-]+)\}\s*(?P<op>>=|=)\s*(?P<v>'[^']*'|-?\d+)|\(|\)|and\b|or\b)"
)


def read_condition(text: str) -> dict[str, Any] | None:
    """A `relevant` expression as our condition, or None when it says more than that."""
    tokens: list[Any] = []
    place = 0
    while place < len(text.rstrip()):
        match = _TOKEN.match(text, place)
        if match is None:
            return None
        tokens.append(_leaf(match))
        place = match.end()
    try:
        condition, rest = _either(tokens)
    except (IndexError, ValueError):
        return None
    return condition if not rest else None


def _leaf(match: re.Match[str]) -> Any:
    if match["s"]:
        return {"question": match["s"].replace("_", "-"), "any_of": [match["sv"]]}
    if match["q"]:
        name, value = match["q"].replace("_", "-"), match["v"].strip("'")
        return (
            {"question": name, "at_least": int(value)} if match["op"] == ">=" else {"question": name, "equals": value}
        )
    return match.group(1)


def _either(tokens: list[Any]) -> tuple[dict[str, Any], list[Any]]:
    first, rest = _both(tokens)
    parts = [first]
    while rest and rest[0] == "or":
        part, rest = _both(rest[1:])
        parts.append(part)
    return (parts[0] if len(parts) == 1 else {"any": parts}), rest


def _both(tokens: list[Any]) -> tuple[dict[str, Any], list[Any]]:
    first, rest = _one(tokens)
    parts = [first]
    while rest and rest[0] == "and":
        part, rest = _one(rest[1:])
        parts.append(part)
    return (parts[0] if len(parts) == 1 else {"all": parts}), rest


def _one(tokens: list[Any]) -> tuple[dict[str, Any], list[Any]]:
    head, rest = tokens[0], tokens[1:]
    if isinstance(head, dict):
        return head, rest
    if head not in ("(", "not("):
        raise ValueError(head)
    inside, rest = _either(rest)
    if rest[0] != ")":
        raise ValueError(rest[0])
    return ({"not": inside} if head == "not(" else inside), rest[1:]


def write_condition(condition: Condition) -> str:
    match condition:
        case Equals(question=name, equals=value):
            return f"${{{_safe(name)}}} = '{value}'"
        case AnyOf(question=name, any_of=values):
            return "(" + " or ".join(f"selected(${{{_safe(name)}}}, '{value}')" for value in values) + ")"
        case AtLeast(question=name, at_least=least):
            return f"${{{_safe(name)}}} >= {least}"
        case All(all=parts):
            return "(" + " and ".join(write_condition(part) for part in parts) + ")"
        case AnyPart(any=parts):
            return "(" + " or ".join(write_condition(part) for part in parts) + ")"
        case Not(not_=part):
            return f"not({write_condition(part)})"


def _safe(name: str) -> str:
    return name.replace("-", "_")


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
        listed = f"{kind} {_safe(question.id)}" if question.choices else kind
        relevant = write_condition(question.show_if) if question.show_if else ""
        sheets["survey"].append(
            [listed, _safe(question.id), say(question.text, "en"), say(question.hint, "en"), relevant]
        )
        sheets["choices"] += [[_safe(question.id), choice.id, say(choice.text, "en")] for choice in question.choices]
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
