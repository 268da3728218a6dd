"""The local menu of support: entries, what they must say before they are published, and a search by words.

Seeds 4.12 (a menu in five parts with capacity and a way in), 4.13 (five things the authority must say), 1.4 (criteria and
"who may ask"), 3.6 (a review date), 2.28 (mental health in schools), 1.6 (benefits, debt, alcohol, drugs), 3.14 (training).
The clock is an argument: an entry is current or overdue on a day that the caller names.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from math import log
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from advice_kb.faults import Fault

Level = Literal[
    "additional", "enhanced", "targeted", "workforce", "excluded",  # the five parts of the menu
    "universal", "advice", "casework", "whole-school", "family",
]  # fmt: skip
Phase = Literal["primary", "secondary", "special", "post-16"]
MANDATORY = ("level", "type", "funding", "access_route", "threshold", "accountable")
"""Five statements in six fields: type and level are one statement of seed 4.13."""

FIRST_SECONDARY_YEAR, LAST_YEAR = 7, 11
STOP_WORDS = {
    "a", "age", "aged", "an", "and", "are", "at", "by", "can", "daughter", "do", "for", "from", "get", "gets",
    "has", "have", "how", "i", "in", "is", "it", "keeps", "me", "my", "of", "on", "or", "our", "someone", "son",
    "the", "to", "too", "we", "what", "who", "with", "you",
}  # fmt: skip
SAME_WORD = {
    "ehcp": "plan", "ehcps": "plan", "excluding": "exclude", "excluded": "exclude", "exclusion": "exclude",
    "expelled": "exclude", "semh": "emotional", "asd": "autism", "autistic": "autism", "drugs": "drug", "debts": "debt",
    "fighting": "conflict", "fight": "conflict", "bullied": "bullying", "parents": "parent", "families": "family",
    "pru": "exclude", "suspended": "suspension", "suspend": "suspension", "suspensions": "suspension",
}  # fmt: skip
PLAN = re.compile(r"\b(?:education,? health and care plan|ehc plan|ehcp|plan)s?\b")
NO_PLAN = re.compile(r"\b(?:no|not|without)(?: an?| any)? (?:education,? health and care plan|ehc plan|ehcp|plan)s?\b")
YEAR = re.compile(r"\b(?:year|yr|y) ?(\d{1,2})\b")
AGE = re.compile(r"\b(?:aged?|who is) ?(\d{1,2})\b")
WORTH_SHOWING = 0.3
"""The least share of the best score at which an entry is still shown: less is a word met by chance."""


class MenuError(ValueError):
    """A directory that cannot be loaded, or an entry that may not be published; carries every fault found."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


class Stated(BaseModel):
    """What an entry says, and whether it was made up for a demonstration borough."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    text: str
    synthetic: bool = False


class Role(BaseModel):
    """A role one goes through. One key with its other names, because papers print two names for one officer."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    name: str
    also_called: tuple[str, ...] = ()


