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
    "maintained": re.compile(r"\bmaintained schools?\b|\bcouncil schools?\b", re.IGNORECASE),
}
"""Kind of school -> the words by which a sentence speaks of it."""

OF_OTHERS = re.compile(
    r"(?:(?:in|at|for) )?(?:an? )?(?:private|independent) schools?\b|colleges?\b|(?:in )?(?:wales|scotland)\b",
    re.IGNORECASE,
)
"""How a sentence begins that is about a school outside the scheme, or another country, alone."""

REFERS = re.compile(r"\b(?:them|theirs|its own)\b|^so do\b", re.IGNORECASE)
"""What goes on from the sentence before, and says nothing without it."""

OUTSIDE = ("private", "college")
"""Kinds for which the rules do not hold: of their exceptions only what names them is theirs."""


def of_kind(text: str, kind: str) -> str:
    """The lines for this kind; empty where there is none. An exception of another kind or country is never among them, unless
    it speaks of this kind too."""
    told = [(line, _outside(line, kind) if kind in OUTSIDE else _inside(line, kind)) for line in text.splitlines()]
    kept = "\n".join(of_it for line, of_it in told if of_it or not line)
    return re.sub(r"\n{3,}", "\n\n", kept).strip()


def _inside(line: str, kind: str) -> str:
    """Nothing of a bullet with another's label; else a line without the sentences that are about others alone, whatever kind of
    school in the scheme this is: that private schools have their own appeals is nothing to a family of an academy."""
    own = NAMES[kind]
    if line.startswith("• ") and _begins_for_others(_label(line), kind):
        return line if own.search(line) else ""
    left_out, kept = False, []
    for one in _sentences(line):
        alien = _begins_for_others(one.lower(), kind) or (left_out and bool(REFERS.search(one)))
        left_out = alien and not own.search(one)
        kept += [] if left_out else [one]
    return _joined(line, kept)


def _begins_for_others(begins: str, kind: str) -> bool:
    others = tuple(label for name, labels in LABELS.items() if name != kind for label in labels)
    return not begins.startswith(LABELS[kind]) and (begins.startswith(others) or bool(OF_OTHERS.match(begins)))


def _outside(line: str, kind: str) -> str:
    """A labelled line whole, where it names this kind; of any other the sentences that do, for the rest is about schools in the
    scheme."""
    if _label(line).startswith(tuple(label for labels in LABELS.values() for label in labels)):
        return line if NAMES[kind].search(line) else ""
    return _joined(line, [one for one in _sentences(line) if NAMES[kind].search(one)])


def _sentences(line: str) -> list[str]:
    return re.split(r"(?<=[.!?])\s+", line.removeprefix("• "))


def _joined(line: str, sentences: list[str]) -> str:
    """These of its sentences as a line again; empty where there is none."""
    bullet = "• " if line.startswith("• ") else ""
    return bullet + " ".join(sentences) if sentences else ""


def _label(line: str) -> str:
    return line.lstrip("• ").lower()
