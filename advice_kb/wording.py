"""An article's Markdown as people meet it: HTML for a page, plain words for a chat. Nothing passes unescaped."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from html import escape

from markdown_it import MarkdownIt
from markdown_it.token import Token

MARKER = re.compile(r"\s?\[([a-z][a-z-]*\.\d+)\]")
_LINK = re.compile(r"\[([^\]]+)\]\(((?:topic|letter):[a-z0-9-]+)\)")
_BOX = re.compile(r"<li>(\s*<p>)?\[ \] ?")
_MARKDOWN = MarkdownIt("commonmark", {"html": False})


def html(markdown: str, address: Callable[[str, str], str], note: Callable[[str], int | None]) -> str:
    """A part as HTML. `address("topic", id)` gives a link's target; `note(fact)` its footnote's number, None for no footnote.

    Footnotes link to `#source-<number>`, which the page lays out with `Library.citation`.
    """
    tokens = _MARKDOWN.parse(markdown)
    _resolve(tokens, address)
    rendered = str(_MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {}))
    boxed = _BOX.sub(r'<li class="check">\1', rendered)
    return MARKER.sub(lambda found: _footnote(note(found[1])), boxed)


def chat(markdown: str) -> str:
    """A part as plain words: no markers, no link targets, no emphasis; list entries keep their mark."""
    text = _LINK.sub(r"\1", MARKER.sub("", markdown))
    text = re.sub(r"^(\s*)[-*] (?:\[ \] )?", r"\1• ", text, flags=re.MULTILINE)
    return text.replace("**", "").strip()


def links(markdown: str) -> tuple[tuple[str, str, str], ...]:
    """Where a part leads: (kind, id, label), in order and each once; kind is `topic` or `letter`."""
    found = ((*target.split(":", 1), label) for label, target in _LINK.findall(markdown))
    return tuple(dict.fromkeys((kind, name, label) for kind, name, label in found))


def notes(markdowns: Sequence[str]) -> tuple[str, ...]:
    """The facts that parts rest on, in order of first mention: the footnotes of a page, counted from 1."""
    return tuple(dict.fromkeys(fact for markdown in markdowns for fact in MARKER.findall(markdown)))


def _resolve(tokens: Sequence[Token], address: Callable[[str, str], str]) -> None:
    for token in tokens:
        target = str(token.attrGet("href") or "")
        kind, _, name = target.partition(":")
        if kind in ("topic", "letter"):
            token.attrSet("href", address(kind, name))
        _resolve(token.children or (), address)


def _footnote(number: int | None) -> str:
    shown = escape(str(number))
    return f'<sup><a href="#source-{shown}" aria-label="Source {shown}">{shown}</a></sup>' if number is not None else ""
