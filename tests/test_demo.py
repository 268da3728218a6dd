"""The demo borough: its arithmetic, and the words it gives a newcomer."""

from __future__ import annotations

import random
from pathlib import Path

from bot.demo import CHILDREN, COHORT_SIZES, plan, unused
from bot.local import load_local
from tests.world import KEYS, World


def test_every_cohort_is_as_large_as_the_census_says_and_a_child_in_two_counts_once_in_the_whole() -> None:
    """Eight more children held codes as excluded than were said to be excluded at all."""
    wanted = plan(load_local(Path(__file__).parent.parent / "local"), random.Random(20))
    held = {cohort: sum(one.count for one in wanted if cohort in one.cohorts) for cohort in COHORT_SIZES}
    assert held == COHORT_SIZES
    assert sum(one.count for one in wanted) == CHILDREN < sum(COHORT_SIZES.values())


async def test_the_words_shown_at_a_second_start_still_open_a_survey(small_world: World) -> None:
    await small_world.campaign()
    codes = [one.replace("-", " ") for one in await small_world.codes(2)]

    async def shown() -> str:
        async with small_world.storage.reading() as connection:
            return await unused(connection, KEYS, codes, small_world.clock().date())

    child = small_world.person("1", "page")
    assert await shown() == codes[0]
    await child.enters(codes[0])
    assert await shown() == codes[0], "begun and not finished: it may be carried on"
    await child.answers_all(random.Random(1))
    await child.taps("send")
    assert await shown() == codes[1]
    await child.enters(codes[1])
    await child.answers_all(random.Random(1))
    await child.taps("send")
    assert await shown() == codes[0], "there is none left"
