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


def load_services(path: Path) -> Directory:
    """Read a directory file. MenuError names every fault: unknown fields, roles, ids twice, published but incomplete."""
    try:
        document = YAML(typ="safe").load(path.read_text("utf-8")) or {}
    except (OSError, YAMLError) as fault:
        raise MenuError((Fault(path.name, f"cannot be read: {fault}", "Correct the file."),)) from fault
    if not isinstance(document, dict):
        raise MenuError((Fault(path.name, "is not a list of roles and services", "Write `roles:` and `services:`."),))
    faults: list[Fault] = []
    roles = _read_roles(document.get("roles") or {}, path.name, faults)
    services, more = _read_all(document.get("services") or [], path.name)
    faults += [*more, *_faults_between(services, roles)]
    if faults:
        raise MenuError(tuple(faults))
    return Directory(roles, tuple(services))


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
