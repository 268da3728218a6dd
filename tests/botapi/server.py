"""The server: chats, messages, updates with redelivery, webhook, and a plan of faults."""

from __future__ import annotations

import asyncio
import itertools
import json
import resource
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import ClientSession, ClientTimeout, web

from tests.botapi.limits import Limits
from tests.botapi.rules import (
    Refusal,
    Sent,
    check_document,
    check_fields,
    deletable,
    keyboard,
    message_numbers,
    shown_text,
)

TOKEN = "123456789:test-token-of-the-emulator-0123456789"
BOT = {"id": 123456789, "is_bot": True, "first_name": "Heard", "username": "heard_test_bot", "can_join_groups": True,
       "can_read_all_group_messages": False, "supports_inline_queries": False}  # fmt: skip


@dataclass
class Chat:
    id: int
    kind: str = "private"
    messages: dict[int, dict[str, Any]] = field(default_factory=dict)
    blocked: bool = False
    moved_to: int = 0
    numbers: Any = field(default_factory=lambda: itertools.count(1))
    changed: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass
class BotApi:
    """`faults(method, fields)` may raise a `Refusal` or give seconds to wait; `latency` is added to every call."""

    limits: Limits = field(default_factory=Limits)
    latency: float = 0.0
    query_seconds: float = 600.0
    faults: Callable[[str, dict[str, Any]], float] = lambda _method, _fields: 0.0
    clock: Callable[[], float] = time.monotonic
    chats: dict[int, Chat] = field(default_factory=dict)
    updates: list[dict[str, Any]] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    queries: dict[str, float] = field(default_factory=dict)
    answered: dict[str, str] = field(default_factory=dict)
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    record: bool = True
    webhook: dict[str, str] = field(default_factory=dict)
    polling: int = 0
    _ids: Any = field(default_factory=lambda: itertools.count(1000))
    _news: asyncio.Event = field(default_factory=asyncio.Event)
    _runner: web.AppRunner | None = None
    _pushing: asyncio.Task[None] | None = None
    port: int = 0

    async def start(self, port: int = 0) -> str:
        """Starts on loopback; gives back the base address."""
        app = web.Application(client_max_size=60 * 2**20)
        app.router.add_route("*", "/bot{token}/{method}", self._call)
        app.router.add_get("/file/bot{token}/{path:.*}", self._file)
        app.router.add_post("/people/{chat}/{what}", self._person)
        app.router.add_get("/cpu", self._cpu)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.05, handler_cancellation=True)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port)
        await site.start()
        self.port = self._runner.addresses[0][1]
        return f"http://127.0.0.1:{self.port}"

    async def stop(self) -> None:
        if self._pushing is not None:
            self._pushing.cancel()
        if self._runner is not None:
            await self._runner.cleanup()

    # ------------------------------------------------------------ what people do
    def push(self, update: dict[str, Any]) -> dict[str, Any]:
        """Queues an update as the network would; a number is given if it has none."""
        update = {"update_id": next(self._ids), **update}
        self.updates.append(update)
        self._news.set()
        return update

    def says(self, chat: int, text: str) -> dict[str, Any]:
        place = self.chats.setdefault(chat, Chat(chat))
        number = next(place.numbers)
        message = {"message_id": number, "date": int(time.time()), "chat": {"id": chat, "type": place.kind},
                   "from": {"id": abs(chat), "is_bot": False, "first_name": "P"}, "text": text}  # fmt: skip
        if text.startswith("/"):
            length = len(text.split()[0])
            message["entities"] = [{"type": "bot_command", "offset": 0, "length": length}]
        place.messages[number] = message
        return self.push({"message": message})

    def taps(self, chat: int, data: str, message_id: int) -> dict[str, Any]:
        query = f"q{next(self._ids)}"
        self.queries[query] = self.clock()
        message = self.chats[chat].messages.get(
            message_id, {"message_id": message_id, "date": 0, "chat": {"id": chat, "type": "private"}}
        )
        return self.push({"callback_query": {"id": query, "from": {"id": abs(chat), "is_bot": False, "first_name": "P"},
                                             "message": message, "chat_instance": str(chat), "data": data}})  # fmt: skip

    def last(self, chat: int) -> dict[str, Any]:
        """The newest message the bot sent to this chat."""
        return [m for m in self.chats[chat].messages.values() if m["from"]["is_bot"]][-1]

    # ------------------------------------------------------------ the HTTP side
    async def _call(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        try:
            if request.match_info["token"] != TOKEN:
                raise Refusal(401, "Unauthorized")
            fields, files = await _fields(request)
            if self.record:
                self.calls.append((method, fields))
            wait = self.faults(method, fields) + self.latency
            if wait and method != "getUpdates":
                await asyncio.sleep(wait)
            check_fields(method, {**fields, **files})
            result = await getattr(self, f"_{method}")(fields, files)
        except Refusal as no:
            answer: dict[str, Any] = {"ok": False, "error_code": no.code, "description": no.description}
            if no.parameters:
                answer["parameters"] = no.parameters
            return web.json_response(answer, status=no.code)
        return web.json_response({"ok": True, "result": result})

    async def _cpu(self, _request: web.Request) -> web.Response:
        used = resource.getrusage(resource.RUSAGE_SELF)
        return web.json_response({"cpu": used.ru_utime + used.ru_stime})

    async def _person(self, request: web.Request) -> web.Response:
        body = await request.json()
        chat, what = int(request.match_info["chat"]), request.match_info["what"]
        update = self.says(chat, body["text"]) if what == "says" else self.taps(chat, body["data"], body["message_id"])
        return web.json_response(update["update_id"])

    def _chat(self, fields: dict[str, Any]) -> Chat:
        try:
            number = int(fields["chat_id"])
        except (KeyError, ValueError):
            raise Refusal(400, "Bad Request: chat not found") from None
        chat = self.chats.get(number)
        if chat is None:
            raise Refusal(400, "Bad Request: chat not found")
        if chat.blocked:
            raise Refusal(403, "Forbidden: bot was blocked by the user")
        if chat.moved_to:
            raise Refusal(
                400, "Bad Request: group chat was upgraded to a supergroup chat", migrate_to_chat_id=chat.moved_to
            )
        return chat

    async def _getMe(self, _fields: Any, _files: Any) -> Any:  # noqa: N802
        return BOT

    async def _getUpdates(self, fields: dict[str, Any], _files: Any) -> Any:  # noqa: N802
        if self.webhook:
            raise Refusal(
                409,
                "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
            )
        offset, limit = int(fields.get("offset", 0)), int(fields.get("limit", 100))
        if not 1 <= limit <= 100:
            limit = 100
        if self.polling:
            self.polling = -1  # the older poller is thrown out, as the real server does
            self._news.set()
            raise Refusal(
                409, "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
            )
        self.polling = 1
        try:
            if offset:
                self.updates = [u for u in self.updates if u["update_id"] >= offset]
            until = self.clock() + float(fields.get("timeout", 0))
            while not self.updates and self.clock() < until:
                self._news.clear()
                try:
                    await asyncio.wait_for(self._news.wait(), min(until - self.clock(), 5))
                except TimeoutError:
                    continue
            if self.latency:
                await asyncio.sleep(self.latency)
            return self.updates[:limit]
        finally:
            self.polling = 0

    async def _setWebhook(self, fields: dict[str, Any], _files: Any) -> Any:  # noqa: N802
        self.webhook = {"url": fields["url"], "secret": fields.get("secret_token", "")} if fields["url"] else {}
        if self.webhook and (self._pushing is None or self._pushing.done()):
            self._pushing = asyncio.create_task(self._deliver())
        return True

    async def _deleteWebhook(self, _fields: Any, _files: Any) -> Any:  # noqa: N802
        self.webhook = {}
        return True

    async def _getWebhookInfo(self, _fields: Any, _files: Any) -> Any:  # noqa: N802
        return {
            "url": self.webhook.get("url", ""),
            "has_custom_certificate": False,
            "pending_update_count": len(self.updates),
        }

    async def _deliver(self) -> None:
        """Sends each update until it is answered with 2xx; up to 40 at once, as the real server does."""
        gate = asyncio.Semaphore(40)
        async with ClientSession(timeout=ClientTimeout(total=20)) as session:
            under_way: set[int] = set()
            while self.webhook:
                for update in [u for u in self.updates if u["update_id"] not in under_way]:
                    under_way.add(update["update_id"])
                    task = asyncio.create_task(self._one(session, gate, update, under_way))
                    task.add_done_callback(lambda _t: self._news.set())
                self._news.clear()
                try:
                    await asyncio.wait_for(self._news.wait(), 0.2)
                except TimeoutError:
                    continue

    async def _one(
        self, session: ClientSession, gate: asyncio.Semaphore, update: dict[str, Any], under_way: set[int]
    ) -> None:
        headers = {"X-Telegram-Bot-Api-Secret-Token": self.webhook.get("secret", "")}
        try:
            async with gate, session.post(self.webhook["url"], json=update, headers=headers) as response:
                if 200 <= response.status < 300:
                    self.updates = [u for u in self.updates if u["update_id"] != update["update_id"]]
                    return
        except (OSError, TimeoutError, KeyError):
            pass
        except Exception as error:  # aiohttp's client errors while the bot is down
            if "Client" not in type(error).__name__ and "Server" not in type(error).__name__:
                raise
        await asyncio.sleep(0.1)
        under_way.discard(update["update_id"])

    async def _sendMessage(self, fields: dict[str, Any], _files: Any) -> Any:  # noqa: N802
        chat = self._chat(fields)
        text, buttons = shown_text(fields), keyboard(fields)
        self.limits.spend(chat.id, self.clock())
        return self._keep(chat, {"text": text}, buttons)

    def _keep(self, chat: Chat, content: dict[str, Any], buttons: Any) -> dict[str, Any]:
        number = next(chat.numbers)
        message = {
            "message_id": number,
            "date": int(time.time()),
            "chat": {"id": chat.id, "type": chat.kind},
            "from": BOT,
            **content,
        }
        if buttons:
            message["reply_markup"] = {"inline_keyboard": buttons}
        chat.messages[number] = message
        chat.changed.set()
        return message

    def _mine(self, fields: dict[str, Any], what: str) -> tuple[Chat, dict[str, Any]]:
        chat = self._chat(fields)
        message = chat.messages.get(int(fields.get("message_id", 0)))
        if message is None:
            raise Refusal(400, f"Bad Request: message to {what} not found")
        if not message["from"]["is_bot"]:
            raise Refusal(400, f"Bad Request: message can't be {what}ed")
        return chat, message

    async def _editMessageText(self, fields: dict[str, Any], _files: Any) -> Any:  # noqa: N802
        chat, message = self._mine(fields, "edit")
        text, buttons = shown_text(fields), keyboard(fields)
        markup = {"inline_keyboard": buttons} if buttons else None
        if message.get("text") == text and message.get("reply_markup") == markup:
            raise Refusal(
                400,
                "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message",
            )
        self.limits.spend(chat.id, self.clock())
        message["text"] = text
        message.pop("reply_markup", None)
        if markup:
            message["reply_markup"] = markup
        chat.changed.set()
        return message

    async def _editMessageReplyMarkup(self, fields: dict[str, Any], _files: Any) -> Any:  # noqa: N802
        _, message = self._mine(fields, "edit")
        buttons = keyboard(fields)
        if message.get("reply_markup", {}).get("inline_keyboard", []) == buttons:
            raise Refusal(400, "Bad Request: message is not modified")
        message.pop("reply_markup", None)
        if buttons:
            message["reply_markup"] = {"inline_keyboard": buttons}
        return message

    async def _answerCallbackQuery(self, fields: dict[str, Any], _files: Any) -> Any:  # noqa: N802
        asked = self.queries.get(fields["callback_query_id"])
        if asked is None or self.clock() - asked > self.query_seconds:
            raise Refusal(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
        if len(fields.get("text", "")) > 200:
            raise Refusal(400, "Bad Request: MESSAGE_TOO_LONG")
        self.answered[fields["callback_query_id"]] = fields.get("text", "")
        return True

    async def _deleteMessage(self, fields: dict[str, Any], _files: Any) -> Any:  # noqa: N802
        chat = self._chat(fields)
        message = chat.messages.get(int(fields["message_id"]))
        if message is None:
            raise Refusal(400, "Bad Request: message to delete not found")
        if not deletable(message, chat.kind, time.time()):
            raise Refusal(400, "Bad Request: message can't be deleted")
        del chat.messages[int(fields["message_id"])]
        return True

    async def _deleteMessages(self, fields: dict[str, Any], _files: Any) -> Any:  # noqa: N802
        """Numbers that are not there are passed over; one message that cannot go keeps all of them."""
        chat, there = self._chat(fields), self.chats[int(fields["chat_id"])].messages
        found = [there[number] for number in message_numbers(fields) if number in there]
        if not all(deletable(one, chat.kind, time.time()) for one in found):
            raise Refusal(400, "Bad Request: message can't be deleted for everyone")
        for one in found:
            there.pop(one["message_id"], None)
        return True

    async def _sendDocument(self, fields: dict[str, Any], files: dict[str, Sent]) -> Any:  # noqa: N802
        chat = self._chat(fields)
        caption, sent, buttons = check_document(fields, files.get("document")), files["document"], keyboard(fields)
        self.limits.spend(chat.id, self.clock())
        file_id = f"file{next(self._ids)}"
        self.files[file_id] = sent.content
        document = {"file_id": file_id, "file_unique_id": file_id, "file_size": len(sent.content),
                    "file_name": sent.name, "mime_type": sent.kind}  # fmt: skip
        return self._keep(chat, {"document": document, "caption": caption}, buttons)

    async def _getFile(self, fields: dict[str, Any], _files: Any) -> Any:  # noqa: N802
        if fields["file_id"] not in self.files:
            raise Refusal(400, "Bad Request: invalid file_id")
        return {
            "file_id": fields["file_id"],
            "file_unique_id": fields["file_id"],
            "file_path": f"documents/{fields['file_id']}",
        }

    async def _file(self, request: web.Request) -> web.Response:
        name = request.match_info["path"].rpartition("/")[2]
        if request.match_info["token"] != TOKEN or name not in self.files:
            return web.json_response({"ok": False, "error_code": 404, "description": "Not Found"}, status=404)
        return web.Response(body=self.files[name])

    async def _setMyCommands(self, fields: dict[str, Any], _files: Any) -> Any:  # noqa: N802
        commands = json.loads(fields["commands"]) if isinstance(fields["commands"], str) else fields["commands"]
        if len(commands) > 100 or any(
            not c["command"].islower() or not 1 <= len(c["description"]) <= 256 for c in commands
        ):
            raise Refusal(400, "Bad Request: BOT_COMMAND_INVALID")
        return True

    async def _sendChatAction(self, fields: dict[str, Any], _files: Any) -> Any:  # noqa: N802
        self._chat(fields)
        return True

    async def _leaveChat(self, fields: dict[str, Any], _files: Any) -> Any:  # noqa: N802
        chat = self._chat(fields)
        if chat.kind == "private":
            raise Refusal(400, "Bad Request: chat member status can't be changed in private chats")
        del self.chats[chat.id]
        return True


async def _fields(request: web.Request) -> tuple[dict[str, Any], dict[str, Sent]]:
    """The call's fields from the query, JSON, a form or multipart; files apart."""
    fields: dict[str, Any] = dict(request.query)
    files: dict[str, Sent] = {}
    if request.content_type == "application/json":
        body = await request.json()
        if not isinstance(body, dict):
            raise Refusal(400, "Bad Request: object expected")
        fields.update(body)
    elif request.method == "POST":
        for name, value in (await request.post()).items():
            if isinstance(value, web.FileField):
                files[name] = Sent(value.filename, value.content_type, value.file.read())
            else:
                fields[name] = value
    return fields, files
