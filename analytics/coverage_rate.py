"""The target, and how a rate is printed: half up, but never across the target."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

TARGET = Fraction(1, 5)
"""A fifth of the affected children is to be heard (seed 4.1)."""


def reaches_target(heard: int, affected: int) -> bool:
    """Whether so many are a fifth or more, in whole numbers; of nobody nothing is."""
    return affected > 0 and Fraction(heard, affected) >= TARGET


def printed_rate(heard: int, affected: int, decimals: int = 1) -> str:
    """The percentage, half up, but never across the target: 1,999 of 10,000 prints 19.9."""
    step = Decimal(1).scaleb(-decimals)
    exact = Decimal(100 * heard) / Decimal(affected)
    shown = exact.quantize(step, ROUND_HALF_UP)
    line = Decimal(100 * TARGET.numerator) / Decimal(TARGET.denominator)
    if shown >= line > exact:
        shown = line - step
    return str(shown)
