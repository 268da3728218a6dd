"""What an onlooker works out who knows sums of hidden numbers: the attacker of `analytics.report`, on our side."""

from __future__ import annotations

from collections.abc import Iterable, Set
from fractions import Fraction

Row = dict[str, Fraction]
"""How often each hidden number stands in a known sum."""


def worked_out(sums: Iterable[Set[str]]) -> set[str]:
    """The hidden numbers that sums of them, added and taken from each other, leave no choice about.

    Gauss and Jordan, in exact fractions: a number is known once a row holds it alone.
    """
    solved: dict[str, Row] = {}
    for one in sums:
        row = dict.fromkeys(sorted(one), Fraction(1))
        for lead, known in solved.items():
            row = _less(row, known, lead)
        if row:
            lead = min(row)
            row = {name: share / row[lead] for name, share in row.items()}
            solved = {first: _less(known, row, lead) for first, known in solved.items()} | {lead: row}
    return {lead for lead, row in solved.items() if len(row) == 1}


def in_reach(sums: Iterable[Set[str]], part: Set[str]) -> bool:
    """Whether the sum of this part follows from the others: whatever it is, known sums leave no choice about it."""
    return _WHATEVER in worked_out([*sums, {*part, _WHATEVER}])


_WHATEVER = "?"  # no id has this letter


def _less(row: Row, known: Row, lead: str) -> Row:
    """The row without `lead`."""
    times = row.get(lead, Fraction(0))
    left = {
        name: row.get(name, Fraction(0)) - times * known.get(name, Fraction(0)) for name in row.keys() | known.keys()
    }
    return {name: share for name, share in left.items() if share}
