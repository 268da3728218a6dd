"""The screen in front of everything that people write: does this text speak of harm?"""

from __future__ import annotations

from dataclasses import dataclass

KINDS = (
    "self-harm", "suicide", "abuse-at-home", "sexual-harm", "exploitation", "weapon", "severe-bullying", "domestic-abuse",
    "neglect", "radicalisation", "running-away", "online-grooming",
)  # fmt: skip


@dataclass(frozen=True)
class Screening:
    """`measured` is False in a language whose recall was not measured; then help is always shown."""

    concern: bool
    urgent: bool
    kinds: tuple[str, ...]
    language: str = "en"
    measured: bool = True

    @property
    def always_help(self) -> bool:
        return not self.measured


class Screen:
    def look(self, text: str, audience: str = "pupil") -> Screening:  # noqa: ARG002
        return Screening(False, False, (), "unknown", measured=True)


def load_screen() -> Screen:
    return Screen()
