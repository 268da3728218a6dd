"""`heard check`: every fault in surveys, articles, wording and settings, with place and remedy; exit 1 if there is one."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

import typer

from bot.advice_faults import changed_texts, local_faults, own_faults
from bot.app import DEFINITIONS, LONDON, now
from bot.commands.opened import settings
from bot.commands.telling import JSON, tell, tell_json, warn
from bot.config import read_config
from bot.conversation.wording import load_words
from bot.local import load_local, missing_numbers
from storage.engine import Storage, is_away
from surveys.faults import DefinitionError, Fault
from surveys.inspection import inspect
from surveys.loading import placed_folder


def add_to(app: typer.Typer) -> None:
    app.command("check")(check_command)


def check_command(*, json: bool = JSON) -> None:
    """Look for faults in everything Heard is made of, and say how to mend them."""
    faults = [*_surveys(), *_wording(), *_local(), *_advice()]
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
    return [fault for survey, places in surveys.values() for fault in inspect(survey, places)]


def _advice() -> Iterable[Fault]:
    """The advice line; a database that does not answer only leaves its part out, and that is said."""
    config, today = settings(), now().astimezone(LONDON).date()
    faults = [*own_faults(today), *local_faults(config.local, today)]
    try:
        return [*faults, *asyncio.run(changed_texts(Storage(config.database_url), now()))]
    except Exception as error:
        if not is_away(error):
            raise
        warn("the database does not answer, so no article was compared with the versions kept there")
        return faults


def _wording() -> Iterable[Fault]:
    words = load_words()
    english = set(words.languages["en"])
    return [
        Fault(f"wording/{language}.yaml", f"has a sentence {key} that English has not", "Check its spelling")
        for language, sentences in words.languages.items()
        for key in sorted(set(sentences) - english)
    ]


def _local() -> Iterable[Fault]:
    try:
        return missing_numbers(load_local(read_config().local))
    except DefinitionError as error:
        return error.faults
