"""HTML as Telegram reads it: the text without tags, or the refusal in its own words."""

from __future__ import annotations

import re

TAGS = {
    "b",
    "strong",
    "i",
    "em",
    "u",
    "ins",
    "s",
    "strike",
    "del",
    "span",
    "tg-spoiler",
    "a",
    "tg-emoji",
    "code",
    "pre",
    "blockquote",
}
_TAG = re.compile(r"<(/?)([a-zA-Z0-9-]*)([^>]*)>")
_NAMED = {"&lt;": "<", "&gt;": ">", "&amp;": "&", "&quot;": '"'}


class BadEntities(ValueError):
    """Telegram's description of what is wrong."""


def parse(text: str) -> str:
    """The text that will be shown. Raises `BadEntities`."""
    out, open_tags, place = [], [], 0
    while place < len(text):
        at = text.find("<", place)
        if at < 0:
            out.append(text[place:])
            break
        out.append(text[place:at])
        match = _TAG.match(text, at)
        if match is None:
            raise BadEntities(f"can't parse entities: Unclosed start tag at byte offset {len(text[:at].encode())}")
        closing, name = match.group(1), match.group(2).lower()
        if name not in TAGS:
            raise BadEntities(
                f'can\'t parse entities: Unsupported start tag "{name}" at byte offset {len(text[:at].encode())}'
            )
        if closing:
            if not open_tags or open_tags[-1] != name:
                raise BadEntities(f"can't parse entities: Unexpected end tag at byte offset {len(text[:at].encode())}")
            open_tags.pop()
        else:
            open_tags.append(name)
        place = match.end()
    if open_tags:
        raise BadEntities(f"can't parse entities: Can't find end tag corresponding to start tag \"{open_tags[-1]}\"")
    shown = "".join(out)
    for name, char in _NAMED.items():
        shown = shown.replace(name, char)
    return shown
