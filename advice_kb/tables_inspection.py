"""What an editor should mend in the tables beside the articles: topics, letters, time limits, signposts, screening tests.

`inspect_folder` looks at everything of one folder; the articles' own faults are those of `advice_kb.inspection`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from advice_kb.asked import NUMBERS, VALUES, YES_OR_NO
from advice_kb.faults import Fault
from advice_kb.front_matter import front_faults
from advice_kb.inspection import inspect
from advice_kb.letter import Letter, read_letter
from advice_kb.library import HERE, Library, LibraryError, read_library
from advice_kb.safeguarding import KINDS
from advice_kb.signposts import Signposts, late_signposts, missing_signposts
from advice_kb.table_file import Table, TableError, read_table
from advice_kb.tables_shapes import SHAPES, misshapen

BUTTON = 60
"""Characters: what a button on a phone shows whole."""

CONDITIONS = frozenset(
    {*VALUES, *NUMBERS, *YES_OR_NO, "any_of", "term_total_over", "term_total_max", "permanent_exclusions_min"}
)


def inspect_folder(today: date, path: Path = HERE) -> tuple[Fault, ...]:
    """Every fault of the advice line's own data. While the library cannot be read, only what stops it is told."""
    try:
        library = read_library(path)
    except LibraryError as error:
        return error.faults
    tables, unread = _read(path)
    letters, all_read = _letters(library, path / "letters")
    late = late_signposts(library.signposts.values(), today)
    own = (*(fault for name, part in _PARTS.items() if name in tables for fault in part(library, tables[name])), *late)
    articles = inspect(library, today) if all_read else ()  # whose links to letters cannot be looked at without them
    return tuple(_by_line((*articles, *letters, *unread, *own), path))


def _read(path: Path) -> tuple[dict[str, Table], list[Fault]]:
    """The tables that are in their shape by their files' names, and what is wrong with the others."""
    tables: dict[str, Table] = {}
    faults: list[Fault] = []
    for name in SHAPES:
        try:
            table = read_table(path / name)
        except TableError as error:
            faults.append(error.fault)
            continue
        wrong = misshapen(table)
        faults += wrong
        if not wrong:
            tables[name] = table
    return tables, faults


def _by_line(faults: Iterable[Fault], path: Path) -> Iterator[Fault]:
    """Whatever names a table and a row of it is told with its line and column too: `facts.yaml line 7 column 5 day-limits.1`."""
    read = cache(read_table)
    for one in faults:
        file, _, row = one.place.partition(" ")
        if file.endswith(".yaml") and row and not row.startswith("line "):
            table = read(path / file)
            yield Fault(f"{table.at(table.way(*row.split()))} {row}", one.fault, one.remedy)
        else:
            yield one


def _topics(library: Library, table: Table) -> Iterator[Fault]:
    groups, moved = table.values["groups"], table.values.get("moved") or {}
    for topic in library.topics.values():
        place = f"topics.yaml {topic.id}"
        if len(topic.title) > BUTTON:
            yield Fault(
                place, f"has a title of {len(topic.title)} characters", f"Shorten it to {BUTTON}: it stands on a button"
            )
        if topic.group not in groups:
            yield Fault(
                place, f"stands in the unknown group '{topic.group}'", f"Use {', '.join(groups)}, or add the group"
            )
    for old, new in moved.items():
        if old in library.topics:
            yield Fault(f"topics.yaml moved {old}", "is still a topic", "Take it out of one of the two")
        if new not in library.topics and new not in moved:
            yield Fault(f"topics.yaml moved {old}", f"leads to the unknown topic '{new}'", "Name a topic that is there")


def _letters(library: Library, folder: Path) -> tuple[list[Fault], bool]:
    """The faults of every letter, and whether each could be read."""
    faults: list[Fault] = []
    all_read = True
    for file in sorted(folder.glob("*.md")):
        place = f"letters/{file.name}"
        try:
            letter = read_letter(file)
        except TableError as error:
            faults.append(error.fault)
        except ValidationError as error:
            faults += front_faults(error, file.read_text("utf-8"), place)
        else:
            faults += [Fault(place, fault, remedy) for fault, remedy in _letter(library, letter, file.stem)]
            continue
        all_read = False
    return faults, all_read


def _letter(library: Library, letter: Letter, stem: str) -> Iterator[tuple[str, str]]:
    if letter.id != stem:
        yield f"calls itself {letter.id}", f"Call it {stem}, or rename the file"
    if letter.topic not in library.topics:
        yield f"belongs to the unknown topic '{letter.topic}'", "Use the id of a topic that is there"
    if not letter.facts:
        yield "rests on no fact", "Name the facts it rests on"
    for name in letter.facts:
        fact = library.facts.get(name)
        if fact is None:
            yield f"rests on the unknown fact '{name}'", "Use the id of a fact that is there, or add it"
        elif fact.basis == "verify":
            yield f"rests on {name}, which nobody has checked", "Check the fact, or leave it out"
    if letter.text.count("[") != letter.text.count("]"):
        yield "opens or closes a gap only once", "Write each gap as [what to fill in]"


def _deadlines(library: Library, table: Table) -> Iterator[Fault]:
    for rule in table.values["rules"]:
        place = f"deadlines.yaml {rule['id']}"
        if rule["source"] not in library.sources:
            yield Fault(f"{place} source", f"rests on the unknown source '{rule['source']}'", "Add it to sources.yaml")
        for name in sorted(_condition_names(rule["conditions"]) - CONDITIONS):
            yield Fault(
                f"{place} conditions", f"asks for the unknown fact '{name}'", f"Use {', '.join(sorted(CONDITIONS))}"
            )


def _condition_names(conditions: Mapping[str, Any]) -> set[str]:
    inner = [part for part in conditions.get("any_of") or [] if isinstance(part, dict)]
    return set(conditions).union(*(_condition_names(part) for part in inner))


def _help(library: Library, table: Table) -> Iterator[Fault]:
    by_kind = {kind: {reader: tuple(ids) for reader, ids in readers.items()} for kind, readers in table.values.items()}
    for kind in by_kind.keys() - {"any", *KINDS}:
        yield Fault(f"help.yaml {kind}", "is no kind of harm that the screen knows", f"Use any, {', '.join(KINDS)}")
    yield from missing_signposts(Signposts(dict(library.signposts), by_kind))


def _needs(_library: Library, table: Table) -> Iterator[Fault]:
    rows = table.values["needs"]
    known, said = {row["id"] for row in rows}, dict[str, str]()
    for row in rows:
        for wider in row.get("also", ()):
            if wider not in known:
                yield Fault(
                    f"needs.yaml {row['id']} also", f"names the unknown need '{wider}'", "Use the id of another row"
                )
        for phrase in row["said"]:
            if said.setdefault(phrase.lower(), row["id"]) != row["id"]:
                fault = f"says '{phrase}', which stands for {said[phrase.lower()]} already"
                yield Fault(f"needs.yaml {row['id']} said", fault, "Leave it in one of the two rows")


_PARTS = {"topics.yaml": _topics, "deadlines.yaml": _deadlines, "help.yaml": _help, "needs.yaml": _needs}
"""Table in its shape -> what it may say wrong all the same."""
