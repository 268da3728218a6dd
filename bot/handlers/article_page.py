"""An article as a page lays it out: its parts as HTML with numbered footnotes, its letters, who can help. Values only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from advice_kb.letter import Letter, letters_about
from advice_kb.library import Library
from advice_kb.model import Article
from advice_kb.wording import html, notes


@dataclass(frozen=True)
class Part:
    key: str
    title: str
    body: Markup


@dataclass(frozen=True)
class Note:
    """One footnote: `citation` names document, part and edition; `address` where the document is read."""

    number: int
    citation: str
    address: str


@dataclass(frozen=True)
class Laid:
    """The parts in the order of the file: a family reads the short answer first, a head or governor the checklist."""

    parts: tuple[Part, ...]
    notes: tuple[Note, ...]
    letters: tuple[Letter, ...]


def address(kind: str, name: str) -> str:
    """Where a link inside an article leads."""
    return f"/advice/letters/{name}" if kind == "letter" else f"/advice/{name}"


def lay_out(article: Article, library: Library) -> Laid:
    """Everything on an article's page. The Markdown is our own and its HTML is switched off, so the result is safe."""
    facts = [fact for fact in notes([part.text for part in article.sections]) if fact in library.facts]
    shown = tuple(Part(s.key, s.title, _part(s.text, facts)) for s in article.sections if s.key != "letter")
    numbered = tuple(_note(number, fact, library) for number, fact in enumerate(facts, 1))
    letters = letters_about(article.topic) if article.audience in ("parent", "pupil") else ()
    return Laid(shown, numbered, letters)


def part_of(article: Article, key: str) -> Markup:
    """One part without footnotes: for lists of several articles."""
    return laid_out(article.text(key))


def laid_out(markdown: str) -> Markup:
    """Our own words as HTML, without footnotes."""
    return _part(markdown, ())


def _part(markdown: str, facts: Sequence[str]) -> Markup:
    def number(fact: str) -> int | None:
        return facts.index(fact) + 1 if fact in facts else None

    return Markup(html(markdown, address, number))  # noqa: S704  # made by markdown-it with raw HTML off


def _note(number: int, fact: str, library: Library) -> Note:
    source = library.sources[library.facts[fact].source]
    web = source.url if source.url.startswith("https://") else ""
    return Note(number, library.citation(fact), web)
