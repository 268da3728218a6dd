"""The local menu of support: entries, and what they must say before they are published.

Seeds 4.12 (a menu in five parts with capacity and a way in), 4.13 (five things the authority must say), 1.4 (criteria and
"who may ask"), 3.6 (a review date), 2.28 (mental health in schools), 1.6 (benefits, debt, alcohol, drugs), 3.14 (training).
The clock is an argument: an entry is current or overdue on a day that the caller names. A file is read by `services_file`,
words are looked for by `service_search`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from advice_kb.faults import Fault
from advice_kb.service_words import weighed

Level = Literal[
    "additional", "enhanced", "targeted", "workforce", "excluded",  # the five parts of the menu
    "universal", "advice", "casework", "whole-school", "family",
]  # fmt: skip
Phase = Literal["primary", "secondary", "special", "post-16"]
MANDATORY = ("level", "type", "funding", "access_route", "threshold", "accountable")
"""Five statements in six fields: type and level are one statement of seed 4.13."""


class MenuError(ValueError):
    """A directory that cannot be loaded; carries every fault found."""

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

    @field_validator("years", "ages")
    @classmethod
    def _lower_first(cls, given: tuple[int, int] | None) -> tuple[int, int] | None:
        if given is not None and given[0] > given[1]:
            raise ValueError(f"{list(given)} is for nobody; write the lower first, as {list(given[::-1])}")
        return given


@dataclass(frozen=True)
class Directory:
    """The roles by id, and the entries in the order of the file."""

    roles: dict[str, Role]
    services: tuple[Service, ...]

    @cached_property
    def weights(self) -> dict[str, Counter[str]]:
        """Each entry's terms with their weights, worked out at the first search."""
        return {service.id: weighed(self._parts(service)) for service in self.services}

    def _parts(self, service: Service) -> tuple[tuple[int, Sequence[str]], ...]:
        """Its name counts most, then its search words and what it is for; who runs it and who pays says nothing of a need."""
        threshold = [service.threshold.text] if service.threshold else []
        requires = ["ehc plan" if name == "plan" else name for name in service.requires]
        return (
            (4, [service.name]),
            (3, service.words),
            (2, [service.need]),
            (1, [service.type, *threshold, *requires]),
        )

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


def not_publishable(service: Service) -> tuple[Fault, ...]:
    """A fault for each mandatory field that is empty (seed 4.13); none where the entry may be published."""
    remedy = "Ask the service that owns the entry, fill the field in, then publish"
    return tuple(Fault(f"services.{service.id}.{name}", f"'{name}' is empty", remedy) for name in missing(service))


def overdue(service: Service, today: date) -> bool:
    """True when the review date has passed, or was never set: such an entry is shown with a mark (seed 3.6)."""
    return service.review_date is None or service.review_date < today
