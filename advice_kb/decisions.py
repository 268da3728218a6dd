"""What the authority decides about articles, judged before it is written: all of one decision, or nothing (design §5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from advice_kb.model import Article, State
from advice_kb.shelf import Act, Shelf, why_not


@dataclass(frozen=True)
class Decision:
    """What somebody wants. `by`: a role or account; `checked`: source id -> the edition it was checked against, on `day`."""

    state: State
    by: str
    reason: str = ""
    checked: Mapping[str, str] = field(default_factory=dict)
    day: date | None = None

    def against(self, article: Article) -> dict[str, dict[str, str]]:
        """The checks that this article's own sources need."""
        day = self.day.isoformat() if self.day else ""
        return {
            source: {"edition": edition, "date": day, "by": self.by}
            for source, edition in self.checked.items()
            if source in article.sources
        }


@dataclass(frozen=True)
class Judged:
    """The acts to write, or else every sentence that says why none may be written."""

    acts: tuple[Act, ...] = ()
    faults: tuple[str, ...] = ()


def judge(shelf: Shelf, articles: Sequence[Article], wanted: Decision, at: datetime) -> Judged:
    """One fault in one article, and no act is written for any of them."""
    faults = [why_not(shelf, article, wanted.state, wanted.against(article)) for article in articles]
    faults += _strangers(articles, wanted)
    if any(faults):
        return Judged(faults=tuple(fault for fault in faults if fault))
    return Judged(
        tuple(
            Act(
                one.id, one.version, wanted.state, _after(shelf, one, at), wanted.by, wanted.reason, wanted.against(one)
            )
            for one in articles
        )
    )


def _strangers(articles: Sequence[Article], wanted: Decision) -> list[str]:
    """A source that was checked and that none of the articles cites is a slip of the pen, not a check."""
    cited = sorted({source for article in articles for source in article.sources})
    return [
        f"none of these articles cites {source}; their sources are {', '.join(cited)}"
        for source in wanted.checked
        if source not in cited
    ]


def _after(shelf: Shelf, article: Article, at: datetime) -> datetime:
    """Acts are read in the order of their time, so one is never written with a time before the last one's."""
    last = shelf.acts.get(article.id)
    return max(at, last.at + timedelta(microseconds=1)) if last else at
