"""The frozen universe of the tests: one synthetic borough, a clock that moves when told, codes for everybody."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.conversation.messages import Address, Incoming, Outgoing, Tap
from bot.conversation.place import Place, Published
from bot.conversation.wording import load_words
from bot.exchange import Exchange
from bot.heard import Heard
from storage import campaigns, responses, schema, voice_codes
from storage.campaigns import Campaign, Wave
from storage.engine import Storage
from storage.sealing import Keyring
from storage.voice_codes import Batch
from surveys.codes import new_code
from surveys.loading import load_folder

DEFINITIONS = Path(__file__).parent.parent / "surveys" / "definitions"
START = datetime(2026, 11, 16, 9, 30, tzinfo=UTC)
KEYS = Keyring({1: b"k" * 32}, b"h" * 32, {2026: b"y" * 32})
SURVEYS = load_folder(DEFINITIONS)
WORDS = load_words()


@dataclass(frozen=True)
class Flagged:
    """What the screen says, for tests of what follows from it."""

    concern: bool = False
    urgent: bool = False
    kinds: tuple[str, ...] = ()
    language: str = "en"
    always_help: bool = False


def look(text: str, audience: str) -> Flagged:
    """A screen that flags the one word no test writes by chance, as close where it is tonight."""
    return Flagged(True, "tonight" in text, ("self-harm",)) if "xdangerx" in text else Flagged()


@dataclass
class Clock:
    now: datetime = START

    def __call__(self) -> datetime:
        return self.now

    def moves(self, **time: float) -> None:
        self.now += timedelta(**time)


def place(**facts: Any) -> Place:
    told = {"reader_until": "4 pm", "front_door": "020 7946 0001", "out_of_hours": "020 7946 0002"} | facts
    return Place(
        "Testborough Council", "http://127.0.0.1:8080", "a trained grown-up at the council", responses.MIX, **told
    )


def published(**facts: Any) -> Published:
    surveys = {(survey.id, survey.version): survey for survey in SURVEYS.values()}
    return Published(surveys, SURVEYS["preamble"], WORDS, place(**facts))


@dataclass
class World:
    """A database with one campaign and whoever a test lets speak."""

    storage: Storage
    exchange: Exchange
    clock: Clock
    chance: random.Random
    published: Published = field(default_factory=published)

    async def campaign(self, survey: str = "pupil-voice", name: str = "autumn", **facts: Any) -> str:
        """A campaign with one wave open today; gives back the wave's id."""
        definition = SURVEYS[survey]
        told = {"audience": definition.audience, "school_year": 2026, "class_mode": False, "synthetic": True,
                "open_link": None, "readiness": {}, "made": self.clock()} | facts  # fmt: skip
        wave = Wave(f"{name}-1", name, "Autumn", survey, definition.version, date(2026, 11, 2), date(2026, 12, 11))
        async with self.storage.transaction() as connection:
            await campaigns.add(connection, Campaign(name, name, **told), [wave])
        return wave.id

    async def codes(
        self, count: int, wave: str = "autumn-1", setting: str = "school-1", *, label: str = "", cohorts: Sequence[str] = (),
        sixteen: bool = True,
    ) -> list[str]:  # fmt: skip
        """Live codes of one batch, labelled for the wave."""
        batch_id = f"b{self.chance.randrange(10**9)}"
        batch = Batch(
            batch_id, wave.rpartition("-")[0], 2026, setting, "north", "secondary", tuple(cohorts), sixteen, count
        )
        codes = [(new_code(self.chance), f"token-{batch_id}-{n}", f"{batch_id[1:7]}-{n}") for n in range(count)]
        async with self.storage.transaction() as connection:
            await voice_codes.issue(connection, KEYS, batch, codes)
            await voice_codes.label_wave(connection, wave, {batch_id: label or f"setting:{setting}"})
        return [code for code, _, _ in codes]

    def person(self, name: str, channel: Any = "page") -> Person:
        return Person(self, Address(channel, name))


@dataclass
class Person:
    """Somebody at one address. Each step is stored and read back before the next one."""

    world: World
    address: Address
    last: Heard | None = None
    count: int = 0

    @property
    def sees(self) -> Outgoing:
        assert self.last is not None
        return self.last.turn.replies[0]

    async def does(self, **incoming: Any) -> Outgoing:
        self.last = (await self.world.exchange.hear([Incoming(self.address, **incoming)]))[0]
        return self.sees

    async def types(self, text: str) -> Outgoing:
        return await self.does(text=text)

    async def taps(self, action: str, argument: str = "", question: str = "") -> Outgoing:
        return await self.does(tap=Tap(action, argument, question=question))

    async def enters(self, code: str) -> Outgoing:
        await self.taps("code")
        return await self.types(code)

    async def answers_all(self, chance: random.Random, text: str = "more trips") -> Outgoing:
        """From wherever they are to the check-answers screen."""
        for _ in range(120):
            seen = self.sees
            if seen.name == "check":
                return seen
            await self.does(**step(seen, chance, text))
        raise AssertionError(f"never came to the end: {self.sees}")

    async def sends_all(self, code: str, chance: random.Random) -> str:
        """From the code to what is sent; the words of the receipt."""
        await self.enters(code)
        await self.answers_all(chance)
        receipt = " ".join(self.sees.facts["receipt"])
        await self.taps("send")
        return receipt


def step(seen: Outgoing, chance: random.Random, text: str = "more trips") -> dict[str, Any]:
    """What somebody does on this screen, drawn by chance."""
    match seen.name, seen.entry:
        case "help", _:
            return {"tap": Tap("return")}
        case "first", _:
            return {"tap": Tap("go")}
        case _, "text":
            return {"text": text}
        case _, "number":
            return {"text": str(chance.randrange(10))}
        case _, "many":
            picks = [o.argument for o in seen.options if o.action == "toggle"]
            return {"tap": Tap("picked", ",".join(chance.sample(picks, 2)))}
    picks = [o.argument for o in seen.options if o.action == "pick"]
    if seen.question == "who-is-with-you":
        return {"tap": Tap("pick", "alone")}
    return {"tap": Tap("pick", chance.choice(picks))}


LAID: list[bytes] = []
"""The one SQLite file that this process brought to this version by the migrations: hundreds of worlds begin with a copy."""


async def lay_tables(storage: Storage) -> None:
    """Brings a database to this version; a new SQLite file by copying, which takes a tenth of the time."""
    file = Path(storage.file) if storage.file and not Path(storage.file).exists() else None
    if file and LAID:
        file.touch(mode=0o600)
        file.write_bytes(LAID[0])
    elif file:
        await schema.migrate(storage)
        with closing(sqlite3.connect(file)) as connection:
            LAID.append(connection.serialize())
    elif await schema.version(storage) != schema.NEWEST:
        await schema.migrate(storage)


async def make_world(url: str, seed: int = 7, **facts: Any) -> World:
    storage, clock, chance = Storage(url), Clock(), random.Random(seed)
    await lay_tables(storage)
    known = published(**facts)
    exchange = Exchange(storage, KEYS, lambda _now: known, look, clock, chance)
    return World(storage, exchange, clock, chance, known)
