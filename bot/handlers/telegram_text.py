"""The text of one message of Telegram. What does not fit into one is shown in part and says so; nothing is left out unsaid."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain

from bot.conversation.messages import Outgoing
from bot.conversation.wording import Words

MOST_TEXT = 4096
"""Letters of a message, counted as Telegram does: UTF-16 units of what is shown, without tags and entities."""

MOST_ON_A_BUTTON = 36
"""Letters of a choice that a phone of 360 px shows on one button; of longer ones it shows the beginning."""

VALUE, LABEL, CHOICE, OTHER = range(4)
"""What gives first where all does not fit: answers (whole above in the chat, and kept whole), the questions that they answer,
choices (each stands on its button too), and last the service's own words."""

SHORTENED = ((VALUE, 60), (LABEL, 60), (VALUE, 12), (LABEL, 12), (CHOICE, 12), (OTHER, 12))
"""In which order, and how many letters are left of each at the least, so that one knows it again."""


@dataclass(frozen=True)
class Part:
    """Some words in one tag or none; `gives` is one of those above."""

    text: str
    tag: str = ""
    gives: int = OTHER

    def as_html(self) -> str:
        text = html.escape(self.text, quote=False)
        return f"<{self.tag}>{text}</{self.tag}>" if self.tag else text


Paragraph = tuple[Part, ...]


def text_of(shown: Outgoing, words: Words) -> str:
    """The HTML of one message."""
    paragraphs = _paragraphs(shown, words)
    if length(paragraphs) > MOST_TEXT:
        key = "check.shortened" if shown.name == "check" else "telegram.shortened"
        paragraphs = fitted(_paragraphs(shown, words, words.say(key, shown.language)))
    return "\n\n".join("".join(part.as_html() for part in paragraph) for paragraph in paragraphs) or "…"


def _paragraphs(shown: Outgoing, words: Words, shortened: str = "") -> list[Paragraph]:
    """In reading order. `shortened` says that not all is whole: before the answers on the screen that sums them up, else last."""
    rows, first = [_row(label, value) for label, value, _ in shown.rows], shown.facts.get("rows_first")
    heads, told = shown.facts.get("heads", ()), [_said(shortened)] if shortened else []
    synthetic = f"⚠️ {words.say('synthetic', shown.language)}" if shown.synthetic else ""
    top = [_said(text, tag) for text, tag in ((synthetic, ""), (shown.notice, "i"), (shown.heading, "b")) if text]
    body = [_said(text, "b" if text in heads else "") for text in shown.body]
    hint = [_said(shown.hint)] if shown.hint else []
    choices = [(Part("• "), Part(label, gives=CHOICE)) for label in _cut_on_a_button(shown)]
    if shown.name == "check":
        return [*top, *body, *_receipt(shown, words), *told, *rows, *hint]
    upper, lower = (rows, body) if first else (body, rows)
    return [*top, *upper, *lower, *hint, *choices, *told]


def _said(text: str, tag: str = "") -> Paragraph:
    """Line by line: of a list of dates the longest lines give, and not its end."""
    return tuple(Part(line, tag) for line in text.splitlines(keepends=True))


def _receipt(shown: Outgoing, words: Words) -> list[Paragraph]:
    if not shown.facts.get("receipt"):
        return []
    picture, name = shown.facts["picture"]
    heading = Part(f"{words.say('receipt.heading', shown.language)}:", "b")
    return [
        (heading, Part(f" {' '.join(shown.facts['receipt'])}")),
        _said(f"{name} {picture}"),
        _said(words.say("receipt.body", shown.language)),
    ]


def _row(label: str, value: str) -> Paragraph:
    """A name and a number on one line; below a whole question its answer."""
    if label.endswith((".", "?", "!")):
        return Part(label, gives=LABEL), Part("\n"), Part(value, "b", VALUE)
    return Part(label, gives=LABEL), Part(": "), Part(value, gives=VALUE)


def _cut_on_a_button(shown: Outgoing) -> list[str]:
    """The choices of a question, where a phone would not show the whole of each on its button."""
    labels = [option.label for option in shown.options if option.action in ("pick", "toggle")]
    return labels if max(map(len, labels), default=0) > MOST_ON_A_BUTTON else []


def letters(text: str) -> int:
    """As Telegram counts them: an emoji is two or more."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def length(paragraphs: Sequence[Paragraph]) -> int:
    """Letters of a message of these, with an empty line between two."""
    return sum(letters(part.text) for part in chain(*paragraphs)) + 2 * (len(paragraphs) - 1)


def fitted(paragraphs: list[Paragraph], most: int = MOST_TEXT) -> list[Paragraph]:
    """The same in at most so many letters, what gives shortened as little as need be, the longest first.

    Where even that is not enough whole paragraphs go, the last but one first: Telegram would show nothing of a message too long.
    """
    for gives, least in SHORTENED:
        if (over := length(paragraphs) - most) > 0:
            paragraphs = _shorter(paragraphs, gives, least, over)
    while length(paragraphs) > most and len(paragraphs) > 1:
        paragraphs = [*paragraphs[:-2], paragraphs[-1]]
    return paragraphs


def _shorter(paragraphs: list[Paragraph], gives: int, least: int, over: int) -> list[Paragraph]:
    lengths = [letters(part.text) for part in chain(*paragraphs) if part.gives == gives]
    most = max(least, _share(lengths, sum(lengths) - over))
    return [
        tuple(replace(part, text=_cut(part.text, most)) if part.gives == gives else part for part in paragraph)
        for paragraph in paragraphs
    ]


def _share(lengths: Sequence[int], room: int) -> int:
    """How many letters each may have, so that all have room: short ones stay whole and leave what they do not need to the long."""
    for place, own in enumerate(sorted(lengths)):
        share = max(0, room) // (len(lengths) - place)
        if own > share:
            return share
        room -= own
    return max(lengths, default=0)


def _cut(text: str, most: int) -> str:
    if letters(text) <= most:
        return text
    end = "…\n" if text.endswith("\n") else "…"
    kept = text.encode("utf-16-le", "surrogatepass")[: 2 * (most - len(end))].decode("utf-16-le", "ignore")
    return f"{kept.rstrip()}{end}"
