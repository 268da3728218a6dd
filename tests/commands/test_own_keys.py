"""Keys of another database are refused, whatever the database, before anything is done with them."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from bot.__main__ import main
from storage import schema
from storage.engine import Storage
from storage.key_check import ForeignKeys, require_own_keys
from storage.sealing import new_keys
from storage.tables import key_check, response
from tests.commands.authority import Heard
from tests.world import KEYS, World


async def test_the_first_keys_are_the_databases_and_others_are_refused(database: str) -> None:
    storage = Storage(database)
    await schema.migrate(storage)
    await require_own_keys(storage, KEYS)
    later = replace(KEYS, encryption={2: b"n" * 32, 1: b"k" * 32}, years={2026: b"y" * 32, 2027: b"z" * 32})
    for good in (KEYS, later, replace(KEYS, years={})):
        await require_own_keys(storage, good)
    for name, wrong in {
        "hash": replace(KEYS, hashing=b"x" * 32), "1": replace(KEYS, encryption={1: b"x" * 32}),
        "year2027": replace(KEYS, years={2027: b"x" * 32}),
    }.items():  # fmt: skip
        with pytest.raises(ForeignKeys, match=rf"HEARD_KEYS does not belong to this database \({name}\)"):
            await require_own_keys(storage, wrong)
    await storage.close()


async def test_a_database_without_marks_knows_its_keys_by_what_they_open(small_world: World) -> None:
    answers = KEYS.seal("response", "answers", "r", b"{}")
    row = {
        "id": "r",
        "wave": "w",
        "survey": "s",
        "version": 1,
        "label": "authority",
        "receipt": b"r",
        "answers": answers,
    }
    async with small_world.storage.transaction() as connection:
        await connection.execute(key_check.delete())
        await connection.execute(response.insert().values(**row))
    with pytest.raises(ForeignKeys):
        await require_own_keys(small_world.storage, replace(KEYS, encryption={1: b"x" * 32}))
    await require_own_keys(small_world.storage, KEYS)


@pytest.mark.parametrize("words", [["serve"], ["campaign", "status"], ["backup", "copy"]])
def test_every_command_that_uses_keys_refuses_with_one_sentence(
    heard: Heard,
    words: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    heard("migrate")
    heard("campaign", "status")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HEARD_KEYS", new_keys((2026,)))
    monkeypatch.setattr(sys, "argv", ["heard", *words])
    with pytest.raises(SystemExit) as ended:
        main()
    told = capsys.readouterr().err.strip()
    assert (ended.value.code, told.count("\n")) == (1, 0)
    assert told.startswith("heard: HEARD_KEYS does not belong to this database (1, hash, year2026)")
