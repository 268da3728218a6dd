"""The articles and what stands behind them, read from this folder: Markdown with front matter, and tables in YAML.

What this machine cannot read stops the start (`LibraryError`); what an editor should mend is told by `advice_kb.inspection`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar

import frontmatter
import yaml
from markdown_it import MarkdownIt
from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from advice_kb.days import in_words
from advice_kb.faults import Fault
from advice_kb.model import TITLES, Article, Fact, Heading, Section, Signpost, Source, Topic

HERE = Path(__file__).parent
Row = TypeVar("Row", bound=BaseModel)
_KEYS = {title: key for key, title in TITLES.items()}
_MARKDOWN = MarkdownIt("commonmark", {"html": False})


class LibraryError(ValueError):
    """Articles or tables that cannot be read; carries every fault found."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


@dataclass(frozen=True)
class Library:
    """All that is known, each by its id; an article's id is `<topic>.<audience>`. `deadlines`: the ids of the time limits."""

    articles: Mapping[str, Article]
    topics: Mapping[str, Topic]
    facts: Mapping[str, Fact]
    sources: Mapping[str, Source]
    signposts: Mapping[str, Signpost]
    glossary: Mapping[str, str]
    deadlines: frozenset[str]

    @property
    def law_position(self) -> date:
        """The day up to which the law was looked at, for the articles as a whole."""
        return max((article.law_position for article in self.articles.values()), default=date.min)

    def about(self, topic: str) -> tuple[Article, ...]:
        return tuple(article for article in self.articles.values() if article.topic == topic)

    def citation(self, fact: str) -> str:
        """Where a fact stands: document, part and edition, as in `Education Act 2002, s.51A (c.32 as amended)`."""
        known = self.facts[fact]
        source = self.sources[known.source]
        place = f"{source.title}, {known.ref}" if known.ref else source.title
        changed = f"; changed on {in_words(known.changed)}" if known.changed else ""
        return f"{place} ({source.version}{changed})"


def load_library(path: Path = HERE) -> Library:
    """Reads the whole folder. Raises `LibraryError` with every file that cannot be read and every id used twice."""
    faults: list[Fault] = []
    topics = _rows(path / "topics.yaml", "topics", Topic, faults)
    facts = _rows(path / "facts.yaml", "facts", Fact, faults)
    sources = _rows(path / "sources.yaml", "sources", Source, faults)
    signposts = _rows(path / "signposts.yaml", "", Signpost, faults)
    articles = _articles(path / "articles", faults)
    glossary = _table(path / "glossary.yaml", faults).get("terms", {})
    rules = _entries(_table(path / "deadlines.yaml", faults).get("rules") or [])
    if faults:
        raise LibraryError(faults)
    deadlines = frozenset(str(rule.get("id")) for rule in rules)
    return Library(articles, topics, facts, sources, signposts, glossary, deadlines)


def article_texts(path: Path = HERE) -> dict[str, str]:
    """Every article's whole file by the article's id, front matter included; lines end in one newline on every machine."""
    files = sorted((path / "articles").glob("*/*.md"))
    return {f"{file.parent.name}.{file.stem}": file.read_text(encoding="utf-8") for file in files}


def read_article(text: str, place: str = "article") -> Article:
    """One article from its file's text. Raises `LibraryError` for front matter or parts that cannot be read."""
    try:
        read = frontmatter.loads(text)
        heading = Heading.model_validate(read.metadata)
    except yaml.YAMLError as error:
        raise LibraryError(
            [Fault(place, f"front matter is not YAML: {error}", "Mend the lines between the ---")]
        ) from None
    except ValidationError as error:
        raise LibraryError(_told(error, place)) from None
    return Article(heading, _sections(read.content, place))


def _sections(body: str, place: str) -> tuple[Section, ...]:
    lines, tokens = body.splitlines(), _MARKDOWN.parse(body)
    starts = [
        (token.map[0], following.content)
        for token, following in pairwise(tokens)
        if token.type == "heading_open" and token.tag == "h2" and token.map
    ]
    strange = [title for _, title in starts if title not in _KEYS]
    if strange or not starts:
        known = ", ".join(TITLES.values())
        raise LibraryError([Fault(place, f"has parts of its own: {strange or 'none at all'}", f"Use only: {known}")])
    ends = [line for line, _ in starts[1:]] + [len(lines)]
    return tuple(
        Section(_KEYS[title], title, "\n".join(lines[start + 1 : end]).strip())
        for (start, title), end in zip(starts, ends, strict=True)
    )


def _articles(folder: Path, faults: list[Fault]) -> dict[str, Article]:
    found: dict[str, Article] = {}
    for file in sorted(folder.glob("*/*.md")):
        place = f"{folder.name}/{file.parent.name}/{file.name}"
        try:
            article = read_article(file.read_text(encoding="utf-8"), place)
        except UnicodeDecodeError:
            faults.append(Fault(place, "is not UTF-8 text", "Save it as UTF-8"))
            continue
        except LibraryError as error:
            faults += error.faults
            continue
        if article.id != f"{file.parent.name}.{file.stem}":
            faults.append(Fault(place, f"calls itself {article.id}", f"Name it {file.parent.name}.{file.stem}"))
        found[article.id] = article
    return found


def _table(file: Path, faults: list[Fault]) -> dict[str, Any]:
    try:
        read = YAML(typ="safe").load(file.read_text(encoding="utf-8")) if file.exists() else {}
    except YAMLError as error:
        faults.append(Fault(file.name, f"is not YAML: {error}", "Mend it where the line says"))
        return {}
    return read if isinstance(read, dict) else {}


def _rows(file: Path, key: str, shape: type[Row], faults: list[Fault]) -> dict[str, Row]:
    found: dict[str, Row] = {}
    table = _table(file, faults)
    for row in _entries(table[key] if key and key in table else table):
        try:
            read = shape.model_validate(row)
        except ValidationError as error:
            faults += _told(error, f"{file.name} {row.get('id', '')}")
            continue
        name = str(getattr(read, "id", ""))
        if name in found:
            faults.append(Fault(file.name, f"the id {name} stands there twice", "Give one of them another id"))
        found[name] = read
    return found


def _entries(table: Any) -> list[dict[str, Any]]:
    """Rows as a list, as a mapping by id, or in groups of either."""
    if isinstance(table, list):
        return [row for row in table if isinstance(row, dict)]
    rows: list[dict[str, Any]] = []
    for name, value in table.items():
        if isinstance(value, list):
            rows += [{"group": name, **row} for row in value if isinstance(row, dict) and "id" in row]
        elif isinstance(value, dict):
            rows.append({"id": name, **value})
    return rows


def _told(error: ValidationError, place: str) -> list[Fault]:
    return [
        Fault(f"{place} {'.'.join(map(str, wrong['loc']))}", wrong["msg"], "Mend this field of the front matter or row")
        for wrong in error.errors()
    ]
