"""What no browser and no Telegram would send: every answer is a refusal, none is a fault of ours (reliability rows 14, 16, 25)."""

from __future__ import annotations

import asyncio
import gc
import io
import json
import logging
from typing import Any

import pytest

from bot.batching import Batching
from bot.handlers.telegram import Telegram
from bot.handlers.telegram_words import Arrived, arrived
from bot.logs import set_up
from storage import unheard
from tests.botapi.limits import Limits
from tests.botapi.server import TOKEN, BotApi
from tests.telegram_world import joined
from tests.web_world import pages, served
from tests.world import KEYS, World

FORM = b"application/x-www-form-urlencoded"
PART = b'--x\r\nContent-Disposition: form-data; name="do"\r\n'
BODIES = {
    "an alphabet that does not exist": (FORM + b"; charset=nope", b"do=text"),
    "an alphabet that is none": (FORM + b"; charset=rot13", b"do=text"),
    "half a letter in another alphabet": (FORM + b"; charset=unicode_escape", b"do=text:&text=\\ud800&token=\\ud800"),
    "bytes that are no text": (FORM, b"do=text:&text=\xff\xfe"),
    "no parts": (b"multipart/form-data; boundary=x", b"garbage"),
    "no boundary": (b"multipart/form-data", b"garbage"),
    "an unknown encoding": (b"multipart/form-data; boundary=x", PART + b"Content-Transfer-Encoding: wat\r\n\r\nhi\r\n--x--\r\n"),
    "broken base64": (b"multipart/form-data; boundary=x", PART + b"Content-Transfer-Encoding: base64\r\n\r\n=====a\r\n--x--\r\n"),
    "a part in no alphabet": (b"multipart/form-data; boundary=x", PART + b"Content-Type: text/plain; charset=wat\r\n\r\nhi\r\n--x--\r\n"),
}  # fmt: skip


async def status(address: str, request: bytes) -> int:
    """What the server answers to these very bytes."""
    host, _, port = address.removeprefix("http://").partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(request)
    answer = await asyncio.wait_for(reader.readline(), 10)
    writer.close()
    return int(answer.split()[1])


def post(kind: bytes, body: bytes, more: bytes = b"") -> bytes:
    head = b"POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: %s\r\nContent-Length: %d\r\n%s\r\n"
    return head % (kind, len(body), more) + body


async def test_a_form_that_cannot_be_read_is_a_bad_request_and_no_fault_of_ours(small_world: World) -> None:
    async with pages(small_world) as address:
        for name, (kind, body) in BODIES.items():
            assert await status(address, post(kind, body)) < 500, name
            assert await status(address, post(kind, body, b"Cookie: sitting=abc\r\n")) < 500, name
        assert await status(address, post(FORM, b"plain", b"Content-Encoding: gzip\r\n")) == 400
        assert await status(address, b"GET / HTTP/1.1\r\nHost: x\r\nCookie: sitting=\xff\xfe\r\n\r\n") == 200
        assert await status(address, post(FORM, b"do=go", b"Cookie: sitting=\xff\r\n")) < 500
    async with small_world.storage.reading() as connection:
        assert await unheard.waiting(connection) == 0  # none of it is kept to be tried again


def wrote(**parts: Any) -> dict[str, Any]:
    message = {"message_id": 1, "date": 1, "chat": {"id": 5, "type": "private"}, "text": "/clear",
               "from": {"id": 5, "is_bot": False, "first_name": "x"}}  # fmt: skip
    return {"update_id": parts.pop("update_id", 1), "message": {**message, **parts}}


@pytest.mark.parametrize("number", [None, True, "7", "\ud800", 5.5, 2**60, [1]], ids=str)
def test_what_is_no_number_of_telegrams_is_malformed(number: object) -> None:
    assert isinstance(arrived(wrote(), KEYS), Arrived)
    assert arrived(wrote(update_id=number), KEYS) == "malformed"
    assert arrived(wrote(message_id=number), KEYS) == "malformed"
    assert arrived(wrote(chat={"id": number, "type": "private"}), KEYS) == "malformed"


def test_half_letters_and_nul_leave_a_text_before_anything_reads_it() -> None:
    one = arrived(wrote(text="/ask may\ud800 they\x00?"), KEYS)
    assert isinstance(one, Arrived)
    assert one.incoming.text == "may they?"


async def test_a_webhook_answers_200_to_whatever_carries_the_secret_and_no_task_is_lost(small_world: World) -> None:
    lost: list[Any] = []
    asyncio.get_running_loop().set_exception_handler(lambda _loop, context: lost.append(context))
    api = BotApi(limits=Limits(None), record=False)
    bot = Telegram(Batching(small_world.exchange), TOKEN, await api.start(), lambda *_a, **_f: None, None, "secret")
    await bot.speech.start()
    from aiohttp import web

    app = web.Application()
    app.router.add_post("/", bot.webhook)
    secret = b"X-Telegram-Bot-Api-Secret-Token: secret\r\n"
    bodies = [
        b"[" * 200_000,
        b'{"a":' * 90_000,
        b"\xff\xfe{",
        b"[]",
        b'"x"',
        b"NaN",
        b'{"update_id":' + b"9" * 5_000 + b"}",
    ]
    bodies += [json.dumps(wrote(message_id=odd)).encode() for odd in (None, "x", 2**70, True, 1, 300)]
    bodies += [json.dumps(wrote(update_id=odd)).encode() for odd in ("\ud800", None, [])]
    async with served(app) as address:
        for body in bodies:
            assert await status(address, post(b"application/json", body, secret)) == 200, body[:80]
        assert await status(address, post(b"application/json", b"x", secret + b"Content-Encoding: gzip\r\n")) == 200
        forged = b"X-Telegram-Bot-Api-Secret-Token: \xff\r\n"
        assert await status(address, post(b"application/json", b"{}", forged)) == 401
    await bot.speech.stop()
    await api.stop()
    gc.collect()
    asyncio.get_running_loop().set_exception_handler(None)
    assert lost == []


@pytest.mark.parametrize("answer", ["null", "{}", '[{"message": {}}]', "[]"])
async def test_polling_outlives_answers_that_are_no_updates(small_world: World, answer: str) -> None:
    async with joined(small_world) as heard:
        straight, given = heard.bot.speech.call, [json.loads(answer)]

        async def odd(method: str, *how: Any, **named: Any) -> Any:
            return given.pop() if given and method == "getUpdates" else await straight(method, *how, **named)

        heard.bot.speech.call = odd  # type: ignore[method-assign]
        await heard.says(41, "/start")
        assert not heard.tasks[0].done()


def test_a_broken_request_leaves_only_its_kind_in_the_log() -> None:
    """A library's traceback quotes the address, and an address may hold an entry token."""
    stream, root = io.StringIO(), logging.getLogger()
    before, level = root.handlers[:], root.level
    try:
        set_up((), stream)
        try:
            raise ValueError("GET /e/the-token-of-a-child")
        except ValueError:
            logging.getLogger("aiohttp.server").exception("Error handling request from 10.0.0.9")
    finally:
        root.handlers[:], root.level = before, level
    assert stream.getvalue() == "aiohttp.server: ValueError\n"
