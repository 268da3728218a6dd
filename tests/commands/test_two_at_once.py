"""Two officers at once on one PostgreSQL: whoever decides by what they read waits for the other, and nobody sees a traceback."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy import text

from storage import schema
from storage.engine import Storage
from tests.commands.authority import CREATE, FACTS, ROOT, Heard
from tests.conftest import new_database

READY = ("campaign", "ready", "autumn", *(word for fact in FACTS for word in ("--set", fact)))
INVITE = ("campaign", "invite", "autumn", "--setting", "market-secondary", "--count", "3")
WAITS = text("SELECT count(*) FROM pg_locks JOIN pg_database ON oid = database WHERE datname = current_database() "
             "AND locktype = 'advisory' AND NOT granted")  # fmt: skip
COUNTS = """setting,cohort,children,period_from,period_to,basis,resident,as_of,source
*,*,900,2026-09-01,2027-08-31,ever,in,2026-10-01,census
"""


@pytest.fixture
def url(postgres: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """An empty PostgreSQL for the commands of `heard`."""
    made = asyncio.run(new_database(postgres))
    monkeypatch.setenv("HEARD_DATABASE_URL", made)
    return made


@asynccontextmanager
async def open_twice(url: str) -> AsyncIterator[tuple[Storage, Storage]]:
    one, other = Storage(url), Storage(url)
    yield one, other
    await one.close()
    await other.close()


async def test_two_migrations_of_one_empty_database_bring_it_up_once(url: str) -> None:
    async with open_twice(url) as (one, other):
        found = await asyncio.gather(schema.migrate(one), schema.migrate(other))
        assert found == [schema.NEWEST, schema.NEWEST]
        assert await schema.differences(one) == []


@pytest.mark.parametrize(
    "words",
    [
        (*CREATE, "--wave", "again"),
        READY,
        (*INVITE, "--out", "SLIPS"),
        ("campaign", "remind", "autumn"),
        ("campaign", "close", "autumn"),
        ("campaign", "remove-wave", "autumn-1"),
        ("campaign", "replace", "AA-000000", "--out", "SLIPS"),
        ("cohort", "import", "COUNTS"),
        ("survey", "import", "SURVEY"),
        ("migrate",),
    ],
    ids=lambda words: "-".join(words[:2]),
)
def test_a_command_that_decides_waits_for_the_one_that_is_deciding(
    heard: Heard, url: str, tmp_path: Path, words: tuple[str, ...]
) -> None:
    heard("migrate")
    heard(*CREATE)
    heard(*READY)
    (tmp_path / "counts.csv").write_text(COUNTS, "utf-8")
    places = {"SLIPS": tmp_path / "slips", "COUNTS": tmp_path / "counts.csv",
              "SURVEY": ROOT / "surveys" / "definitions" / "pupil-voice.yaml"}  # fmt: skip
    refused = words[1:2] == ("replace",) or words == (*CREATE, "--wave", "again")

    def command() -> None:
        heard(*(places.get(word, word) for word in words), code=int(refused))

    assert asyncio.run(waits(url, command))


async def waits(url: str, command: Callable[[], None]) -> bool:
    """Whether the command, begun while somebody decides, waits until that is over; then it ends as it should."""
    ended = threading.Event()
    async with open_twice(url) as (deciding, looking):
        with ThreadPoolExecutor(1) as elsewhere:
            async with deciding.alone():
                done = elsewhere.submit(command)
                done.add_done_callback(lambda _: ended.set())
                waited = False
                while not (waited or ended.is_set()):
                    async with looking.reading() as connection:
                        waited = bool((await connection.execute(WAITS)).scalar_one())
            await asyncio.to_thread(done.result, 30)
    return waited


def test_what_two_officers_record_at_once_stands_both(heard: Heard, url: str) -> None:
    """The second one's facts were laid over what stood before the first one's."""
    heard("migrate")
    heard(*CREATE)

    async def both() -> None:
        async with open_twice(url) as (deciding, _):
            with ThreadPoolExecutor(1) as elsewhere:
                async with deciding.alone() as connection:
                    done = elsewhere.submit(heard, "campaign", "ready", "autumn", "--set", "opt_outs=3", code=1)
                    while not (await connection.execute(WAITS)).scalar_one():
                        pass
                    facts = text('UPDATE campaign SET readiness = \'{"dpia_reference": "IG-12"}\'')
                    await connection.execute(facts)
                await asyncio.to_thread(done.result, 30)

    asyncio.run(both())
    said = heard("campaign", "ready", "autumn", code=1).stdout
    assert "dpia_reference" not in said
    assert "opt_outs" not in said
