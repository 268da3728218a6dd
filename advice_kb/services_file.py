"""A directory file -> the menu of support, with every fault of it at once."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from advice_kb.faults import Fault
from advice_kb.services import Directory, MenuError, Role, Service, not_publishable

MOST_PARTS = 200_000
PARTS = ("synthetic", "roles", "services")


def load_services(path: Path) -> Directory:
    """Read a directory file. MenuError names every fault: unknown fields, roles, ids twice, published but incomplete."""
    document = _document(path)
    faults = [
        Fault(f"{path.name} {str(key)[:40]}", "is no part that is read here", "Write `roles:` and `services:`.")
        for key in document
        if key not in PARTS
    ]
    roles = _read_roles(document.get("roles") or {}, path.name, faults)
    services, more = _read_all(document.get("services") or [], path.name)
    faults += [*more, *_faults_between(services, roles)]
    if faults:
        raise MenuError(tuple(faults))
    return Directory(roles, tuple(services))


def _document(path: Path) -> dict[Any, Any]:
    """The file as it stands. What a hand-written file may hold is told in one sentence, and never unfolds without end."""
    try:
        document = YAML(typ="safe").load(path.read_text("utf-8")) or {}
    except UnicodeDecodeError as fault:
        row = fault.object[: fault.start].count(b"\n") + 1
        raise MenuError((Fault(f"{path.name} line {row}", "is not UTF-8 text", "Save the file as UTF-8."),)) from None
    except (OSError, YAMLError, ValueError, RecursionError) as fault:
        told = f"cannot be read: {' '.join(str(fault).split())}"
        raise MenuError((Fault(path.name, told, "Correct the file."),)) from None
    if not isinstance(document, dict):
        raise MenuError((Fault(path.name, "is not a list of roles and services", "Write `roles:` and `services:`."),))
    if _too_many(document):
        raise MenuError((Fault(path.name, f"has more than {MOST_PARTS} parts", "Write out what YAML anchors repeat."),))
    return document


def _too_many(document: Any) -> bool:
    """Counted as the anchors repeat them, so that a small file cannot unfold into a huge one."""
    waiting, parts = [document], 0
    while waiting and parts <= MOST_PARTS:
        part = waiting.pop()
        inside = list(part.values()) if isinstance(part, dict) else part if isinstance(part, list) else ()
        parts += 1
        waiting += inside
    return bool(waiting)


def _read_roles(table: Any, place: str, faults: list[Fault]) -> dict[str, Role]:
    if not isinstance(table, dict):
        faults.append(Fault(f"{place} roles", "is not a table of roles", "Write each as id: {name: …}."))
        return {}
    roles: dict[str, Role] = {}
    for key, role in table.items():
        try:
            roles[str(key)] = Role.model_validate(role)
        except ValidationError as wrong:
            told = (
                Fault(f"{place} roles.{key}", error["msg"], "Correct or remove this role.") for error in wrong.errors()
            )
            faults.extend(told)
    return roles


def _read_all(entries: Any, place: str) -> tuple[list[Service], list[Fault]]:
    services: list[Service] = []
    faults: list[Fault] = []
    if not isinstance(entries, list):
        return [], [Fault(f"{place} services", "is not a list of entries", "Begin each entry with a dash.")]
    for number, entry in enumerate(entries, start=1):
        try:
            services.append(Service.model_validate(entry))
        except ValidationError as wrong:
            for error in wrong.errors():
                where = ".".join(str(part) for part in error["loc"])
                name = entry.get("id", f"entry {number}") if isinstance(entry, dict) else f"entry {number}"
                faults.append(Fault(f"{place} services.{name}.{where}", error["msg"], "Correct or remove this field."))
    return services, faults


def _faults_between(services: list[Service], roles: dict[str, Role]) -> list[Fault]:
    faults = [fault for service in services if service.state == "published" for fault in not_publishable(service)]
    for service_id, times in Counter(service.id for service in services).items():
        if times > 1:
            faults.append(Fault(f"services.{service_id}", "this id stands twice", "Give each entry its own id."))
    for service in services:
        if service.through and service.through not in roles:
            fault = f"'{service.through}' is not among the roles"
            faults.append(Fault(f"services.{service.id}.through", fault, "Add the role or correct the name."))
    return faults
