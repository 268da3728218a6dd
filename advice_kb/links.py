"""The addresses to which advice pages lead, and what an answer from one of them means to an editor. Pure: nobody is called here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from advice_kb.library import Library

TROUBLE = {
    "slow": "did not answer in time",
    "unknown host": "the name is not known",
    "certificate": "the certificate is not good, so that a browser warns",
    "circle": "sends a reader in circles",
    "no address": "is not an address",
    "no connection": "nobody answers there",
    "not called": "was not called, as nothing before it was in reach",
}
UNREACHED = frozenset({"slow", "unknown host", "no connection", "not called"})
"""What is also seen where there is no network at all."""


@dataclass(frozen=True)
class Link:
    """One address, and the rows of `signposts.yaml` and `sources.yaml` that lead there, as `signpost ipsea`."""

    address: str
    rows: tuple[str, ...]


@dataclass(frozen=True)
class Answer:
    """What an address said: a status and where it moved for good, or one of `TROUBLE` instead."""

    link: Link
    status: int = 0
    moved_to: str = ""
    trouble: str = ""

    @property
    def dead(self) -> bool:
        """Whether a reader cannot use it. A site that refuses machines or is down for an hour is not dead."""
        return self.status in (404, 410) or self.trouble in ("unknown host", "circle", "no address")

    @property
    def said(self) -> str:
        """What was found, in words."""
        if self.trouble:
            return TROUBLE[self.trouble]
        if self.status in (404, 410):
            return f"the page is not there ({self.status})"
        if self.status >= 500:
            return f"the site has trouble of its own ({self.status})"
        if self.status >= 400:
            return f"does not answer machines ({self.status})"
        return f"answers, and has moved to {self.moved_to}" if self.moved_to else "answers"

    @property
    def remedy(self) -> str:
        """What an editor does about it; empty where there is nothing to do."""
        if self.dead or self.trouble == "certificate":
            return "Find today's address with the body itself, or take it out"
        if self.trouble or self.status >= 500:
            return "Look again later"
        if self.status >= 400:
            return "Look with a browser"
        return "Write the new address once you have read the page" if self.moved_to else ""


def links_of(library: Library) -> tuple[Link, ...]:
    """Every web address of a signpost or source, each once, in the order of the tables."""
    rows: dict[str, list[str]] = {}
    for kind, pairs in (
        ("signpost", [(one.id, one.web) for one in library.signposts.values()]),
        ("source", [(one.id, one.url) for one in library.sources.values()]),
    ):
        for id_, address in pairs:
            if address.startswith(("https://", "http://")):
                rows.setdefault(address, []).append(f"{kind} {id_}")
    return tuple(Link(address, tuple(names)) for address, names in rows.items())


def no_network(answers: Sequence[Answer]) -> bool:
    """Whether nothing at all was reached: then nothing is known of any address."""
    return bool(answers) and all(answer.trouble in UNREACHED for answer in answers)


def without_address(library: Library) -> Iterable[str]:
    """Signposts with no web address that could be looked at."""
    return (one.id for one in library.signposts.values() if not one.web.startswith(("https://", "http://")))
