"""An attacker with everything stored: both files and catalogues, the WAL at each commit, a copy before and after every
mixing. Written from what `docs/data.md` says is stored; it must not join participation to response better than chance.
"""

from __future__ import annotations

import random
import re
import shutil
import sqlite3
import time
from collections import Counter, defaultdict
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.conversation.messages import Address, Incoming, Tap
from bot.jobs import Jobs
from storage import concerns, responses
from storage.engine import Storage
from tests.world import KEYS, World, make_world


def rows(database: Path, query: str) -> list[tuple]:
    with sqlite3.connect(database) as connection:
        found = connection.execute(query).fetchall()
    connection.close()
    return found


class Onlooker:
    """Keeps a copy of every file before and after each mixing, and looks for what joins."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.copies = folder, 0

    def copy(self) -> Path:
        self.copies += 1
        place = self.folder / f"copy{self.copies}"
        place.mkdir()
        for file in self.folder.glob("heard.db*"):
            shutil.copy(file, place / file.name)
        return place / "heard.db"


@pytest.mark.parametrize("settings", [1, 4, pytest.param(32, marks=pytest.mark.slow)])
async def test_what_is_stored_does_not_join_who_took_part_to_what_was_said(tmp_path: Path, settings: int) -> None:
    """Each child gives a fingerprint of answers only they gave, known to the test alone; the attacker guesses by order,
    time, row number, id and length, from copies around every mixing. 1 in 10 is chance; the best guess stays near it."""
    world = await make_world(f"sqlite+aiosqlite:///{tmp_path / 'heard.db'}")
    await world.campaign("pupil-happiness")
    codes = [code for n in range(settings) for code in await world.codes(40, setting=f"school-{n}")]
    onlooker = Onlooker(tmp_path)
    world.chance.shuffle(codes)
    hits, pairs, truth = Counter[str](), 0, {}
    for start in range(0, len(codes), 20):
        part = codes[start : start + 20]
        before_ids = {row[0] for row in await _responses(world)}
        for number, code in enumerate(part):
            pattern = _pattern(start + number)
            await _answer_with(world, f"p{start + number}", code, pattern)
        before = onlooker.copy()
        order = [row[0] for row in rows(before, "SELECT key FROM draft WHERE sent ORDER BY rowid")]
        sealed = {row[0]: len(row[1]) for row in rows(before, "SELECT key, content FROM draft WHERE sent")}
        label = {row[0]: row[1] for row in rows(before, "SELECT key, label FROM draft WHERE sent")}
        async with world.storage.transaction() as connection:
            known = {
                bytes(r.key): r for r in await connection.execute(text("SELECT key, content FROM draft WHERE sent"))
            }
            truth = {key: _said(key, row.content) for key, row in known.items()}
            await responses.mix(connection, KEYS, world.chance)
        await world.storage.truncate_wal()
        after = onlooker.copy()
        gone = set(order) - {row[0] for row in rows(after, "SELECT key FROM draft")}
        came = [
            row
            for row in rows(after, "SELECT id, label, length(answers), rowid FROM response ORDER BY rowid")
            if row[0] not in before_ids
        ]
        assert len(set(sealed.values())) == 1, "a sealed length tells drafts apart"
        assert len({row[2] for row in came}) <= 1, "a sealed length tells responses apart"
        opened = {row.id: tuple(sorted((k, v) for k, v in row.answers.items())) for row in await _opened(world)}
        by_label: dict[str, list] = defaultdict(list)
        for row in came:
            by_label[row[1]].append(row[0])
        for guess, arrange in {
            "row order": lambda ids: ids,
            "reverse": lambda ids: ids[::-1],
            "id order": sorted,
        }.items():
            for name, ids in by_label.items():
                keys = [key for key in order if key in gone and label[key] == name]
                hits[guess] += sum(truth[k] == opened[i] for k, i in zip(keys, arrange(ids), strict=True))
        pairs += len(came)
    assert pairs >= (1000 if settings == 32 else 20)
    assert all(count <= pairs * 0.1 + 3 * (pairs * 0.09) ** 0.5 + 2 for count in hits.values()), (hits, pairs)
    await world.storage.close()


def _pattern(number: int) -> list[str]:
    """A path of answers that only this child gives: 5 x 5 x 5 ways."""
    scale = ["never", "rarely", "sometimes", "often", "always"]
    return [scale[number // 25 % 5], scale[number // 5 % 5], scale[number % 5]]


async def _answer_with(world: World, name: str, code: str, pattern: list[str]) -> None:
    address = Address("page", name)
    taps = [Tap("go"), Tap("pick", "alone"), Tap("pick", "no"), *(Tap("pick", one) for one in pattern), Tap("send")]
    await world.exchange.hear([Incoming(address, text=code)])
    for tap in taps:
        heard = (await world.exchange.hear([Incoming(address, tap=tap)]))[0]
    assert heard.turn.replies[0].name == "thanks"


def _said(key: bytes, content: bytes) -> tuple:
    import json

    from storage.sealing import unpad

    answers = json.loads(unpad(KEYS.open("draft", "content", bytes(key).hex(), content)))["answers"]
    return tuple(sorted(answers.items()))


async def _responses(world: World) -> list:
    async with world.storage.reading() as connection:
        return list(await connection.execute(text("SELECT id FROM response")))


async def _opened(world: World) -> list[responses.SentResponse]:
    async with world.storage.reading() as connection:
        return await responses.of_wave(connection, KEYS, "autumn-1")


async def test_the_unit_of_eight_is_mixed_with_others_and_never_named(small_world: World) -> None:
    from surveys.campaigns import CodeBatch, labels_for

    batches = [
        CodeBatch("unit", "unit", "north", ("excluded",), 8),
        CodeBatch("a", "school-1", "north", (), 40),
        CodeBatch("b", "school-2", "south", (), 50),
    ]
    labels = labels_for(batches)
    assert labels["unit"] == "authority"
    together = sum(b.issued for b in batches if labels[b.id] == "authority")
    assert together >= 30


async def test_a_stolen_file_shows_no_answer_no_code_and_no_telegram_number(tmp_path: Path) -> None:
    world = await make_world(f"sqlite+aiosqlite:///{tmp_path / 'heard.db'}")
    await world.campaign()
    codes = await world.codes(12)
    for number, code in enumerate(codes):
        person = world.person(f"90817263{number:02d}", "telegram")
        await person.enters(code)
        await person.answers_all(random.Random(number), text=f"planted sentence {number} zebra")
        await person.taps("send")
    async with world.storage.transaction() as connection:
        await responses.mix(connection, KEYS, world.chance)
    await world.storage.truncate_wal()
    raw = b"".join(file.read_bytes() for file in tmp_path.glob("heard.db*"))
    await world.storage.close()
    assert b"zebra" not in raw
    assert b"90817263" not in raw
    for code in codes:
        assert code.encode() not in raw
    assert not re.search(rb"trusted-adult\W{1,5}(yes|a-bit|no)", raw)


async def test_after_mixing_and_emptying_the_log_no_draft_is_left_in_the_files(tmp_path: Path) -> None:
    world = await make_world(f"sqlite+aiosqlite:///{tmp_path / 'heard.db'}")
    await world.campaign("pupil-happiness")
    for number, code in enumerate(await world.codes(10)):
        await _answer_with(world, f"p{number}", code, _pattern(number))
    drafts = [bytes(row[1]) for row in rows(tmp_path / "heard.db", "SELECT key, content FROM draft")]
    assert len(drafts) == 10
    async with world.storage.transaction() as connection:
        assert await responses.mix(connection, KEYS, world.chance) == 10
    await world.storage.truncate_wal()
    raw = b"".join(file.read_bytes() for file in tmp_path.glob("heard.db*"))
    await world.storage.close()
    assert not [one for one in drafts if one[13:60] in raw]


async def test_a_child_who_writes_much_has_a_draft_as_long_as_one_who_writes_nothing(small_world: World) -> None:
    """Also once it is sent, when it waits for nine others: the length would tell whose answers are the long ones."""
    await small_world.campaign()
    lengths = set()
    for text_typed, code in zip(("x", "é" * 999, '"\\' * 499), await small_world.codes(3), strict=True):
        child = small_world.person(f"p{len(text_typed)}{text_typed[0]}")
        await child.enters(code)
        await child.answers_all(small_world.chance, text=text_typed)
        for _ in range(2):
            async with small_world.storage.reading() as connection:
                lengths |= set((await connection.execute(text("SELECT length(content) FROM draft"))).scalars())
            await child.taps("send")
    assert len(lengths) == 1


async def test_a_reader_keeps_the_log_from_being_emptied_only_as_long_as_it_reads(tmp_path: Path) -> None:
    """A backup or an export that runs while drafts are mixed must not leave them in the log for good."""
    world = await make_world(f"sqlite+aiosqlite:///{tmp_path / 'heard.db'}")
    await world.campaign("pupil-happiness")
    for number, code in enumerate(await world.codes(10)):
        await _answer_with(world, f"p{number}", code, _pattern(number))
    drafts = [bytes(row[0])[13:60] for row in rows(tmp_path / "heard.db", "SELECT content FROM draft")]
    jobs = Jobs(world.exchange, lambda *_a, **_f: None)
    log = tmp_path / "heard.db-wal"
    async with world.storage.reading() as reader:
        await reader.execute(text("SELECT count(*) FROM draft"))
        began = time.monotonic()
        assert await jobs.mix() == 10
        assert time.monotonic() - began < 3.5, "everybody who answers waits behind the one writer"
        assert [one for one in drafts if one in log.read_bytes()], "the reader keeps the log as it is"
    assert await jobs.mix() == 0
    raw = b"".join(file.read_bytes() for file in tmp_path.glob("heard.db*"))
    await world.storage.close()
    assert not [one for one in drafts if one in raw]


async def test_a_new_start_empties_what_a_killed_process_left_in_the_log(tmp_path: Path) -> None:
    world = await make_world(f"sqlite+aiosqlite:///{tmp_path / 'heard.db'}")
    await world.campaign("pupil-happiness")
    assert (tmp_path / "heard.db-wal").stat().st_size
    assert await Jobs(world.exchange, lambda *_a, **_f: None).mix() == 0
    assert not (tmp_path / "heard.db-wal").stat().st_size
    await world.storage.close()


async def test_postgresql_row_versions_follow_the_shuffle_and_not_the_sending(world: World) -> None:
    """ctid and xmin are the catalogue's own order; after mixing both follow the shuffle."""
    if world.storage.sqlite:
        pytest.skip("row versions are PostgreSQL's")
    await world.campaign("pupil-happiness")
    truth = []
    for number, code in enumerate(await world.codes(40)):
        await _answer_with(world, f"p{number}", code, _pattern(number))
        truth.append(_pattern(number))
    async with world.storage.transaction() as connection:
        await responses.mix(connection, KEYS, world.chance)
    async with world.storage.reading() as connection:
        found = list(await connection.execute(text("SELECT id, xmin::text AS version FROM response ORDER BY ctid")))
    opened = {one.id: one.answers for one in await _opened(world)}
    order = [[opened[row.id][q] for q in ("wakes-rested", "world-good", "laughs")] for row in found]
    assert len({row.version for row in found}) == 1
    assert sum(a == b for a, b in zip(order, truth, strict=True)) <= 7  # chance is 1 in 40 people


