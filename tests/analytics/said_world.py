"""A response as storage gives it to the counting, for tests."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Said:
    answers: dict[str, object]
    label: str = "authority"
