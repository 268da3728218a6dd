"""`heard advice questions`: what found no answer, and which topics are suddenly asked about. Never who asked.

**Open questions** are kept 90 days, screened and redacted, and shown only where five or more stand in one cluster, that is share
two words, or one (`advice_kb.clusters`): fewer might be known by whoever reads them. Within a cluster they stand in the order of
the alphabet, not of time.

**A topic jumps** when it was asked about in the last seven days at least five times, and at least five times as often as in a
usual week, that is the mean of the four weeks before (seed 0.24; `advice_kb.spikes`). Topics with fewer than five questions in the
last seven days are not listed.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import typer

from advice_kb.clusters import LEAST, clusters
from advice_kb.spikes import TIMES, WEEK, WEEKS_BEFORE, by_topic
from bot.app import now
from bot.commands.opened import opened
from bot.commands.telling import JSON, run, table, tell, tell_json
from storage import advice_log
from storage.advice_log import Logged, OpenQuestion


def add_to(advice: typer.Typer) -> None:
    advice.command("questions")(questions)


def questions(*, json: bool = JSON) -> None:
    """Questions that found nothing, in clusters of five or more, and topics asked about far more than usual."""
    at = now()

    async def work() -> tuple[list[OpenQuestion], list[Logged]]:
        async with opened() as found, found.storage.reading() as connection:
            rows = await advice_log.since(connection, at - WEEK * (WEEKS_BEFORE + 1))
            return await advice_log.open_questions(connection, found.keyring), rows

    unanswered, logged = run(work())
    groups, topics = gathered(unanswered), by_topic(((row.topic, row.at) for row in logged), at)
    if json:
        listed = [asdict(one) | {"usual": one.usual, "jumps": one.jumps} for one in topics]
        tell_json({"open": groups, "topics": listed})
        return
    tell("Questions that found nothing:" if groups else f"No cluster has {LEAST} questions that found nothing.")
    for group in groups:
        tell(
            "",
            f"{group['cluster']} ({group['count']}, {group['first']} to {group['last']})",
            *(f"  {w}" for w in group["words"]),
        )
    head = ("topic", "last 7 days", "usual week", "")
    lines = [(one.topic, one.this_week, f"{one.usual:g}", "jumps" if one.jumps else "") for one in topics]
    tell("", *(table([head, *lines]) if lines else ["No topic was asked about five times in the last seven days."]))
    tell(f"A topic jumps at {TIMES} times its usual week, the mean of the {WEEKS_BEFORE} weeks before.")


def gathered(unanswered: list[OpenQuestion]) -> list[dict[str, Any]]:
    """The clusters, the largest first; words without role, day or order of coming."""
    found = []
    for one in clusters([question.words for question in unanswered]):
        rows = [unanswered[place] for place in one.members]
        days = [row.day for row in rows]
        found.append({"cluster": one.name, "count": len(rows), "first": min(days), "last": max(days),
                      "words": sorted(row.words for row in rows)})  # fmt: skip
    return found
