"""What the advice line may look at: articles, a finder, signposts, services, calendars. All of it values, read once at start."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Protocol

from advice_kb.contents import Contents
from advice_kb.library import Library
from advice_kb.model import Article
from advice_kb.own_days import OwnDay, with_own_days
from advice_kb.school_days import SchoolCalendar
from advice_kb.search import Finding
from advice_kb.services import Directory, Service
from advice_kb.shelf import Act, Shelf
from bot.conversation.appeals import PANEL, asks_which, which_appeal
from bot.conversation.made_permanent import made_permanent
from bot.conversation.searched import beginnings, for_reader, without_schools
from surveys.model import Survey

ROLES = ("parent", "pupil", "head", "governor")
SCHOOLS = ("maintained", "academy", "pru", "private", "college", "unsure")
COUNTRIES = ("wales", "scotland", "northern-ireland")

VARIES = {"academy": "academy", "pru": "PRU", "private": "independent school", "college": "college"}
"""Kind of school -> the word by which a fact says that it varies there."""


class Finds(Protocol):
    """What finds topics: pure, so that the core may call it."""

    def find(self, text: str, audience: str = "parent") -> Finding: ...


@dataclass(frozen=True)
class School:
    """A school of this authority, for its calendar and its type in law; the type is empty where nobody wrote it."""

    id: str
    name: str
    calendar: str
    type: str = ""


@dataclass(frozen=True)
class Advice:
    """`dates` is the definition that asks what a time limit is counted from; `near` the local services to name under a topic.

    `acts` are the authority's decisions as read with the turn: None when they were not read, and then nothing is shown.
    `own_days` are the days schools entered themselves, likewise: None when not read, and then no school day is counted.
    """

    finder: Finds
    library: Library
    contents: Contents
    dates: Survey
    services: Directory = field(default_factory=lambda: Directory({}, ()))
    near: Mapping[str, tuple[Service, ...]] = field(default_factory=dict)
    schools: tuple[School, ...] = ()
    calendars: Mapping[str, SchoolCalendar] = field(default_factory=dict)
    serve_checked: bool = True
    acts: Mapping[str, Act] | None = None
    own_days: Mapping[str, tuple[OwnDay, ...]] | None = None

    @property
    def shelf(self) -> Shelf:
        return Shelf(self.library, self.acts or {}, self.serve_checked)

    def read(self, acts: Mapping[str, Act]) -> Advice:
        """The same with the acts that hold at this moment."""
        return replace(self, acts=acts)

    def calendar_of(self, school: str) -> SchoolCalendar | None:
        """A school's calendar with its own days in it; None where nothing is known of its term dates, or nobody looked."""
        name = next((one.calendar for one in self.schools if one.id == school), "")
        return None if self.own_days is None else with_own_days(self.calendars.get(name), self.own_days.get(school, ()))

    def find(self, text: str, audience: str = "parent") -> Finding:
        """What the search finds for this reader, whatever schools the question names."""
        searched = without_schools(text, (school.name for school in self.schools))
        found = self.finder.find(searched, audience)
        if found.outcome == "nothing":
            return beginnings(searched, audience) or found
        settled = which_appeal(made_permanent(found, searched), searched, audience)
        return for_reader(settled, audience, self.library)

    def tells_the_ways(self, topics: tuple[str, ...], role: str) -> bool:
        """Whether these choices ask which way of appealing is meant, while the page that says whom a panel hears may be shown."""
        return asks_which(topics) and self.served(PANEL, role) is not None

    def served(self, topic: str, role: str) -> Article | None:
        """The article to show now. None stands for a holding text and a person: also when nobody looked at the acts."""
        return None if self.acts is None else self.shelf.served(topic, role or "parent")

    def is_retired(self, topic: str, role: str) -> bool:
        """Whether nothing of a topic is shown because it was taken out of use; False while nobody looked at the acts."""
        return self.acts is not None and self.shelf.why_none(topic, role or "parent") == "retired"

    def is_unpublished(self, topic: str, role: str) -> bool:
        """Whether nothing of a topic is shown because the authority serves what it published alone, and never published it."""
        return self.acts is not None and self.shelf.why_none(topic, role or "parent") in ("draft", "checked")

    def topics_in(self, group: str, role: str) -> tuple[str, ...]:
        """The topics of one group that this reader is owed, with or without an article to show at the moment."""
        known = [topic for topic in self.library.topics.values() if topic.group == group]
        own = [topic.id for topic in known if role in topic.for_]
        return tuple(own or [topic.id for topic in known])

    def title(self, topic: str) -> str:
        known = self.library.topics.get(topic)
        return known.title if known else ""

    def differs(self, article: Article) -> frozenset[str]:
        """The words by which the facts of this article say where they vary."""
        facts = (self.library.facts.get(name) for name in article.facts)
        return frozenset(word for fact in facts if fact is not None for word in fact.varies)

    @property
    def law_position(self) -> date:
        """The day up to which the law was looked at for the articles as a whole."""
        return self.library.law_position
