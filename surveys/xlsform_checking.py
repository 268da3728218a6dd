"""What is amiss in a workbook's cells, told by sheet, row and column before anything is read: what is not read is never lost
in silence. A column that is near no name we know is an author's own note and is passed over, as other tools do.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from difflib import get_close_matches

from surveys.faults import Fault, shown
from surveys.xlsform_cells import Cells, Row, list_of
from surveys.xlsform_columns import (
    CHOICES_KNOWN,
    DOMAINS,
    NOT_KEPT,
    SETTINGS_KNOWN,
    SHEETS,
    SURVEY_KNOWN,
    id_of,
    language_of,
)

KNOWN: dict[str, Collection[str]] = {
    "survey": SURVEY_KNOWN,
    "choices": CHOICES_KNOWN,
    "settings": SETTINGS_KNOWN,
    DOMAINS: ("name", "label"),
}
NAMED = 10
"""Rows that one fault names; of more it says how many."""
_SELECT = re.compile(
    r"(?:select_one|select one|select1|select_multiple|select multiple|select all that apply)(?: from)?\s+(\S+).*"
)
_ONE = re.compile(r"select[_ ]one|select1")
_PLAIN = ("integer", "int", "decimal", "text", "string", "date", "start", "end")
_KINDS = ("select_one", "select_multiple", "integer", "decimal", "text", "date")
_FLAT = (
    "groups and repeats are not asked here",
    "Remove both of its rows; write the group's relevant beside each of its questions",
)
_RUNS = ("nothing is worked out or noted beside the answers here", "Remove the row, if the survey is right without it")
_SAID = {
    **dict.fromkeys(("begin group", "end group", "begin repeat", "end repeat", "begin loop", "end loop"), _FLAT),
    **dict.fromkeys(("calculate", "hidden", "today", "deviceid", "username", "phonenumber", "email", "audit"), _RUNS),
    "acknowledge": (
        "an acknowledge is not asked here",
        "Make it a select_one, and write agreement in a column heard_type",
    ),
    "range": ("a range is not asked here", "Make it an integer, with a constraint such as . >= 0 and . <= 10"),
    "note": ("words between questions are not shown here", "Write them into the hint of the question they belong to"),
    "or_other": ("or_other is not asked here", "Write a choice for it, and a question of the type text for the words"),
}
"""What XLSForm has and surveys here have not, with what to write instead."""


def amiss(cells: Cells) -> list[Fault]:
    """Every fault that the cells show."""
    return [
        *_sheets(cells),
        *_hidden(cells),
        *_columns(cells),
        *_same_wording(cells),
        *_one_row(cells),
        *_formulas(cells),
        *_strays(cells),
        *_named_twice(cells),
        *_questions(cells),
        *_choices(cells),
    ]


def _sheets(cells: Cells) -> Iterator[Fault]:
    for name in cells.sheets:
        near = [] if name in SHEETS else get_close_matches(name.strip().lower(), SHEETS, 1, 0.8)
        if near or (name not in SHEETS and name.lower().startswith("heard_")):
            remedy = f"Name it {near[0] if near else DOMAINS}, or give it quite another name"
            yield Fault(f"{cells.file}, sheet {name}", "is no sheet that is read here", remedy)


def _hidden(cells: Cells) -> Iterator[Fault]:
    """What is read all the same, by us as by other tools: a question that its author put away would be asked of children, and
    who looked over the form never saw it."""
    fault, remedy = "is hidden, and would be read all the same", "Show it and look it over, or delete it"
    for sheet, head in cells.hidden:
        filled = any(row.cells.get(head) if head else any(row.cells.values()) for row in cells.sheets[sheet])
        if filled and sheet in KNOWN and (not head or re.split(r"\s*::?\s*", head)[0] in KNOWN[sheet]):
            yield Fault(f"{cells.file}, sheet {sheet}{f', column {head}' if head else ''}", fault, remedy)
    for sheet in (name for name in KNOWN if name in cells.sheets):
        rows = [str(row.number) for row in cells.sheets[sheet] if row.hidden]
        more = f" and {len(rows) - NAMED} more" if len(rows) > NAMED else ""
        if rows:  # a filter hides hundreds
            place = f"row{'s' if len(rows) > 1 else ''} {', '.join(rows[:NAMED])}{more}"
            yield Fault(f"{cells.file}, sheet {sheet}, {place}", fault, remedy)


def _columns(cells: Cells) -> Iterator[Fault]:
    for sheet, known in KNOWN.items():
        used = dict.fromkeys(head for row in cells.sheets.get(sheet, ()) for head, text in row.cells.items() if text)
        for head in used:
            found = _column(sheet, head, known, cells)
            if found:
                yield Fault(f"{cells.file}, sheet {sheet}, column {head}", *found)


def _column(sheet: str, head: str, known: Collection[str], cells: Cells) -> tuple[str, str] | None:
    base = re.split(r"\s*::?\s*", head)[0]
    if base in known and head != base and "::" not in head:
        return "has one colon before its language, and would not be read", f"Name it {head.replace(':', '::', 1)}"
    if not head or head in known or base in known:
        return None
    if head == "default_language" and language_of(cells.settings.get(head, "")) == "en":
        return None
    if head in NOT_KEPT or base in NOT_KEPT or (sheet == "settings" and not head.startswith("heard_")):
        near = get_close_matches(head, known, 1, 0.8)
        remedy = f"Name it {near[0]}" if near else "Remove the column, if the survey is right without it"
        return "is not kept here, and nothing is guessed from it", remedy
    ours = base.startswith("heard_")
    near = get_close_matches(base, known, 1, 0.3 if ours else 0.8)
    if near or ours:
        remedy = f"Name it {near[0]}, or give it quite another name" if near else "Remove the column"
        return "is no column that is read here", remedy
    return None


def _same_wording(cells: Cells) -> Iterator[Fault]:
    """`label` and `label::English (en)` say the same thing, and only one of them would be read."""
    for sheet in (name for name in KNOWN if name in cells.sheets):
        first: dict[tuple[str, str], str] = {}
        for head in dict.fromkeys(head for row in cells.sheets[sheet] for head, text in row.cells.items() if text):
            base, _, language = head.partition("::")
            other = first.setdefault((base, language_of(language)), head)
            if other != head:
                fault = f"holds the words of column {other} once more"
                yield Fault(f"{cells.file}, sheet {sheet}, column {head}", fault, "Remove one of the two")


def _one_row(cells: Cells) -> Iterator[Fault]:
    for row in [row for row in cells.sheets.get("settings", ()) if any(row.cells.values())][1:]:
        fault = "is a second row of settings, which nothing reads"
        yield Fault(f"{cells.file}, sheet settings, row {row.number}", fault, "Remove it")


def _formulas(cells: Cells) -> Iterator[Fault]:
    for sheet in (name for name in KNOWN if name in cells.sheets):
        for row in cells.sheets[sheet]:
            for head in row.formulas:
                fault = "holds a formula, and its result may be old or missing"
                yield Fault(_at(cells, sheet, row, head), fault, "Copy the cell, and paste it as plain text")
            for head in row.styled:
                fault = "is a day, a time or a number that the spreadsheet shows in a way of its own, as 25%"
                yield Fault(_at(cells, sheet, row, head), fault, "Make the cell plain text, and type the words again")


def _strays(cells: Cells) -> Iterator[Fault]:
    """Words under no name, and two columns of one name, of which only the last would be read."""
    for sheet in (name for name in KNOWN if name in cells.sheets):
        for row in cells.sheets[sheet]:
            for letter in row.stray:
                fault = "stands under no name, and nothing reads it"
                yield Fault(
                    _at(cells, sheet, row, letter), fault, "Name the column in the first row, or empty the cell"
                )
    for sheet, head in cells.twice:
        if sheet in KNOWN:
            place = f"{cells.file}, sheet {sheet}, column {head}"
            yield Fault(
                place, "stands twice, and only one of them would be read", "Remove one of the two, or rename it"
            )


def _named_twice(cells: Cells) -> Iterator[Fault]:
    """Questions of one name; choices of one name in a list; domains. Capitals make no other name."""
    first: dict[tuple[str, ...], int] = {}
    for sheet, of in (("survey", "the survey"), ("choices", "the list"), (DOMAINS, "its sheet")):
        for row in cells.sheets.get(sheet, ()):
            list_ = list_of(row) if sheet == "choices" else ""
            name = row.cells.get("name") or row.cells.get("value") or ""
            before = first.setdefault((sheet, list_, id_of(name)), row.number)
            if name and before != row.number:
                of = f"the list {shown(list_)}" if sheet == "choices" else of
                fault = f"{shown(name)} is the name of row {before} as well"
                yield Fault(_at(cells, sheet, row, "name"), fault, f"Give each a name of its own in {of}")


def _questions(cells: Cells) -> Iterator[Fault]:
    lists = {list_of(row) for row in cells.sheets.get("choices", ())}
    for row in cells.sheets.get("survey", ()):
        kind = (row.cells.get("type") or row.cells.get("command") or "").strip()
        said = _SAID.get(
            "or_other" if kind.lower().endswith(" or_other") else " ".join(re.split(r"[\s_]+", kind.lower()))
        )
        if said:
            yield Fault(_at(cells, "survey", row, "type"), *said)
            continue
        if not kind:
            yield from _without_type(cells, row)
            continue
        picked = _SELECT.fullmatch(kind)
        if picked is None and kind.lower() in ("select_one", "select_multiple"):
            yield Fault(
                _at(cells, "survey", row, "type"), f"{kind} names no list", f"Write {kind.lower()} and a list's name"
            )
        elif picked is None and kind not in _PLAIN:
            near = get_close_matches(kind.split()[0].lower(), _KINDS, 1, 0.8)
            remedy = f"Write {near[0]}, or one of {', '.join(_KINDS)}" if near else f"Use one of {', '.join(_KINDS)}"
            yield Fault(_at(cells, "survey", row, "type"), f"{shown(kind)} is not asked here", remedy)
            continue
        yield from _heard_type(cells, row, kind)
        if picked is not None and _list_of(kind) not in lists:
            fault = f"its list {shown(_list_of(kind))} is not on the sheet choices"
            yield Fault(_at(cells, "survey", row, "type"), fault, "Write the list there, or mend its name")
        if kind not in ("start", "end"):
            yield from _needed(cells, "survey", row, ("name", "tag", "value"))
            yield from _needed(cells, "survey", row, ("label", "caption", "hint"))


def _heard_type(cells: Cells, row: Row, kind: str) -> Iterator[Fault]:
    """Beside a select_multiple it would leave one answer where the form asks for several."""
    ours = row.cells.get("heard_type", "")
    if ours and not (ours in ("scale", "agreement") and _ONE.match(kind)):
        fault = f"{shown(ours)} beside {shown(kind)} would change what is asked"
        remedy = "Write scale or agreement, beside a select_one alone, or empty the cell"
        yield Fault(_at(cells, "survey", row, "heard_type"), fault, remedy)


def _without_type(cells: Cells, row: Row) -> Iterator[Fault]:
    if row.cells.get("name") or row.cells.get("label"):
        yield from _needed(cells, "survey", row, ("type", "command"))


def _list_of(kind: str) -> str:
    found = re.fullmatch(_SELECT.pattern, kind.strip(), re.IGNORECASE)
    return found[1] if found else ""


def _choices(cells: Cells) -> Iterator[Fault]:
    for row in cells.sheets.get("choices", ()):
        if any(text for head, text in row.cells.items() if head in CHOICES_KNOWN):
            yield from _needed(cells, "choices", row, ("list_name", "list name"))
            yield from _needed(cells, "choices", row, ("name", "value"))
            yield from _needed(cells, "choices", row, ("label", "caption"))
    for row in cells.sheets.get(DOMAINS, ()):
        yield from _needed(cells, DOMAINS, row, ("name",))
        yield from _needed(cells, DOMAINS, row, ("label",))


def _needed(cells: Cells, sheet: str, row: Row, names: Collection[str]) -> Iterator[Fault]:
    """A cell that no row goes without; of merged cells only the first holds anything."""
    said = (re.split(r"\s*::?\s*", head)[0] for head, text in row.cells.items() if text)
    if not any(head in names for head in said):
        column = next(iter(names))
        yield Fault(_at(cells, sheet, row, column), "is empty", "Write it; where cells are merged, part them first")


def _at(cells: Cells, sheet: str, row: Row, column: str) -> str:
    return f"{cells.file}, sheet {sheet}, row {row.number}, column {column}"
