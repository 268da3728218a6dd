"""Whether the database takes what is written: on a disk that is full or read-only it still answers whoever only reads.

A write that failed says so by itself (`Storage.failed_writes`). That it works again only another write can say, and one that
changes nothing says nothing: this one always changes a row.
"""

from __future__ import annotations

from datetime import datetime

from storage.engine import Storage, insert_for
from storage.tables import job

NAME = "write-check"


async def write_again(storage: Storage, now: datetime) -> None:
    """One row, and then no write counts as failed any more. Raises what the database raises; that counts as one more."""
    async with storage.transaction() as connection:
        row = insert_for(connection)(job).values(name=NAME, ran=now)
        await connection.execute(row.on_conflict_do_update(index_elements=[job.c.name], set_={"ran": row.excluded.ran}))
    storage.failed_writes = 0
