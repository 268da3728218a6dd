"""The emulator is strict like the real server: for every refusal one deliberately wrong client is refused."""

from __future__ import annotations

import asyncio
import warnings
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from telegram import error

from bot.handlers.telegram_transport import AiohttpRequest, Throttled
from tests.botapi.limits import Limits
from tests.botapi.server import TOKEN, BotApi
from tests.web_world import served


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    made = BotApi(limits=Limits(None))
    await made.start()
    made.says(5, "hello")
    yield made
    await made.stop()


async def call(api: BotApi, method: str, fields: dict[str, Any], token: str = TOKEN) -> dict[str, Any]:
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"http://127.0.0.1:{api.port}/bot{token}/{method}", json=fields) as response,
    ):
        return dict(await response.json())


def button(data: str = "x", text: str = "T", **more: Any) -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": text, "callback_data": data, **more}]]}


REFUSALS: list[tuple[str, dict[str, Any], int, str]] = [
    ("noSuchMethod", {}, 404, "Not Found"),
    ("sendMessage", {"chat_id": 5, "text": "x", "colour": "red"}, 400, "unknown field colour"),
    ("sendMessage", {"text": "x"}, 400, "chat_id is empty"),
    ("sendMessage", {"chat_id": 5}, 400, "message text is empty"),
    ("sendMessage", {"chat_id": 5, "text": "  "}, 400, "message text is empty"),
    ("sendMessage", {"chat_id": 99, "text": "x"}, 400, "chat not found"),
    ("sendMessage", {"chat_id": "nobody", "text": "x"}, 400, "chat not found"),
    ("sendMessage", {"chat_id": 5, "text": "a" * 4097}, 400, "message is too long"),
    ("sendMessage", {"chat_id": 5, "text": "🙂" * 2049}, 400, "message is too long"),
    ("sendMessage", {"chat_id": 5, "text": "<b>x", "parse_mode": "HTML"}, 400, "Can't find end tag"),
    ("sendMessage", {"chat_id": 5, "text": "a < b", "parse_mode": "HTML"}, 400, "Unclosed start tag"),
    ("sendMessage", {"chat_id": 5, "text": "<h1>x</h1>", "parse_mode": "HTML"}, 400, "Unsupported start tag"),
    ("sendMessage", {"chat_id": 5, "text": "<b>x</i>", "parse_mode": "HTML"}, 400, "Unexpected end tag"),
    ("sendMessage", {"chat_id": 5, "text": "<b></b>", "parse_mode": "HTML"}, 400, "message text is empty"),
    ("sendMessage", {"chat_id": 5, "text": "x", "parse_mode": "BBCode"}, 400, "unsupported parse_mode"),
    ("sendMessage", {"chat_id": 5, "text": "x", "reply_markup": button("d" * 65)}, 400, "BUTTON_DATA_INVALID"),
    ("sendMessage", {"chat_id": 5, "text": "x", "reply_markup": button("é" * 33)}, 400, "BUTTON_DATA_INVALID"),
    ("sendMessage", {"chat_id": 5, "text": "x", "reply_markup": button("")}, 400, "BUTTON_DATA_INVALID"),
    ("sendMessage", {"chat_id": 5, "text": "x", "reply_markup": button(text=" ")}, 400, "button text is empty"),
    ("sendMessage", {"chat_id": 5, "text": "x", "reply_markup": button(url="https://x.example")}, 400, "unallowed"),
    ("sendMessage", {"chat_id": 5, "text": "x", "reply_markup": "{broken"}, 400, "can't parse reply keyboard"),
    (
        "sendMessage",
        {"chat_id": 5, "text": "x", "reply_markup": {"inline_keyboard": ["x"]}},
        400,
        "object expected",
    ),
    (
        "sendMessage",
        {"chat_id": 5, "text": "x", "reply_markup": {"inline_keyboard": [[{"text": "x", "callback_data": "y"}] * 101]}},
        400,
        "too long",
    ),
    ("editMessageText", {"chat_id": 5, "message_id": 77, "text": "x"}, 400, "message to edit not found"),
    ("editMessageText", {"chat_id": 5, "message_id": 1, "text": "x"}, 400, "can't be edited"),
    ("editMessageReplyMarkup", {"chat_id": 5, "message_id": 77}, 400, "not found"),
    ("answerCallbackQuery", {"callback_query_id": "none"}, 400, "query is too old"),
    ("answerCallbackQuery", {}, 400, "callback_query_id is missing"),
    ("deleteMessage", {"chat_id": 5, "message_id": 77}, 400, "message to delete not found"),
    ("deleteMessages", {"chat_id": 5, "message_ids": []}, 400, "not specified"),
    ("deleteMessages", {"chat_id": 5, "message_ids": list(range(1, 102))}, 400, "too many"),
    ("deleteMessages", {"chat_id": 5, "message_ids": [0, 1]}, 400, "invalid message identifier"),
    ("deleteMessages", {"chat_id": 5, "message_ids": ["1"]}, 400, "array of numbers"),
    ("deleteMessages", {"chat_id": 99, "message_ids": [1]}, 400, "chat not found"),
    ("sendDocument", {"chat_id": 5, "document": "none"}, 400, "no document"),
    ("getFile", {"file_id": "none"}, 400, "invalid file_id"),
    ("setMyCommands", {"commands": [{"command": "UPPER", "description": "x"}]}, 400, "BOT_COMMAND_INVALID"),
    ("leaveChat", {"chat_id": 5}, 400, "private chats"),
    ("sendChatAction", {"chat_id": 5}, 400, "action is missing"),
    ("setWebhook", {}, 400, "url is missing"),
]


