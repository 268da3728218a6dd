"""XLSForm workbooks as surveys, so that a form made elsewhere can be asked here. `surveys.xlsform_writing` writes them.

The structure is read by pyxform, words and what only we know from the cells (`surveys.xlsform_columns`). A `relevant` or a
`constraint` is taken only as far as our vocabulary goes, and any other is a fault that names its row.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from surveys.faults import DefinitionError, Fault, Where, shown, told
from surveys.inspection import named
from surveys.loading import Places
from surveys.model import Survey
from surveys.xlsform_cells import Cells, read_cells, unreadable
from surveys.xlsform_checking import amiss
from surveys.xlsform_columns import (
    DOMAINS,
    EMOJI,
    FORM_TITLE,
    MEDIA,
    QUESTION,
    SETTINGS,
    SETTINGS_WORDS,
    TYPES,
    WORDS,
    fields,
    id_of,
    language_of,
    own,
    words,
)
from surveys.xlsform_conditions import Picked, compared_whole, read_condition, read_limits


def read_workbook(path: Path) -> Survey:
    """A workbook as a survey. Raises `DefinitionError` with each fault."""
    return read_placed(path)[0]


def read_placed(path: Path) -> tuple[Survey, Places]:
    """The same, with what tells an author in which row of the workbook each part stands."""
    cells = read_cells(path)
    if found := amiss(cells):
        raise DefinitionError(found)
    form, faults = _parse(path), list[Fault]()
    asked = [row for row in form.get("children", []) if row.get("type") in TYPES]
    for row in form.get("children", []):
        if row not in asked and row.get("name") != "meta" and row.get("type") not in ("note", "start", "end"):
            place, fault = f"{cells.place(str(row.get('name')))}, column type", f"{row.get('type')} is not asked here"
            faults.append(Fault(place, fault, f"Use one of {', '.join(TYPES)}"))
    picked = {
        id_of(row["name"]): {str(one["name"]): id_of(str(one["name"])) for one in row.get("choices") or ()}
        for row in asked
    }
    questions = [_question(row, cells, picked, faults) for row in asked]
    faults += _compared(asked, cells)
    version = str(form.get("version") or 1).removesuffix(".0")
    if not (version.isascii() and version.isdigit() and len(version) < 19):
        place = f"{path.name}, sheet settings, column version"
        faults.append(Fault(place, f"{version[:40]} is no whole number", "Write 1"))
    if faults:
        raise DefinitionError(faults)
    tree = {
        "id": id_of(str(form.get("id_string", path.stem))), "version": int(version), "questions": questions,
        **_settings(cells, str(form.get("title", path.stem))),
    }  # fmt: skip
    place_of = _places(cells, asked)
    try:
        return Survey.model_validate(tree), place_of
    except ValidationError as error:
        raise DefinitionError(Fault(place_of(None, e["loc"]), *_told(e)) for e in error.errors()) from None


def _places(cells: Cells, asked: list[Any]) -> Callable[[Survey | None, Where], str]:
    def place(survey: Survey | None, where: Where) -> str:
        if where[:1] == ("questions",) and len(where) > 1:
            name, choice = asked[int(where[1])]["name"], _choice_at(asked, where, cells)
            if choice:
                return choice
            return ", ".join([cells.place(name), named(survey, where) if survey else f"column {_column(where[2:])}"])
        if where[:1] == ("questions",):
            return f"{cells.file}, sheet survey"
        if where[:1] == ("domains",):
            return ", ".join([cells.file, f"sheet {DOMAINS}", *map(str, where[1:2])])
        return f"{cells.file}, sheet settings, column {_SETTINGS_COLUMNS.get(str(where[0]), where[0])}"

    return place


def _choice_at(asked: list[Any], where: Where, cells: Cells) -> str:
    """Where a choice stands, if it is one: its row belongs to every question that asks by its list."""
    if where[2:3] != ("choices",) or len(where) < 4:
        return ""
    asks = asked[int(where[1])]
    row = cells.choice(str(asks.get("list_name", "")), str(asks["choices"][int(where[3])]["name"]))
    column = {"id": "name", "emoji": EMOJI}.get(str(where[-1]), "label")
    return f"{cells.file}, sheet choices, row {row.number}, column {column}" if row else ""


_SETTINGS_COLUMNS = {"id": "form_id", **SETTINGS_WORDS}


def _column(where: Where) -> str:
    """The column in which a field of a question stands."""
    field = str(where[0]) if where else "type"
    known = {
        "id": "name",
        "show_if": "relevant",
        "minimum": "constraint",
        "maximum": "constraint",
        "choices": "type",
        **WORDS,
    }
    return known.get(field) or own(field)


def _told(error: Any) -> tuple[str, str]:
    """The same words as for a file, with the letters that a workbook's names may have, and where its English stands."""
    fault, remedy = told(error)
    fault, english, _ = fault.partition("; write it under `en`")
    if english:
        return fault, "Write it in the column without a language, or in the one that ends in ::English (en)"
    name = error["type"] == "string_pattern_mismatch"
    return (
        (fault.replace("is no id", "is no name"), "Use at most 32 letters a to z, digits and _")
        if name
        else (fault, remedy)
    )