class Service(BaseModel):
    """One line of the menu. An empty text means that nobody has said; `missing` names what stops publication."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    id: str
    name: str
    level: Level | None = None
    type: str = ""
    need: str
    words: tuple[str, ...] = ()
    phases: tuple[Phase, ...] = ()
    who_may_ask: tuple[str, ...] = ()
    who_note: str = ""
    capacity: str = ""
    duration: str = ""
    access_route: tuple[str, ...] = ()
    requires: tuple[Literal["early-help-assessment", "plan", "risk-assessment"], ...] = ()
    through: str = ""
    form: str = ""
    funding: Stated | None = None
    threshold: Stated | None = None
    accountable: Stated | None = None
    years: tuple[int, int] | None = None
    ages: tuple[int, int] | None = None
    caution: str = ""
    review_date: date | None = None
    state: Literal["draft", "published"] = "draft"
    synthetic: bool = False
    seed: tuple[str, ...] = Field(default=())

    @field_validator("funding", "threshold", "accountable", mode="before")
    @classmethod
    def _plain_words_will_do(cls, given: Any) -> Any:
        return {"text": given} if isinstance(given, str) else given


@dataclass(frozen=True)
class Directory:
    """The roles by id, and the entries in the order of the file."""

    roles: dict[str, Role]
    services: tuple[Service, ...]

    @cached_property
    def weights(self) -> dict[str, Counter[str]]:
        """Each entry's terms with their weights, worked out at the first search."""
        return {service.id: _weights(self, service) for service in self.services}

    def service(self, service_id: str) -> Service:
        """The entry of that id; KeyError if there is none."""
        for service in self.services:
            if service.id == service_id:
                return service
        raise KeyError(service_id)

    def way_in(self, service: Service) -> tuple[str, ...]:
        """The steps in order. The role one goes through comes first where no step names it yet."""
        role = self.roles.get(service.through)
        if role is None or any(role.name.lower() in step.lower() for step in service.access_route):
            return service.access_route
        return (f"Through: {role.name}", *service.access_route)


def missing(service: Service) -> tuple[str, ...]:
    """Names of the mandatory fields that are empty (seed 4.13). Empty tuple: the entry may be published."""
    return tuple(name for name in MANDATORY if not _said(getattr(service, name)))


def _said(value: object) -> bool:
    if isinstance(value, Stated):
        return bool(value.text.strip())
    if isinstance(value, tuple):
        return any(step.strip() for step in value)
    return bool(str(value).strip()) if value is not None else False


def publish(service: Service) -> Service:
    """The entry as published. MenuError, one fault per empty field, while a mandatory one is missing (seed 4.13)."""
    if faults := _not_publishable(service):
        raise MenuError(faults)
    return service.model_copy(update={"state": "published"})


def _not_publishable(service: Service) -> tuple[Fault, ...]:
    remedy = "Ask the service that owns the entry, fill the field in, then publish."
    return tuple(Fault(f"services.{service.id}.{name}", f"'{name}' is empty", remedy) for name in missing(service))


def overdue(service: Service, today: date) -> bool:
    """True when the review date has passed, or was never set: such an entry is shown with a mark (seed 3.6)."""
    return service.review_date is None or service.review_date < today


def load_services(path: Path) -> Directory:
    """Read a directory file. MenuError names every fault: unknown fields, roles, ids twice, published but incomplete."""
    try:
        document = YAML(typ="safe").load(path.read_text("utf-8")) or {}
    except (OSError, YAMLError) as fault:
        raise MenuError((Fault(path.name, f"cannot be read: {fault}", "Correct the file."),)) from fault
    if not isinstance(document, dict):
        raise MenuError((Fault(path.name, "is not a list of roles and services", "Write `roles:` and `services:`."),))
    faults: list[Fault] = []
    roles = _read_roles(document.get("roles") or {}, path.name, faults)
    services, more = _read_all(document.get("services") or [], path.name)
    faults += [*more, *_faults_between(services, roles)]
    if faults:
        raise MenuError(tuple(faults))
    return Directory(roles, tuple(services))


def _read_roles(table: Any, place: str, faults: list[Fault]) -> dict[str, Role]:
    if not isinstance(table, dict):
        faults.append(Fault(f"{place} roles", "is not a table of roles", "Write each as id: {name: …}."))
        return {}
    roles: dict[str, Role] = {}
    for key, role in table.items():
        try:
            roles[str(key)] = Role.model_validate(role)
        except ValidationError as wrong:
            told = (
                Fault(f"{place} roles.{key}", error["msg"], "Correct or remove this role.") for error in wrong.errors()
            )
            faults.extend(told)
    return roles


