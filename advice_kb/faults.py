"""What is wrong with the knowledge base, told to whoever keeps it: place, fault, remedy."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """`place` as in `articles/pupil-views/pupil.md`; `fault` what is wrong; `remedy` how to mend it."""

    place: str
    fault: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.place}: {self.fault}. {self.remedy}"
