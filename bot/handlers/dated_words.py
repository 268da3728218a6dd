"""Worked-out dates as both pages that show them lay them out: for a family, and for a head who decides today. Values only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from advice_kb.dates_form import NEEDS
from advice_kb.days import in_full
from advice_kb.kept_dates import calendar_said, capital, citation, first_day_said, why_unknown
from advice_kb.model import Source
from advice_kb.time_limits import Given, Timeline, rules


def dated_words(given: Given, timeline: Timeline, sources: Mapping[str, Source]) -> dict[str, Any]:
    """What a template of dates is written with: the dates, what was counted with, and how each is said."""
    return {
        "timeline": timeline, "said": calendar_said(given, timeline), "first_day": first_day_said(given),
        "why": lambda wanted: why_unknown(wanted, given, NEEDS), "citation": lambda rule: citation(rule, sources),
        "full": in_full, "capital": capital, "names": {rule.id: rule.name for rule in rules()},
    }  # fmt: skip
