"""Whether a rule's conditions hold: yes, no, or what would have to be known to say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Need:
    """Facts without which nothing can be said."""

    facts: frozenset[str]


Verdict = bool | Need
_BEHIND = {
    "term_total_over": "term_total",
    "term_total_max": "term_total",
    "permanent_exclusions_min": "permanent_exclusions",
}


def judge(conditions: Mapping[str, Any], facts: Mapping[str, Any]) -> Verdict:
    """All conditions must hold; one that fails settles it, whatever is unknown beside it."""
    return _all(_one(name, wanted, facts) for name, wanted in conditions.items())


def _one(name: str, wanted: Any, facts: Mapping[str, Any]) -> Verdict:
    if name == "any_of":
        return _any(judge(part, facts) for part in wanted)
    if name == "kind" and wanted == "any":
        return True
    fact = _BEHIND.get(name, name)
    if facts.get(fact) is None:
        return Need(frozenset({fact}))
    value = facts[fact]
    match name:
        case "term_total_over":
            return bool(value > wanted)
        case "term_total_max":
            return bool(value <= wanted)
        case "permanent_exclusions_min":
            return bool(value >= wanted)
    if isinstance(wanted, list):
        values = value if isinstance(value, list) else [value]
        return any(one in wanted for one in values)
    return bool(value == wanted)


def _all(verdicts: Iterable[Verdict]) -> Verdict:
    found = list(verdicts)
    if any(one is False for one in found):
        return False
    needs = [one.facts for one in found if isinstance(one, Need)]
    return Need(frozenset().union(*needs)) if needs else True


def _any(verdicts: Iterable[Verdict]) -> Verdict:
    found = list(verdicts)
    if any(one is True for one in found):
        return True
    needs = [one.facts for one in found if isinstance(one, Need)]
    return Need(frozenset().union(*needs)) if needs else False
