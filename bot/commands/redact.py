"""`heard redact --json`: lines of texts in, the same without phones, e-mails and the like out. No network, nothing is kept."""

from __future__ import annotations

import typer

from advice_kb.redaction import redact, spans
from bot.app import today
from bot.commands.telling import rows_in, tell, tell_json


def add_to(app: typer.Typer) -> None:
    app.command("redact")(redact_command)


def redact_command(as_json: bool = typer.Option(False, "--json", help="Read and write a JSON object a line")) -> None:
    """Take personal details out of texts: {"id", "text"} a line in, {"id", "text", "spans"} a line out. Names are not found."""
    day = today()
    for row in rows_in('{"id": "1", "text": "…"}'):
        text = redact(row["text"], day)
        if as_json:
            tell_json({"id": row["id"], "text": text, "spans": [vars(one) for one in spans(row["text"], day)]})
        else:
            tell(f"{row['id']}: {text}")
