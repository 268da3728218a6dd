"""`relevant` expressions of a workbook as our conditions, and back. What says more than our vocabulary is not guessed at."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from surveys.model import All, AnyOf, AnyPart, AtLeast, Condition, Equals, Not

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
    return _row(tokens, "or", "any", lambda rest: _row(rest, "and", "all", _one))


def _row(
    tokens: list[Any], word: str, key: str, part: Callable[[list[Any]], tuple[dict[str, Any], list[Any]]]
) -> tuple[dict[str, Any], list[Any]]:
    """Parts with `word` between them, as one condition under `key`; a single part stays itself. And what is left over."""
    first, rest = part(tokens)
    parts = [first]
    while rest and rest[0] == word:
        more, rest = part(rest[1:])
        parts.append(more)
    return (parts[0] if len(parts) == 1 else {key: parts}), rest


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
            return f"${{{safe_name(name)}}} = '{value}'"
        case AnyOf(question=name, any_of=values):
            return "(" + " or ".join(f"selected(${{{safe_name(name)}}}, '{value}')" for value in values) + ")"
        case AtLeast(question=name, at_least=least):
            return f"${{{safe_name(name)}}} >= {least}"
        case All(all=parts):
            return "(" + " and ".join(write_condition(part) for part in parts) + ")"
        case AnyPart(any=parts):
            return "(" + " or ".join(write_condition(part) for part in parts) + ")"
        case Not(not_=part):
            return f"not({write_condition(part)})"


def safe_name(name: str) -> str:
    """An id as workbooks allow it: they know no hyphens."""
    return name.replace("-", "_")
