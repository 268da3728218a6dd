"""Every command of the contract is there, and prints for people and for machines."""

from __future__ import annotations

import typer

from tests.commands.authority import commands, opened

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


def registered(group: typer.Typer) -> int:
    """How many commands a group and those in it were given, a name that was given twice counted twice."""
    inner = (one.typer_instance for one in group.registered_groups)
    return len(group.registered_commands) + sum(registered(one) for one in inner if one)


def test_opened_again_it_has_each_command_once() -> None:
    assert registered(opened()) == registered(opened()) == len(commands())


def test_the_contracts_commands_are_there() -> None:
    assert {f"{noun}{verb}" for noun, verbs in CONTRACT.items() for verb in verbs.split()} <= set(commands())


def test_every_command_prints_for_machines_and_says_what_it_does() -> None:
    found = commands()
    assert set(found) >= RUNS_OR_TALKS
    for name, command in found.items():
        assert (command.help or "").strip(), name
        options = {option for parameter in command.params for option in parameter.opts}
        assert "--json" in options or name in RUNS_OR_TALKS, name
