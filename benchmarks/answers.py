"""Ten questions each for 100 people at once: ours against the library's official way and against no framework, in one run.

`python -m benchmarks.answers [--people 100] [--latency 0.05] [--pace 2] [--rounds 3]`. Figures are medians over rounds;
read the ratios. A round in which the Bot API server used over 70 % of a core does not count.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import multiprocessing
import os
import random
import resource
import statistics
import tempfile
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks.borough import PRELOAD, Life, keys_text, live, school_year
from benchmarks.peers import QUESTIONS, bare, official
from storage import campaigns, schema, voice_codes
from storage.campaigns import Campaign, Wave
from storage.engine import Storage
from storage.sealing import read_keys
from surveys.loading import canonical, fingerprint, load_survey
from tests.botapi.limits import Limits
from tests.botapi.server import BotApi

_TICKS = os.sysconf("SC_CLK_TCK")
SCALE = '[{id: always, text: "Always"}, {id: sometimes, text: "Sometimes"}, {id: never, text: "Never"}]'


def ten_questions() -> str:
    head = (
        "id: ten\nversion: 1\ntitle: Ten\naudience: parent\nprivacy: closed\ncontroller: c\nlawful_basis: public task\n"
        "purpose: To measure.\nreaders: Nobody.\nretention: a day\nnotice_version: '1'\nquestions:\n"
    )
    return head + "".join(
        f"  - {{id: q{n}, type: single, text: 'Question {n}', choices: {SCALE}}}\n" for n in range(1, QUESTIONS + 1)
    )


async def prepare(url: str) -> None:
    """A parents' campaign with an open link, so that every answer is one of the ten."""
    storage, today, now = Storage(url), datetime.now(UTC).date(), datetime.now(UTC)
    await schema.migrate(storage)
    survey = load_survey(ten_questions())
    link = read_keys(keys_text()).look_up(voice_codes.OPEN, "bench")
    async with storage.transaction() as connection:
        await campaigns.publish_survey(connection, "ten", 1, fingerprint(survey), canonical(survey), now)
        made = Campaign("ten", "Ten", "parent", school_year(), False, True, link, {}, now)
        await campaigns.add(
            connection,
            made,
            [Wave("ten-1", "ten", "Ten", "ten", 1, today - timedelta(days=1), today + timedelta(days=1))],
        )
    await storage.close()


@dataclass
class Person:
    """Taps an answer as soon as a question comes (after `pace` seconds of thought); notes how long each took."""

    api: BotApi
    chat: int
    pace: float
    waits: list[float] = field(default_factory=list)

    def buttons(self) -> tuple[dict[str, Any], list[str]]:
        message = self.api.last(self.chat)
        rows = message.get("reply_markup", {}).get("inline_keyboard", [])
        return message, [b["callback_data"] for row in rows for b in row if "callback_data" in b]

    async def comes_in(self, start: str) -> None:
        """Up to the first question."""
        self.api.says(self.chat, start)
        await self._next("")
        message, data = self.buttons()
        go = [one for one in data if one.split(".")[1:2] == ["go"]]
        if go:
            self.api.taps(self.chat, go[0], message["message_id"])
            await self._next(message["text"])

    async def answers(self, chance: random.Random) -> None:
        for _ in range(QUESTIONS):
            if self.pace:
                await asyncio.sleep(chance.expovariate(1 / self.pace))
            message, data = self.buttons()
            picks = [one for one in data if one.split(".")[1:2] == ["pick"] or ":" in one.partition(".")[0]]
            text, began = message["text"], time.perf_counter()
            self.api.taps(self.chat, chance.choice(picks), message["message_id"])
            await self._next(text)
            self.waits.append(time.perf_counter() - began)

    async def _next(self, old: str) -> None:
        place = self.api.chats[self.chat]
        while True:
            place.changed.clear()
            mine = [m for m in place.messages.values() if m["from"]["is_bot"]]
            if mine and mine[-1]["text"] != old:
                return
            await place.changed.wait()


