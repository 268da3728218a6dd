"""A definition's faults, told to its author: place, fault, remedy."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """`place` as in `pupil.yaml line 9 column 5` or `questions.q1`; `fault` what is wrong; `remedy` how to mend it."""

    place: str
    fault: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.place}: {self.fault}. {self.remedy}"


class DefinitionError(ValueError):
    """A definition that cannot be used; it stops the start."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))
