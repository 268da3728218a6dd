"""What an editor should mend in the tables beside the articles: topics, letters, time limits, signposts, screening tests.

`inspect_folder` looks at everything of one folder; the articles' own faults are those of `advice_kb.inspection`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from yaml import YAMLError as FrontMatterError

from advice_kb.asked import NUMBERS, VALUES, YES_OR_NO
from advice_kb.faults import Fault
from advice_kb.inspection import inspect
from advice_kb.letter import Letter, read_letter
from advice_kb.library import HERE, Library, LibraryError, load_library
from advice_kb.model import Basis
from advice_kb.screening_tests import ScreeningTest
from advice_kb.signposts import late_signposts, load_signposts, missing_signposts

BUTTON = 60
"""Characters: what a button on a phone shows whole."""

CONDITIONS = frozenset(
    {*VALUES, *NUMBERS, *YES_OR_NO, "any_of", "term_total_over", "term_total_max", "permanent_exclusions_min"}
)
_UNREADABLE = (
    OSError,
    UnicodeDecodeError,
    YAMLError,
    FrontMatterError,
    ValidationError,
    AttributeError,
    KeyError,
    TypeError,
)
"""What a table raises that is not shaped as one."""


def inspect_folder(today: date, path: Path = HERE) -> tuple[Fault, ...]:
    """Every fault of the advice line's own data. While the library cannot be read, only what stops it is told."""
    try:
        library = load_library(path)
    except LibraryError as error:
        return error.faults
    letters, all_read = _letters(library, path / "letters")
    parts = (_topics, _deadlines, _signposts, _screening_tests)
    late = late_signposts(library.signposts.values(), today)
    tables = (*(fault for part in parts for fault in part(library, path)), *late)
    articles = inspect(library, today) if all_read else ()  # whose links to letters cannot be looked at without them
    return (*articles, *letters, *tables)


def _topics(library: Library, path: Path) -> Iterator[Fault]:
    table, fault = _read(path / "topics.yaml", lambda tree: dict(tree))
    if fault:
        yield fault
        return
    groups, moved = table.get("groups") or {}, table.get("moved") or {}
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
        except _UNREADABLE as error:
            faults.append(Fault(place, f"cannot be read: {_first_line(error)}", "Mend its front matter"))
            all_read = False
            continue
        faults += [Fault(place, fault, remedy) for fault, remedy in _letter(library, letter, file.stem)]
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


class _Rule(BaseModel):
    """A row of `deadlines.yaml` as the calculator needs it."""

    model_config = ConfigDict(extra="forbid")
    id: str
    name: str
    event: str
    first_day: Literal["same_day", "next_school_day", "next_calendar_day", "special"]
    length: int | None
    unit: Literal["school_days", "calendar_days", "weeks", "months", "years"]
    direction: Literal["after", "before"]
    who: str
    action: str
    conditions: dict[str, Any]
    force: Literal["must", "should"]
    source: str
    ref: str
    basis: Basis
    last: str = ""


def _deadlines(library: Library, path: Path) -> Iterator[Fault]:
    rows, fault = _read(path / "deadlines.yaml", lambda tree: list(tree["rules"]))
    if fault:
        yield fault
        return
    seen: set[str] = set()
    for number, row in enumerate(rows, 1):
        place = f"deadlines.yaml {row.get('id', f'rule {number}') if isinstance(row, dict) else f'rule {number}'}"
        try:
            rule = _Rule.model_validate(row)
        except ValidationError as error:
            for wrong in error.errors():
                yield Fault(f"{place} {'.'.join(map(str, wrong['loc']))}", wrong["msg"], "Mend this field of the rule")
            continue
        if rule.id in seen:
            yield Fault(place, "stands there twice", "Give one of them another id")
        seen.add(rule.id)
        if rule.source not in library.sources:
            yield Fault(place, f"rests on the unknown source '{rule.source}'", "Add it to sources.yaml")
        for name in sorted(_condition_names(rule.conditions) - CONDITIONS):
            yield Fault(
                f"{place} conditions", f"asks for the unknown fact '{name}'", f"Use {', '.join(sorted(CONDITIONS))}"
            )


def _condition_names(conditions: Mapping[str, Any]) -> set[str]:
    inner = [part for part in conditions.get("any_of") or [] if isinstance(part, dict)]
    return set(conditions).union(*(_condition_names(part) for part in inner))


def _signposts(_library: Library, path: Path) -> Iterator[Fault]:
    try:
        yield from missing_signposts(load_signposts(path))
    except _UNREADABLE as error:
        yield Fault("signposts.yaml, help.yaml", f"cannot be read: {_first_line(error)}", "Mend the row it names")


def _screening_tests(_library: Library, path: Path) -> Iterator[Fault]:
    _, fault = _read(
        path / "screening_tests.yaml", lambda tree: [ScreeningTest.model_validate(row) for row in tree["tests"]]
    )
    if fault:
        yield fault


def _read(file: Path, shaped: Callable[[Any], Any]) -> tuple[Any, Fault | None]:
    """A table in the shape that is wanted, or the fault that stands in its way."""
    try:
        return shaped(YAML(typ="safe", pure=True).load(file.read_text("utf-8"))), None
    except (*_UNREADABLE, ValueError) as error:
        return None, Fault(file.name, f"cannot be read: {_first_line(error)}", "Mend it there")


def _first_line(error: BaseException) -> str:
    if isinstance(error, ValidationError):
        wrong = error.errors()[0]
        return f"{'.'.join(map(str, wrong['loc']))} {wrong['msg']}"
    return (str(error).splitlines() or [type(error).__name__])[0]
