""" "How do I appeal?" has two answers: governors look at suspensions and permanent exclusions, a review panel at the latter alone.

The search knows the panel by the word; a family of a suspended child would be sent where nobody can hear them.
"""

from __future__ import annotations

import re
from dataclasses import replace

from advice_kb.search import MOST_CHOICES, Finding
from bot.conversation.searched import FAMILIES

PANEL, GOVERNORS = "independent-review-panel", "making-representations"
WAYS = (GOVERNORS, PANEL)
"""Offered together, in the order in which they come."""

_AFTER = (PANEL, "after-the-review-panel")
"""What the search takes a wish to appeal for."""

_APPEALS = re.compile(r"\b(?:app?(?:ea|ee|e)l|challeng|overturn|contest|disput|fight|fought)")
_PERMANENT = re.compile(r"\bp[ei]rm|\bpex\b|\bfor (?:good|ever)\b|\bforever\b|\bexp[eu]l|\bpanel|\birp\b|\bgovern")
"""Says that it is for good, or that the governors have met already: then the panel is meant."""
_OUT_FOR = r"\d+(?:\.5)?[ -](?:school[ -])?(?:days?|weeks?)"
_SUSPENDED = re.compile(
    rf"\bsus?p+en[sd]|\bfixed[ -](?:term|period)|\bfor {_OUT_FOR}|\b{_OUT_FOR} (?:exclu|off\b|out\b|at home)"
)


def which_appeal(found: Finding, text: str, reader: str) -> Finding:
    """The same for all but a family's wish to appeal that was taken for one to the panel: the governors for a suspension, and a
    question back where it was not said which of the two it is."""
    said = text.lower()
    if (
        reader not in FAMILIES
        or not found.topics
        or found.topics[0] not in _AFTER
        or not _APPEALS.search(said)
        or _PERMANENT.search(said)
    ):
        return found
    if _SUSPENDED.search(said):
        first = GOVERNORS if reader == "pupil" else "governing-board-review"
        return replace(found, outcome="answer", topics=tuple(dict.fromkeys((first, *WAYS))))
    rest = found.topics if found.outcome == "clarify" else ("kinds-of-exclusion",)
    return replace(found, outcome="clarify", topics=tuple(dict.fromkeys((*WAYS, *rest)))[:MOST_CHOICES])


def asks_which(topics: tuple[str, ...]) -> bool:
    """Whether these choices ask which of the two is meant."""
    return topics[: len(WAYS)] == WAYS
