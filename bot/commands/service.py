"""`heard serve`, `migrate`, `config`, `demo`."""

from __future__ import annotations

from pathlib import Path

import typer

from advice_kb.library import LibraryError, load_library
from bot.app import build, now, serve
from bot.commands.telling import JSON, refuse, run, table, tell, tell_either, tell_json, warn
from bot.config import Config, described, open_settings, read_config, unknown_settings
from bot.conversation.first_screen import asks_children_for_words
from bot.parts import Parts
from bot.process import with_free_ports
from bot.taking_in import take_in
from storage import campaigns, schema
from storage.engine import Storage
from surveys.faults import DefinitionError, Fault


def add_to(app: typer.Typer) -> None:
    for command in (serve_command, migrate_command, config_command, demo_command):
        app.command(command.__name__.removesuffix("_command"))(command)


def serve_command() -> None:
    """Run every face that is configured."""
    warn(*unknown_settings(), *open_settings())

    async def work() -> None:
        heard = await build(read_config())
        await refuse_free_text(heard)
        if faults := await keep_articles(heard.storage):
            await heard.storage.close()
            raise DefinitionError(faults)  # what was published under that number was another text
        await serve(heard, lambda: _ready(heard))

    run(work())


async def keep_articles(storage: Storage) -> tuple[Fault, ...]:
    """Keeps every article version that is new; gives back a fault for each text that changed under its old number."""
    try:
        library = load_library()
    except LibraryError as error:
        raise DefinitionError(Fault(one.place, one.fault, one.remedy) for one in error.faults) from None
    return await take_in(storage, library, now())


async def refuse_free_text(heard: Parts) -> None:
    """Free text for pupils stays in the demo until a safeguarding rota stands behind it (design §2.7, §6)."""
    if heard.published(heard.exchange.clock()).place.children_type:
        return
    async with heard.storage.reading() as connection:
        open_ = [one for one in await campaigns.waves(connection) if one.closed is None]
    surveys = heard.published(heard.exchange.clock()).surveys
    faults = [
        f"wave {one.id}: {one.survey} lets pupils type, and no safeguarding rota is built in yet. Ask by a closed survey: "
        f"`heard campaign remove-wave {one.id}`, or `heard campaign close {one.campaign}` where slips are out"
        for one in open_
        if (asked := surveys.get((one.survey, one.version))) is not None and asks_children_for_words(asked)
    ]
    if faults:
        refuse(*faults)


def _ready(heard: Parts) -> None:
    tell(f"Heard is ready: {heard.config.address} and the console on port {heard.config.console_port}")


def migrate_command(*, json: bool = JSON) -> None:
    """Bring the database to this version, and keep every article version in it; safe to repeat."""

    async def work() -> tuple[str, tuple[Fault, ...]]:
        config = read_config()
        make_folder(config)
        storage = Storage(config.database_url)
        try:
            return await schema.migrate(storage), await keep_articles(storage)
        finally:
            await storage.close()

    version, faults = run(work())
    tell_either({"version": version}, f"The database has version {version}.", json=json)
    if faults:
        refuse(*faults)


def make_folder(config: Config) -> None:
    if config.database_file is not None:
        config.database_file.parent.mkdir(parents=True, exist_ok=True)


def config_command(*, json: bool = JSON) -> None:
    """Every setting with its value and a sentence."""
    rows = described(read_config())
    if json:
        tell_json([{"name": name, "value": value, "meaning": meaning} for name, value, meaning in rows])
    else:
        for name, value, meaning in rows:
            tell(f"{name} = {value or 'not set'}", f"    {meaning}")
    if unknown := unknown_settings():
        refuse(*unknown)


def demo_command(
    *,
    folder: Path = typer.Option(Path("var"), help="Where the demo keeps its database and keys"),
    only_seed: bool = typer.Option(False, "--only-seed", help="Make the borough and stop"),
) -> None:
    """A made-up borough, all faces running, no account or token needed."""
    from bot.commands.demo_folder import demo_config, for_commands
    from bot.demo import links, prepare

    warn(*unknown_settings())
    config = with_free_ports(demo_config(folder))

    async def work() -> None:
        await prepare(config)
        if only_seed:
            return
        heard = await build(config)
        for fault in await keep_articles(heard.storage):
            warn(fault)  # in a try-out somebody may be writing the article just now
        shown = await links(heard, folder)
        await serve(
            heard,
            lambda: tell(*table(shown), "", f"Commands work on this borough {for_commands(folder)}", "Ctrl-C ends it."),
        )

    run(work())
