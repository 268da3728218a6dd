"""`heard survey`: list, show, check, import, export, rehearse."""

from __future__ import annotations

import zipfile
from pathlib import Path

import typer

from bot.app import DEFINITIONS, now
from bot.commands.opened import opened, settings
from bot.commands.telling import JSON, folder_for, refuse, run, table, tell, tell_either, tell_json, warn, write_whole
from bot.commands.values import one_of
from bot.config import BadSettings
from bot.conversation.wording import load_words
from storage import campaigns
from storage.schema import OlderDatabase
from surveys.faults import DefinitionError, Fault
from surveys.inspecting_words import unlisted
from surveys.inspection import inspect
from surveys.kept import taken
from surveys.loading import Places, canonical, fingerprint, load_folder, load_placed, to_yaml
from surveys.model import Survey, say
from surveys.xlsform_cells import OLD_WORKBOOK, locked

survey = typer.Typer(no_args_is_help=True, help="Definitions: what is asked.")


def add_to(app: typer.Typer) -> None:
    app.add_typer(survey, name="survey")


def _all() -> dict[str, Survey]:
    """Every survey, newest version; only what comes with Heard where no database of this version is to be had."""

    async def work() -> dict[str, Survey]:
        async with opened() as place:
            return await place.surveys()

    file = settings().database_file
    there = file is None or file.exists()
    try:
        return run(work()) if there else load_folder(DEFINITIONS)
    except (BadSettings, OlderDatabase):
        return load_folder(DEFINITIONS)


def _known(id_: str) -> Survey:
    found = _all().get(id_)
    if found is None:
        refuse(f"there is no survey {id_}; `heard survey list` shows them")
    return found


@survey.command("list")
def list_(*, json: bool = JSON) -> None:
    """Every survey: those that come with Heard, and those taken in."""
    rows = [(s.id, s.version, s.audience, s.privacy, len(s.questions), say(s.title, "en")) for s in _all().values()]
    head = ("id", "version", "for", "privacy", "questions", "title")
    if json:
        tell_json([dict(zip(head, row, strict=True)) for row in rows])
    else:
        tell(*table([head, *rows]))


@survey.command("show")
def show(id_: str = typer.Argument(..., metavar="ID"), *, json: bool = JSON) -> None:
    """A survey's questions as a person reads them."""
    found = _known(id_)
    if json:
        tell_json(found.model_dump(mode="json", by_alias=True, exclude_defaults=True))
        return
    tell(say(found.title, "en"), say(found.purpose, "en"), "")
    for number, question in enumerate(found.questions, 1):
        tell(f"{number}. {say(question.text, 'en')}", *(f"     - {say(c.text, 'en')}" for c in question.choices))


@survey.command("check")
def check(
    file: Path = typer.Argument(..., help="A YAML file or an XLSForm workbook"),
    *,
    json: bool = JSON,
) -> None:
    """Tell every fault of a definition by line and column."""
    faults = _faults(file)
    if json:
        tell_json([vars(fault) for fault in faults])
    else:
        tell(*([str(fault) for fault in faults] or [f"{file.name}: no faults found."]))
    if faults:
        raise typer.Exit(1)
    warn(*not_chosen_yet(_read(file)[0]))


def _read(file: Path) -> tuple[Survey, Places]:
    if file.suffix.lower() == ".xlsx" or zipfile.is_zipfile(file):
        from surveys.xlsform import read_placed

        return read_placed(file)
    if file.is_file() and file.read_bytes()[: len(OLD_WORKBOOK)] == OLD_WORKBOOK:
        raise DefinitionError([locked(file)])
    return load_placed(file, file.name)


def not_chosen_yet(survey: Survey) -> list[str]:
    """What is said of languages that nobody is offered: the service has no sentences in them, or the survey does not list them."""
    spoken = load_words().languages
    return [
        f"{survey.id}: there are words in {language}, and nobody is shown them; add {language} to languages, if they are ready"
        for language in unlisted(survey)
    ] + [
        f"{survey.id}: {language} cannot be chosen yet, for the service has no sentences of its own in it"
        for language in survey.languages
        if language not in spoken
    ]


def _faults(file: Path) -> list[Fault]:
    try:
        found, places = _read(file)
    except DefinitionError as error:
        return list(error.faults)
    return [*taken(found, load_folder(DEFINITIONS).get(found.id), places), *inspect(found, places)]


@survey.command("import")
def import_(file: Path = typer.Argument(..., help="A YAML file or an XLSForm workbook"), *, json: bool = JSON) -> None:
    """Take a definition into the database, from where services read it. A published version never changes."""
    faults = _faults(file)
    if faults:
        refuse(*faults, "nothing was taken in")
    found, _ = _read(file)
    warn(*not_chosen_yet(found))

    async def work() -> bool:
        async with opened() as place, place.storage.alone() as connection:
            try:
                return await campaigns.publish_survey(
                    connection, found.id, found.version, fingerprint(found), canonical(found), now()
                )
            except ValueError as error:
                refuse(error)

    new, mark = run(work()), fingerprint(found)
    tell_either(
        {"survey": found.id, "version": found.version, "fingerprint": mark, "new": new},
        f"{found.id} version {found.version}, fingerprint {mark[:12]}: {'taken in' if new else 'was there already'}.",
        json=json,
    )


@survey.command("export")
def export(
    id_: str = typer.Argument(..., metavar="ID"),
    *,
    format_: str = typer.Option("yaml", "--format", help="yaml, xlsx; several with commas"),
    out: Path = typer.Option(Path(), help="The folder to write to"),
    json: bool = JSON,
) -> None:
    """Write a definition as YAML or as an XLSForm workbook."""
    kinds = [one_of(kind.strip(), "--format", ("yaml", "xlsx")) for kind in format_.split(",")]
    found, folder = _known(id_), folder_for(out)
    files = [folder / f"{id_}.{kind}" for kind in dict.fromkeys(kinds)]
    for file in files:
        if file.suffix == ".yaml":
            write_whole(file, to_yaml(found).encode())
        else:
            from surveys.xlsform_writing import workbook_of

            write_whole(file, workbook_of(found))
    tell_either({"files": [str(file) for file in files]}, *map(str, files), json=json)


@survey.command("rehearse")
def rehearse(id_: str = typer.Argument(..., metavar="ID")) -> None:
    """Answer a survey in the terminal, on a database of its own that is thrown away."""
    from bot.handlers.terminal import rehearse_in_terminal

    run(rehearse_in_terminal(_known(id_)))