async def test_postgresql_does_not_join_flagged_words_to_whoever_wrote_them_last(world: World) -> None:
    """The transaction that moved the words also kept the turn; a child who then closes the page never writes that row again."""
    if world.storage.sqlite:
        pytest.skip("row versions are PostgreSQL's")
    await world.campaign()
    [code] = await world.codes(1)
    child = world.person("p")
    await child.enters(code)
    await child.taps("go")
    await child.types("xdangerx")
    asker = world.person("q", "chat")
    await asker.types("xdangerx too")
    joins = text(
        "SELECT count(*) FROM concern WHERE xmin IN (SELECT xmin FROM conversation UNION SELECT xmin FROM draft)"
    )
    found = []
    for _ in range(2):
        async with world.storage.reading() as connection:
            found.append((await connection.execute(joins)).scalar_one())
        await Jobs(world.exchange, lambda *_a, **_f: None).part()
    assert found == [2, 0]
    async with world.storage.transaction() as connection:
        assert {one.words for one in await concerns.read(connection, KEYS, "lead", world.clock())} == {
            "xdangerx",
            "xdangerx too",
        }


async def test_a_reader_of_concerns_is_not_told_in_what_order_they_came_within_an_hour(small_world: World) -> None:
    for minute in range(12):
        await small_world.person(f"p{minute}").types(f"xdangerx {minute}")
        small_world.clock.moves(minutes=1)
    async with small_world.storage.transaction() as connection:
        read = [one.id for one in await concerns.read(connection, KEYS, "lead", small_world.clock())]
    assert len(read) == 12
    assert read == sorted(read)


