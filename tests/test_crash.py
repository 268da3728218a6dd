"""`kill -9` while people answer, on the real service: a few in every run, more in the slow part, 200 by `heard bench crash`."""

from __future__ import annotations

import gc
import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks.away import run
from benchmarks.crash import trial

# A service killed while our server speaks with it leaves half a connection to the collector, deep in the client library. It is
# collected here, so that no later test is blamed for it.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


def nothing_is_wrong(result: dict[str, Any]) -> None:
    gc.collect()
    whole = json.dumps(result)
    assert result["everybody finished"], whole
    assert (result["lost"], result["doubled"], result["left waiting"]) == (0, 0, 0), whole
    assert result["responses sent"] == result["responses stored"] >= result["people"], whole


@pytest.mark.timeout(110)
async def test_eight_kills_lose_and_double_nothing(tmp_path: Path) -> None:
    nothing_is_wrong(await trial(f"sqlite+aiosqlite:///{tmp_path}/crash.db", 8, people=20, seed=3))


@pytest.mark.slow
@pytest.mark.parametrize("mode", ["polling", "webhook"])
async def test_eighty_kills_on_sqlite(tmp_path: Path, mode: str) -> None:
    nothing_is_wrong(await trial(f"sqlite+aiosqlite:///{tmp_path}/crash.db", 80, mode, seed=4))


@pytest.mark.slow
async def test_fifty_kills_on_postgresql_with_two_processes(postgres: str) -> None:
    url = postgres.replace("postgresql://", "postgresql+asyncpg://")
    nothing_is_wrong(await trial(url, 50, seed=5, processes=2))


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_thirty_seconds_without_a_database_lose_nothing(kind: str) -> None:
    result = run(kind, 30, 1)
    assert result["everybody finished"], json.dumps(result)
    assert (result["lost"], result["doubled"], result["most often told to wait"]) == (0, 0, 1), json.dumps(result)
