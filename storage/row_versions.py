"""PostgreSQL keeps with every row the number of the transaction that wrote it, and whoever may ask for tables may ask for that.

A concern, a question and its log row are written in the turn that brought them about: as long as nobody speaks again at that
address, the number would lead from the words to the conversation, to the draft and so to a code. So they are written once
more, each table in a transaction of its own. SQLite keeps no such number.
"""

from __future__ import annotations

from sqlalchemy import text

from storage.engine import Storage

APART = ("concern", "open_question", "question_log", "delivery")
"""What carries no address and no code by design; `delivery` has an address, and is apart from what was asked."""

SPEAKERS = ("conversation", "draft", "participation")


async def part(storage: Storage) -> int:
    """Writes the rows anew that share their transaction with a row of another table; gives back how many."""
    if storage.sqlite:
        return 0
    parted = 0
    for table in APART:
        others = " UNION ALL ".join(f"SELECT xmin FROM {other}" for other in (*SPEAKERS, *APART) if other != table)  # noqa: S608  # our own names
        async with storage.transaction() as connection:
            done = await connection.execute(text(f"UPDATE {table} SET id = id WHERE xmin IN ({others})"))  # noqa: S608
            parted += done.rowcount
    return parted
