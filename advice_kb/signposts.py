"""Who to call, by kind of harm and by who reads it. Numbers come from `signposts.yaml`, the choice from `help.yaml`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import zip_longest
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from advice_kb.days import in_words
from advice_kb.faults import Fault
from advice_kb.model import Signpost
from advice_kb.safeguarding import KINDS

HERE = Path(__file__).parent
READERS = {"pupil": "child", "child": "child", "parent": "parent", "head": "professional", "governor": "professional",
           "staff": "professional", "partner": "professional", "professional": "professional", "anyone": "anyone"}  # fmt: skip
"""Audience -> whose row of `help.yaml` is shown; an audience that is not here is treated as a child, and `anyone`, who may
be a child or a grown-up, is shown both rows."""

MOST_SHOWN = 7
"""Room for 999, the first of each of the four kinds that are remembered, and the two below."""

NEVER_CUT = ("silent-solution", "children-social-care")
"""Whoever cannot speak, and whoever is harmed at home, has no other way: no cut takes these from a kind that asks for them."""
FOR = {"child": {"child", "young person"}, "parent": {"parent", "adult"}, "professional": {"school", "adult"}}


@dataclass(frozen=True)
class Signposts:
    """`by_kind`: kind -> reader -> ids, first one first; `any` stands for no kind."""

    all: dict[str, Signpost]
    by_kind: dict[str, dict[str, tuple[str, ...]]]

    def for_kinds(self, kinds: tuple[str, ...], audience: str) -> tuple[Signpost, ...]:
        """Who to call for these kinds: 999, then each kind's first, then each kind's second, nobody twice."""
        reader = READERS.get(audience, "child")
        rows = [self.by_kind[kind][reader] for kind in kinds if kind in self.by_kind] or [self.by_kind["any"][reader]]
        in_turn = list(dict.fromkeys(id_ for best in zip_longest(*rows) for id_ in best if id_ is not None))
        kept = {id_ for id_ in in_turn if id_ in NEVER_CUT}
        kept |= set([id_ for id_ in in_turn if id_ not in kept][: MOST_SHOWN - len(kept)])
        return tuple(self.all[id_] for id_ in in_turn if id_ in kept)


def _table(path: Path) -> Any:
    return YAML(typ="safe").load(path.read_text("utf-8"))


@lru_cache(1)
def load_signposts(path: Path = HERE) -> Signposts:
    """Reads both files. Raises `pydantic.ValidationError` for a row that is no signpost."""
    rows = [(group, row) for group, rows in _table(path / "signposts.yaml").items() for row in rows]
    found = [Signpost.model_validate({**row, "group": group}) for group, row in rows]
    by_kind = {
        kind: {reader: tuple(ids) for reader, ids in readers.items()}
        for kind, readers in _table(path / "help.yaml").items()
    }
    return Signposts({one.id: one for one in found}, by_kind)


def late_signposts(known: Iterable[Signpost], today: date) -> tuple[Fault, ...]:
    """What `heard check` says of numbers that nobody has looked at in time."""
    faults = []
    for one in known:
        place = f"signposts.yaml {one.id}"
        if one.review is None:
            faults.append(Fault(place, "has no day of review", "Write one, as review: 2027-05-24"))
        elif one.review < today:
            remedy = "Try the number, hours and address, then set the next day of review"
            faults.append(Fault(place, f"was to be looked at again by {in_words(one.review)}", remedy))
    return tuple(faults)


def missing_signposts(known: Signposts) -> tuple[Fault, ...]:
    """What `heard check` refuses: a kind without a signpost for child, parent or professional, or one that is not for them."""
    faults = []
    for kind in ("any", *KINDS):
        for reader, meant in FOR.items():
            ids = known.by_kind.get(kind, {}).get(reader, ())
            fitting = [id_ for id_ in ids if id_ in known.all and meant & set(known.all[id_].for_)]
            faults += [
                Fault(f"help.yaml {kind} {reader}", f"{id_} is no signpost for them", "Name one that is")
                for id_ in ids
                if id_ not in fitting
            ]
            if len(fitting) < 2 or fitting[0] != "emergency-999":
                faults.append(Fault(f"help.yaml {kind} {reader}", "needs 999 first and one more", "Add them"))
    return tuple(faults)
