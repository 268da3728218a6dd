"""`heard screen --json`: lines of texts in, what the safeguarding screen says of each out. No network, nothing is kept."""

from __future__ import annotations

import json
import sys
from typing import Any

import typer

from advice_kb.safeguarding import load_screen
from bot.commands.telling import refuse, tell, tell_json


def add_to(app: typer.Typer) -> None:
    app.command("screen")(screen)


def screen(as_json: bool = typer.Option(False, "--json", help="Read and write a JSON object a line")) -> None:
    """Look at texts: {"id", "text", "audience"} a line in, {"id", "concern", "urgent", "kinds"} a line out."""
    looker = load_screen()
    for number, line in enumerate(sys.stdin.buffer, 1):
        if not line.strip():
            continue
        row = _row(number, line)
        seen = looker.look(row["text"], row.get("audience", "pupil"))
        if as_json:
            tell_json({"id": row.get("id"), "concern": seen.concern, "urgent": seen.urgent, "kinds": list(seen.kinds)})
        else:
            said = ("urgent: " if seen.urgent else "") + ", ".join(seen.kinds) if seen.concern else "no concern"
            tell(f"{row.get('id')}: {said}")


def _row(number: int, line: bytes) -> dict[str, Any]:
    """One line's object, or the end of the command with a sentence that says which line and what it should be."""
    wanted = 'write one object a line, as {"id": "1", "text": "…", "audience": "pupil"}'
    try:
        row = json.loads(line)
    except ValueError:
        refuse(f"line {number} of standard input is not JSON; {wanted}")
    if not isinstance(row, dict) or not isinstance(row.get("text"), str) or "id" not in row:
        refuse(f"line {number} of standard input has no id or no text; {wanted}")
    if not isinstance(row.get("audience", "pupil"), str):
        refuse(f"line {number} of standard input: audience is no word; {wanted}")
    return row
