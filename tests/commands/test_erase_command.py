"""`heard erase`: what was sent under a receipt goes, and words under which nothing is found are told so without guessing why."""

from __future__ import annotations

import asyncio
import json

from bot.config import read_config
from storage.engine import Storage
from storage.responses import receipt_hash
from storage.tables import response
from tests.commands.authority import Heard

MINE = "blanket-corridor-ostrich-magazine"


async def _answered(words: str) -> None:
    config = read_config()
    storage, keyring = Storage(config.database_url), config.keyring()
    row = {"id": "r", "wave": "w", "survey": "s", "version": 1, "label": "authority"}
    sealed = {"receipt": receipt_hash(keyring, words), "answers": keyring.seal("response", "answers", "r", b"{}")}
    async with storage.transaction() as connection:
        await connection.execute(response.insert().values(**row, **sealed))
    await storage.close()


def test_a_receipt_that_was_used_and_mistyped_words_are_told_the_same(heard: Heard) -> None:
    """An officer could not tell the parent who rings whether the answers were gone already or a word was wrong; nor can we."""
    heard("migrate")
    asyncio.run(_answered(MINE))
    done = heard("erase", "--receipt", MINE.replace("-", " "), "--json")
    assert json.loads(done.stdout) == {"deleted": 1, "left": 0}
    told = {heard("erase", "--receipt", words, code=1).stderr for words in (MINE, "magazine-ostrich-corridor-blanket")}
    assert len(told) == 1
    assert "deleted already" in told.pop()