def spent(pid: int) -> float:
    """CPU seconds of a process so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def memory(pid: int, row: str = "VmHWM") -> int:
    """Resident megabytes: at their peak, or with `VmRSS` now."""
    line = next(one for one in Path(f"/proc/{pid}/status").read_text().splitlines() if one.startswith(row))
    return int(line.split()[1]) // 1024


def ours(api: str, folder: str, ready: Any, rates: bool = False) -> None:
    live(Life(f"sqlite+aiosqlite:///{folder}/ours.db", api, rates=rates), ready)


def imported() -> None:
    """Starts the process that all are forked from, which imports: `ready_s` is told after a warm import, in the first round too."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOAD)
    nobody = context.Process(target=int, daemon=True)
    nobody.start()
    nobody.join()


async def one_round(bot: Any, people: int, latency: float, pace: float, rates: bool) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        if bot is ours:
            await prepare(f"sqlite+aiosqlite:///{folder}/ours.db")
        api = BotApi(limits=Limits(30 if rates else None), latency=latency, record=False)
        address = await api.start()
        context = multiprocessing.get_context("forkserver")
        here, there = context.Pipe()
        process = context.Process(
            target=bot, args=(address, folder, there, *([rates] if bot is ours else [])), daemon=True
        )
        began = time.perf_counter()
        process.start()
        while not here.poll():
            await asyncio.sleep(0.005)
        started, idle = time.perf_counter() - began, memory(process.pid, "VmRSS")
        crowd = [Person(api, 2000 + n, pace) for n in range(people)]
        await asyncio.gather(*(one.comes_in("/start o-bench") for one in crowd))
        chance, cpu, own, wall = (
            random.Random(1),
            spent(process.pid),
            resource.getrusage(resource.RUSAGE_SELF),
            time.perf_counter(),
        )
        await asyncio.gather(*(one.answers(random.Random(chance.random())) for one in crowd))
        wall = time.perf_counter() - wall
        used = resource.getrusage(resource.RUSAGE_SELF)
        waits = sorted(wait for one in crowd for wait in one.waits)
        result = {
            "answers_s": len(waits) / wall, "p50_ms": 1000 * waits[len(waits) // 2], "p99_ms": 1000 * waits[int(len(waits) * 0.99)],
            "cpu_s_1000": (spent(process.pid) - cpu) / len(waits) * 1000,
            "peak_mb": memory(process.pid), "idle_mb": idle, "ready_s": started,
            "server_core": (used.ru_utime + used.ru_stime - own.ru_utime - own.ru_stime) / wall,
        }  # fmt: skip
        process.kill()
        process.join()
        await api.stop()
    return result


async def compare(
    people: int, latency: float, pace: float, rounds: int, rates: bool, only_ours: bool
) -> dict[str, Any]:
    bots = {"ours": ours} if only_ours else {"ours": ours, "official": official, "bare": bare}
    rows: dict[str, list[dict[str, float]]] = {name: [] for name in bots}
    imported()
    for _ in range(rounds):
        for name, bot in bots.items():  # the peers take turns, so that a noisy minute is everybody's
            rows[name].append(await one_round(bot, people, latency, pace, rates))
    table = {
        name: {key: round(statistics.median(row[key] for row in found), 2) for key in found[0]}
        for name, found in rows.items()
    }
    ratios = {}
    for peer in ("official", "bare"):
        if peer in table:
            ratios[f"answers/s, ours to {peer}"] = round(table["ours"]["answers_s"] / table[peer]["answers_s"], 2)
            ratios[f"CPU an answer, ours to {peer}"] = round(
                table["ours"]["cpu_s_1000"] / max(table[peer]["cpu_s_1000"], 0.01), 2
            )
    busy = [name for name, row in table.items() if row["server_core"] > 0.7]
    return {"people": people, "latency": latency, "pace": pace, "rates": rates, "rounds": rounds, "medians": table,
            "ratios": ratios, "server over 70 % of a core in": busy}  # fmt: skip


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--people", type=int, default=100)
    reader.add_argument("--latency", type=float, default=0.0, help="seconds between bot and Telegram")
    reader.add_argument("--pace", type=float, default=0.0, help="mean seconds of thought")
    reader.add_argument("--rounds", type=int, default=3)
    reader.add_argument("--rates", action="store_true", help="with Telegram's limits")
    reader.add_argument("--only-ours", action="store_true")
    given = reader.parse_args()
    result = asyncio.run(compare(given.people, given.latency, given.pace, given.rounds, given.rates, given.only_ours))
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
