"""What each method takes, and what it refuses: names, types and limits as Telegram has them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.botapi.entities import BadEntities, parse

FIELDS: dict[str, tuple[set[str], set[str]]] = {
    "getMe": (set(), set()),
    "getUpdates": (set(), {"offset", "limit", "timeout", "allowed_updates"}),
    "setWebhook": ({"url"}, {"certificate", "ip_address", "max_connections", "allowed_updates", "drop_pending_updates", "secret_token"}),
    "deleteWebhook": (set(), {"drop_pending_updates"}),
    "getWebhookInfo": (set(), set()),
    "sendMessage": (
        {"chat_id", "text"},
        {"parse_mode", "entities", "link_preview_options", "disable_notification", "protect_content", "reply_parameters",
         "reply_markup", "message_thread_id", "business_connection_id", "message_effect_id", "allow_paid_broadcast",
         "direct_messages_topic_id", "suggested_post_parameters"},
    ),
    "editMessageText": (
        {"text"},
        {"chat_id", "message_id", "inline_message_id", "parse_mode", "entities", "link_preview_options", "reply_markup",
         "business_connection_id"},
    ),
    "editMessageReplyMarkup": (set(), {"chat_id", "message_id", "inline_message_id", "reply_markup", "business_connection_id"}),
    "answerCallbackQuery": ({"callback_query_id"}, {"text", "show_alert", "url", "cache_time"}),
    "deleteMessage": ({"chat_id", "message_id"}, set()),
    "deleteMessages": ({"chat_id", "message_ids"}, set()),
    "sendDocument": (
        {"chat_id", "document"},
        {"thumbnail", "caption", "parse_mode", "caption_entities", "disable_content_type_detection", "disable_notification",
         "protect_content", "reply_parameters", "reply_markup", "message_thread_id"},
    ),
    "getFile": ({"file_id"}, set()),
    "setMyCommands": ({"commands"}, {"scope", "language_code"}),
    "sendChatAction": ({"chat_id", "action"}, {"message_thread_id", "business_connection_id"}),
    "leaveChat": ({"chat_id"}, set()),
}  # fmt: skip


class Refusal(Exception):
    """An answer with `ok` false."""

    def __init__(self, code: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.code, self.description, self.parameters = code, description, parameters


@dataclass(frozen=True)
class Sent:
    """A file as it came in a form."""

    name: str
    kind: str
    content: bytes


MOST_BYTES = 50 * 2**20


def check_document(given: Mapping[str, Any], sent: Sent | None) -> str:
    """The caption as it will stand below the file. A file has something in it, and at most 50 MB."""
    if sent is None:
        raise Refusal(400, "Bad Request: there is no document in the request")
    if not sent.content:
        raise Refusal(400, "Bad Request: file must be non-empty")
    if len(sent.content) > MOST_BYTES:
        raise Refusal(413, "Request Entity Too Large")
    if not str(given.get("caption", "")):
        return ""
    caption = shown_text({**given, "text": given["caption"]})
    if len(caption.encode("utf-16-le")) // 2 > 1024:
        raise Refusal(400, "Bad Request: message caption is too long")
    return caption


def check_fields(method: str, given: Mapping[str, Any]) -> None:
    """Unknown method, unknown field, missing field. The real server ignores unknown fields; a test's must not."""
    if method not in FIELDS:
        raise Refusal(404, "Not Found")
    needed, more = FIELDS[method]
    unknown = sorted(set(given) - needed - more)
    if unknown:
        raise Refusal(400, f"Bad Request: unknown field {unknown[0]}")
    if "chat_id" in needed and not str(given.get("chat_id", "")).strip():
        raise Refusal(400, "Bad Request: chat_id is empty")
    if "text" in needed and not str(given.get("text", "")).strip():
        raise Refusal(400, "Bad Request: message text is empty")
    for name in sorted(needed):
        if name not in given:
            raise Refusal(400, f"Bad Request: parameter {name} is missing")


def shown_text(given: Mapping[str, Any]) -> str:
    """The message as it will stand in the chat."""
    text = str(given["text"])
    mode = given.get("parse_mode")
    if mode == "HTML":
        try:
            text = parse(text)
        except BadEntities as error:
            raise Refusal(400, f"Bad Request: {error}") from None
    elif mode not in (None, "", "MarkdownV2", "Markdown"):
        raise Refusal(400, "Bad Request: unsupported parse_mode")
    if not text.strip():
        raise Refusal(400, "Bad Request: message text is empty")
    if len(text.encode("utf-16-le")) // 2 > 4096:
        raise Refusal(400, "Bad Request: message is too long")
    return text.strip()


def keyboard(given: Mapping[str, Any]) -> list[list[dict[str, Any]]]:
    """The inline buttons, checked. Empty for none."""
    raw = given.get("reply_markup")
    if not raw:
        return []
    try:
        markup = json.loads(raw) if isinstance(raw, str) else raw
        rows = markup.get("inline_keyboard", [])
        buttons = [button for row in rows for button in row]
    except (ValueError, AttributeError, TypeError):
        raise Refusal(400, "Bad Request: can't parse reply keyboard markup JSON object") from None
    if not isinstance(rows, list) or any(not isinstance(row, list) for row in rows):
        raise Refusal(400, "Bad Request: object expected as reply markup")
    if len(buttons) > 100:
        raise Refusal(400, "Bad Request: reply markup is too long")
    for button in buttons:
        if not str(button.get("text", "")).strip():
            raise Refusal(400, "Bad Request: inline keyboard button text is empty")
        actions = [name for name in ("callback_data", "url", "web_app", "switch_inline_query") if name in button]
        if len(actions) != 1:
            raise Refusal(400, "Bad Request: text buttons are unallowed in the inline keyboard")
        if "callback_data" in button and not 1 <= len(button["callback_data"].encode()) <= 64:
            raise Refusal(400, "Bad Request: BUTTON_DATA_INVALID")
    return rows


def message_numbers(given: Mapping[str, Any]) -> list[int]:
    """The numbers of a call that deletes several messages: 1 to 100 of them, each one that a message can have."""
    raw = given["message_ids"]
    try:
        numbers = json.loads(raw) if isinstance(raw, str) else raw
    except ValueError:
        numbers = None
    if not isinstance(numbers, list) or any(type(number) is not int for number in numbers):
        raise Refusal(400, "Bad Request: expected an array of numbers as message identifiers")
    if not numbers:
        raise Refusal(400, "Bad Request: message identifiers are not specified")
    if len(numbers) > 100:
        raise Refusal(400, "Bad Request: too many message identifiers specified")
    if min(numbers) < 1:
        raise Refusal(400, "Bad Request: invalid message identifier")
    return numbers


def deletable(message: Mapping[str, Any], kind: str, now: float) -> bool:
    """Both sides of a private chat for 48 hours, a die only after 24 (else one could throw again); in a group one's own."""
    age = now - message["date"]
    thrown_lately = "dice" in message and kind == "private" and age < 24 * 3600
    return age < 48 * 3600 and not thrown_lately and (kind == "private" or message["from"]["is_bot"])
