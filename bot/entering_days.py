"""A school's own days, entered on a page that asks for no sign-in: few of a school may wait, and few come from one address.

They are named at once as not confirmed and make no date less safe; an officer confirms them in the console, or takes them out.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from advice_kb.closing_days import MOST_WAITING
from advice_kb.own_days import OwnDay
from bot.advice_reading import AdviceReading
from storage import closed_days, guesses

ENTERED_BY = "school clerk"
AN_HOUR = {"address": 10, "all": 200}
"""Entries an hour, from one address and from everybody."""

Entered = Literal["kept", "slow", "full"]


async def enter_days(reading: AdviceReading, origin: str, school: str, days: Sequence[OwnDay]) -> Entered:
    """Keeps these days, or says why not. What is counted is the address of the day as a keyed hash, as for codes."""
    now = reading.clock()
    hour = guesses.hour_of(now)
    names = {"address": origin, "all": "everybody"}
    buckets = {kind: reading.keyring.look_up("entering-days", f"{kind}/{name}") for kind, name in names.items()}
    async with reading.storage.transaction() as connection:
        counted = await guesses.of_hour(connection, buckets.values(), hour)
        if any(b in counted and counted[b].wrong >= AN_HOUR[kind] for kind, b in buckets.items()):
            return "slow"
        await guesses.add(connection, dict.fromkeys(buckets.values(), 1), hour, now)
        kept = {one.day: one for one in await closed_days.of_school(connection, school)}
        fresh = [one for one in days if one.day not in kept]
        if sum(not one.confirmed_by for one in kept.values()) + len(fresh) > MOST_WAITING:
            return "full"
        await closed_days.enter(connection, fresh, now)
    return "kept"
