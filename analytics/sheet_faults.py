"""What is wrong with a table that an officer made, all at once."""

from __future__ import annotations

MOST_TOLD = 200
"""Faults that one file is told; where everything is wrong, nobody reads a million lines."""


class SheetFault(ValueError):
    """`faults` are sentences, each with row, column and remedy."""

    def __init__(self, faults: list[str]) -> None:
        more = len(faults) - MOST_TOLD
        rest = [f"there are {more} more faults like these. Mend those above first"] if more > 0 else []
        self.faults = (*faults[:MOST_TOLD], *rest)
        super().__init__("\n".join(self.faults))
