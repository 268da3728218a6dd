"""`heard advice show, history, diff`: what an article says now, what was decided about it, and what its versions said."""

from __future__ import annotations

from datetime import datetime
from difflib import unified_diff
from itertools import pairwise
from typing import Any

import typer

from advice_kb.days import LONDON
from advice_kb.model import Article
from advice_kb.shelf import Act
from advice_kb.wording import chat
from bot.app import today
from bot.commands.advice_known import ID, Known, chosen, known, library_now
from bot.commands.opened import settings
from bot.commands.telling import JSON, refuse, tell, tell_json
from bot.local import load_local
from storage.articles import Version

HOLDING = "This advice has been taken down while it is put right. Please ring the duty officer: {number}."


def add_to(advice: typer.Typer) -> None:
    for command in (show, history, diff):
        advice.command(command.__name__)(command)


def show(
    id_: str = ID,
    *,
    as_kept: bool = typer.Option(False, "--as-kept", help="The file's own words, even if nobody may be shown them now"),
    json: bool = JSON,
) -> None:
    """An article as people meet it, then its state, edition, sources and history. With --json one object a line."""
    library = library_now()
    about = chosen(library, id_)
    found = known(library, *(article.id for article in about))
    for article in about:
        if json:
            tell_json(_as_json(found, article, as_kept=as_kept))
        else:
            tell(*_in_words(found, article, as_kept=as_kept), *([""] if article is not about[-1] else []))


def _withheld(found: Known, article: Article) -> str:
    """What stands in the place of the text now; empty when the text itself may be shown."""
    state = found.shelf.state(article)
    if state == "withdrawn":
        return HOLDING.format(
            number=load_local(settings().local).numbers.duty_officer or "no number is set in settings.yaml"
        )
    return "" if found.shelf.may_be_shown(article) else f"Nobody is shown this article: it is {state}."


def _as_json(found: Known, article: Article, *, as_kept: bool) -> dict[str, Any]:
    heading, withheld = article.heading, _withheld(found, article)
    parts = [] if withheld and not as_kept else [vars(section) for section in article.sections]
    return found.row(article) | {
        "title": article.title, "topic": article.topic, "audience": article.audience, "shown": not withheld,
        "instead": withheld, "edition": heading.edition, "law_position": heading.law_position, "effective": heading.effective,
        "reviewed": heading.reviewed, "written_by": heading.written_by, "checked_by": heading.checked_by,
        "tags": heading.tags, "sources": _sources(found, article), "parts": parts,
        "history": [vars(act) for act in found.acts[article.id]],
    }  # fmt: skip


def _sources(found: Known, article: Article) -> list[dict[str, Any]]:
    """Each source with the edition the facts come from, and the authority's own check of this version if there is one."""
    act = found.shelf.acts.get(article.id)
    checks = act.checked_against if act and act.version == article.version else {}
    library = found.shelf.library
    return [
        {
            "id": one,
            "title": library.sources[one].title,
            "edition": library.sources[one].version,
            "checked": checks.get(one),
        }
        for one in article.sources
        if one in library.sources
    ]


def _in_words(found: Known, article: Article, *, as_kept: bool) -> list[str]:
    heading, withheld = article.heading, _withheld(found, article)
    lines = [article.title, "=" * len(article.title), ""]
    if withheld:
        lines += [withheld, ""]
    if not withheld or as_kept:
        for section in article.sections:
            lines += [section.title, "-" * len(section.title), chat(section.text), ""]
    review = f"to be reviewed by {heading.review_by}" + (" (overdue)" if heading.review_by < today() else "")
    lines += [f"{article.id}, version {article.version}: {found.shelf.state(article)}; {review}."]
    lines += [f"Edition: {heading.edition}; position of the law on {heading.law_position}. Sources:"]
    for source in _sources(found, article):
        checked = source["checked"]
        told = (
            f"checked: {checked['edition']}, {checked['date']}, by {checked['by']}"
            if checked
            else "not checked by the authority"
        )
        lines.append(f"  {source['id']}: {source['title']} ({source['edition']}); {told}")
    return [*lines, "History:", *_history_lines(found, article.id)]


def history(id_: str = ID, *, json: bool = JSON) -> None:
    """Every act about an article: when, who and why; and when each version was taken in."""
    found = _named(id_)
    for name in found.versions:
        if json:
            tell_json({"id": name, "acts": [vars(act) for act in found.acts[name]], "versions": _taken(found, name)})
        else:
            tell(name, *_history_lines(found, name))


def _named(name: str) -> Known:
    """What is known of these ids; an article whose file is gone still has its history."""
    library = library_now()
    if name not in library.articles and not library.about(name):
        gone = known(library, name)
        if gone.acts[name] or gone.versions[name]:
            return gone
    return known(library, *(one.id for one in chosen(library, name)))


def _taken(found: Known, name: str) -> list[dict[str, Any]]:
    return [{"version": v.version, "fingerprint": v.fingerprint, "at": v.taken_in} for v in found.versions[name]]


def _history_lines(found: Known, name: str) -> list[str]:
    taken = [(v.taken_in, f"version {v.version} taken in") for v in found.versions[name]]
    lines = sorted([*taken, *((act.at, _act_line(act)) for act in found.acts[name])])
    return [f"  {_moment(at)}  {line}" for at, line in lines] or ["  Nothing yet: it stands as it was shipped."]


def _act_line(act: Act) -> str:
    checks = "; ".join(f"{source}: {c['edition']}, {c['date']}" for source, c in act.checked_against.items())
    told = f"{act.state}, version {act.version}, by {act.by}" + (f": {act.reason}" if act.reason else "")
    return told + (f" (checked against {checks})" if checks else "")


def _moment(at: datetime) -> str:
    return f"{at.astimezone(LONDON):%Y-%m-%d %H:%M}"


def diff(
    id_: str = ID,
    from_: int = typer.Argument(
        0, metavar="[FROM]", help="A version; the last but one when left out", show_default=False
    ),
    to: int = typer.Argument(0, metavar="[TO]", help="A version; the last one when left out", show_default=False),
    *,
    json: bool = JSON,
) -> None:
    """What changed between two versions of an article's text, line by line."""
    found = _named(id_)
    for name, kept in found.versions.items():
        old, new = _two(name, kept, from_, to)
        places = (f"{name} version {old.version}", f"{name} version {new.version}")
        lines = list(unified_diff(old.content.splitlines(), new.content.splitlines(), *places, lineterm=""))
        if json:
            tell_json({"id": name, "from": old.version, "to": new.version, "lines": lines})
        else:
            tell(*(lines or [f"{places[0]} and {places[1]} have the same text."]))


def _two(name: str, kept: list[Version], from_: int, to: int) -> tuple[Version, Version]:
    by_number = {one.version: one for one in kept}
    if not kept:
        refuse(f"no version of {name} was taken in yet; `heard migrate` takes them in")
    before = {new.version: old.version for old, new in pairwise(kept)}
    to = to or kept[-1].version
    from_ = from_ or before.get(to, 0)
    if not from_ and to in by_number:
        refuse(f"{name} has no version before {to}; there is nothing to compare it with")
    for wanted in (from_, to):
        if wanted not in by_number:
            refuse(f"{name} has no version {wanted} here; this database took in {', '.join(map(str, by_number))}")
    return by_number[from_], by_number[to]
