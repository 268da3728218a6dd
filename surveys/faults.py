"""A definition's faults, told to its author: place, fault, remedy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Fault:
    """`place` as in `pupil.yaml line 9 column 5` or `questions.q1`; `fault` what is wrong; `remedy` how to mend it."""

    place: str
    fault: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.place}: {self.fault}. {self.remedy}"


Where = tuple[str | int, ...]
"""The way to a part of a definition, as `("questions", 3, "choices", 0)`."""

Found = tuple[Where, str, str]
"""Where it is, what is wrong, how to mend it; a fault before its place is written for its author."""


class DefinitionError(ValueError):
    """A definition that cannot be used; it stops the start."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


SHOWN = 40
"""Characters of a wrong value that a fault repeats."""


def told(error: Mapping[str, Any]) -> tuple[str, str]:
    """What is wrong and how to mend it, in plain words, for one error of a shape: an entry of pydantic's `errors()`."""
    kind, facts = str(error["type"]), error.get("ctx", {})
    if kind == "value_error":
        return str(error["msg"]).removeprefix("Value error, "), "Mend it there"
    known = _TOLD.get(kind) or _TOLD.get(kind.partition("_")[0])
    if known is None:
        return str(error["msg"]), "Mend it there"
    fault, remedy = known
    return fault.format(value=shown(error.get("input")), **{"expected": "", "ge": "", "le": "", **facts}), remedy


def shown(value: Any) -> str:
    """A wrong value as a fault repeats it: short, in one line, and nothing unseen in it."""
    text = "".join(c if c.isprintable() else "?" for c in str("nothing" if value is None else value))
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


_PARTS = ("is no set of names and values", "Write each as `name: value`, on a line of its own")
_ROWS = ("is no list", "Write each on a line of its own, with `- ` before it")
_TOLD = {
    "extra_forbidden": ("is no name that is known here", "Remove it, or check its spelling"),
    "missing": ("is missing", "Add it"),
    "literal_error": ("{value} is none of {expected}", "Use one of the words named"),
    "string_pattern_mismatch": (
        "{value} is no id",
        "Use small letters a to z, digits and hyphens only, at most 32 of them, and no hyphen first",
    ),
    "string": ("{value} is no text", "Write words, in quotes where they look like a number, a date or yes or no"),
    "int": ("{value} is no whole number", "Write it in digits, as 3"),
    "bool": ("{value} is neither yes nor no", "Write yes, or leave it out"),
    "greater_than_equal": ("{value} is less than {ge}", "Write a larger number"),
    "less_than_equal": ("{value} is more than {le}", "Write a smaller number, as 1"),
    "time": ("{value} is no time of day", "Write it in quotes, as '09:00'"),
    "date": ("{value} is no day", "Write it as 2026-09-01"),
    "model": _PARTS,
    "dict": _PARTS,
    "mapping": _PARTS,
    "tuple": _ROWS,
    "list": _ROWS,
    "recursion_loop": ("contains itself", "Write the part out, without a YAML anchor"),
}
"""Kind of error, or how it begins -> what is wrong, how to mend it."""
