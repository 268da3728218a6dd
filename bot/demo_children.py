"""The made-up children of the demo borough: what they do on each screen. They answer as others do, through the exchange."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Any

from bot.conversation.messages import Address, Incoming, Outgoing, Tap
from bot.exchange import Exchange
from storage import responses

TEXTS = (
    "more clubs after school", "longer lunch", "I like art", "smaller classes", "a quiet room", "football", "my teacher is kind",
)  # fmt: skip


async def answer(exchange: Exchange, codes: Sequence[str], chance: random.Random, tick: Callable[[int], None]) -> None:
    """Children answer at their own screens, a classful of turns in each commit; `tick` is told how many at a time."""
    for start in range(0, len(codes), 100):
        part = codes[start : start + 100]
        seen: dict[str, Outgoing] = {}
        waiting = {f"demo-{chance.getrandbits(64):x}": code for code in part}
        turns = [Incoming(Address("page", name), text=code, origin=name) for name, code in waiting.items()]
        while turns:
            for one in await exchange.hear(turns):
                seen[one.incoming.address.id] = one.turn.replies[0]
            turns = [
                Incoming(Address("page", name), origin=name, **chosen(shown, chance))
                for name, shown in seen.items()
                if shown.name not in ("thanks", "start")
            ]
            seen = {turn.address.id: seen[turn.address.id] for turn in turns}
        async with exchange.storage.transaction() as connection:
            await responses.mix(connection, exchange.keyring, chance)
        tick(len(part))


def chosen(shown: Outgoing, chance: random.Random) -> dict[str, Any]:
    """What a made-up child does on this screen."""
    match shown.name, shown.entry:
        case "help", _:
            return {"tap": Tap("return")}
        case "first", _:
            return {"tap": Tap("go")}
        case "language", _:
            return {"tap": Tap("language", "en")}
        case "check", _:
            return {"tap": Tap("send")}
        case _, "text":
            return {"text": chance.choice(TEXTS)} if chance.random() < 0.5 else {"tap": Tap("skip")}
        case _, "number":
            return {"text": str(chance.randrange(15))}
        case _, "many":
            picks = [option.argument for option in shown.options if option.action == "toggle"]
            return {"tap": Tap("picked", ",".join(chance.sample(picks, chance.randrange(1, 4))))}
    picks = [option.argument for option in shown.options if option.action == "pick"]
    if shown.question == "used-another-code":
        return {"tap": Tap("pick", "no" if chance.random() < 0.97 else "not-sure")}
    if chance.random() < 0.04:
        return {"tap": Tap("skip")}
    weights = [len(picks) - number for number in range(len(picks))]
    return {"tap": Tap("pick", chance.choices(picks, weights)[0])}
