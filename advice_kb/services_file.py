"""A directory file -> the menu of support, with every fault of it at once, each by line and column."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pydantic import ValidationError

from advice_kb.faults import Fault, told
from advice_kb.services import Directory, MenuError, Role, Service, not_publishable
from advice_kb.table_file import Table, TableError, Where, read_table

PARTS = ("synthetic", "roles", "services")


def load_services(path: Path) -> Directory:
    """Read a directory file. MenuError names every fault: unknown fields, roles, ids twice, published but incomplete."""
    try:
        table = read_table(path)
    except TableError as error:
        raise MenuError([error.fault]) from None
    faults = [
        Fault(f"{table.at((key,))} {str(key)[:40]}", "is no part that is read here", "Write `roles:` and `services:`")
        for key in table.values
        if key not in PARTS
    ]
    known = None if faults else _names(table)  # who misspelt `roles:` need not hear it again of every entry
    roles = _read_roles(table, faults)
    services = _read_all(table, faults)
    faults += _faults_between(table, services, known)
    if faults:
        raise MenuError(faults)
    return Directory(roles, tuple(service for _, service in services))


def _names(table: Table) -> set[str]:
    """What the roles are called, also of those that have faults of their own."""
    roles = table.values.get("roles")
    return set(map(str, roles)) if isinstance(roles, dict) else set()


def _read_roles(table: Table, faults: list[Fault]) -> dict[str, Role]:
    given = table.values.get("roles") or {}
    if not isinstance(given, dict):
        place = f"{table.at(('roles',))} roles"
        faults.append(Fault(place, "is no set of roles", "Write each as `id: {name: …}`, on a line of its own"))
        return {}
    roles: dict[str, Role] = {}
    for key, role in given.items():
        try:
            roles[str(key)] = Role.model_validate(role)
        except ValidationError as error:
            faults += _told(table, error, ("roles", key), f"roles.{key}")
    return roles


def _read_all(table: Table, faults: list[Fault]) -> list[tuple[Where, Service]]:
    """Each entry that can be read, with the way to it."""
    entries = table.values.get("services") or []
    if not isinstance(entries, list):
        place = f"{table.at(('services',))} services"
        faults.append(Fault(place, "is no list of entries", "Begin each entry with a dash, on a line of its own"))
        return []
    services: list[tuple[Where, Service]] = []
    for number, entry in enumerate(entries):
        where = ("services", number)
        try:
            services.append((where, Service.model_validate(entry)))
        except ValidationError as error:
            name = entry.get("id") if isinstance(entry, dict) else None
            faults += _told(table, error, where, f"services.{name or f'entry {number + 1}'}")
    return services


def _told(table: Table, error: ValidationError, where: Where, name: str) -> Iterator[Fault]:
    """What is wrong in one part of the file. `name` is how its author calls it: nobody counts entries."""
    for one in error.errors():
        dotted = ".".join(map(str, (name, *one["loc"])))
        yield Fault(f"{table.at((*where, *one['loc']))} {dotted}", *told(one))


def _faults_between(table: Table, services: list[tuple[Where, Service]], roles: set[str] | None) -> Iterator[Fault]:
    """What no entry shows alone. `roles` None: nobody knows which there are."""
    seen: set[str] = set()
    for where, service in services:
        if service.state == "published":
            for fault in not_publishable(service):
                field = fault.place.rpartition(".")[2]
                yield Fault(f"{table.at((*where, field))} {fault.place}", fault.fault, fault.remedy)
        if service.id in seen:
            place = f"{table.at((*where, 'id'))} services.{service.id}"
            yield Fault(place, "this id stands twice", "Give each entry its own id")
        seen.add(service.id)
        if service.through and roles is not None and service.through not in roles:
            place = f"{table.at((*where, 'through'))} services.{service.id}.through"
            yield Fault(place, f"'{service.through}' is not among the roles", "Add the role or correct the name")
