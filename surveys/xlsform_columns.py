"""Where each part of a survey stands in a workbook: one list for reading and for writing.

What XLSForm knows stands in XLSForm's own columns, so that other tools ask our surveys: words in `label` and `hint` (other
languages in `label::pl (pl)`), conditions in `relevant`, least and most in `constraint`, pictures, sound and sign language in
`media::image`, `media::audio` and `media::video`. What it does not know stands in columns that begin with `heard_`, which other
tools pass over; the names of domains stand on a sheet of their own, and who asks and why on the settings sheet.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from surveys.model import Text

TYPES = {
    "select one": "single",
    "select all that apply": "multiple",
    "integer": "number",
    "decimal": "number",  # of ours, one that may end in a half
    "text": "text",
    "date": "date",
}
"""pyxform's type -> ours. A scale and an agreement are a `select one`, and say so in `heard_type`."""

QUESTION = ("type", "sensitive", "help_on", "halves", "domain", "reverse", "equality", "part")
"""Fields of a question that stand in `heard_…`; several values with spaces between them."""

WORDS = {"text": "label", "hint": "hint", "easy_read": "heard_easy_read"}
MEDIA = {"symbol": "media::image", "audio": "media::audio", "bsl": "media::video"}
EMOJI = "heard_emoji"

SETTINGS = ("audience", "privacy", "controller", "lawful_basis", "retention", "notice_version",
            "languages", "variant", "under_11", "seed", "source")  # fmt: skip
SETTINGS_WORDS = {"title": "heard_title", "purpose": "purpose", "readers": "readers"}
FORM_TITLE = "form_title"
"""The title in English, as XLSForm calls it; XLSForm has it in one language alone, so others stand in `heard_title::pl (pl)`."""

DOMAINS = "heard_domains"
LISTS = ("help_on", "languages", "seed")
"""Fields that hold several values, with blanks between them in a cell."""

_LANGUAGES = {"english": "en", "default": "en", "": "en"}


SHEETS = ("survey", "choices", "settings", DOMAINS)
SURVEY_KNOWN = ("type", "name", "label", "hint", "relevant", "constraint", "heard_easy_read", *MEDIA.values(),
                *(f"heard_{field}" for field in QUESTION), "command", "tag", "value", "caption", "relevance")  # fmt: skip
CHOICES_KNOWN = ("list_name", "list name", "name", "value", "label", "caption", EMOJI)
SETTINGS_KNOWN = ("form_id", "id_string", "set_form_id", FORM_TITLE, "title", "set_form_title", "version",
                  "clean_text_values", *SETTINGS, *SETTINGS_WORDS.values())  # fmt: skip
"""The columns that are read, XLSForm's other names for them among them."""

NOT_KEPT = (
    "choice_filter", "default", "required", "required_message", "requiredmsg", "constraint_message", "calculation", "calculate",
    "appearance", "read_only", "readonly", "repeat_count", "count", "parameters", "guidance_hint", "trigger", "autoplay",
    "image", "big-image", "audio", "video", "media", "bind", "body", "instance", "rows", "save_to", "default_language", "disabled",
)  # fmt: skip
"""Columns that mean something in XLSForm and nothing here."""


def own(field: str) -> str:
    """The column of a field that XLSForm does not know."""
    return f"heard_{field}"


def column_in(column: str, language: str) -> str:
    """The column of a wording in this language."""
    return column if language == "en" else f"{column}::{language} ({language})"


def language_of(name: str) -> str:
    """`Polski (pl)`, `pl` or nothing -> the language's code."""
    code = re.sub(r".*\(\s*([\w-]+)\s*\)", r"\1", name.strip())
    return _LANGUAGES.get(code.lower(), code)


def words(cells: Mapping[str, str], column: str) -> dict[str, str]:
    """A wording in every language that has a column here."""
    named = {head: head.partition("::") for head in cells}
    return {language_of(rest): cells[head] for head, (first, _, rest) in named.items() if first == column}


def word_cells(column: str, text: Text | None) -> dict[str, str]:
    """The same the other way round."""
    return {column_in(column, language): wording for language, wording in (text or {}).items()}


def fields(cells: Mapping[str, str], columns: Mapping[str, str]) -> dict[str, Any]:
    """Field -> what its column says, where it says anything; `True` and numbers are read by the model."""
    found = {field: cells[column] for field, column in columns.items() if cells.get(column)}
    return {field: value.replace(",", " ").split() if field in LISTS else value for field, value in found.items()}


def cell(value: Any) -> str:
    """What is written for a value; nothing for what is not said."""
    if isinstance(value, bool):
        return "yes" if value else ""
    return " ".join(value) if isinstance(value, tuple) else str("" if value is None else value)


def safe_name(id_: str) -> str:
    """An id as XLSForm allows it: no hyphen, no digit first, and no name it keeps for itself."""
    name = id_.replace("-", "_")
    return f"_{name}" if name[0].isdigit() or name in _KEPT else name


def id_of(name: str) -> str:
    """The id that `safe_name` wrote, or that somebody meant who writes names as XLSForm has them."""
    return name.lower().removeprefix("_").replace("_", "-")


_KEPT = ("meta", "data")
"""Names that XLSForm keeps for itself."""
