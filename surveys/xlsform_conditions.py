"""`relevant` expressions of a workbook as our conditions, and back. What says more than our vocabulary is not guessed at."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from surveys.model import All, AnyOf, AnyPart, AtLeast, Condition, Equals, Not
from surveys.xlsform_columns import id_of, safe_name

_QUOTED = r"'[^']*'|\"[^\"]*\""
_TOKEN = re.compile(
    rf"\s*(not\(|selected\(\s*\$\{{(?P<s>[\w-]+)\}}\s*,\s*(?P<sv>{_QUOTED})\s*\)"
    rf"|\$\{{(?P<q>[\w-]+)\}}\s*(?P<op>>=|=)\s*(?P<v>{_QUOTED}|-?\d+)|\(|\)|and\b|or\b)"
)
_LIMIT = re.compile(r"\s*\.\s*(>=|<=)\s*(-?\d{1,18})\s*")

Parsed = tuple[Any, list[Any]]
"""A condition, and the tokens after it."""


Picked = Mapping[str, Mapping[str, str]]
"""Question -> name of a choice as the workbook has it -> its id, which has hyphens and small letters."""

DEEPEST = 40
"""Brackets one inside the other; a survey's file may have no more."""


@dataclass(frozen=True)
class _Selected:
    """One `selected(…)`. Several of one question with `or` between them are one `any_of`, which is how it is written."""

    question: str
    value: str

    @property
    def condition(self) -> dict[str, Any]:
        return {"question": self.question, "any_of": [self.value]}


def read_condition(text: str, picked: Picked | None = None) -> dict[str, Any] | None:
    """A `relevant` expression as our condition, or None when it says more than that."""
    try:
        condition, rest = _either(_tokens(text.rstrip(), picked or {}))
    except (IndexError, ValueError):
        return None
    return condition if not rest else None


def _tokens(text: str, picked: Picked) -> list[Any]:
    tokens: list[Any] = []
    place = deep = 0
    while place < len(text):
        match = _TOKEN.match(text, place)
        deep += {"(": 1, "not(": 1, ")": -1}.get(match[1], 0) if match else 0
        if match is None or deep > DEEPEST:
            raise ValueError(text)
        tokens.append(_leaf(match, picked))
        place = match.end()
    return tokens


def _leaf(match: re.Match[str], picked: Picked) -> Any:
    name, value = id_of(match["s"] or match["q"] or ""), match["sv"] or match["v"] or ""
    quoted = value[1:-1] if value[:1] in ("'", '"') else None
    meant = picked.get(name, {}).get(quoted or "", quoted)
    if match["s"]:
        return _Selected(name, str(meant))
    if match["q"] and match["op"] == ">=":
        return {"question": name, "at_least": int(value.strip("'\""))}
    if match["q"]:
        return {"question": name, "equals": int(value) if meant is None else meant}
    return match.group(1)


def _either(tokens: list[Any]) -> Parsed:
    parts, rest = _row(tokens, "or", _both)
    picked = [part for part in parts if isinstance(part, _Selected)]
    if len(picked) == len(parts) and len({one.question for one in picked}) == 1:
        return {"question": picked[0].question, "any_of": [one.value for one in picked]}, rest
    return _joined("any", parts), rest


def _both(tokens: list[Any]) -> Parsed:
    parts, rest = _row(tokens, "and", _one)
    return (parts[0] if len(parts) == 1 else _joined("all", parts)), rest


def _row(tokens: list[Any], word: str, part: Callable[[list[Any]], Parsed]) -> tuple[list[Any], list[Any]]:
    """Parts with `word` between them, and what is left over."""
    first, rest = part(tokens)
    parts = [first]
    while rest and rest[0] == word:
        more, rest = part(rest[1:])
        parts.append(more)
    return parts, rest


def _joined(key: str, parts: list[Any]) -> dict[str, Any]:
    """Several parts under `key`; a single one stays itself."""
    plain = [part.condition if isinstance(part, _Selected) else part for part in parts]
    return plain[0] if len(plain) == 1 else {key: plain}


def _one(tokens: list[Any]) -> Parsed:
    head, rest = tokens[0], tokens[1:]
    if isinstance(head, (dict, _Selected)):
        return head, rest
    if head not in ("(", "not("):
        raise ValueError(head)
    inside, rest = _either(rest)
    if rest[0] != ")":
        raise ValueError(rest[0])
    return ({"not": inside} if head == "not(" else inside), rest[1:]


def compared_whole(text: str, several: Collection[str]) -> tuple[str, str] | None:
    """The first `${q} = 'yes'` of a question that takes several choices, as its name and the value. To XLSForm that is true
    where yes alone was chosen, and what its author means is mostly `selected()`: neither is guessed."""
    for match in _TOKEN.finditer(text):
        if match["op"] == "=" and id_of(match["q"]) in several:
            return match["q"], match["v"].strip("'\"")
    return None


def write_condition(condition: Condition, several: Collection[str] = ()) -> str:
    """As an expression. Of a question in `several`, which takes several choices, `equals` means that this one is among them."""
    match condition:
        case Equals(question=name, equals=value) if name in several:
            return write_condition(AnyOf(question=name, any_of=(str(value),)))
        case Equals(question=name, equals=value):
            return f"${{{safe_name(name)}}} = {value if isinstance(value, int) else _quoted(value)}"
        case AnyOf(question=name, any_of=values):
            return "(" + " or ".join(f"selected(${{{safe_name(name)}}}, {_quoted(value)})" for value in values) + ")"
        case AtLeast(question=name, at_least=least):
            return f"${{{safe_name(name)}}} >= {least}"
        case All(all=parts):
            return "(" + " and ".join(write_condition(part, several) for part in parts) + ")"
        case AnyPart(any=parts):
            return "(" + " or ".join(write_condition(part, several) for part in parts) + ")"
        case Not(not_=part):
            return f"not({write_condition(part, several)})"


def _quoted(value: str) -> str:
    return f'"{value}"' if "'" in value else f"'{value}'"


def read_limits(text: str) -> dict[str, int] | None:
    """`. >= 0 and . <= 190` as least and most, or None when a `constraint` says more than that."""
    found: dict[str, int] = {}
    for part in re.split(r"\s+and\s+", text):
        match = _LIMIT.fullmatch(part)
        name = {">=": "minimum", "<=": "maximum"}[match[1]] if match else ""
        if match is None or name in found:
            return None
        found[name] = int(match[2])
    return found


def write_limits(minimum: int | None, maximum: int | None) -> str:
    limits = [(">=", minimum), ("<=", maximum)]
    return " and ".join(f". {sign} {limit}" for sign, limit in limits if limit is not None)
