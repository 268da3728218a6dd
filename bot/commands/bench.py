"""`heard bench NAME`: the benchmarks and trials of a checkout, as ratios against their peers."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import typer

from bot.commands.telling import refuse, tell

ROOT = Path(__file__).parent.parent.parent / "benchmarks"


def add_to(app: typer.Typer) -> None:
    app.command("bench", context_settings={"allow_extra_args": True, "ignore_unknown_options": True})(bench_command)


def bench_command(
    context: typer.Context, name: str = typer.Argument("", help="answers, crash, …; the list when left out")
) -> None:
    """Run a benchmark of this checkout; options after the name go to it."""
    there = sorted(path.stem for path in ROOT.glob("*.py") if '__name__ == "__main__"' in path.read_text("utf-8"))
    there += sorted(path.parent.name for path in ROOT.glob("*/run.py"))
    if not there:
        refuse(
            "benchmarks come with a checkout, not with an installed package: clone the project and use ./go heard bench"
        )
    if name not in there:
        tell("Benchmarks: " + ", ".join(there))
        raise typer.Exit(0 if not name else 2)
    module = f"benchmarks.{name}" if (ROOT / f"{name}.py").exists() else f"benchmarks.{name}.run"
    done = subprocess.run([sys.executable, "-m", module, *context.args], cwd=ROOT.parent, check=False)  # noqa: S603  # our own module
    raise typer.Exit(done.returncode)
