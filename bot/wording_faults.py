"""What is wrong with the service's own sentences, for `heard check`, and which of them a second language still lacks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import Any

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from bot.conversation.wording import FOLDER, OTHERS
from bot.local_files import read_local
from surveys.faults import DefinitionError, Fault, shown, told
from surveys.yaml_tree import line

FIRST_NAMED = 5
"""Sentences that a language lacks which are named; the others are counted."""


class _Other(BaseModel):
    """A row of `other_languages.yaml`."""

    model_config = ConfigDict(extra="forbid")
    name: str
    english: str
    approved: bool = False
    texts: tuple[str, ...] = ()


def wording_faults(folder: Path = FOLDER) -> list[Fault]:
    """Every fault of every file of sentences; while English cannot be read, nothing can be compared with it."""
    faults = [*_never_read(folder), *_others(folder / OTHERS)]
    try:
        _, english = _read(folder / "en.yaml")
    except DefinitionError as error:
        return [*error.faults, *faults]
    for file in sorted(folder.glob("??.yaml")):
        try:
            tree, sentences = _read(file)
        except DefinitionError as error:
            faults += error.faults
            continue
        faults += (
            Fault(f"{line(tree, (key,) if key in sentences else (), _called(file))} {key}", *said)
            for key, *said in _sentences(sentences, english)
        )
    return faults


def lacking(folder: Path = FOLDER) -> list[Fault]:
    """For each language the sentences that are said in English until somebody writes them. Files with faults are left out."""
    try:
        _, english = _read(folder / "en.yaml")
    except DefinitionError:
        return []
    found: list[Fault] = []
    for file in sorted(folder.glob("??.yaml")):
        try:
            _, sentences = _read(file)
        except DefinitionError:
            continue
        missing = [key for key in english if not sentences.get(key)]
        if missing:
            more = f" and {len(missing) - FIRST_NAMED} more" if len(missing) > FIRST_NAMED else ""
            fault = f"lacks {len(missing)} of {len(english)} sentences, which are said in English"
            remedy = f"Write them there: {', '.join(missing[:FIRST_NAMED])}{more}"
            found.append(Fault(_called(file), fault, remedy))
    return found


def _read(file: Path) -> tuple[Any, Any]:
    return read_local(file, _called(file))


def _called(file: Path) -> str:
    return f"wording/{file.name}"


def _never_read(folder: Path) -> Iterator[Fault]:
    """A language is known by two letters."""
    for file in sorted(folder.glob("*.y*ml")):
        if file.name != OTHERS and not (file.suffix == ".yaml" and len(file.stem) == 2):
            yield Fault(_called(file), "is read by nothing", "Name it by the two letters of its language, as pl.yaml")


def _sentences(sentences: dict[str, Any], english: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Each id with what is wrong and how to mend it."""
    if not sentences.get("language"):
        yield "language", "is missing", "Write the language's own name for itself, as language: Polski"
    for key, sentence in sentences.items():
        if key not in english:
            yield key, "is a sentence that English has not", "Check its spelling"
        elif sentence is not None and not isinstance(sentence, str):
            yield key, f"{shown(sentence)} is no text", "Write it in quotes"
        elif sentence and (facts := _facts(sentence)) is None:
            yield key, "has a brace that is not closed", "Write each fact in braces, as {council}"
        elif sentence and facts and (unknown := sorted(facts - (_facts(str(english[key])) or set()))):
            known = ", ".join(f"{{{one}}}" for one in sorted(_facts(str(english[key])) or ())) or "none"
            yield key, f"asks for {{{unknown[0]}}}, which nobody fills in there", f"Use those of English: {known}"


def _facts(sentence: str) -> set[str] | None:
    """The names in braces; None where the braces do not close."""
    try:
        return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}
    except ValueError:
        return None


def _others(file: Path) -> Iterator[Fault]:
    """Languages that are not spoken here, and the sentences in them."""
    try:
        tree, rows = _read(file)
    except DefinitionError as error:
        yield from error.faults
        return
    try:
        known = TypeAdapter(dict[str, _Other]).validate_python(rows)
    except ValidationError as error:
        for one in error.errors():
            place = f"{line(tree, one['loc'], _called(file))} {'.'.join(map(str, one['loc']))}"
            yield Fault(place, *told(one))
        return
    for code, other in known.items():
        for number, text in enumerate(other.texts):
            if _facts(text) != {"number"}:
                place = f"{line(tree, (code, 'texts', number), _called(file))} {code}.texts.{number}"
                yield Fault(place, "has other facts than {number}", "Write {number} where the number to ring belongs")