def _parse(path: Path) -> Mapping[str, Any]:
    from pyxform.builder import create_survey_element_from_dict
    from pyxform.errors import PyXFormError
    from pyxform.xls2json import workbook_to_json
    from pyxform.xls2json_backends import get_xlsform

    try:
        book = get_xlsform(path.read_bytes(), file_type=".xlsx")  # whatever the file is called
        form: Mapping[str, Any] = workbook_to_json(book, form_name="data", fallback_form_name=path.stem, warnings=[])
        create_survey_element_from_dict(dict(form)).to_xml(validate=False)  # an unknown type is only found here
    except PyXFormError as error:
        raise DefinitionError([_theirs(path, str(error).splitlines()[0].strip().rstrip("."))]) from None
    except Exception:  # what a damaged workbook raises inside the libraries
        raise DefinitionError([unreadable(path)]) from None
    return form


def _theirs(path: Path, said: str) -> Fault:
    """What pyxform says, with its row as ours are told."""
    row = re.match(r"\[row : (\d+)\] ?", said)
    if row is None:
        return Fault(path.name, said, "Mend it there")
    return Fault(f"{path.name}, row {row[1]}", said[row.end() :], "Mend that row")


def _settings(cells: Cells, title: str) -> dict[str, Any]:
    """Who asks and why; the domains have a sheet of their own."""
    said = cells.settings
    wordings = {name: _words(said, column) for name, column in SETTINGS_WORDS.items()}
    wordings["title"] = {"en": said.get(FORM_TITLE) or title, **wordings["title"]}
    domains = {id_of(row.cells.get("name", "")): _words(row.cells, "label") for row in cells.sheets.get(DOMAINS, ())}
    return {
        **fields(said, {name: name for name in SETTINGS}),
        **{name: text for name, text in wordings.items() if text},
        "domains": {name: text for name, text in domains.items() if name},
    }


def _question(row: Mapping[str, Any], cells: Cells, picked: Picked, faults: list[Fault]) -> dict[str, Any]:
    stands = cells.question(row["name"])
    typed = stands.cells if stands else {}
    question: dict[str, Any] = {
        "id": id_of(row["name"]),
        "type": TYPES[row["type"]],
        **{field: _words(typed, column) or _text(row.get(column)) for field, column in WORDS.items()},
        **fields(typed, {field: own(field) for field in QUESTION}),
        "media": fields(typed, MEDIA),
        "choices": [_choice(one, str(row.get("list_name", "")), cells) for one in row.get("choices") or ()],
    }
    ids = picked[question["id"]]
    question["help_on"] = [ids.get(name, name) for name in question.get("help_on", ())]
    question["domain"] = id_of(question.get("domain", ""))

    def say_more(column: str, read: Callable[[str], Any], known: str) -> Any:
        """What an expression says in our vocabulary; a fault where it says more."""
        given = typed.get(column) or row.get("bind", {}).get(column) or ""
        found = read(given) if given else None
        if given and found is None:
            fault = f"its {column} {shown(given)} is more than a survey here can say"
            faults.append(Fault(f"{cells.place(row['name'])}, column {column}", fault, known))
        return found

    question["show_if"] = say_more(
        "relevant", lambda given: read_condition(given, picked), "Use =, selected(), >=, and, or, not()"
    )
    question |= say_more("constraint", read_limits, "Use . >= 0 and . <= 10, with whole numbers") or {}
    if row["type"] == "decimal" and not question.get("halves"):
        fault = "a decimal is asked here in halves only"
        remedy = "Write yes in a column heard_halves, or make it an integer"
        faults.append(Fault(f"{cells.place(row['name'])}, column type", fault, remedy))
    return {name: value for name, value in question.items() if value not in (None, "", {}, [])}


def _compared(asked: list[Any], cells: Cells) -> Iterator[Fault]:
    """Questions that take several choices, compared with one of them by `=`."""
    several = {id_of(row["name"]) for row in asked if TYPES[row["type"]] == "multiple"}
    for row in asked:
        stands = cells.question(row["name"])
        given = (stands.cells.get("relevant") if stands else "") or row.get("bind", {}).get("relevant") or ""
        found = compared_whole(given, several)
        if found is not None:
            name, value = found
            fault = f"${{{name}}} takes several choices, and = would compare all that were chosen with {shown(value)!r}"
            remedy = f"Write selected(${{{name}}}, {shown(value)!r}), which is true where it is among them"
            yield Fault(f"{cells.place(row['name'])}, column relevant", fault, remedy)


def _choice(one: Mapping[str, Any], list_name: str, cells: Cells) -> dict[str, Any]:
    row = cells.choice(list_name, str(one["name"]))
    typed = row.cells if row else {}
    text = _words(typed, "label") or _text(one.get("label"))
    return {"id": id_of(str(one["name"])), "text": text, "emoji": typed.get(EMOJI, "")}


def _words(typed: Mapping[str, str], column: str) -> dict[str, str]:
    return {language: text for language, text in words(typed, column).items() if text}


def _text(label: Any) -> Any:
    """A wording as pyxform read it, from a column that it knows under another name."""
    if not isinstance(label, Mapping):
        return str(label or "")
    return {language_of(name): str(text) for name, text in label.items()}
