"""A need in anybody's words -> the entries of the menu that answer it, best first."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from math import log

from advice_kb.grown_up import names_partner
from advice_kb.service_words import NO_PLAN, telling, wider
from advice_kb.service_words import terms as terms_of
from advice_kb.services import Directory, Level, Phase, Service

FOR_GROWN_UPS: tuple[Level, ...] = ("family",)
FOR_SCHOOLS: tuple[Level, ...] = ("whole-school", "workforce")
WIDER, SCHOOLS = 0.5, 0.5
"""What a wider need counts, and an entry for a whole school or its staff beside one for a pupil or a family."""

YEAR = re.compile(r"\b(?:year|yr|y) ?(\d{1,2})\b")
AGE = re.compile(
    r"\b(?:aged?|is|he's|she's|turned) ?(\d{1,2})\b(?! ?(?:hours?|days?|weeks?|months?))"
    r"|\b(\d{1,2})[ -]?(?:(?:years?|yrs?)[ -]?old|yo|y/o)\b"
)
PHASES = {
    "primary": re.compile(r"\b(?:primary|infants?|juniors?|reception)\b"),
    "secondary": re.compile(r"\b(?:secondary|high school)\b"),
    "special": re.compile(r"\bspecial schools?\b"),
    "post-16": re.compile(r"\b(?:sixth form|post[ -]?16)\b"),
}
OF_THE_PHASE = {"primary", "secondary", "special", "school", "year"}
"""Words that narrow and are no need: who types only these sees all there is for that kind of school."""

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
    if not asked.terms and (asked.narrows or not words.strip()):
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
        said = words.lower()
        year = _number(YEAR, said)
        age = _number(AGE, said) if age is None else age
        named = frozenset({phase} if phase else (name for name, pattern in PHASES.items() if pattern.search(said)))
        terms = frozenset(terms_of(words)) - OF_THE_PHASE
        return cls(terms, named or _phases_at(_ages(year, age)), year, age, names_partner(words))

    @property
    def narrows(self) -> bool:
        return bool(self.phases) or self.year is not None or self.age is not None

    def fits(self, service: Service) -> bool:
        right_phase = not self.phases or not service.phases or bool(self.phases & set(service.phases))
        without_plan = NO_PLAN in self.terms and "plan" in service.requires
        ages, years = _ages(self.year, self.age), _years(self.year, self.age)
        right_age = _meet(ages, service.ages) and _meet(years, service.years)
        for_pupils = self.partner and service.level not in FOR_GROWN_UPS
        return right_phase and right_age and not without_plan and not for_pupils


def _ages(year: int | None, age: int | None) -> tuple[int, int] | None:
    """The ages a child may have: one, or the two of a year group."""
    if age is not None:
        return age, age
    return None if year is None else (year + 4, year + 5)


def _years(year: int | None, age: int | None) -> tuple[int, int] | None:
    """The year groups a child may be in: one, or the two of an age."""
    if year is not None:
        return year, year
    return None if age is None else (age - 5, age - 4)


def _phases_at(ages: tuple[int, int] | None) -> frozenset[str]:
    """Where a child of these ages may be at school; nothing where that is unknown, or no child is meant."""
    if ages is None or ages[0] > 18:
        return frozenset()
    at = {
        "primary": ages[0] < 11,
        "secondary": ages[1] >= 11 and ages[0] <= 16,
        "post-16": ages[1] >= 16,
        "special": True,
    }
    return frozenset(phase for phase, holds in at.items() if holds)


def _number(pattern: re.Pattern[str], said: str) -> int | None:
    found = pattern.search(said)
    return next(int(number) for number in found.groups() if number) if found else None


def _meet(these: tuple[int, int] | None, those: tuple[int, int] | None) -> bool:
    return these is None or those is None or (these[0] <= those[1] and those[0] <= these[1])


def _rarity(documents: list[Counter[str]]) -> dict[str, float]:
    counted = Counter(term for document in documents for term in document)
    return {term: log(1 + len(documents) / count) for term, count in counted.items()}


def _score(asked: _Asked, weights: Counter[str], service: Service, rarity: dict[str, float]) -> float:
    """How well an entry fits; nothing where it has no word that says what is needed."""
    beyond = wider(asked.terms)
    if not any(weights[term] for term in telling(asked.terms) | beyond):
        return 0.0
    words = sum(weights[term] * rarity.get(term, 0.0) for term in asked.terms)
    words += WIDER * sum(weights[term] * rarity.get(term, 0.0) for term in beyond)
    named_year = asked.year is not None and service.years is not None
    return words * (2.0 if named_year else 1.0) * (SCHOOLS if service.level in FOR_SCHOOLS else 1.0)
