"""`heard survey`: list, show, check, import, export, rehearse."""

from __future__ import annotations

from pathlib import Path

import typer

from bot.app import DEFINITIONS, now
from bot.commands.opened import opened, settings
from bot.commands.telling import refuse, run, table, tell, tell_json
from bot.config import BadSettings
from storage import campaigns
from storage.schema import OlderDatabase
from surveys.faults import DefinitionError
from surveys.inspection import inspect
from surveys.loading import canonical, fingerprint, load_folder, load_survey, to_yaml
from surveys.model import Survey, say

survey = typer.Typer(no_args_is_help=True, help="Definitions: what is asked.")


def add_to(app: typer.Typer) -> None:
    app.add_typer(survey, name="survey")


def _all() -> dict[str, Survey]:
    """Every survey, newest version; only what comes with Heard where no database of this version is to be had."""

    async def work() -> dict[str, Survey]:
        async with opened() as place:
            return await place.surveys()

    config = settings()
    there = not config.database_url.startswith("sqlite") or Path(config.database_url.split(":///", 1)[1]).exists()
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
def list_(*, json: bool = typer.Option(False, "--json", help="For machines")) -> None:
    """Every survey: those that come with Heard, and those taken in."""
    rows = [(s.id, s.version, s.audience, s.privacy, len(s.questions), say(s.title, "en")) for s in _all().values()]
    head = ("id", "version", "for", "privacy", "questions", "title")
    if json:
        tell_json([dict(zip(head, row, strict=True)) for row in rows])
    else:
        tell(*table([head, *rows]))


@survey.command("show")
def show(id_: str = typer.Argument(..., metavar="ID")) -> None:
    """A survey's questions as a person reads them."""
    found = _known(id_)
    tell(say(found.title, "en"), say(found.purpose, "en"), "")
    for number, question in enumerate(found.questions, 1):
        tell(f"{number}. {say(question.text, 'en')}", *(f"     - {say(c.text, 'en')}" for c in question.choices))


@survey.command("check")
def check(file: Path = typer.Argument(..., help="A YAML file or an XLSForm workbook")) -> None:
    """Tell every fault of a definition by line and column."""
    faults = _faults(file)
    tell(*([str(fault) for fault in faults] or [f"{file.name}: no faults found."]))
    if faults:
        raise typer.Exit(1)


def _read(file: Path) -> Survey:
    if file.suffix == ".xlsx":
        from surveys.xlsform import read_workbook

        return read_workbook(file)
    return load_survey(file)


def _faults(file: Path) -> list[object]:
    try:
        return list(inspect(_read(file)))
    except DefinitionError as error:
        return list(error.faults)


@survey.command("import")
def import_(file: Path = typer.Argument(..., help="A YAML file or an XLSForm workbook")) -> None:
    """Take a definition into the database, from where services read it. A published version never changes."""
    faults = _faults(file)
    if faults:
        refuse(*faults, "nothing was taken in")
    found = _read(file)

    async def work() -> bool:
        async with opened() as place, place.storage.transaction() as connection:
            try:
                return await campaigns.publish_survey(
                    connection, found.id, found.version, fingerprint(found), canonical(found), now()
                )
            except ValueError as error:
                refuse(error)

    new = run(work())
    tell(
        f"{found.id} version {found.version}, fingerprint {fingerprint(found)[:12]}: {'taken in' if new else 'was there already'}."
    )


@survey.command("export")
def export(
    id_: str = typer.Argument(..., metavar="ID"),
    *,
    format_: str = typer.Option("yaml", "--format", help="yaml or xlsx"),
    out: Path = typer.Option(Path(), help="The folder to write to"),
) -> None:
    """Write a definition as YAML or as an XLSForm workbook."""
    found, file = _known(id_), out / f"{id_}.{format_}"
    if format_ == "yaml":
        file.write_text(to_yaml(found), "utf-8")
    elif format_ == "xlsx":
        from surveys.xlsform import write_workbook

        write_workbook(found, file)
    else:
        refuse(f"--format {format_} is unknown; use yaml or xlsx")
    tell(str(file))


@survey.command("rehearse")
def rehearse(id_: str = typer.Argument(..., metavar="ID")) -> None:
    """Answer a survey in the terminal, on a database of its own that is thrown away."""
    from bot.handlers.terminal import rehearse_in_terminal

    run(rehearse_in_terminal(_known(id_)))
