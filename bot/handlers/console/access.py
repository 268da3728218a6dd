"""Which role may use which route. A route without a row fails the build; a role without a tick sees "not there"."""

from __future__ import annotations

from aiohttp import web

from storage.officers import Officer

OFFICER = web.RequestKey("officer", Officer)
EVERY = frozenset({"analyst", "safeguarding", "editor", "administrator"})
ANYBODY = frozenset({"", *EVERY})

ACCESS: dict[tuple[str, str], frozenset[str]] = {
    ("GET", "/sign-in/{token}"): ANYBODY,
    ("POST", "/sign-in/{token}"): ANYBODY,
    ("POST", "/sign-out"): EVERY,
    ("GET", "/"): EVERY,
    ("GET", "/coverage"): frozenset({"analyst", "administrator"}),
    ("GET", "/waves"): frozenset({"analyst", "administrator"}),
    ("GET", "/waves/{wave}/summary.{format}"): frozenset({"analyst", "administrator"}),
    ("GET", "/concerns"): frozenset({"safeguarding"}),
    ("GET", "/school-days"): frozenset({"editor", "administrator"}),
    ("POST", "/school-days/confirm"): frozenset({"editor", "administrator"}),
    ("POST", "/school-days/open"): frozenset({"editor", "administrator"}),
    ("GET", "/healthz"): ANYBODY,
    ("GET", "/metrics"): ANYBODY,
    ("GET", "/heard.css"): ANYBODY,
}
"""(method, path) -> roles; the empty role is somebody not signed in."""


HOMES: dict[str, str] = {"safeguarding": "/concerns", "editor": "/school-days"}
"""Role -> the page its console opens with; the others begin with coverage."""


PARTS: dict[str, str] = {
    "/coverage": "Coverage",
    "/waves": "Waves",
    "/school-days": "School days",
    "/concerns": "Concerns",
}
"""Page -> its name, in the order in which the header has them."""


def parts_of(role: str) -> list[tuple[str, str]]:
    """(path, name) of each part that this role may open."""
    return [(path, name) for path, name in PARTS.items() if may(role, "GET", path)]


def part_of(path: str, role: str) -> tuple[str, str]:
    """(path, name) of the part an address belongs to; of the first page of this role where it may not open that."""
    own = dict(parts_of(role))
    part = f"/{path.split('/')[1]}"
    here = part if part in own else HOMES.get(role, "/coverage")
    return here, own[here]


def may(role: str, method: str, path: str) -> bool:
    return role in ACCESS.get(("GET" if method == "HEAD" else method, path), frozenset())
