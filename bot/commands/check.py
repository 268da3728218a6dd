"""`heard check`: every fault in surveys, articles, wording and settings, with place and remedy; exit 1 if there is one.

`heard check --links` calls the addresses of signposts and sources instead, where there is a network. It sets nothing: whether a
number or an address is good is a person's word, in `signposts.yaml`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from contextlib import suppress

import typer

from advice_kb.library import LibraryError, load_library
from advice_kb.links import Answer, Link, links_of, no_network, without_address
from bot.advice_faults import changed_texts, local_doubts, local_faults, own_faults
from bot.app import DEFINITIONS, now, today
from bot.commands.opened import settings
from bot.commands.survey import not_chosen_yet
from bot.commands.telling import DAMAGED, JSON, refuse, tell, tell_json, warn
from bot.config import open_settings, read_config, unknown_settings
from bot.local import load_local, missing_numbers
from bot.wording_faults import lacking, wording_faults
from storage.away import is_away, is_damaged
from storage.engine import Storage
from surveys.faults import DefinitionError, Fault
from surveys.inspection import inspect
from surveys.loading import placed_folder


def add_to(app: typer.Typer) -> None:
    app.command("check")(check_command)


def check_command(
    *,
    links: bool = typer.Option(False, "--links", help="Instead, call each signpost's and source's web address"),
    json: bool = JSON,
) -> None:
    """Look for faults in everything Heard is made of, and say how to mend them."""
    if links:
        _links(json=json)
        return
    warn(*open_settings())
    faults = [*unknown_settings(), *_surveys(), *_wording(), *_local(), *_advice()]
    if json:
        tell_json([vars(one) for one in faults])
    else:
        tell(*([str(one) for one in faults] or ["No faults found."]))
    if faults:
        raise typer.Exit(1)


def _surveys() -> Iterable[Fault]:
    try:
        surveys = placed_folder(DEFINITIONS)
    except DefinitionError as error:
        return error.faults
    with suppress(DefinitionError):  # sentences that cannot be read are told where those are looked at
        for survey, _ in surveys.values():
            warn(*not_chosen_yet(survey))
    return [fault for survey, places in surveys.values() for fault in inspect(survey, places)]


def _advice() -> Iterable[Fault]:
    """The advice line; a database that does not answer only leaves its part out, and that is said."""
    config = settings()
    faults = [*own_faults(today()), *local_faults(config.local, today())]
    warn(*local_doubts(config.local))
    try:
        return [*faults, *asyncio.run(changed_texts(Storage(config.database_url), now()))]
    except Exception as error:
        if not is_away(error):
            raise
        away = DAMAGED if is_damaged(error) else "the database does not answer"
        warn(f"{away}, so no article was compared with the versions kept there")
        return faults


def _wording() -> Iterable[Fault]:
    warn(*lacking())
    return wording_faults()


def _local() -> Iterable[Fault]:
    try:
        return missing_numbers(load_local(read_config().local))
    except DefinitionError as error:
        return error.faults


def _links(*, json: bool) -> None:
    """What each address answered, each with its rows; exit 1 where one is dead."""
    try:
        library = load_library()
    except LibraryError as error:
        refuse(*error.faults)
    answers = asyncio.run(_visited(links_of(library)))
    if no_network(answers):
        refuse(
            f"none of {len(answers)} addresses could be reached, so nothing is known of any; "
            "run `heard check --links` where there is a network"
        )
    if json:
        tell_json([_row(one) for one in answers])
    else:
        tell(*map(_line, answers), "", *_summed_up(answers, tuple(without_address(library))))
    if any(one.dead for one in answers):
        raise typer.Exit(1)


async def _visited(links: Sequence[Link]) -> list[Answer]:
    from rich.console import Console
    from rich.progress import Progress

    from bot.handlers.links import visit

    with Progress(console=Console(stderr=True), transient=True) as bar:
        calling = bar.add_task("Calling addresses", total=len(links))
        return await visit(links, lambda: bar.advance(calling))


def _row(one: Answer) -> dict[str, object]:
    return {"address": one.link.address, "rows": one.link.rows, "status": one.status, "moved_to": one.moved_to,
            "found": one.said, "dead": one.dead, "remedy": one.remedy}  # fmt: skip


def _line(one: Answer) -> str:
    return f"{', '.join(one.link.rows)}: {one.link.address} {one.said}." + (f" {one.remedy}." if one.remedy else "")


def _summed_up(answers: Sequence[Answer], without: Sequence[str]) -> list[str]:
    dead = sum(one.dead for one in answers)
    lines = [
        f"{len(answers)} addresses, {dead} of them dead. Nothing was changed; numbers and hours are for a person to check."
    ]
    return [*lines, *([f"Without an address of their own: {', '.join(without)}."] if without else [])]