@pytest.mark.parametrize(("method", "fields", "code", "words"), REFUSALS, ids=lambda v: str(v)[:40])
async def test_a_wrong_call_is_refused(api: BotApi, method: str, fields: dict[str, Any], code: int, words: str) -> None:
    answer = await call(api, method, fields)
    assert (answer["ok"], answer["error_code"]) == (False, code)
    assert words in answer["description"]


@pytest.mark.parametrize(
    ("file", "fields", "words"),
    [
        (("a.txt", b""), {}, "non-empty"),
        (("", b"x"), {}, "no document"),
        (("a.txt", b"x"), {"caption": "x" * 1025}, "caption is too long"),
        (("a.txt", b"x"), {"caption": "<b>x", "parse_mode": "HTML"}, "Can't find end tag"),
        (("a.txt", b"x"), {"text": "x"}, "unknown field text"),
    ],
)
async def test_a_document_has_a_name_and_something_in_it_and_a_caption_that_stands(
    api: BotApi, file: tuple[str, bytes], fields: dict[str, str], words: str
) -> None:
    form = aiohttp.FormData({"chat_id": "5", **fields})
    form.add_field("document", file[1], filename=file[0], content_type="text/plain")
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"http://127.0.0.1:{api.port}/bot{TOKEN}/sendDocument", data=form) as response,
    ):
        answer = await response.json()
    assert not answer["ok"] and words in answer["description"]


async def test_a_wrong_token_a_blocked_bot_and_a_moved_group_are_refused(api: BotApi) -> None:
    assert (await call(api, "getMe", {}, token="1:wrong"))["error_code"] == 401
    api.chats[5].blocked = True
    assert (await call(api, "sendMessage", {"chat_id": 5, "text": "x"}))["error_code"] == 403
    api.chats[5].blocked, api.chats[5].moved_to = False, -100
    assert (await call(api, "sendMessage", {"chat_id": 5, "text": "x"}))["parameters"] == {"migrate_to_chat_id": -100}


async def test_the_same_text_again_is_not_modified_and_an_old_query_is_too_old(api: BotApi) -> None:
    sent = (await call(api, "sendMessage", {"chat_id": 5, "text": "one", "reply_markup": button()}))["result"][
        "message_id"
    ]
    again = await call(
        api, "editMessageText", {"chat_id": 5, "message_id": sent, "text": "one", "reply_markup": button()}
    )
    assert "message is not modified" in again["description"]
    assert (
        "not modified"
        in (await call(api, "editMessageReplyMarkup", {"chat_id": 5, "message_id": sent, "reply_markup": button()}))[
            "description"
        ]
    )
    query = api.taps(5, "x", sent)["callback_query"]["id"]
    assert (await call(api, "answerCallbackQuery", {"callback_query_id": query}))["ok"]
    api.query_seconds = -1
    assert "too old" in (await call(api, "answerCallbackQuery", {"callback_query_id": query}))["description"]


async def test_old_messages_cannot_be_deleted(api: BotApi) -> None:
    api.chats[5].messages[1]["date"] = 1
    assert "can't be deleted" in (await call(api, "deleteMessage", {"chat_id": 5, "message_id": 1}))["description"]


@pytest.mark.parametrize(
    ("hours", "more", "goes"), [(47, {}, True), (49, {}, False), (1, {"dice": {}}, False), (25, {"dice": {}}, True)]
)
async def test_one_message_that_cannot_be_deleted_keeps_all_of_a_call(
    api: BotApi, hours: int, more: dict[str, Any], goes: bool
) -> None:
    api.says(5, "new")
    messages = api.chats[5].messages
    messages[1] |= {"date": messages[2]["date"] - hours * 3600, **more}
    answer = await call(api, "deleteMessages", {"chat_id": 5, "message_ids": [1, 2, 77]})
    assert (answer["ok"], sorted(messages)) == ((True, []) if goes else (False, [1, 2]))


async def test_rates_are_kept_and_every_call_is_refused_meanwhile() -> None:
    api = BotApi(limits=Limits(30))
    await api.start()
    for chat in range(1, 41):
        api.says(chat, "x")
    answers = [await call(api, "sendMessage", {"chat_id": chat, "text": "x"}) for chat in range(1, 33)]
    refused = [one for one in answers if not one["ok"]]
    assert refused
    assert refused[0]["error_code"] == 429
    assert refused[0]["parameters"]["retry_after"] >= 1
    await api.stop()
    one_chat = BotApi(limits=Limits(1000))
    await one_chat.start()
    one_chat.says(5, "x")
    many = [await call(one_chat, "sendMessage", {"chat_id": 5, "text": str(n)}) for n in range(6)]
    assert [one["ok"] for one in many] == [True, True, True, False, False, False]
    await one_chat.stop()


