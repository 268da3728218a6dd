"""What is wrong with the knowledge base, told to whoever keeps it: place, fault, remedy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Fault:
    """`place` as in `articles/pupil-views/pupil.md`; `fault` what is wrong; `remedy` how to mend it."""

    place: str
    fault: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.place}: {self.fault}. {self.remedy}"


SHOWN = 40
"""Characters of a wrong value that a fault repeats."""


def told(error: Mapping[str, Any]) -> tuple[str, str]:
    """What is wrong with one field and how to mend it, in plain words, for an entry of pydantic's `errors()`."""
    kind, facts = str(error["type"]), error.get("ctx", {})
    if kind == "value_error":  # our own words, `what is wrong; how to mend it`
        fault, _, remedy = str(error["msg"]).removeprefix("Value error, ").partition("; ")
        return fault, f"{remedy[:1].upper()}{remedy[1:]}" or "Mend it there"
    known = _TOLD.get(kind) or _TOLD.get(kind.partition("_")[0])
    if known is None:
        return str(error["msg"]), "Mend it there"
    fault, remedy = known
    value = "".join(c if c.isprintable() else "?" for c in str("nothing" if error["input"] is None else error["input"]))
    short = value if len(value) <= SHOWN else f"{value[:SHOWN]}…"
    return fault.format(value=short, expected=facts.get("expected", ""), ge=facts.get("ge", "")), remedy


_PARTS = ("is no set of names and values", "Write each as `name: value`")
_ROWS = ("is no list", "Write its entries in square brackets, or each on a line of its own with `- ` before it")
_TOLD = {
    "extra_forbidden": ("is no name that is known here", "Remove it, or check its spelling"),
    "missing": ("is missing", "Add it"),
    "literal_error": ("{value} is none of {expected}", "Use one of the words named"),
    "string": ("{value} is no text", "Write words, in quotes where they look like a number, a date or yes or no"),
    "int": ("{value} is no whole number", "Write it in digits, as 3"),
    "bool": ("{value} is neither true nor false", "Write true or false"),
    "greater_than_equal": ("{value} is less than {ge}", "Write a larger number"),
    "date": ("{value} is no day", "Write it as 2026-09-01"),
    "too": ("has more or fewer entries than it may", "Write as many as its neighbours have"),
    "model": _PARTS,
    "dict": _PARTS,
    "mapping": _PARTS,
    "tuple": _ROWS,
    "list": _ROWS,
}
"""Kind of error, or how it begins -> what is wrong, how to mend it. `surveys.faults` says the same of a definition; this room
knows nothing of that one."""
