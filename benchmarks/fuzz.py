"""Odd and hostile input through the real edge: random updates, forged buttons, guessed codes (reliability rows 14, 15, 17).

`python -m benchmarks.fuzz [--updates 50000] [--forged 10000] [--codes 100000] [--seed 12]`. Nothing may raise, nobody else's
record may change, and nothing made up may open anything.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import random
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from sqlalchemy import text

from bot.batching import Batching
from bot.conversation.messages import Address, Incoming
from bot.exchange import Exchange
from bot.handlers.telegram import Telegram
from bot.handlers.telegram_words import button, read_button
from storage import unheard
from surveys.codes import new_code
from tests.botapi.limits import Limits
from tests.botapi.server import TOKEN, BotApi
from tests.world import KEYS, World, make_world

NASTY = ["", " ", "\x00", "\ud800", "‮abc", "a" * 5000, "🙂" * 900, "'; DROP TABLE x;--", "{{7*7}}", "<b>", "/start " + "x" * 300,
         "/start@other_bot", "=cmd()", "%s%n", "../../etc", "\n\n\n", "1e999", "null", "/help" * 50,
         "/clear", "/start \ud800", "/ask \ud800?"]  # fmt: skip


def random_update(chance: random.Random, number: int) -> dict[str, Any]:
    """An update of any shape: right, missing parts, wrong types, huge numbers, every kind of text."""
    chat: dict[str, Any] = {
        "id": chance.choice([5, 5, -5, 2**62, 0, True, 5.5, "5", [5]]),
        "type": chance.choice(["private", "group", "channel", "x", None]),
    }
    message: dict[str, Any] = {
        "message_id": chance.choice([1, -1, 2**40, 2**70, "x", None, [1]]),
        "date": chance.choice([0, 1_700_000_000, -5, 2**40, "x"]),
        "chat": chance.choice([chat, chat, chat, None, {}, "chat"]), "text": chance.choice([*NASTY, None, 5, ["x"]]),
        "from": chance.choice([{"id": 5, "is_bot": False, "first_name": "x"}, None, {}, {"id": "x"}]),
    }  # fmt: skip
    query = {"id": chance.choice(["q", 5, None]), "from": {"id": 5, "is_bot": False, "first_name": "x"}, "chat_instance": "x",
             "message": message, "data": chance.choice([*NASTY, None, "1.pick.yes.AAAA", 5])}  # fmt: skip
    kinds = {"message": message, "edited_message": message, "callback_query": query, "channel_post": message, "poll": {},
             "my_chat_member": {}, "unheard_of": [1]}  # fmt: skip
    name = chance.choice(list(kinds))
    odd_ids = (None, True, "7", "\ud800", -1, 2**70, [7], {})
    update: dict[str, Any] = {
        "update_id": chance.choice(odd_ids) if chance.random() < 0.05 else number,
        name: kinds[name],
    }
    if chance.random() < 0.2 and isinstance(update[name], dict) and update[name]:
        del update[name][chance.choice(list(update[name]))]
    return update


def random_updates(count: int, seed: int) -> list[dict[str, Any]]:
    chance = random.Random(seed)
    made = []
    for number in range(count):
        update = random_update(chance, number + 1)
        made.append(json.loads(json.dumps(update)))
    return made


async def hostile(world: World, count: int, seed: int) -> Counter[str]:
    """Sends random updates through the whole edge and on to a server that answers, with one honest person among them."""
    await world.campaign()
    [code] = await world.codes(1)
    await world.person("777", "telegram").enters(code)
    api = BotApi(limits=Limits(None), record=False)
    raised: list[str] = []
    bot = Telegram(
        Batching(world.exchange), TOKEN, await api.start(), lambda event, **_: raised.append(event), rates=None
    )
    await bot.speech.start()
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(
        lambda _loop, context: raised.append(str(context.get("message")))
    )  # tasks nobody waits for
    before = await others(world)
    updates = random_updates(count, seed)
    for start in range(0, count, 100):
        await bot.hear(updates[start : start + 100])
    await bot.speech.stop()
    await api.stop()
    gc.collect()  # only then is a task's lost exception told
    loop.set_exception_handler(None)
    assert await others(world) == before, "somebody else's record was written"
    async with world.storage.reading() as connection:
        assert await unheard.waiting(connection) == 0, "an update broke the keeping of its turn"
    assert raised == [], f"an update raised: {Counter(raised)}"
    return bot.odd


async def others(world: World) -> list[Any]:
    """Everything kept about the honest person."""
    mine = {"mine": world.exchange.address_hash(Address("telegram", "777"))}
    async with world.storage.reading() as connection:
        drafts = list(await connection.execute(text("SELECT key, content, sent FROM draft")))
        taking = list(await connection.execute(text("SELECT code, state FROM participation")))
        standing = await connection.execute(text("SELECT * FROM conversation WHERE address = :mine"), mine)
        return [*drafts, *taking, *standing]


def forged(count: int, seed: int) -> int:
    """How many forged buttons are accepted: another person's, cut, changed, made up, noise."""
    chance, mine, accepted = random.Random(seed), 41, 0
    for number in range(count):
        own = button(KEYS, mine, chance.randrange(999), "pick", "always")
        match number % 5:
            case 0:
                data = button(KEYS, mine + chance.randrange(1, 10**10), 3, "pick", "always")  # made for another chat
            case 1:
                data = own[: chance.randrange(len(own))]
            case 2:
                place = chance.randrange(len(own))
                data = own[:place] + chr((ord(own[place]) - 33 + chance.randrange(1, 93)) % 93 + 33) + own[place + 1 :]
            case 3:
                data = f"{chance.randrange(99):x}.send..{'A' * 12}"
            case _:
                data = "".join(chr(chance.randrange(32, 0x2FFF)) for _ in range(chance.randrange(64)))
        accepted += read_button(KEYS, mine, data) is not None
    return accepted


