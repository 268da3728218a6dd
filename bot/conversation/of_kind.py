"""What an article's exceptions say of one kind of school, for whoever said that it is theirs."""

from __future__ import annotations

import re
from collections.abc import Mapping

LABELS: Mapping[str, tuple[str, ...]] = {
    "academy": ("academy:", "academies:"),
    "pru": ("pru:", "prus:"),
    "private": (
        "private school:", "private schools:", "independent schools:", "private schools and colleges",
        "a private school ", "an independent school ",
    ),
    "college": ("college:", "colleges:", "college or ", "colleges and ", "private schools and colleges"),
    "maintained": ("maintained school:",),
    "elsewhere": ("wales", "in wales", "scotland"),
}  # fmt: skip
"""Kind of school -> how an exception begins that is its alone."""

NAMES: Mapping[str, re.Pattern[str]] = {
    "academy": re.compile(r"(?<!16-19 )\bacadem|\btrust\b", re.IGNORECASE),
    "pru": re.compile(r"\bprus?\b|\bmanagement committee\b", re.IGNORECASE),
    "private": re.compile(r"\bprivate (?:schools?|ones)\b|\bindependent schools?\b", re.IGNORECASE),
    "college": re.compile(r"\bcolleges?\b", re.IGNORECASE),
}
"""Kind of school -> the words by which a sentence speaks of it."""

OUTSIDE = ("private", "college")
"""Kinds for which the rules do not hold: of their exceptions only what names them is theirs."""


def of_kind(text: str, kind: str) -> str:
    """The lines for this kind; empty where there is none. An exception of another kind or country is never among them, unless
    it speaks of this kind too."""
    lines = (_outside(line, kind) if kind in OUTSIDE else _inside(line, kind) for line in text.splitlines())
    return "\n".join(line for line in lines if line)


def _inside(line: str, kind: str) -> str:
    others = tuple(label for name, labels in LABELS.items() if name != kind for label in labels)
    alien = _label(line).startswith(others) and not _label(line).startswith(LABELS[kind])
    return "" if alien and not NAMES[kind].search(line) else line


def _outside(line: str, kind: str) -> str:
    """A labelled line whole, where it names this kind; of any other the sentences that do, for the rest is about schools in the
    scheme."""
    if _label(line).startswith(tuple(label for labels in LABELS.values() for label in labels)):
        return line if NAMES[kind].search(line) else ""
    bullet = "• " if line.startswith("• ") else ""
    sentences = re.split(r"(?<=[.!?])\s+", line.removeprefix(bullet))
    named = [one for one in sentences if NAMES[kind].search(one)]
    return bullet + " ".join(named) if named else ""


def _label(line: str) -> str:
    return line.lstrip("• ").lower()