async def test_a_second_poller_and_polling_under_a_webhook_conflict(api: BotApi) -> None:
    await call(api, "getUpdates", {"offset": api.updates[-1]["update_id"] + 1})
    first = asyncio.create_task(call(api, "getUpdates", {"timeout": 3}))
    await asyncio.sleep(0.1)
    assert (await call(api, "getUpdates", {}))["error_code"] == 409
    first.cancel()
    await call(api, "setWebhook", {"url": "http://127.0.0.1:1/x"})
    assert "webhook is active" in (await call(api, "getUpdates", {}))["description"]
    assert (await call(api, "deleteWebhook", {}))["ok"]


async def test_unconfirmed_updates_come_again_and_confirmed_ones_do_not(api: BotApi) -> None:
    first = (await call(api, "getUpdates", {}))["result"]
    assert (await call(api, "getUpdates", {}))["result"] == first
    assert (await call(api, "getUpdates", {"offset": first[-1]["update_id"] + 1}))["result"] == []


async def test_our_transport_maps_every_refusal_and_carries_files(api: BotApi) -> None:
    from telegram import Bot

    request, base = AiohttpRequest(), f"http://127.0.0.1:{api.port}"
    bot = Bot(
        TOKEN,
        base_url=f"{base}/bot",
        base_file_url=f"{base}/file/bot",
        request=request,
        get_updates_request=AiohttpRequest(),
    )
    async with bot:
        assert (await bot.get_me()).username == "heard_test_bot"
        sent = await bot.send_document(5, b"the bytes of a file", filename="a.txt", caption="c")
        assert sent.document is not None
        assert (
            bytes(await (await bot.get_file(sent.document.file_id)).download_as_bytearray()) == b"the bytes of a file"
        )
        with pytest.raises(error.BadRequest, match=r"(?i)chat not found"):
            await bot.send_message(99, "x")
        api.chats[5].blocked = True
        with pytest.raises(error.Forbidden):
            await bot.send_message(5, "x")
    url = f"{base}/bot{TOKEN}/sendMessage"
    api.chats[5].blocked = False
    api.limits.overall, api.limits.blocked_until = 1, api.clock() + 5
    with pytest.raises(Throttled):
        await request.call(url, {"chat_id": 5, "text": "x"})
    with pytest.raises(error.InvalidToken):
        await request.call(f"{base}/bot1:bad/getMe", {})
    with pytest.raises(error.NetworkError) as away:
        await request.call(f"http://127.0.0.1:1/bot{TOKEN}/getMe", {})
    assert TOKEN not in str(away.value)
    api.latency = 1.0
    with pytest.raises(error.TimedOut) as late:
        await request.call(f"{base}/bot{TOKEN}/getMe", {}, 0.1)
    assert TOKEN not in str(late.value)
    await request.shutdown()


async def test_the_librarys_own_conversation_handler_finishes_a_survey_against_it(api: BotApi) -> None:
    from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
    from telegram.ext import Application, CallbackQueryHandler, CommandHandler, ContextTypes, ConversationHandler

    async def start(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> int:
        assert update.message is not None
        await update.message.reply_text(
            "One", reply_markup=InlineKeyboardMarkup([[InlineKeyboardButton("Yes", callback_data="yes")]])
        )
        return 0

    async def answer(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> int:
        assert update.callback_query is not None
        await update.callback_query.answer()
        await update.callback_query.edit_message_text("Thank you")
        return ConversationHandler.END

    base = f"http://127.0.0.1:{api.port}/bot"
    app = Application.builder().token(TOKEN).base_url(base).build()
    warnings.simplefilter("ignore")  # the library advises about buttons whenever this handler is made
    app.add_handler(ConversationHandler([CommandHandler("start", start)], {0: [CallbackQueryHandler(answer)]}, []))
    async with app:
        await app.start()
        assert app.updater is not None
        await app.updater.start_polling(timeout=1)
        api.says(6, "/start")
        async with asyncio.timeout(10):
            while not any(m["from"]["is_bot"] for m in api.chats[6].messages.values()):
                await asyncio.sleep(0.02)
            api.taps(6, "yes", api.last(6)["message_id"])
            while api.last(6)["text"] != "Thank you":
                await asyncio.sleep(0.02)
        await app.updater.stop()
        await app.stop()


async def test_a_webhook_is_tried_again_until_it_answers_well_and_carries_its_secret(api: BotApi) -> None:
    from aiohttp import web

    seen: list[str] = []

    async def take(request: web.Request) -> web.Response:
        seen.append(request.headers["X-Telegram-Bot-Api-Secret-Token"])
        return web.Response(status=200 if len(seen) > 2 else 503)

    app = web.Application()
    app.router.add_post("/in", take)
    async with served(app) as base:
        await call(api, "setWebhook", {"url": f"{base}/in", "secret_token": "s3cret"})
        async with asyncio.timeout(5):
            while api.updates:
                await asyncio.sleep(0.02)
    assert seen == ["s3cret"] * 3
