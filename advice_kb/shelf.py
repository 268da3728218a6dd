"""Which articles may be shown at this moment: the library, and what the authority last decided about each (design §5).

What we ship is `checked`. Publishing, withdrawing, republishing and retiring are acts of the authority, kept in the
database; a withdrawal holds for every later version until somebody republishes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from advice_kb.library import Library
from advice_kb.model import Article, State

MOVES: Mapping[State, frozenset[State]] = {
    "draft": frozenset({"checked", "retired"}),
    "checked": frozenset({"published", "withdrawn", "retired"}),
    "published": frozenset({"withdrawn", "retired"}),
    "withdrawn": frozenset({"checked", "published", "retired"}),
    "retired": frozenset(),
}
"""State -> the states an article may be brought to from there."""

AUDIENCES = ("parent", "head", "pupil", "governor")
"""Whose article is shown where somebody has none of their own, nearest first."""


@dataclass(frozen=True)
class Act:
    """One decision about one article: `by` is a role or account, `reason` a sentence, `at` aware.

    `checked_against`: source id -> {edition, date, by}; needed for every source before `published`.
    """

    article: str
    version: int
    state: State
    at: datetime
    by: str
    reason: str = ""
    checked_against: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Shelf:
    """`acts` holds the newest act of each article that has one; the others stand as they were shipped."""

    library: Library
    acts: Mapping[str, Act] = field(default_factory=dict)
    serve_checked: bool = True

    def state(self, article: Article) -> State:
        """The state in force. A version newer than the one that was published is as it was shipped."""
        act = self.acts.get(article.id)
        if act is None or (act.state in ("published", "checked") and act.version != article.version):
            return article.heading.state
        return act.state

    def may_be_shown(self, article: Article) -> bool:
        state = self.state(article)
        return state == "published" or (state == "checked" and self.serve_checked)

    def served(self, topic: str, audience: str) -> Article | None:
        """The article to show: their own audience's, or the nearest one that may be shown.

        Where their own is withdrawn nobody else's stands in for it: what was wrong there may be wrong here.
        """
        for article in self._nearest(topic, audience):
            if self.may_be_shown(article):
                return article
            if self.state(article) == "withdrawn":
                return None
        return None

    def held_back(self, topic: str, audience: str) -> bool:
        """Whether a holding text and a person stand in the article's place: it is withdrawn, or nobody published it yet."""
        return self.why_none(topic, audience) not in (None, "retired")

    def why_none(self, topic: str, audience: str) -> State | None:
        """What became of a topic of which nothing is served: out of use for good, taken back to be amended, or, where only
        what was published is served, never published."""
        if not any(True for _ in self._nearest(topic, audience)):
            return None
        left = next((one for one in self._nearest(topic, audience) if self.state(one) != "retired"), None)
        return "retired" if left is None or self.may_be_shown(left) else self.state(left)

    def topics(self) -> tuple[str, ...]:
        """Topics with at least one article that may be shown, in the order of `topics.yaml`."""
        shown = {article.topic for article in self.library.articles.values() if self.may_be_shown(article)}
        return tuple(topic for topic in self.library.topics if topic in shown)

    def _nearest(self, topic: str, audience: str) -> Iterator[Article]:
        for who in dict.fromkeys((audience, *AUDIENCES)):
            article = self.library.articles.get(f"{topic}.{who}")
            if article is not None:
                yield article


def why_not(shelf: Shelf, article: Article, state: State, checked_against: Mapping[str, Mapping[str, str]]) -> str:
    """Why this article may not be brought to `state`, as a sentence with its remedy; empty when it may."""
    now = shelf.state(article)
    if state not in MOVES[now]:
        allowed = ", ".join(sorted(MOVES[now])) or "nothing: write a new article instead"
        return f"{article.id} is {now} and cannot become {state}; from there it can become {allowed}"
    missing = [source for source in article.sources if source not in checked_against]
    if state == "published" and missing:
        return (
            f"{article.id} cannot be published: it was not checked against {', '.join(missing)}; "
            "give each as --checked SOURCE=EDITION"
        )
    return ""
