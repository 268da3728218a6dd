"""A need in anybody's words -> the entries of the menu that answer it, best first."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from math import log

from advice_kb.grown_up import names_partner
from advice_kb.service_words import ASKING
from advice_kb.service_words import terms as terms_of
from advice_kb.services import Directory, Level, Phase, Service

FIRST_SECONDARY_YEAR, LAST_YEAR = 7, 11
FOR_GROWN_UPS: tuple[Level, ...] = ("family",)
YEAR = re.compile(r"\b(?:year|yr|y) ?(\d{1,2})\b")
AGE = re.compile(r"\b(?:aged?|who is) ?(\d{1,2})\b")
WORTH_SHOWING = 0.3
"""The least share of the best score at which an entry is still shown: less is a word met by chance."""


def search(
    directory: Directory,
    words: str,
    *,
    phase: Phase | None = None,
    level: Level | None = None,
    who: str | None = None,
    age: int | None = None,
) -> tuple[Service, ...]:
    """Published entries that answer `words`, best first; with no words, all that pass the filters in file order.

    A phase, a year group, an age or "no plan" among the words narrows as a filter would; so does a husband or wife, for whom
    nothing is meant that is a pupil's. `age` is in whole years.
    """
    asked = _Asked.read(words, phase, age)
    open_to_view = [service for service in directory.services if service.state == "published"]
    fitting = [service for service in open_to_view if asked.fits(service)]
    kept = {
        service.id
        for service in fitting
        if (level is None or service.level == level) and (who is None or who in service.who_may_ask)
    }
    if not asked.terms:
        return tuple(service for service in fitting if service.id in kept)
    weights = directory.weights
    rarity = _rarity([weights[service.id] for service in open_to_view])
    scored = [(_score(asked, weights[service.id], service, rarity), service) for service in fitting]
    # measured against all that fit the words: a filter must not let in what was too weak without it
    least = WORTH_SHOWING * max((score for score, _ in scored), default=0.0)
    found = [pair for pair in scored if pair[0] > 0 and pair[0] >= least and pair[1].id in kept]
    return tuple(service for _, service in sorted(found, key=lambda pair: -pair[0]))


@dataclass(frozen=True)
class _Asked:
    terms: frozenset[str]
    phases: frozenset[str]
    year: int | None
    age: int | None
    partner: bool

    @classmethod
    def read(cls, words: str, phase: Phase | None, age: int | None) -> _Asked:
        year = _number(YEAR, words)
        terms = frozenset(terms_of(words))
        named = frozenset(terms & {"primary", "secondary", "special"})
        if year is not None and year <= LAST_YEAR and not named:
            named = frozenset({"secondary" if year >= FIRST_SECONDARY_YEAR else "primary"})
        years = _number(AGE, words) if age is None else age
        return cls(terms, frozenset({phase}) if phase else named, year, years, names_partner(words))

    def fits(self, service: Service) -> bool:
        right_phase = not self.phases or not service.phases or bool(self.phases & set(service.phases))
        without_plan = "planless" in self.terms and "plan" in service.requires
        right_age = _within(self.year, service.years) and _within(self.age, service.ages)
        for_pupils = self.partner and service.level not in FOR_GROWN_UPS
        return right_phase and right_age and not without_plan and not for_pupils

    @property
    def telling(self) -> frozenset[str]:
        """The terms that say what is needed; all of them where nothing else was said."""
        return self.terms - ASKING or self.terms


def _number(pattern: re.Pattern[str], words: str) -> int | None:
    found = pattern.search(words.lower())
    return int(found[1]) if found else None


def _within(value: int | None, ends: tuple[int, int] | None) -> bool:
    return value is None or ends is None or ends[0] <= value <= ends[1]


def _rarity(documents: list[Counter[str]]) -> dict[str, float]:
    counted = Counter(term for document in documents for term in document)
    return {term: log(1 + len(documents) / count) for term, count in counted.items()}


def _score(asked: _Asked, weights: Counter[str], service: Service, rarity: dict[str, float]) -> float:
    """How well an entry fits; nothing where it has no word that says what is needed."""
    if not any(weights[term] for term in asked.telling):
        return 0.0
    words = sum(weights[term] * rarity.get(term, 0.0) for term in asked.terms)
    named_year = asked.year is not None and service.years is not None
    return words * (2.0 if named_year else 1.0)
