"""Where one conversation stands, and the draft it may be writing. Both are plain values that survive being stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any

from surveys.answers import Answer

IDLE_MINUTES = 10
"""After so long the earlier answers are closed: someone else may be sitting there (design §3)."""


@dataclass(frozen=True)
class Standing:
    """`scene` is what the person is doing; `at` a question they went back to; `sitting` changes after idle minutes.

    `reading` is set while a help card or another aside is open, so that one way leads back to where they were. `voice` is the
    audience of the survey they are in, `role` who they said they are on the advice line, `shown` the question
    last shown in a Telegram chat.
    """

    channel: str
    id: str
    scene: str = "start"
    language: str = ""
    draft: str = ""
    sitting: int = 0
    last: int = 0
    at: str = ""
    reading: str = ""
    kinds: tuple[str, ...] = ()
    picked: tuple[str, ...] = ()
    role: str = ""
    voice: str = ""
    tries: int = 0
    shown: str = ""
    put_away: bool = False
    facts: Mapping[str, Any] = field(default_factory=dict)

    def as_row(self) -> dict[str, Any]:
        """Only what differs from a beginning, to keep the sealed row small."""
        return {name: value for name, value in asdict(self).items() if value not in ("", 0, (), {}, None)}

    @staticmethod
    def from_row(row: Mapping[str, Any], channel: str, id_: str) -> Standing:
        known = {name: row[name] for name in Standing.__dataclass_fields__ if name in row}
        for name in ("kinds", "picked"):
            known[name] = tuple(known.get(name, ()))
        return Standing(**{"channel": channel, "id": id_, **known})

    def awake(self, now: datetime) -> Standing:
        """The standing at this minute: another sitting if nobody touched it for ten minutes."""
        minute = _minute(now)
        if not self._left_alone(now) and self.sitting:
            return replace(self, last=minute)
        return replace(self, last=minute, sitting=self.sitting + 1, picked=())

    def found_at(self, now: datetime) -> Standing:
        """The standing as it is met now: a page left alone for ten minutes is put away, and asks for the code again.

        So is a help card that was left open anywhere in a browser: it tells what the one before wrote about.
        """
        if not self._left_alone(now) or self.channel not in ("page", "chat"):
            return self
        if self.scene != "survey" or self.voice not in ("", "pupil"):
            return replace(
                self, reading="", kinds=()
            )  # an open link has no code to come back with: its answers only close
        return Standing(
            self.channel, self.id, scene="code", language=self.language, sitting=self.sitting, put_away=True
        )

    def _left_alone(self, now: datetime) -> bool:
        """Whether ten minutes have gone by. A clock set back tells no more how many did: until it came to that minute again,
        nothing would close for whoever sits there next."""
        return bool(self.last) and abs(_minute(now) - self.last) >= IDLE_MINUTES


def _minute(now: datetime) -> int:
    """Minutes since 1970."""
    return int(now.timestamp() // 60)


@dataclass(frozen=True)
class Said:
    """One answer in a draft, with the sitting it was given in. `passed_on` stands for words a person will read."""

    value: Any
    sitting: str
    passed_on: bool = False


@dataclass(frozen=True)
class Draft:
    """One code's answers in one wave, until they are sent. `code` is hex, empty for an open link."""

    key: str
    wave: str
    survey: str
    version: int
    label: str
    code: str
    setting: str
    room: int
    receipt: str
    picture: str
    class_mode: bool = False
    synthetic: bool = False
    said: Mapping[str, Said] = field(default_factory=dict)
    sent: bool = False

    @property
    def sheet(self) -> str:
        """What a page carries to say whose it is: enough to tell two children on one tablet apart, and nothing to look up."""
        return self.key[:12]

    def answers(self) -> dict[str, Answer]:
        """What routing reads: the answers without where they were given."""
        return {name: Answer(name, said.value) for name, said in self.said.items()}

    def with_said(self, question: str, value: Any, sitting: str, passed_on: bool = False) -> Draft:
        return replace(self, said={**self.said, question: Said(value, sitting, passed_on)})

    def as_row(self) -> dict[str, Any]:
        row = {name: getattr(self, name) for name in self.__dataclass_fields__ if name != "said"}
        return {**row, "said": {name: [s.value, s.sitting, s.passed_on] for name, s in self.said.items()}}

    @staticmethod
    def from_row(row: Mapping[str, Any]) -> Draft:
        said = {name: Said(_frozen(value), sitting, passed) for name, (value, sitting, passed) in row["said"].items()}
        return Draft(**{**{name: row[name] for name in Draft.__dataclass_fields__ if name in row}, "said": said})


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
