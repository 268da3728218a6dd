"""The frozen shape of a survey's definition. A published version never changes; item ids live across versions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, field_validator

Text = Mapping[str, str]
"""Wording by language; `en` is always there."""

Audience = Literal["pupil", "parent", "staff", "partner", "head", "governor"]
Privacy = Literal["closed", "anonymous-with-limit", "named"]
Kind = Literal["single", "multiple", "scale", "number", "text", "agreement", "date"]
TYPED = ("number", "text", "date")
"""Kinds with a box to type in: whatever stands in it may be words of harm, so the screen looks at it."""
LARGEST_VERSION = 2_000_000_000
"""As large as the column of a database that keeps it."""
Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,31}$")]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


def _wording(text: Any) -> Any:
    """A bare string is English; every wording has English."""
    text = {"en": text} if isinstance(text, str) else text
    if text is not None and not isinstance(text, Mapping):
        raise ValueError("is no wording; write words, in quotes where they look like a number")
    if isinstance(text, Mapping) and not str(text.get("en", "")).strip():
        raise ValueError("has no English wording; write it under `en`")
    return text


class Choice(_Frozen):
    """One answer to pick. `id` is stored, `text` is shown, `emoji` only decorates."""

    id: Id
    text: Text
    emoji: str = ""

    _words = field_validator("text", mode="before")(_wording)


class Equals(_Frozen):
    question: Id
    equals: str | int


class AnyOf(_Frozen):
    question: Id
    any_of: tuple[str, ...]


class AtLeast(_Frozen):
    question: Id
    at_least: int


class All(_Frozen):
    all: tuple[Condition, ...]


class AnyPart(_Frozen):
    any: tuple[Condition, ...]


class Not(_Frozen):
    not_: Condition = Field(alias="not")


def _which(value: Any) -> str:
    """The kind of a condition, by the word that only it has."""
    keys = set(value) if isinstance(value, Mapping) else set(value.model_dump(by_alias=True))
    return next((key for key in ("equals", "any_of", "at_least", "all", "any", "not") if key in keys), "equals")


Condition = Annotated[
    Annotated[Equals, Tag("equals")]
    | Annotated[AnyOf, Tag("any_of")]
    | Annotated[AtLeast, Tag("at_least")]
    | Annotated[All, Tag("all")]
    | Annotated[AnyPart, Tag("any")]
    | Annotated[Not, Tag("not")],
    Discriminator(_which),
]
"""When a question is shown, as data, so that dead branches are found before a survey is published."""


class Media(_Frozen):
    """What may stand beside the words: names of files, never addresses elsewhere."""

    symbol: str = ""
    audio: str = ""
    bsl: str = ""


class Question(_Frozen):
    """One question, one screen. Every question may be skipped, save an agreement.

    `sensitive`: left out while someone can see. `help_on`: choices that show help and raise nothing. `easy_read`: the
    same question in shorter words. `domain` groups statements; `reverse` is true where agreeing is the worse answer;
    `part` is the sending part for under-11s; `equality` questions come last. `halves`: a number may end in a half.
    """

    id: Id
    type: Kind
    text: Text
    hint: Text | None = None
    choices: tuple[Choice, ...] = ()
    sensitive: bool = False
    help_on: tuple[Id, ...] = ()
    show_if: Condition | None = None
    easy_read: Text | None = None
    media: Media = Media()
    minimum: int | None = None
    maximum: int | None = None
    halves: bool = False
    domain: Id | None = None
    reverse: bool = False
    equality: bool = False
    part: int = 1

    _words = field_validator("text", "hint", "easy_read", mode="before")(_wording)

    def choice(self, id_: str) -> Choice | None:
        return next((choice for choice in self.choices if choice.id == id_), None)


class Survey(_Frozen):
    """A whole definition. Who asks, on what ground, who reads it and for how long stand beside the questions (design §3).

    `variant` is standard or easy-read; `seed` names the rows of the source strategies it fulfils; `under_11` marks a
    survey for children under 11, whose parts have at most fifteen questions.
    """

    id: Id
    version: int = Field(ge=1, le=LARGEST_VERSION)
    title: Text
    audience: Audience
    privacy: Privacy
    controller: str
    lawful_basis: str
    purpose: Text
    readers: Text
    retention: str
    notice_version: str
    languages: tuple[str, ...] = ("en",)
    variant: Literal["standard", "easy-read"] = "standard"
    under_11: bool = False
    seed: tuple[str, ...] = ()
    source: str = ""
    domains: Mapping[Id, Text] = Field(default_factory=dict)
    questions: tuple[Question, ...]

    _words = field_validator("title", "purpose", "readers", mode="before")(_wording)

    @field_validator("version", mode="before")
    @classmethod
    def _is_a_number(cls, version: Any) -> Any:
        if isinstance(version, bool):
            raise ValueError("is yes or no, and no whole number")
        return version

    @field_validator("domains", mode="before")
    @classmethod
    def _domain_words(cls, domains: Any) -> Any:
        return {name: _wording(text) for name, text in domains.items()} if isinstance(domains, Mapping) else domains

    def question(self, id_: str) -> Question | None:
        return next((question for question in self.questions if question.id == id_), None)


def say(text: Text | None, language: str) -> str:
    """The wording in this language, or in English."""
    return "" if text is None else text.get(language) or text["en"]
