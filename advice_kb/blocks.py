"""A part of an article as blocks of plain data, for a printer that must never read markup: paragraphs and lists of runs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from advice_kb.wording import MARKER

_MARKDOWN = MarkdownIt("commonmark", {"html": False})
_BOX = "[ ] "

Run = tuple[bool, str]
"""Whether it is bold, and its words."""


def blocks(markdown: str) -> list[dict[str, Any]]:
    """`[{"kind": "text" | "points" | "numbers" | "checks", "items": [[(bold, words), …], …]}]`, source markers left out."""
    found: list[dict[str, Any]] = []
    kinds: list[str] = []
    for token in _MARKDOWN.parse(markdown):
        if token.type in ("bullet_list_open", "ordered_list_open"):
            kinds.append("points" if token.type.startswith("bullet") else "numbers")
            found.append({"kind": kinds[-1], "items": []})
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            kinds.pop()
        elif token.type == "inline":
            _add(found, kinds[-1] if kinds else "text", list(_runs(token.children or ())))
    return [block for block in found if block["items"]]


def _add(found: list[dict[str, Any]], kind: str, runs: list[Run]) -> None:
    if kind == "text":
        found.append({"kind": "text", "items": [runs]})
        return
    if runs and runs[0][1].startswith(_BOX):
        found[-1]["kind"] = "checks"
        runs[0] = (runs[0][0], runs[0][1].removeprefix(_BOX))
    found[-1]["items"].append([run for run in runs if run[1]])


def _runs(tokens: Sequence[Token]) -> Iterator[Run]:
    bold = False
    for token in tokens:
        if token.type in ("strong_open", "strong_close"):
            bold = token.type == "strong_open"
        elif token.type in ("softbreak", "hardbreak"):
            yield bold, " "
        elif token.content and (words := MARKER.sub("", token.content)):
            yield bold, words
