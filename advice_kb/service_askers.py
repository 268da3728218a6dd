"""Who may ask for a service: those somebody may ask for come first, and on the others stands who can ask."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from advice_kb.services import Service

OF_A_SCHOOL = frozenset({
    "school", "primary-school", "head", "senior-leader", "senco", "behaviour-lead", "practitioner", "setting",
    "alternative-provision",
})  # fmt: skip
AUDIENCES: Mapping[str, frozenset[str]] = {
    "parent": frozenset({"parent"}),
    "pupil": frozenset({"young-person"}),
    "head": OF_A_SCHOOL,
    "governor": frozenset({"governors"}),
}
"""Who somebody says they are -> what the entries call them."""

_CALLED: Mapping[str, str] = {
    "authority": "the council", "governors": "the governors", "senco": "a SENCO", "admissions": "the admissions team",
    "early-help": "early help",
}  # fmt: skip


def own_first(found: Iterable[Service], audience: str) -> list[Service]:
    """What this audience may ask for, then the rest; each in the order given. Unchanged where nobody said who they are."""
    return sorted(found, key=lambda one: not may_ask(one, audience))


def may_ask(one: Service, audience: str) -> bool:
    """Whether it may ask for this. One that says nothing of it is open to all."""
    return audience not in AUDIENCES or not one.who_may_ask or bool(AUDIENCES[audience] & set(one.who_may_ask))


def only_others(one: Service, audience: str) -> str:
    """A sentence on a service that this audience may not ask for; empty on any other."""
    if may_ask(one, audience):
        return ""
    others = ["a school"] if "school" in one.who_may_ask else []
    others += [_called(who) for who in one.who_may_ask if not (others and who in OF_A_SCHOOL)]
    told = " or ".join((", ".join(others[:-1]), others[-1])) if len(others) > 1 else others[0]
    return f"Only {told} can ask for this."


def askers(one: Service) -> list[str]:
    """Who may ask for it, in words."""
    return [_called(who) for who in one.who_may_ask]


def _called(who: str) -> str:
    if who in _CALLED:
        return _CALLED[who]
    article = "an" if who[0] in "aeiou" else "a"
    return f"{article} {who.replace('-', ' ')}"