async def test_a_wal_cut_at_any_commit_opens_and_holds_only_sealed_drafts(tmp_path: Path) -> None:
    world = await make_world(f"sqlite+aiosqlite:///{tmp_path / 'heard.db'}")
    await world.campaign("pupil-happiness")
    [code] = await world.codes(1)
    await world.exchange.hear([Incoming(Address("page", "p"), text=code)])
    seen = Onlooker(tmp_path)
    for tap in (Tap("go"), Tap("pick", "alone"), Tap("pick", "no"), Tap("pick", "always")):
        await world.exchange.hear([Incoming(Address("page", "p"), tap=tap)])
        content = rows(seen.copy(), "SELECT content FROM draft")[0][0]
        assert b"always" not in content
    sizes = {len(rows(copy / "heard.db", "SELECT content FROM draft")[0][0]) for copy in sorted(tmp_path.glob("copy*"))}
    assert len(sizes) == 1
    await world.storage.close()


async def test_storage_gives_no_way_to_ask_for_a_response_by_a_code(tmp_path: Path) -> None:
    storage = Storage(f"sqlite+aiosqlite:///{tmp_path / 'x.db'}")
    from storage.tables import participation, response, voice_code

    shared = {c.name for c in response.columns} & (
        {c.name for c in participation.columns} | {c.name for c in voice_code.columns}
    )
    assert shared == {"wave"}
    assert not {c.name for c in response.columns} & {
        "at",
        "day",
        "touched",
        "surface",
        "language",
        "channel",
        "address",
    }
    await storage.close()
