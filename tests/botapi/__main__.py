"""`python -m tests.botapi`: the server in a process of its own, for benchmarks and crash trials."""

import argparse
import asyncio

from tests.botapi.limits import Limits
from tests.botapi.server import BotApi


async def main() -> None:
    reader = argparse.ArgumentParser()
    reader.add_argument("--port", type=int, default=0)
    reader.add_argument("--rates", action="store_true")
    reader.add_argument("--latency", type=float, default=0.0)
    given = reader.parse_args()
    api = BotApi(limits=Limits(30 if given.rates else None), latency=given.latency, record=False)
    print(await api.start(given.port), flush=True)
    await asyncio.Event().wait()


asyncio.run(main())
