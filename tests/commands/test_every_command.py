"""Every command of the contract is there, and prints for people and for machines."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Any

import typer

from bot.__main__ import COMMANDS

RUNS_OR_TALKS = {"serve", "demo", "chat", "bench", "survey rehearse", "keys new", "keys year"}
"""Commands without a result to read: they run on, talk with a person, or make what goes into a file as it is."""

CONTRACT = {
    "": "serve migrate config check backup restore erase coverage chat bench ask screen redact deadlines",
    "survey ": "list show check import export rehearse",
    "cohort ": "import show",
    "campaign ": "create ready invite replace remind status close",
    "advice ": "list show withdraw republish due",
    "export ": "summary",
    "retention ": "run",
}


def every(group: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    for word, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from every(command, f"{name}{word} ")
        else:
            yield f"{name}{word}", command


def app() -> typer.Typer:
    whole = typer.Typer()
    for module in sorted(set(COMMANDS.values())):
        import_module(f"bot.commands.{module}").add_to(whole)
    return whole


def commands() -> dict[str, Any]:
    return dict(every(typer.main.get_command(app())))


def test_the_contracts_commands_are_there() -> None:
    assert {f"{noun}{verb}" for noun, verbs in CONTRACT.items() for verb in verbs.split()} <= set(commands())


def test_every_command_prints_for_machines_and_says_what_it_does() -> None:
    found = commands()
    assert set(found) >= RUNS_OR_TALKS
    for name, command in found.items():
        assert (command.help or "").strip(), name
        options = {option for parameter in command.params for option in parameter.opts}
        assert "--json" in options or name in RUNS_OR_TALKS, name
