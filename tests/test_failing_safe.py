"""The screen down or slow, the database held or away: words are not kept unseen, and help shows within two seconds
(reliability row 36)."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import text

from bot.batching import Batching
from bot.conversation.messages import Address, Channel, Incoming, Tap
from bot.handlers.terminal import talk
from bot.heard import StorageAway
from bot.looking import HELP_SECONDS, SCREEN_SECONDS, VOICE_SECONDS
from tests.telegram_world import joined
from tests.test_away import Locked
from tests.web_world import browser, pages
from tests.world import Flagged, Person, World

WITHIN = 2.0
CHANNELS: tuple[Channel, ...] = ("page", "chat", "telegram", "terminal")
DANGER = "please xdangerx help"


class Stuck:
    """A screen that does not answer until it is let go."""

    def __init__(self) -> None:
        self.free = threading.Event()

    def __call__(self, text: str, audience: str) -> Flagged:
        self.free.wait(30)
        return Flagged()


@contextmanager
def stuck(world: World) -> Iterator[None]:
    screen = Stuck()
    world.exchange.look = screen
    yield
    screen.free.set()


def raising(text: str, audience: str) -> Flagged:
    raise RuntimeError("the screen is down")


async def at_the_text_box(world: World) -> Person:
    await world.campaign()
    [code] = await world.codes(1)
    pupil = world.person("tablet")
    await pupil.enters(code)
    while pupil.sees.question != "one-thing":
        await pupil.taps("return" if pupil.sees.name == "help" else "go" if pupil.sees.name == "first" else "skip")
    return pupil


def test_the_three_waits_are_shorter_than_the_promise() -> None:
    assert VOICE_SECONDS + SCREEN_SECONDS + HELP_SECONDS < WITHIN


@pytest.mark.parametrize("fault", ["raising", "slow"])
async def test_words_that_cannot_be_looked_at_are_not_kept_and_the_child_may_retry_or_skip(
    small_world: World, fault: str
) -> None:
    pupil = await at_the_text_box(small_world)
    normal = small_world.exchange.look
    with stuck(small_world):
        if fault == "raising":
            small_world.exchange.look = raising
        async with asyncio.timeout(WITHIN):
            shown = await pupil.types("planted words")
    assert shown.name == "help"
    assert shown.facts["card"].fate[0] == "We did not keep your words, and nobody will read them here."
    again, _ = await small_world.exchange.look_again(pupil.address)
    assert again.body == shown.body, "shown again, it says the same"
    assert (await pupil.taps("return")).question == "one-thing"
    assert pupil.sees.typed == ""
    small_world.exchange.look = normal
    assert (await pupil.types("longer breaks")).question == "going-well"
    assert (await pupil.taps("skip")).question == "send"


@pytest.mark.parametrize("fault", ["raising", "slow"])
async def test_with_the_screen_down_a_code_still_opens_and_any_other_words_get_help(
    small_world: World, fault: str
) -> None:
    await small_world.campaign("pupil-happiness")
    [code] = await small_world.codes(1)
    with stuck(small_world):
        if fault == "raising":
            small_world.exchange.look = raising
        batch = [Incoming(Address(channel, "x"), text="words of somebody") for channel in CHANNELS]
        for heard in await small_world.exchange.hear(batch):
            shown = heard.turn.replies[0]
            assert (shown.name, "did not keep" in " ".join(shown.body)) == ("help", True)
        assert (await small_world.person("y").enters(code)).name == "first"


async def test_where_the_screen_has_many_before_them_nobody_waits_longer_than_two_seconds_for_help(
    small_world: World,
) -> None:
    batching = Batching(small_world.exchange)
    with stuck(small_world):
        async with asyncio.timeout(WITHIN):
            said = [batching.say(Incoming(Address("chat", f"c{n}"), text="words of somebody")) for n in range(8)]
            ends = await asyncio.gather(*said, return_exceptions=True)
    helps = [next(iter(end.helps.values())) for end in ends if isinstance(end, StorageAway)]
    helps += [end.turn.replies[0] for end in ends if not isinstance(end, BaseException)]
    assert [shown.name for shown in helps] == ["help"] * 8
    await batching.settle()


async def test_on_the_page_help_shows_within_two_seconds_while_the_database_is_held(small_world: World) -> None:
    async with pages(small_world) as base, browser(base) as child:
        await child.opens("/")
        with Locked(small_world):
            async with asyncio.timeout(WITHIN):
                await child.posts(do="text", text=DANGER)
            assert (child.status, child.heading) == (503, "Get help now")
            for words in ("0800 1111", "trouble keeping words", "Go back to where I was", "Try again"):
                assert words in child.text
            async with asyncio.timeout(WITHIN):
                await child.opens("/help")
            assert "0800 1111" in child.text


async def test_the_second_to_write_is_helped_as_fast_while_the_first_still_waits(small_world: World) -> None:
    batching = Batching(small_world.exchange)
    with Locked(small_world):
        first = asyncio.create_task(batching.say(Incoming(Address("chat", "a"), text="an ordinary question")))
        await asyncio.sleep(0)
        async with asyncio.timeout(WITHIN):
            with pytest.raises(StorageAway) as away:
                await batching.say(Incoming(Address("chat", "b"), text=DANGER))
            with pytest.raises(StorageAway):
                await batching.say(Incoming(Address("chat", "c"), tap=Tap("help")))
    assert [one.name for one in away.value.helps.values()] == ["help"]
    assert "trouble keeping" in " ".join(away.value.helps[Address("chat", "b")].body)
    await first
    await batching.settle()
    async with small_world.storage.reading() as connection:
        kept = (await connection.execute(text("SELECT count(*) FROM concern"))).scalar_one()
    assert kept == 1, "and the words are put aside as soon as they can be"


async def test_in_telegram_too_and_only_once_a_message(small_world: World) -> None:
    async with joined(small_world) as telegram:
        await telegram.says(702, "/start")
        with Locked(small_world):
            telegram.api.says(702, DANGER)
            await telegram.until(lambda: "trouble keeping words" in str(telegram.api.calls), WITHIN)
        await telegram.until(lambda: "put your words aside" in telegram.api.last(702)["text"], 15)
        shown = [
            f["text"] for name, f in telegram.api.calls if name == "sendMessage" and "trouble keeping" in f["text"]
        ]
        assert len(shown) == 1


async def test_in_a_terminal_too(small_world: World) -> None:
    lines: list[str] = []
    first = Incoming(Address("terminal", "t"), text=DANGER)
    with Locked(small_world):
        async with asyncio.timeout(WITHIN):
            await talk(small_world.exchange, "t", lambda: "/quit", lines.append, first)
    assert "trouble keeping words" in " ".join(lines)


async def test_a_database_that_is_not_there_at_all_keeps_nobody_from_help(small_world: World) -> None:
    async with pages(small_world) as base, browser(base) as child:
        await child.opens("/")
        await small_world.storage.close()
        for path in ("/help", "/help/parent", "/help/head", "/chat/help", "/nothing"):
            await child.opens(path)
            assert "999" in child.text
        assert (await child.opens("/help/nobody")) and child.status == 404
