"""Keeps what is bound to a statement out of the words of its error: a traceback would print answers and hashes.

SQLAlchemy leaves its own list of them out when asked to (`hide_parameters`), and SQLite quotes none. PostgreSQL does, in the
DETAIL of a broken rule ("Failing row contains …"), and it and its driver do in the message about a value that does not fit.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.ext.asyncio import AsyncEngine

DOES_NOT_FIT = "22"
"""How the codes of PostgreSQL's data exceptions begin; those that the driver finds by itself have one too."""


def keep_out_of_errors(engine: AsyncEngine) -> None:
    """From now on no error of this engine quotes a value. Its kind, its code and the rule that it broke stay."""

    @event.listens_for(engine.sync_engine, "handle_error")
    def _unquoted(context: ExceptionContext) -> None:
        of_dialect: Any = context.original_exception
        of_driver: Any = of_dialect.__cause__
        code = getattr(of_driver, "sqlstate", None) or ""
        for error in (of_dialect, of_driver):
            if getattr(error, "detail", None):
                error.detail = None
        if code.startswith(DOES_NOT_FIT):
            said = f"a value that was bound does not fit (SQLSTATE {code})"
            of_driver.__cause__ = None  # it says in Python's words which value that was
            for error in (of_dialect, of_driver, context.sqlalchemy_exception):
                if error is not None:
                    error.args = (said,)
