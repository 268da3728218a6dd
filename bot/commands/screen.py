"""`heard screen --json`: lines of texts in, what the safeguarding screen says of each out. No network, nothing is kept."""

from __future__ import annotations

import typer

from advice_kb.safeguarding import load_screen
from bot.commands.telling import rows_in, tell, tell_json


def add_to(app: typer.Typer) -> None:
    app.command("screen")(screen)


def screen(as_json: bool = typer.Option(False, "--json", help="Read and write a JSON object a line")) -> None:
    """Look at texts: {"id", "text", "audience"} a line in, {"id", "concern", "urgent", "kinds"} a line out."""
    looker = load_screen()
    for row in rows_in('{"id": "1", "text": "…", "audience": "pupil"}'):
        seen = looker.look(row["text"], row.get("audience") or "pupil")
        if as_json:
            tell_json({"id": row["id"], "concern": seen.concern, "urgent": seen.urgent, "kinds": list(seen.kinds)})
        else:
            said = ("urgent: " if seen.urgent else "") + ", ".join(seen.kinds) if seen.concern else "no concern"
            tell(f"{row['id']}: {said}")
