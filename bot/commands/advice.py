"""`heard advice`: which articles stand in which state, what they say, and what was decided about them (design §5).

What an article says and said is in `advice_texts.py`, what is decided in `advice_acts.py`, what was asked in `advice_questions.py`,
and what these share in `advice_known.py`.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, get_args

import typer

from advice_kb.model import State
from bot.app import today
from bot.commands import advice_acts, advice_questions, advice_texts
from bot.commands.advice_known import Known, known, library_now
from bot.commands.telling import JSON, table, tell, tell_json
from bot.commands.values import one_of


def add_to(app: typer.Typer) -> None:
    advice = typer.Typer(
        no_args_is_help=True, help="Articles of the advice line: their states, texts, history and questions."
    )
    advice.command("list")(list_)
    advice.command("due")(due)
    for part in (advice_texts, advice_acts, advice_questions):
        part.add_to(advice)
    app.add_typer(advice, name="advice")


def list_(
    *,
    state: str = typer.Option("", help="Only those in this state: " + ", ".join(get_args(State))),
    tag: str = typer.Option("", help="Only those with this tag, as restorative (seed 2.41)"),
    json: bool = JSON,
) -> None:
    """Every article with its version, the state in force, and the day by which it is to be reviewed."""
    if state:
        one_of(state, "--state", get_args(State))
    found = known(library_now())
    tagged = [
        one
        for one in found.shelf.library.articles.values()
        if not tag or tag.lower() in map(str.lower, one.heading.tags)
    ]
    rows = [row for one in tagged if state in ("", (row := found.row(one))["state"])]
    if json:
        tell_json(rows)
        return
    lines = [(r["id"], r["version"], r["state"], r["review_by"], "overdue" if r["overdue"] else "") for r in rows]
    tell(*table([("article", "version", "state", "review by", ""), *lines]), "", f"{len(rows)} articles.")


def due(*, days: int = typer.Option(30, min=0, max=3660, help="How far to look ahead"), json: bool = JSON) -> None:
    """Articles and signposts whose review date has passed or comes within so many days, the oldest first. Retired articles are
    left out."""
    found = known(library_now())
    until = today() + timedelta(days=days)
    near = [one for one in found.shelf.library.articles.values() if one.review_by <= until]
    rows = [row for one in near if (row := found.row(one))["state"] != "retired"]
    rows = [*({"kind": "article", **row} for row in rows), *_signposts_due(found, until)]
    rows.sort(key=lambda row: (row["review_by"], row["id"]))
    if json:
        tell_json(rows)
        return
    lines = [(r["review_by"], r["kind"], r["id"], r["state"], _when((r["review_by"] - today()).days)) for r in rows]
    nothing = f"Nothing is due within {days} days."
    tell(*(table([("review by", "what", "id", "state", ""), *lines]) if lines else [nothing]))


def _signposts_due(found: Known, until: date) -> list[dict[str, Any]]:
    """Numbers to try again; one that nobody has tried yet is `unverified`."""
    near = [one for one in found.shelf.library.signposts.values() if one.review is not None and one.review <= until]
    return [
        {"kind": "signpost", "id": one.id, "state": "unverified" if one.verify else "verified", "review_by": one.review,
         "overdue": one.review is not None and one.review < today()}
        for one in near
    ]  # fmt: skip


def _when(days: int) -> str:
    if days < 0:
        return f"passed {-days} day{'s' if days != -1 else ''} ago"
    return "today" if days == 0 else f"in {days} day{'s' if days != 1 else ''}"
