""" "Can I make the suspension permanent?" No: and which page says so is plain from the words.

The search has read too few such questions to be sure, and asks back among pages about days, governors and records.
"""

from __future__ import annotations

import re
from dataclasses import replace

from advice_kb.search import MOST_CHOICES, Finding

KINDS = "kinds-of-exclusion"

_TURNED = r"(?:mak(?:e|es|ing)|made|turn\w*|conver\w*|chang\w*|upgrad\w*|escalat\w*|switch\w*|becom\w*)"
_SUSPENSION = r"(?:suspen[sd]\w*|fixed[ -](?:term|period)\w*)"
_PERMANENT = r"(?:perm(?:anent(?:ly)?)?|pex)"
_FROM_ONE_TO_THE_OTHER = re.compile(
    rf"\b{_TURNED}\b[^.?!]{{0,40}}?\b{_SUSPENSION}\b[^.?!]{{0,40}}?\b{_PERMANENT}\b"
    rf"|\b{_SUSPENSION}\b[^.?!]{{0,60}}?\b{_TURNED}\b[^.?!]{{0,40}}?\b{_PERMANENT}\b"
)
_BY_OTHERS = re.compile(r"\b(?:govern|panel|irp\b|board|trust|council)")
"""Whether governors or a panel may do it is another question: who may exclude, and what they may decide."""


def made_permanent(found: Finding, text: str) -> Finding:
    """The same for all but a question that would be asked back and says that a suspension is to become a permanent exclusion."""
    said = text.lower()
    if found.outcome != "clarify" or _BY_OTHERS.search(said) or not _FROM_ONE_TO_THE_OTHER.search(said):
        return found
    return replace(found, outcome="answer", topics=tuple(dict.fromkeys((KINDS, *found.topics)))[:MOST_CHOICES])