async def guess(world: World, count: int, addresses: int) -> tuple[int, int]:
    """Guesses codes at great speed from several addresses over played time; gives back hits and how many were looked at."""
    await world.campaign()
    await world.codes(300)
    chance, hits, looked = random.Random(9), 0, 0
    for start in range(0, count, 100):
        batch = [
            Incoming(
                Address("page", f"g{start + n}"), text=new_code(chance), origin=f"address-{(start + n) % addresses}"
            )
            for n in range(100)
        ]
        if start % 10_000 == 0:  # a restart forgives nothing
            old = world.exchange
            world.exchange = Exchange(old.storage, old.keyring, old.published, old.look, old.clock, old.chance)
        for heard in await world.exchange.hear(batch):
            hits += heard.turn.standing.scene == "survey"
            looked += "A lot of words" not in heard.turn.replies[0].notice
        world.clock.moves(seconds=3)
    return hits, looked


async def everything(updates: int, codes: int, forgeries: int, seed: int) -> dict[str, Any]:
    """All three in turn, each in a world of its own."""
    result: dict[str, Any] = {"seed": seed, "forged buttons": forgeries, "forged accepted": forged(forgeries, seed)}
    with tempfile.TemporaryDirectory() as folder:
        for name, count in (("updates", updates), ("codes", codes)):
            began = time.monotonic()
            world = await make_world(f"sqlite+aiosqlite:///{Path(folder) / name}.db")
            if name == "updates":
                result |= {"updates": count, "counted as odd": dict(await hostile(world, count, seed)), "raised": 0}
            else:
                hits, looked = await guess(world, count, addresses=50)
                result |= {"codes guessed": count, "looked at": looked, "hits": hits}
            await world.storage.close()
            result[f"{name} seconds"] = round(time.monotonic() - began, 1)
    return result


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--updates", type=int, default=50_000)
    reader.add_argument("--forged", type=int, default=10_000)
    reader.add_argument("--codes", type=int, default=100_000)
    reader.add_argument("--seed", type=int, default=12)
    given = reader.parse_args()
    print(json.dumps(asyncio.run(everything(given.updates, given.codes, given.forged, given.seed))))


if __name__ == "__main__":
    main()
