"""`/clear` in Telegram, against a server as strict as the real one: which numbers are asked for, what stays, what is said."""

from __future__ import annotations

import itertools
import time
from typing import Any

import pytest

from bot.handlers import telegram_speech
from bot.handlers.telegram_speech import CLEAR_AT_ONCE, CLEAR_BACK
from tests.botapi.rules import Refusal
from tests.botapi.server import BotApi, Chat
from tests.telegram_world import Joined, joined
from tests.world import World

HOUR = 3600
ME, OTHER = 81, 82


def written(api: BotApi, numbers: range, hours: float, chat: int = ME) -> None:
    """Messages that stand in a chat, those with an even number the bot's own."""
    place = api.chats.setdefault(chat, Chat(chat))
    for number in numbers:
        place.messages[number] = {
            "message_id": number, "date": int(time.time() - hours * HOUR), "text": "private",
            "chat": {"id": chat, "type": "private"}, "from": {"id": chat, "is_bot": number % 2 == 0},
        }  # fmt: skip
    place.numbers = itertools.count(max(place.messages) + 1)


def asked(api: BotApi) -> list[list[int]]:
    return [fields["message_ids"] for name, fields in api.calls if name == "deleteMessages"]


async def cleared(telegram: Joined) -> list[int]:
    """The numbers of what still stands beside the sentence that says what was done."""
    said = await telegram.says(ME, "/clear")
    assert "I deleted what I could" in said["text"]
    return sorted(telegram.api.chats[ME].messages.keys() - {said["message_id"]})


async def test_both_sides_of_two_days_go_and_what_is_older_stays(small_world: World) -> None:
    """The server refuses a whole call for one old message in it: before, everything that stood beside it stayed."""
    async with joined(small_world, known=[ME]) as telegram:
        written(telegram.api, range(4900, 5250), hours=49)
        written(telegram.api, range(5250, 5333), hours=47)
        assert await cleared(telegram) == list(range(4900, 5250))


async def test_numbers_are_asked_for_by_the_hundred_and_no_further_back_than_a_thousand(small_world: World) -> None:
    async with joined(small_world, known=[ME]) as telegram:
        written(telegram.api, range(7000, 7003), hours=1)
        written(telegram.api, range(7003, 9000), hours=1, chat=OTHER)
        telegram.api.chats[ME].numbers = itertools.count(7000 + CLEAR_BACK)
        assert await cleared(telegram) == [7000]
        assert sorted(number for part in asked(telegram.api) for number in part) == list(range(7001, 7001 + CLEAR_BACK))
        assert max(map(len, asked(telegram.api))) == CLEAR_AT_ONCE == 100
        assert len(telegram.api.chats[OTHER].messages) == 1997


async def test_a_young_chat_asks_for_no_number_that_none_can_have(small_world: World) -> None:
    async with joined(small_world, known=[ME]) as telegram:
        await telegram.says(ME, "/help")
        assert await cleared(telegram) == []
        assert asked(telegram.api) == [[1, 2, 3]]


async def test_a_thrown_die_stays_and_nothing_else_does(small_world: World) -> None:
    async with joined(small_world, known=[ME]) as telegram:
        written(telegram.api, range(1, 250), hours=1)
        telegram.api.chats[ME].messages[180]["dice"] = {"value": 6}
        assert await cleared(telegram) == [180]


async def test_a_chat_full_of_old_messages_costs_few_calls(small_world: World) -> None:
    async with joined(small_world, known=[ME]) as telegram:
        written(telegram.api, range(1, 1001), hours=72)
        assert len(await cleared(telegram)) == 1000
        assert len(asked(telegram.api)) < 60


async def test_a_server_that_asks_for_patience_is_waited_for_and_one_that_refuses_is_not(small_world: World) -> None:
    refusals = iter([Refusal(429, "Too Many Requests: retry after 0", retry_after=0.01)])

    def busy(method: str, _fields: dict[str, Any]) -> float:
        if method == "deleteMessages" and (no := next(refusals, None)):
            raise no
        return 0.0

    async with joined(small_world, known=[ME], faults=busy) as telegram:
        written(telegram.api, range(1, 20), hours=1)
        assert await cleared(telegram) == []
        written(telegram.api, range(30, 40), hours=1)
        refusals = iter([Refusal(500, "Internal Server Error")] * 9)
        assert await cleared(telegram) == [21, *range(30, 41)]


async def test_somebody_is_told_though_the_server_never_ends(
    small_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telegram_speech, "CLEAR_SECONDS", 0.05)
    async with joined(
        small_world, known=[ME], faults=lambda method, _: 30.0 if method == "deleteMessages" else 0.0
    ) as telegram:
        written(telegram.api, range(1, 20), hours=1)
        assert await cleared(telegram) == list(range(1, 21))
