"""Carries Bot API calls by aiohttp through python-telegram-bot's own `BaseRequest`, files included.

httpx is what costs in that library; everything else of it is kept. The token is part of every address, so no exception
leaves here with one (reliability row 19).
"""

from __future__ import annotations

import json
from typing import Any

import aiohttp
from telegram import error as telegram_error
from telegram.request import BaseRequest, RequestData

from bot.conversation.messages import File

DEFAULT = BaseRequest.DEFAULT_NONE


class AiohttpRequest(BaseRequest):
    """One connection pool for all calls; `connections` at once."""

    def __init__(self, connections: int = 200, timeout: float = 20.0) -> None:
        self._connections, self._timeout = connections, timeout
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        return self._timeout

    async def initialize(self) -> None:
        if self._session is None or self._session.closed:
            connector = aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=60)
            self._session = aiohttp.ClientSession(connector=connector, json_serialize=json.dumps)

    async def shutdown(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, read_timeout: Any = DEFAULT,
        write_timeout: Any = DEFAULT, connect_timeout: Any = DEFAULT, pool_timeout: Any = DEFAULT,
    ) -> tuple[int, bytes]:  # fmt: skip
        """Status and body; the library itself maps refusals. Raises `TimedOut` or `NetworkError` without the address."""
        await self.initialize()
        assert self._session is not None
        parts = (read_timeout, write_timeout, connect_timeout, pool_timeout)
        given = [value for value in parts if isinstance(value, int | float)]
        timeout = aiohttp.ClientTimeout(total=max(given, default=self._timeout))
        try:
            async with self._session.request(method, url, data=_body(request_data), timeout=timeout) as response:
                return response.status, await response.read()
        except TimeoutError:
            raise telegram_error.TimedOut("the Bot API did not answer in time") from None
        except (aiohttp.ClientError, OSError) as error:
            raise telegram_error.NetworkError(f"the Bot API could not be reached ({type(error).__name__})") from None

    async def call(
        self, url: str, fields: dict[str, Any], timeout: float | None = None, document: File | None = None
    ) -> Any:
        """One call, with a JSON body or a document: the result, or the library's own error for what Telegram refused."""
        await self.initialize()
        assert self._session is not None
        limit = aiohttp.ClientTimeout(total=timeout or self._timeout)
        try:
            async with self._session.post(url, **_carried(fields, document), timeout=limit) as response:
                body = await response.read()
        except TimeoutError:
            raise telegram_error.TimedOut("the Bot API did not answer in time") from None
        except (aiohttp.ClientError, OSError) as error:
            raise telegram_error.NetworkError(f"the Bot API could not be reached ({type(error).__name__})") from None
        try:
            answer = json.loads(body)
        except (ValueError, RecursionError):
            answer = None
        if not isinstance(answer, dict):  # something between us and Telegram spoke, and is tried again
            raise telegram_error.NetworkError(f"the Bot API answered {response.status} with no JSON object")
        if response.status == 200 and answer.get("ok") and "result" in answer:
            return answer["result"]
        raise _refusal(response.status, answer)


def _carried(fields: dict[str, Any], document: File | None) -> dict[str, Any]:
    """The body of a call: JSON, or a form where a document goes with it. A form is read once, so each try makes its own."""
    if document is None:
        return {"json": fields}
    form = aiohttp.FormData({name: str(value) for name, value in fields.items()})
    form.add_field("document", document.content, filename=document.name, content_type=document.kind)
    return {"data": form}


class Throttled(telegram_error.TelegramError):
    """A 429. The library's own class warns whenever its seconds are read."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"too many requests: {seconds:g} seconds")
        self.seconds = seconds


def _refusal(status: int, answer: dict[str, Any]) -> telegram_error.TelegramError:
    """Telegram's refusal as the library names it."""
    description, parameters = str(answer.get("description", "")), answer.get("parameters")
    parameters = parameters if isinstance(parameters, dict) else {}
    seconds, moved = parameters.get("retry_after"), parameters.get("migrate_to_chat_id")
    if isinstance(seconds, int | float):
        return Throttled(float(seconds))
    if isinstance(moved, int):
        return telegram_error.ChatMigrated(moved)
    known = {400: telegram_error.BadRequest, 403: telegram_error.Forbidden, 409: telegram_error.Conflict}
    if status in (401, 404):
        return telegram_error.InvalidToken(description)
    return known.get(status, telegram_error.NetworkError)(description)


def _body(data: RequestData | None) -> Any:
    """A form for plain calls, multipart where there are files, nothing for neither."""
    if data is None:
        return None
    if not data.multipart_data:
        return data.json_parameters or None
    form = aiohttp.FormData()
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, mime) in data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=mime)
    return form
