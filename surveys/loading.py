"""YAML -> `Survey`, every fault told by line and column. A published version never changes: its fingerprint says so."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from ruamel.yaml import YAML

from surveys.faults import DefinitionError, Fault, Where, told
from surveys.inspection import named
from surveys.model import Survey
from surveys.yaml_tree import line, parse, plain

LARGEST = 400_000
"""Characters of a definition file; a longer one is not a survey."""


Places = Callable[[Survey, Where], str]
"""Where a part of a definition stands in its file: `own.yaml line 9 column 5, question q1`."""


def load_survey(source: str | Path, name: str = "survey") -> Survey:
    """Reads one definition, from a path or from YAML text. Raises `DefinitionError` with every fault found."""
    return load_placed(source, name)[0]


def load_placed(source: str | Path, name: str = "survey") -> tuple[Survey, Places]:
    """The same, with what tells an author where each part stands."""
    if isinstance(source, Path):
        name, source = source.name, text_of(source)
    if len(source) > LARGEST:
        raise DefinitionError([Fault(name, f"is longer than {LARGEST} characters", "Split it into several surveys")])
    tree = parse(source, name)
    try:
        survey = Survey.model_validate(plain(tree, len(source), name))
    except ValidationError as error:
        raise DefinitionError(_told(error, tree, name)) from None
    return survey, lambda survey, where: f"{line(tree, where, name)}, {named(survey, where)}"


def load_folder(folder: Path) -> dict[str, Survey]:
    """Every definition of a folder by id; all faults of all files at once."""
    return {id_: survey for id_, (survey, _) in placed_folder(folder).items()}


@lru_cache(1)
def placed_folder(folder: Path) -> dict[str, tuple[Survey, Places]]:
    """The same, with what tells where each part stands. Read once in a process: the folder is one that ships."""
    found: dict[str, tuple[Survey, Places]] = {}
    faults: list[Fault] = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            survey, places = load_placed(path)
        except DefinitionError as error:
            faults += error.faults
            continue
        if survey.id in found:
            faults.append(
                Fault(path.name, f"the id {survey.id} stands in another file too", "Give one of them another id")
            )
        found[survey.id] = survey, places
    if faults:
        raise DefinitionError(faults)
    return found


def canonical(survey: Survey) -> str:
    """The definition as JSON with sorted keys: what is stored and fingerprinted."""
    return json.dumps(
        survey.model_dump(mode="json", by_alias=True, exclude_defaults=True), sort_keys=True, ensure_ascii=False
    )


def fingerprint(survey: Survey) -> str:
    """64 hex digits that change whenever anything in the definition does."""
    return hashlib.sha256(canonical(survey).encode()).hexdigest()


def from_canonical(text: str) -> Survey:
    """A definition as it was stored. Raises pydantic's `ValidationError` for anything else: it is our own row."""
    return Survey.model_validate_json(text)


def to_yaml(survey: Survey) -> str:
    """The definition as a YAML file that `load_survey` reads back to the same fingerprint."""
    out, writer = io.StringIO(), YAML()
    writer.default_flow_style = False
    writer.width = 120
    writer.dump(json.loads(canonical(survey)), out)
    return out.getvalue()


def text_of(path: Path, name: str = "") -> str:
    """A file's text. Raises `DefinitionError` for one that is not there, or is not UTF-8; `name` is what it is called there."""
    try:
        return path.read_text("utf-8")
    except OSError as error:
        fault = f"cannot be read ({error.strerror})"
        raise DefinitionError([Fault(str(path), fault, "Name a file that is there")]) from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        column = error.start - (error.object.rfind(b"\n", 0, error.start) + 1) + 1
        place = f"{name or path.name} line {line} column {column}"
        raise DefinitionError([Fault(place, "is not UTF-8 text", "Save the file as UTF-8")]) from error


def _told(error: ValidationError, tree: Any, name: str) -> list[Fault]:
    faults = []
    for one in error.errors():
        where = [
            part
            for part in one["loc"]
            if part not in ("equals", "any_of", "at_least", "all", "any", "not") or part in one["loc"][-1:]
        ]
        path = ".".join(str(part) for part in where)
        faults.append(Fault(f"{line(tree, where, name)} {path}".strip(), *told(one)))
    return faults
