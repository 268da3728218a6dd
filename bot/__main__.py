"""The door of `heard`: finds the command's module and opens only that, so that each command starts as fast as it can."""

from __future__ import annotations

import errno
import os
import sys
from importlib import import_module
from typing import Any

from bot.config import BadSettings
from storage.schema import NewerDatabase, OlderDatabase
from storage.sealing import KeyFault
from surveys.faults import DefinitionError

COMMANDS = {
    "serve": "service", "migrate": "service", "demo": "service", "config": "service", "check": "check", "keys": "keys",
    "backup": "copies", "restore": "copies", "retention": "records", "erase": "records", "officer": "officer",
    "survey": "survey", "cohort": "cohort", "campaign": "campaign", "coverage": "coverage", "export": "export",
    "chat": "talk", "bench": "bench", "deadlines": "deadlines", "screen": "screen", "advice": "advice", "services": "services",
    "ask": "ask", "redact": "redact", "calendar": "calendar",
}  # fmt: skip
"""Command -> the module of `bot.commands` that has it."""


FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
"""What a full disk says to `heard … > FILE`; a reader that has gone, as in `heard … | head`, says EPIPE."""

HELP = "Hears children and families about their schools, and answers questions about exclusion from school."


def wrong_usage(error: Any) -> str:
    """One sentence, and where it is written what is needed; a bare `heard` is answered with its help."""
    said, context = " ".join(error.format_message().split()), getattr(error, "ctx", None)
    if type(error).__name__ == "NoArgsIsHelpError":
        return str(error.message)
    return f"heard: {said.rstrip('.')}. `{context.command_path if context else 'heard'} --help` says what is needed"


def main() -> None:
    """Runs one command. A fault we know is one sentence on stderr and exit 1; wrong usage is exit 2."""
    import typer
    from typer.exceptions import TyperException

    app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=HELP)
    wanted = sys.argv[1] if len(sys.argv) > 1 else ""
    modules = [COMMANDS[wanted]] if wanted in COMMANDS else sorted(set(COMMANDS.values()))
    for name in modules:
        import_module(f"bot.commands.{name}").add_to(app)
    if wanted in COMMANDS and len(app.registered_commands) + len(app.registered_groups) == 1:
        app.callback()(lambda: None)  # with one command typer would drop its name
    try:
        sys.exit(app(prog_name="heard", standalone_mode=False))
    except TyperException as error:
        print(wrong_usage(error), file=sys.stderr)  # noqa: T201  # as below
        sys.exit(error.exit_code)
    except typer.Abort:
        sys.exit(1)
    except (BadSettings, DefinitionError, KeyFault, NewerDatabase, OlderDatabase) as error:
        print(f"heard: {error}", file=sys.stderr)  # noqa: T201  # this is the place that speaks to whoever typed the command
        sys.exit(1)
    except OSError as error:
        if error.errno not in (*FULL, errno.EPIPE):
            raise
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what is left there would fail again at the end
        if error.errno in FULL:
            told = f"{error.filename or 'what was asked for'} cannot be written ({error.strerror}); make room, or send it elsewhere"
            print(f"heard: {told}", file=sys.stderr)  # noqa: T201  # as above
        sys.exit(1)


if __name__ == "__main__":
    main()
