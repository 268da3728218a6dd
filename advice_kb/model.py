"""The advice line's data: topic, article, fact, source, signpost. Frozen; read by `advice_kb.library`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Audience = Literal["parent", "pupil", "head", "governor"]
State = Literal["draft", "checked", "published", "withdrawn", "retired"]
Basis = Literal["seen", "known", "verify"]
ForWhom = Literal["child", "young person", "parent", "adult", "school"]


class Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Source(Record):
    """A document that governs or reports the law. `read`: text, report or none, as far as its own words were read."""

    id: str
    title: str
    publisher: str
    version: str
    url: str
    governs: str = ""
    licence: str = ""
    current_to: str = ""
    read: str = ""
    note: str = ""


class Fact(Record):
    """One statement of law or practice by its number. `numbers`: every figure it carries; `changed`: ISO date of a recent change.

    `basis` verify = general knowledge that nobody has checked against its source: never told as law.
    """

    id: str
    topic: str
    source: str
    ref: str = ""
    basis: Basis
    varies: tuple[str, ...] = ()
    changed: date | None = None
    numbers: tuple[str, ...] = ()
    summary: str = ""


class Topic(Record):
    """One question the line must be able to answer; `for_` names the audiences that are owed an article.

    `title` stands on buttons (at most 60 characters); `group` is a key of `groups:` in the same file.
    """

    id: str
    for_: tuple[Audience, ...] = Field(alias="for")
    title: str
    group: str


class Signpost(Record):
    """Somebody who helps. `verify`: number and hours still to be checked with the body itself; `review`: the day by which a
    person looks at them again, None where nobody has set one."""

    id: str
    name: str
    for_: tuple[ForWhom, ...] = Field(alias="for", default=())
    what: str = ""
    phone: str = ""
    text: str = ""
    web: str = ""
    hours: str = ""
    group: str = ""
    verify: bool = False
    review: date | None = None


class CheckedAgainst(Record):
    """The authority's act for one source before an article is published."""

    edition: str
    date: date
    by: str


class Heading(Record):
    """An article's front matter. Dates are ISO; roles stand where names would; `edition` is the guidance in force."""

    id: str
    topic: str
    audience: Audience
    title: str
    version: int = Field(ge=1)
    state: State
    facts: tuple[str, ...]
    facts_left_out: Mapping[str, str] = {}
    sources: tuple[str, ...]
    edition: str
    law_position: date
    effective: date
    reviewed: date
    review_by: date
    written_by: str
    checked_by: str
    checked_against: Mapping[str, CheckedAgainst] = {}
    tags: tuple[str, ...] = ()
    deadlines: tuple[str, ...] = ()
    signposts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Section:
    """A `##` part of an article: `key` from `TITLES`, `title` as shown, `text` in Markdown with its source markers."""

    key: str
    title: str
    text: str


TITLES: Mapping[str, str] = {
    "checklist": "Checklist",
    "short": "Short answer",
    "now": "What to do now",
    "when": "By when",
    "law": "What the law says",
    "strategies": "Strategies to try",
    "practice": "Good practice",
    "exceptions": "Exceptions",
    "ask": "What to ask the school",
    "help": "Who can help",
    "letter": "A letter to use",
}

ORDERS: Mapping[str, tuple[str, ...]] = {
    "parent": ("short", "now", "when", "law", "exceptions", "ask", "help"),
    "pupil": ("short", "now", "when", "law", "exceptions", "ask", "help"),
    "head": ("checklist", "short", "when", "law", "strategies", "practice", "exceptions", "help"),
    "governor": ("checklist", "short", "when", "law", "ask", "practice", "exceptions", "help"),
}
"""The parts every article has, by audience and in this order; `letter` may follow as the last."""


@dataclass(frozen=True)
class Article:
    heading: Heading
    sections: tuple[Section, ...]

    @property
    def id(self) -> str:
        return self.heading.id

    @property
    def topic(self) -> str:
        return self.heading.topic

    @property
    def audience(self) -> str:
        return self.heading.audience

    @property
    def title(self) -> str:
        return self.heading.title

    @property
    def version(self) -> int:
        return self.heading.version

    @property
    def state(self) -> str:
        return self.heading.state

    @property
    def facts(self) -> tuple[str, ...]:
        return self.heading.facts

    @property
    def sources(self) -> tuple[str, ...]:
        return self.heading.sources

    @property
    def deadlines(self) -> tuple[str, ...]:
        return self.heading.deadlines

    @property
    def signposts(self) -> tuple[str, ...]:
        return self.heading.signposts

    @property
    def effective(self) -> date:
        return self.heading.effective

    @property
    def reviewed(self) -> date:
        return self.heading.reviewed

    @property
    def review_by(self) -> date:
        return self.heading.review_by

    @property
    def checked_by(self) -> str:
        return self.heading.checked_by

    @property
    def law_position(self) -> date:
        return self.heading.law_position

    @property
    def short_answer(self) -> str:
        return self.text("short")

    def text(self, key: str) -> str:
        """The Markdown of one part, or "" when the article has no such part."""
        return next((section.text for section in self.sections if section.key == key), "")

    @property
    def body(self) -> str:
        """The whole article as Markdown, headings included."""
        return "\n\n".join(f"## {section.title}\n\n{section.text}" for section in self.sections)
