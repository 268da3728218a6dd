"""The names and values above a text in Markdown, and where each of them stands in its file."""

from __future__ import annotations

import re
from typing import Any

import frontmatter
import yaml
from pydantic import ValidationError

from advice_kb.faults import Fault, told
from advice_kb.table_file import TableError, table_of

_FENCE = re.compile(r"^-{3,}\s*$", re.MULTILINE)


def front_matter(text: str, place: str) -> tuple[dict[str, Any], str]:
    """The names with their values, and the text below them. Raises `TableError` where there are none that can be read."""
    try:
        read = frontmatter.loads(text)
    except (yaml.YAMLError, ValueError) as error:
        raise TableError(_unreadable(error, text, place)) from None
    if not read.metadata:
        remedy = "Begin with a line ---, then the names and values, then another line ---"
        raise TableError(Fault(f"{place} line 1 column 1", "begins without front matter", remedy))
    return dict(read.metadata), read.content


def front_faults(error: ValidationError, text: str, place: str) -> list[Fault]:
    """What is wrong with its values, each by line and column."""
    try:
        table = table_of(_front(text), place)
    except TableError as stricter:  # a key that stands twice, as the other reader lets pass
        return [stricter.fault]
    return [
        Fault(f"{table.at(one['loc'])} {'.'.join(map(str, one['loc']))}".strip(), *told(one)) for one in error.errors()
    ]


def _front(text: str) -> str:
    """From the first line of the file to the end of its front matter, so that lines are counted as an editor counts them."""
    fences = list(_FENCE.finditer(text))
    return text[: fences[1].start()] if len(fences) > 1 else text


def _unreadable(error: Exception, text: str, place: str) -> Fault:
    try:
        table_of(_front(text), place)
    except TableError as placed:
        return placed.fault
    told = " ".join(str(error).split())
    return Fault(place, f"front matter cannot be read: {told}", "Mend the lines between the ---")
