"""`kill -9` at random moments while people answer: nothing lost, nothing doubled, everybody finishes without doing anything.

Reliability rows 1 and 4. The service is forked from a parent that has only imported, and killed 20 to 200 ms after it
is ready. At the end what people sent is compared with what is stored, as multisets of whole responses.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import random
import tempfile
import time
from collections import Counter
from contextlib import ExitStack
from typing import Any

from benchmarks.borough import Borough, Life, Service
from benchmarks.people import Respondent, all_idle
from benchmarks.postgres import postgres
from storage import responses
from storage.engine import Storage
from surveys.loading import load_folder
from tests.botapi.limits import Limits
from tests.botapi.server import BotApi
from tests.world import DEFINITIONS

SURVEY = "pupil-school-life"


async def trial(
    url: str, kills: int, mode: str = "polling", people: int = 50, seed: int = 1, processes: int = 1
) -> dict[str, Any]:
    """Runs one trial; gives back its numbers."""
    chance, began = random.Random(seed), time.monotonic()
    borough = Borough(url, SURVEY)
    await borough.make(people * 3 + kills * 12)
    api = BotApi(limits=Limits(None), record=False)
    address = await api.start()
    sent: Counter[Any] = Counter()
    crowd = [Respondent(api, 1000 + n, borough.codes, random.Random(seed * 1000 + n), sent) for n in range(people)]
    tasks = [asyncio.create_task(one.live()) for one in crowd]
    services = [Service(Life(url, address, mode, 18090 + n if mode == "webhook" else 0)) for n in range(processes)]
    for service in services:
        await service.begin()
    for number in range(kills):
        seen = turns(crowd)
        await asyncio.sleep(chance.uniform(0.02, 0.2))
        await somebody_moves(crowd, seen)
        service = services[number % processes]
        await service.kill()
        await service.begin()
    for one in crowd:
        one.again = False
    done = await all_idle(crowd, 60)
    for service in services:
        await service.kill()
    for task in tasks:
        task.cancel()
    stored = await stored_responses(borough)
    await api.stop()
    stuck = [api.chats[one.chat].messages for one in crowd if not one.finished]
    sent = comparable(sent)
    lost, doubled = sent - stored, stored - sent
    return {
        "kills": kills, "mode": mode, "people": people, "everybody finished": done, "responses sent": sum(sent.values()),
        "responses stored": sum(stored.values()), "lost": sum(lost.values()), "doubled": sum(doubled.values()),
        "left waiting": sum(not one.idle or bool(one.picked) for one in crowd), "seconds": round(time.monotonic() - began, 1),
        "seed": seed, "stuck at": [[m["text"][:70] for m in messages.values()][-3:] for messages in stuck][:5],
    }  # fmt: skip


def turns(crowd: list[Respondent]) -> int:
    return sum(len(one.turns) for one in crowd)


async def somebody_moves(crowd: list[Respondent], seen: int) -> None:
    """On a slow machine 200 ms are too short for anything to be lost; a trial in which nobody moves proves nothing."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(5):
            while turns(crowd) == seen:
                await asyncio.sleep(0.005)


async def stored_responses(borough: Borough) -> Counter[Any]:
    """Every stored response as the sorted pairs of question and answer in words; what waits is mixed first."""
    storage, known = Storage(borough.url), load_folder(DEFINITIONS)
    async with storage.transaction() as connection:
        await responses.mix(connection, borough.keyring, random.Random(1), [borough.wave])
        rows = await responses.of_wave(connection, borough.keyring, borough.wave)
    await storage.close()
    questions = {q.id: q for s in (known["preamble"], known[SURVEY]) for q in s.questions}
    found: Counter[Any] = Counter()
    for row in rows:
        pairs = []
        for name, value in row.answers.items():
            choice = questions[name].choice(str(value))
            assert choice is not None
            pairs.append(
                (questions[name].text["en"], f"{choice.emoji + ' ' if choice.emoji else ''}{choice.text['en']}")
            )
        found[tuple(sorted(pairs))] += 1
    return found


def comparable(sent: Counter[Any]) -> Counter[Any]:
    """What people picked, without the one question that is never stored with the answers."""
    hidden = load_folder(DEFINITIONS)["preamble"].question("used-another-code")
    assert hidden is not None
    out: Counter[Any] = Counter()
    for pairs, count in sent.items():
        out[tuple(pair for pair in pairs if pair[0] != hidden.text["en"])] += count
    return out


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--kills", type=int, default=200)
    reader.add_argument("--mode", choices=["polling", "webhook"], default="polling")
    reader.add_argument("--kind", choices=["sqlite", "postgresql"], default="sqlite")
    reader.add_argument("--seed", type=int, default=1)
    reader.add_argument("--processes", type=int, default=1)
    given = reader.parse_args()
    with ExitStack() as held:
        folder = held.enter_context(tempfile.TemporaryDirectory())
        file = f"sqlite+aiosqlite:///{folder}/crash.db"
        url = held.enter_context(postgres()).url if given.kind == "postgresql" else file
        result = asyncio.run(trial(url, given.kills, given.mode, seed=given.seed, processes=given.processes))
    print(json.dumps(result))


if __name__ == "__main__":
    main()