def _read_all(entries: Any, place: str) -> tuple[list[Service], list[Fault]]:
    services: list[Service] = []
    faults: list[Fault] = []
    if not isinstance(entries, list):
        return [], [Fault(f"{place} services", "is not a list of entries", "Begin each entry with a dash.")]
    for number, entry in enumerate(entries, start=1):
        try:
            services.append(Service.model_validate(entry))
        except ValidationError as wrong:
            for error in wrong.errors():
                where = ".".join(str(part) for part in error["loc"])
                name = entry.get("id", f"entry {number}") if isinstance(entry, dict) else f"entry {number}"
                faults.append(Fault(f"{place} services.{name}.{where}", error["msg"], "Correct or remove this field."))
    return services, faults


def _faults_between(services: list[Service], roles: dict[str, Role]) -> list[Fault]:
    faults = [fault for service in services if service.state == "published" for fault in _not_publishable(service)]
    for service_id, times in Counter(service.id for service in services).items():
        if times > 1:
            faults.append(Fault(f"services.{service_id}", "this id stands twice", "Give each entry its own id."))
    for service in services:
        if service.through and service.through not in roles:
            fault = f"'{service.through}' is not among the roles"
            faults.append(Fault(f"services.{service.id}.through", fault, "Add the role or correct the name."))
    return faults


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

    A phase, a year group, an age or "no plan" among the words narrows as a filter would. `age` is in whole years.
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

    @classmethod
    def read(cls, words: str, phase: Phase | None, age: int | None) -> _Asked:
        year = _number(YEAR, words)
        terms = frozenset(_terms(words))
        named = frozenset(terms & {"primary", "secondary", "special"})
        if year is not None and year <= LAST_YEAR and not named:
            named = frozenset({"secondary" if year >= FIRST_SECONDARY_YEAR else "primary"})
        return cls(terms, frozenset({phase}) if phase else named, year, _number(AGE, words) if age is None else age)

    def fits(self, service: Service) -> bool:
        right_phase = not self.phases or not service.phases or bool(self.phases & set(service.phases))
        without_plan = "planless" in self.terms and "plan" in service.requires
        return (
            right_phase and _within(self.year, service.years) and _within(self.age, service.ages) and not without_plan
        )


def _number(pattern: re.Pattern[str], words: str) -> int | None:
    found = pattern.search(words.lower())
    return int(found[1]) if found else None


def _within(value: int | None, ends: tuple[int, int] | None) -> bool:
    return value is None or ends is None or ends[0] <= value <= ends[1]


def _terms(text: str) -> list[str]:
    text = NO_PLAN.sub(" planless ", text.lower())
    text = PLAN.sub(" plan ", text)
    found = re.findall(r"[a-z]+|\d+", text.replace("-", " "))
    return [_stem(SAME_WORD.get(word, word)) for word in found if word not in STOP_WORDS]


def _stem(word: str) -> str:
    for ending in ("ing", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word.removesuffix(ending)
    return word


def _weights(directory: Directory, service: Service) -> Counter[str]:
    """Terms of the entry: its name and search words count most, the rest once."""
    weights: Counter[str] = Counter()
    said = [field.text for field in (service.funding, service.threshold) if field]
    parts = ((3.0, [service.name, *service.words]), (2.0, [service.need, service.type, service.capacity]))
    rest = [
        service.duration,
        *directory.way_in(service),
        *service.requires,
        *service.phases,
        *said,
        service.level or "",
    ]
    for weight, texts in (*parts, (1.0, rest)):
        for term in {term for text in texts for term in _terms(text)}:
            weights[term] = max(weights[term], int(weight))
    return weights


def _rarity(documents: list[Counter[str]]) -> dict[str, float]:
    counted = Counter(term for document in documents for term in document)
    return {term: log(1 + len(documents) / count) for term, count in counted.items()}


def _score(asked: _Asked, weights: Counter[str], service: Service, rarity: dict[str, float]) -> float:
    words = sum(weights[term] * rarity.get(term, 0.0) for term in asked.terms)
    named_year = asked.year is not None and service.years is not None
    return words * (2.0 if named_year else 1.0)
