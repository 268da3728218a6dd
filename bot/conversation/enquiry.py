"""Where somebody stands with the advice line: plain values inside the standing, so that they survive being stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from bot.conversation.advice import VARIES
from bot.conversation.standing import Standing

SCENE = "advice"
MOST_MISSES = 3
"""Tries without an answer before a person's number is given (design §5)."""

BESIDE = "beside"
"""In the facts of a standing while a help card is open: topics to offer below it, apart from what was on the screen before."""


def beside(standing: Standing) -> tuple[str, ...]:
    """Those topics, best first."""
    return tuple(standing.facts.get(BESIDE, ()))


def gone_back(standing: Standing) -> Standing:
    """From a help card to where it was shown: all is as it was."""
    facts = {name: value for name, value in standing.facts.items() if name != BESIDE}
    return replace(standing, reading="", kinds=(), facts=facts)


@dataclass(frozen=True)
class Enquiry:
    """`view` is the screen; `topic` and `part` what is read there; `choices` the topics to offer next, best first.

    `then` is what waits while role or school is asked; `waiting` the topics found meanwhile, by role, so that nobody's words
    are kept. `school` is its kind, or the country it lies in outside England. `log` is the row that a yes or no belongs to,
    until it was said. `said` are the answers about dates, in the sitting `sat`; `near` are schools that may be meant.
    """

    view: str = "ask"
    topic: str = ""
    part: str = ""
    choices: tuple[str, ...] = ()
    then: str = ""
    waiting: Mapping[str, Any] = field(default_factory=dict)
    school: str = ""
    misses: int = 0
    log: str = ""
    said: Mapping[str, Any] = field(default_factory=dict)
    sat: int = 0
    near: tuple[str, ...] = ()
    rule: str = ""

    @staticmethod
    def of(standing: Standing) -> Enquiry:
        known = {name: standing.facts[name] for name in Enquiry.__dataclass_fields__ if name in standing.facts}
        for name in ("choices", "near"):
            known[name] = tuple(known.get(name, ()))
        return Enquiry(**known)

    def within(self, standing: Standing) -> Standing:
        """The standing with this enquiry in it, back from any aside."""
        facts = {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(self).items()}
        kept = {name: value for name, value in facts.items() if value not in ("", 0, [], {})}
        return replace(standing, scene=SCENE, reading="", kinds=(), facts=kept)

    def at(self, view: str, **changes: Any) -> Enquiry:
        return replace(self, view=view, **changes)

    def differs(self, words: frozenset[str]) -> str:
        """How much this school's kind changes an article whose facts vary by `words`: outside, differs, unsure or nothing."""
        if self.school in ("private", "college"):
            return "outside"
        if VARIES.get(self.school) in words:
            return "differs"
        return "unsure" if self.school == "unsure" and words & {"academy", "PRU"} else ""
