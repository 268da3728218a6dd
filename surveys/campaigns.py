"""Campaigns in the pure: what is missing before children may be asked, and which coarse label their answers will carry."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from surveys.faults import Fault

FEWEST_CODES = 30
"""A label is given only where at least so many codes were issued (design §3)."""

NOTICE_DAYS = 14
"""Ten school days are two weeks of term: parents are told at least so many days before the first code."""

AUTHORITY = "authority"

READINESS = {
    "dpia_reference": "the reference of the data protection impact assessment",
    "dpia_signed_off": "the day it was signed off, as 2026-09-01",
    "parents_told": "the day parents were told, with a way to opt out",
    "opt_outs": "how many opted out, 0 if nobody",
    "rota_from": "the first day the safeguarding rota covers",
    "rota_until": "the last day the safeguarding rota covers",
    "crisis_numbers": "yes when the local crisis numbers were rung and are right",
    "translations": "who approved the translations, or “English only”",
}
"""What must be recorded before children may be asked. Rota and translations are recorded facts until their own parts exist."""


@dataclass(frozen=True)
class CodeBatch:
    """Codes handed out together."""

    id: str
    setting: str
    area: str
    cohorts: tuple[str, ...]
    issued: int


def missing(
    campaign: str,
    facts: Mapping[str, Any],
    opens: date,
    closes: date,
    told_by: date | None = None,
    today: date | None = None,
) -> tuple[Fault, ...]:
    """What is still missing, in the order an officer would mend it; empty when children may be asked.

    `told_by` is the last day that leaves parents 10 school days by this authority's term dates; two weeks where they are unknown.
    After `today` nothing was signed off yet.
    """
    absent = [name for name in READINESS if _is_absent(facts, name)]
    faults = [Fault(campaign, f"{name} is not recorded: {READINESS[name]}", _mend(campaign, name)) for name in absent]
    faults += [
        Fault(campaign, *_KINDS[name][1:]) for name in _KINDS if name not in absent and not _is_good(facts, name)
    ]
    signed = _day(facts.get("dpia_signed_off"))
    if signed is not None and today is not None and signed > today:
        fault = f"dpia_signed_off lies ahead of us: {signed}"
        faults.append(Fault(campaign, fault, "Record the day on which it was signed off, once that day has come"))
    told, start, end = (_day(facts.get(name)) for name in ("parents_told", "rota_from", "rota_until"))
    latest = told_by or opens - timedelta(days=NOTICE_DAYS)
    if told is not None and told > latest:
        remedy = f"Open the wave later: for {opens} parents had to be told by {latest}"
        faults.append(Fault(campaign, f"parents were told on {told}, fewer than 10 school days before {opens}", remedy))
    if start is not None and end is not None and (start > opens or end < closes):
        faults.append(
            Fault(
                campaign, f"the safeguarding rota does not cover {opens} to {closes}", "Extend the rota, then record it"
            )
        )
    return tuple(faults)


_DATE = "Write it as 2026-09-01"
_KINDS = {
    "dpia_signed_off": ("date", "dpia_signed_off is not a date", _DATE),
    "parents_told": ("date", "parents_told is not a date", _DATE),
    "rota_from": ("date", "rota_from is not a date", _DATE),
    "rota_until": ("date", "rota_until is not a date", _DATE),
    "opt_outs": ("number", "opt_outs is not a number", "Count them, and write 0 if nobody opted out"),
    "crisis_numbers": ("yes", "crisis_numbers is not yes", "Ring the local crisis numbers, then record yes"),
}
"""What a recorded fact must look like, and what is said where it does not: “no” is an answer, but nothing to go on."""

TAKEN_BACK = "no"
"""Recorded of any fact it says that what stood there does not hold any more: then nobody is asked until it is known anew."""

_SAYS_NOTHING = ("", "none")


def unfit(name: str, given: str) -> Fault | None:
    """Why this cannot be recorded of a fact, or None: it would take the place of what is known, and nobody could go on by it.

    `TAKEN_BACK` can be recorded of every one. It is said on purpose, and an empty value comes of a slip.
    """
    if given.lower() == TAKEN_BACK:
        return None
    if given and name in _KINDS:
        return None if _is_good({name: given}, name) else Fault(name, *_KINDS[name][1:])
    if given.lower() not in _SAYS_NOTHING:
        return None
    remedy = f"Record {READINESS[name]}, or {TAKEN_BACK} to take back what was recorded"
    return Fault(name, f"{name} would say nothing", remedy)


def replaced(before: Mapping[str, Any], told: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """Name -> what was recorded of it and what is told now, of facts where the two are not the same."""
    stood = {name: str(before.get(name, "")) for name in told}
    return {name: (stood[name], new) for name, new in told.items() if stood[name].strip() and stood[name] != new}


def _is_absent(facts: Mapping[str, Any], name: str) -> bool:
    """Whether nothing is known of a fact; one with a kind says by itself what is wrong with a “no”."""
    given = str(facts.get(name, "")).strip()
    return not given or (name not in _KINDS and given.lower() == TAKEN_BACK)


def _is_good(facts: Mapping[str, Any], name: str) -> bool:
    given = str(facts.get(name, "")).strip().lower()
    match _KINDS[name][0]:
        case "date":
            return _day(given) is not None
        case "number":
            return given.isascii() and given.isdigit()
    return given == "yes"


def _mend(campaign: str, name: str) -> str:
    return f"Record it: heard campaign ready {campaign} --set {name}=…"


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None


def labels_for(batches: Sequence[CodeBatch]) -> dict[str, str]:
    """Batch id -> label: the finest of setting, area with cohort, authority with at least 30 codes issued.

    Never setting with cohort. When what is left for the authority is itself too few, the smallest other group joins it:
    a label that only one small unit carries would name the unit.
    """
    by_setting = Counter[str]()
    for one in batches:
        by_setting[one.setting] += one.issued
    labels = {one.id: f"setting:{one.setting}" for one in batches if by_setting[one.setting] >= FEWEST_CODES}
    rest = [one for one in batches if one.id not in labels]
    by_area = Counter[str]()
    for one in rest:
        by_area[_area(one)] += one.issued
    labels |= {one.id: _area(one) if by_area[_area(one)] >= FEWEST_CODES else AUTHORITY for one in rest}
    return _filled_up(batches, labels)


def _area(one: CodeBatch) -> str:
    return f"area:{one.area}|cohort:{'+'.join(sorted(one.cohorts)) or 'none'}"


def _filled_up(batches: Sequence[CodeBatch], labels: dict[str, str]) -> dict[str, str]:
    while True:
        sizes = Counter[str]()
        for one in batches:
            sizes[labels[one.id]] += one.issued
        others = sorted((size, label) for label, size in sizes.items() if label != AUTHORITY)
        if not 0 < sizes[AUTHORITY] < FEWEST_CODES or not others:
            return labels
        smallest = others[0][1]
        labels = {id_: AUTHORITY if label == smallest else label for id_, label in labels.items()}
