"""What the authority decides about articles, judged before it is written: all of one decision, or nothing (design §5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from advice_kb.model import Article, State
from advice_kb.shelf import MOVES, Act, Shelf, why_not


@dataclass(frozen=True)
class Decision:
    """What somebody wants. `by`: a role or account; `checked`: source id -> the edition it was checked against, on `day`.

    `back` brings back what was withdrawn, and only that: nobody publishes over a withdrawal without having seen it.
    """

    state: State
    by: str
    reason: str = ""
    checked: Mapping[str, str] = field(default_factory=dict)
    day: date | None = None
    back: bool = False

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
    """One fault in one article, and no act is written for any of them.

    Of several articles, those are meant that are not there already: a topic's second withdrawal takes down the rest.
    """
    meant = [one for one in articles if not _from_here(shelf, one, wanted)] if len(articles) > 1 else []
    about = meant or articles
    faults = [_from_here(shelf, one, wanted) or _unchecked(shelf, one, wanted) for one in about]
    faults += _strangers(about, wanted)
    if any(faults):
        return Judged(faults=tuple(fault for fault in faults if fault))
    return Judged(
        tuple(
            Act(
                one.id, one.version, wanted.state, _after(shelf, one, at), wanted.by, wanted.reason, wanted.against(one)
            )
            for one in about
        )
    )


def _from_here(shelf: Shelf, article: Article, wanted: Decision) -> str:
    """Why no way leads from the article's state to the wanted one; empty when one does."""
    now = shelf.state(article)
    if wanted.back and now != "withdrawn":
        return f"{article.id} is {now}, not withdrawn; only what was withdrawn can be republished"
    if now == "withdrawn" and not wanted.back and wanted.state in ("checked", "published"):
        return f"{article.id} is withdrawn; use `heard advice republish`, and say why it may come back"
    if wanted.state not in MOVES[now]:
        return why_not(shelf, article, wanted.state, wanted.against(article))
    return ""


def _unchecked(shelf: Shelf, article: Article, wanted: Decision) -> str:
    return why_not(shelf, article, wanted.state, wanted.against(article))


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
