"""Between Telegram's shapes and the conversation's words: an update becomes an `Incoming`, an `Outgoing` becomes a message."""

from __future__ import annotations

import base64
import hmac
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from telegram import Message, Update

from bot.conversation.messages import EDITED, Address, Incoming, Option, Outgoing, Tap
from bot.conversation.wording import Words
from bot.handlers.telegram_text import text_of
from storage.sealing import Keyring
from surveys.answers import normalise

UPDATES = ["message", "edited_message", "callback_query"]
"""What is asked of Telegram; whatever else it has is not for us."""

COMMANDS = ("start", "help", "stop", "language", "clear", "ask", "menu")
MOST_DATA, SHORT_LABEL = 64, 20

_COMMAND = re.compile(r"/(\w+)(?:@\w+)?(?!\w)(.*)", re.ASCII | re.DOTALL)


@dataclass(frozen=True)
class Arrived:
    """One update that concerns a person: where to answer, and what to answer with."""

    incoming: Incoming
    chat: int
    message_id: int
    query: str = ""
    forged: bool = False


def arrived(raw: Mapping[str, Any], keyring: Keyring) -> Arrived | str:
    """What this update is, or the kind of thing it is not: `group`, `other`, `malformed`. Never raises."""
    if not is_number(raw.get("update_id")):
        return "malformed"
    try:
        update = Update.de_json(dict(raw))
    except Exception:  # whatever shape came, it is counted by kind and the next one is read
        return "malformed"
    try:
        if update.callback_query is not None:
            return _tapped(update, keyring)
        written = update.message or update.edited_message
        if written is not None:
            return _wrote(update, written)
    except (AttributeError, TypeError, ValueError):
        return "malformed"
    return "other"


def is_number(given: object) -> bool:
    """Whether this can be an id of Telegram's: a whole number of at most 52 bits, as they promise."""
    return type(given) is int and abs(given) < 2**52


def _wrote(update: Update, message: Message) -> Arrived | str:
    if message.chat.type != "private":
        return "group"
    if message.from_user is None or message.from_user.is_bot:
        return "other"
    if not is_number(message.chat.id) or not is_number(message.message_id):
        return "malformed"
    address, number = Address("telegram", str(message.chat.id)), str(update.update_id)
    text = normalise(
        next((t for t in (message.text, message.caption) if isinstance(t, str)), "")
    )  # a picture's words are words too
    origin = f"telegram/{message.chat.id}"
    if update.message is None:
        incoming = Incoming(address, number, command=EDITED, argument=text, origin=origin)
    elif text.startswith("/"):
        command, argument = _command(text)
        question = argument if command == "ask" else ""  # words: they are screened like any others
        given = "" if question else argument
        incoming = Incoming(address, number, text=question or None, command=command, argument=given, origin=origin)
    else:
        incoming = Incoming(address, number, text=text, origin=origin)
    return Arrived(incoming, message.chat.id, message.message_id)


def _command(text: str) -> tuple[str, str]:
    """A command, and what follows on its line or the next. What only begins like one is words, to the first of them."""
    match = _COMMAND.fullmatch(text)
    name, argument = (match[1].lower(), match[2].strip()) if match else ("", text[1:])
    return (name, argument) if name in COMMANDS else ("help", text[1:].strip() if argument else "")


def _tapped(update: Update, keyring: Keyring) -> Arrived | str:
    query = update.callback_query
    assert query is not None
    if query.message is None or query.message.chat.type != "private":
        return "other"
    chat = query.message.chat.id
    if not is_number(chat) or not is_number(query.message.message_id):
        return "malformed"
    tap = read_button(keyring, chat, query.data or "") if query.from_user.id == chat else None
    address = Address("telegram", str(chat))
    incoming = Incoming(address, str(update.update_id), tap=tap or Tap("forged"))
    return Arrived(incoming, chat, query.message.message_id, query.id, forged=tap is None)


def button(keyring: Keyring, chat: int, turn: int, action: str, argument: str) -> str:
    """Callback data: turn, action, argument and a 72-bit code bound to this chat; at most 64 bytes (reliability row 15)."""
    data = f"{turn:x}.{action}.{argument}"
    code = base64.urlsafe_b64encode(keyring.mac("button", f"{chat}/{data}")).decode()
    made = f"{data}.{code}"
    if len(made.encode()) > MOST_DATA:
        raise ValueError(f"a button of {len(made)} bytes: choice and question ids must stay short")
    return made


def read_button(keyring: Keyring, chat: int, data: str) -> Tap | None:
    """The tap, or None for data that was not made for this chat."""
    body, _, code = data.rpartition(".")
    wanted = base64.urlsafe_b64encode(keyring.mac("button", f"{chat}/{body}")).decode()
    if not hmac.compare_digest(code.encode("utf-8", "replace"), wanted.encode()):
        return None
    turn, action, argument = body.split(".", 2)
    return Tap(action, argument, int(turn, 16))


def message(shown: Outgoing, words: Words, keyring: Keyring, chat: int, turn: int) -> dict[str, Any]:
    """The fields of sendMessage or editMessageText."""
    return {
        "chat_id": chat,
        "text": text_of(shown, words),
        "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": True},
        "reply_markup": {"inline_keyboard": _keyboard(shown, words, keyring, chat, turn)},
    }


def _keyboard(shown: Outgoing, words: Words, keyring: Keyring, chat: int, turn: int) -> list[list[dict[str, str]]]:
    """One button a row for answers; edits of the check screen and what stands on every screen below."""
    options = [option for option in shown.options if option.action != "submit"]
    rows = [[_button(keyring, chat, turn, option) for option in row] for row in _side_by_side(shown, options)]
    if shown.name == "check":
        change = words.say("check.change", shown.language)
        rows += [
            [_button(keyring, chat, turn, Option(f"{change}: {label}"[:60], "edit", reference))]
            for label, _, reference in shown.rows
        ]
    always = [_button(keyring, chat, turn, option) for option in shown.always]
    return [*rows, always] if always else rows


def _side_by_side(shown: Outgoing, options: Sequence[Option]) -> list[list[Option]]:
    """Under an answer two short buttons share a row, so that a phone shows the words above them too."""
    rows: list[list[Option]] = []
    for option in options:
        fits = shown.name == "advice-article" and rows and len(rows[-1]) == 1
        if fits and max(len(option.label), len(rows[-1][0].label)) <= SHORT_LABEL:
            rows[-1].append(option)
        else:
            rows.append([option])
    return rows


def _button(keyring: Keyring, chat: int, turn: int, option: Option) -> dict[str, str]:
    label = f"{'✓ ' if option.chosen else ''}{option.emoji + ' ' if option.emoji else ''}{option.label}"
    if option.url.startswith("http"):
        return {"text": label, "url": option.url}
    return {"text": label, "callback_data": button(keyring, chat, turn, option.action, option.argument)}
