"""Where "Get help now" leads from a child's page and from the chat, and where one goes back to. Nothing but our own addresses."""

from __future__ import annotations

import re
from dataclasses import replace

from aiohttp import web

from bot.conversation.messages import Outgoing
from bot.handlers.sorry_page import sent_by

TOPIC = r"[a-z0-9-]{1,80}"


def in_chat(request: web.Request) -> bool:
    return request.path.startswith("/chat")


def help_link(request: web.Request) -> str:
    """Where "Get help now" leads: from an answer that has an address of its own to a card that leads back to it."""
    topic = request.match_info.get("topic", "")
    answer = f"/a/{topic}" if re.fullmatch(TOPIC, topic) else ""
    return f"/chat/help{answer}" if in_chat(request) else "/help"


async def with_words(request: web.Request, shown: Outgoing) -> tuple[Outgoing, str]:
    """The card, and words that were sent and not taken: they go back into their box. They are not looked at again until they are
    sent again, and stand nowhere but in their writer's own page."""
    fields = await _form(request)
    if not fields.get("text"):
        return replace(shown, options=(replace(shown.options[0], url=await left(request)),)), ""
    return replace(shown, question=fields.get("question", "")[:40], sheet=fields.get("sheet", "")[:40]), fields["text"]


async def left(request: web.Request) -> str:
    """Where somebody was who pressed it: at an answer, at a door, or where their sitting stands."""
    if "topic" in request.match_info:
        return f"/chat/a/{request.match_info['topic']}"
    return await _door_left(request) or ("/chat" if in_chat(request) else "/")


async def _door_left(request: web.Request) -> str:
    """The page with a token on which help was asked for; nothing else is taken, so that help leads to no other site."""
    entry = (await _form(request)).get("entry", "")
    return f"/e/{entry}" if re.fullmatch(r"[A-Za-z0-9_-]{1,64}", entry) else ""


async def _form(request: web.Request) -> dict[str, str]:
    """Help comes first: a form that cannot be read is as good as none."""
    try:
        return dict(await sent_by(request)) if request.method == "POST" else {}
    except web.HTTPException:
        return {}
