"""Writes a decision about articles: nobody else decides meanwhile, and it is in force everywhere from the commit on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from advice_kb.decisions import Decision, judge
from advice_kb.library import Library
from advice_kb.model import Article
from advice_kb.shelf import Act, Shelf
from bot.taking_in import as_faults, versions_of
from storage import articles, deliveries
from storage.engine import Storage


@dataclass(frozen=True)
class Decided:
    """`acts` as they were written, or `faults` and nothing was written. `sent_to`: article -> people who had it lately."""

    acts: tuple[Act, ...] = ()
    faults: tuple[str, ...] = ()
    sent_to: Mapping[str, int] = field(default_factory=dict)


async def decide(
    storage: Storage, library: Library, about: Sequence[Article], wanted: Decision, now: datetime
) -> Decided:
    """A decision is about the words that are kept: a text that changed under its old number can only be withdrawn or retired."""
    async with storage.transaction() as connection:
        await articles.alone(connection)
        odd = await articles.take_in(connection, versions_of(library, now))
        judged = judge(Shelf(library, await articles.acts(connection)), about, wanted, now)
        faults = judged.faults
        if wanted.state in ("checked", "published"):
            odd_ones = [act.article for act in judged.acts if act.article in odd]
            faults += tuple(str(fault) for fault in as_faults(library, odd_ones))
        if faults:
            return Decided(faults=faults)
        for act in judged.acts:
            await articles.decide(connection, act)
        return Decided(
            judged.acts, sent_to=await deliveries.people_sent(connection, [act.article for act in judged.acts])
        )
