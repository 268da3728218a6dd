"""The articles and what stands behind them, read from this folder: Markdown with front matter, and tables in YAML.

What this machine cannot read stops the start (`LibraryError`); what an editor should mend is told by `advice_kb.inspection`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar

from markdown_it import MarkdownIt
from pydantic import BaseModel, ValidationError

from advice_kb.days import in_words
from advice_kb.faults import Fault, told
from advice_kb.front_matter import front_faults, front_matter
from advice_kb.model import TITLES, Article, Fact, Heading, Section, Signpost, Source, Topic
from advice_kb.table_file import Table, TableError, Where, read_table

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


@cache
def load_library() -> Library:
    """What ships, read once in a process. Raises `LibraryError`."""
    return read_library(HERE)


def read_library(path: Path) -> Library:
    """Reads the whole folder. Raises `LibraryError` with every file that cannot be read and every id used twice."""
    faults: list[Fault] = []
    topics = _rows(path / "topics.yaml", "topics", Topic, faults)
    facts = _rows(path / "facts.yaml", "facts", Fact, faults)
    sources = _rows(path / "sources.yaml", "sources", Source, faults)
    signposts = _rows(path / "signposts.yaml", "", Signpost, faults)
    articles = _articles(path / "articles", faults)
    glossary = _glossary(_table(path / "glossary.yaml", faults), faults)
    rules = _part(_table(path / "deadlines.yaml", faults), "rules", faults)
    if faults:
        raise LibraryError(faults)
    deadlines = frozenset(str(rule.get("id")) for _, rule in _entries(rules) if isinstance(rule, dict))
    return Library(articles, topics, facts, sources, signposts, glossary, deadlines)


def article_texts(path: Path = HERE) -> dict[str, str]:
    """Every article's whole file by the article's id, front matter included; lines end in one newline on every machine."""
    files = sorted((path / "articles").glob("*/*.md"))
    return {f"{file.parent.name}.{file.stem}": file.read_text(encoding="utf-8") for file in files}


def read_article(text: str, place: str = "article") -> Article:
    """One article from its file's text. Raises `LibraryError` for front matter or parts that cannot be read."""
    try:
        values, content = front_matter(text, place)
        heading = Heading.model_validate(values)
    except TableError as error:
        raise LibraryError([error.fault]) from None
    except ValidationError as error:
        raise LibraryError(front_faults(error, text, place)) from None
    return Article(heading, _sections(content, place))


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


def _table(file: Path, faults: list[Fault]) -> Table:
    """A file that is not there is an empty table; so is one that cannot be read, which is told."""
    if not file.exists():
        return Table(file.name, "", {})
    try:
        return read_table(file)
    except TableError as error:
        faults.append(error.fault)
        return Table(file.name, "", {})


def _part(table: Table, key: str, faults: list[Fault]) -> Any:
    """What stands under `key`; nothing where nothing does. A misspelt key is told once, not again of each row below it."""
    if table.values and key not in table.values:
        faults.append(Fault(f"{table.name} line 1 column 1", f"has no part `{key}:`", f"Write `{key}:` above its rows"))
    return table.values.get(key) or ()


def _glossary(table: Table, faults: list[Fault]) -> dict[str, str]:
    terms = _part(table, "terms", faults)
    if terms and not isinstance(terms, dict):
        faults.append(
            Fault(f"{table.at(('terms',))} terms", "is no set of terms", "Write each as `term: what it means`")
        )
        return {}
    for term, meaning in dict(terms).items():
        if not isinstance(meaning, str) or not meaning.strip():
            faults.append(Fault(f"{table.at(('terms', term))} {term}", "says nothing", "Say in words what it means"))
    return dict(terms)


def _rows(file: Path, key: str, shape: type[Row], faults: list[Fault]) -> dict[str, Row]:
    found: dict[str, Row] = {}
    table = _table(file, faults)
    rows = _entries(_part(table, key, faults) if key else table.values, (key,) if key else ())
    for where, row in rows:
        name = str(row.get("id", "")) if isinstance(row, dict) else ""
        try:
            read = shape.model_validate(row)
        except ValidationError as error:
            for one in error.errors():
                place = " ".join(filter(None, (name, ".".join(map(str, one["loc"])))))
                faults.append(Fault(f"{table.at((*where, *one['loc']))} {place}".strip(), *told(one)))
            continue
        if name in found:
            place = f"{table.at((*where, 'id'))} {name}"
            faults.append(Fault(place, f"the id {name} stands there twice", "Give one of them another id"))
        found[name] = read
    return found


def _entries(part: Any, where: Where = ()) -> Iterator[tuple[Where, Any]]:
    """Rows, each with the way to it: of a list, of a mapping by id, or of groups of either."""
    if isinstance(part, list):
        yield from (((*where, number), row) for number, row in enumerate(part))
    elif isinstance(part, dict):
        for name, value in part.items():
            if isinstance(value, list):
                for way, row in _entries(value, (*where, name)):
                    yield way, {"group": name, **row} if isinstance(row, dict) else row
            else:
                yield (*where, name), {"id": name, **value} if isinstance(value, dict) else value
