"""The bridge: rows from storage -> analytics -> `SafeTable`. Nothing else crosses, so no raw count reaches an edge."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from advice_kb.days import london_day
from analytics.coverage import Coverage, coverage
from analytics.denominators import counted
from analytics.disclosure import NOT_APPLICABLE, SafeLine, profile, protect
from analytics.progress import PARTS, answers, by_code, by_link
from analytics.report import Report, Section, coverage_sections, is_over, protected, shown_bound
from storage import campaigns, reporting, responses
from storage.campaigns import Denominator
from storage.engine import Storage
from storage.sealing import Keyring
from surveys.loading import from_canonical

PROFILES = ("officer", "public")
"""Who may be meant to see a table; the limits of each stand in `analytics/disclosure.yaml`."""

COHORTS = {
    "excluded": "Excluded", "moving-often": "Moving school often", "home-educated": "Home educated",
    "waiting-for-place": "New and waiting for a place", "alternative-provision": "In alternative provision",
}  # fmt: skip
"""The five cohorts the authority watches (seed 4.2)."""


async def coverage_now(
    storage: Storage, school_year: int, as_of: date | None = None, wave: str | None = None
) -> Coverage:
    """Coverage of a school year, or of one of its waves, against the denominators as they stood on `as_of`."""
    async with storage.reading() as connection:
        heard = await reporting.heard_codes(connection, school_year, wave)
        rows = await campaigns.denominators(connection)
    rows = as_known(rows, as_of) if as_of else rows
    return coverage(heard, rows, school_year=school_year, as_of=as_of)


def as_known(rows: Sequence[Denominator], day: date) -> list[Denominator]:
    """Without what `day` did not know yet: a number given again for its old date later, which would rewrite an old figure."""
    before = [london_day(row.taken_in) <= day for row in rows]
    known = {counted(row) for row, was_there in zip(rows, before, strict=True) if was_there}
    return [row for row, was_there in zip(rows, before, strict=True) if was_there or counted(row) not in known]


async def coverage_report(
    storage: Storage, school_year: int, names: Mapping[str, str], profile_name: str, as_of: date | None = None
) -> tuple[str, list[Section]]:
    """The coverage page: its sentence and its protected tables."""
    found, limits = await coverage_now(storage, school_year, as_of), profile(profile_name)
    sections = coverage_sections(found, {**COHORTS, **names, "total": "All affected"}, limits)
    return sections[0].sentences[0], sections


async def coverage_json(
    storage: Storage, school_year: int, names: Mapping[str, str], profile_name: str, as_of: date | None = None
) -> dict[str, Any]:
    """The shape others rely on; a hidden number is its symbol."""
    found, limits = await coverage_now(storage, school_year, as_of), profile(profile_name)
    parts = protected(found, names, limits)
    [total] = parts["total"].lines
    bound = shown_bound(found, parts["total"], limits)
    return {
        "target": 0.2,
        "total": {
            **_numbers(total),
            "met": "c" if total.cells[0].value is None else found.total.met,
            "upper_bound": bound.count if bound.value is None else bound.value,
            "source": found.total.source,
        },
        "cohorts": [{"cohort": line.id, **_numbers(line)} for line in parts["cohorts"].lines],
        "areas": [{"area": line.id, **_numbers(line)} for line in parts["areas"].lines],
        "settings": [{"setting": line.id, **_numbers(line)} for line in parts["settings"].lines],
        "as_of": found.as_of.isoformat() if found.as_of else None,
        "school_year": school_year,
        "profile": profile_name,
    }


def _numbers(line: SafeLine) -> dict[str, Any]:
    cell = line.cells[0]
    rate = float(cell.rate) / 100 if cell.rate.replace(".", "").isdigit() else cell.rate
    return {
        "heard": cell.count if cell.value is None else cell.value,
        "affected": int(line.base) if line.base.isdigit() else line.base,
        "rate": round(rate, 4) if isinstance(rate, float) else rate,
        "more_than_affected": is_over(cell),
    }


async def campaign_progress(storage: Storage, campaign_id: str) -> list[dict[str, Any]]:
    """How far each wave of a campaign is, for officers: a number, or the symbol that stands for it."""
    async with storage.reading() as connection:
        waves = await reporting.progress(connection, campaign_id)
    tables = [protect(table, profile("officer")) for table in (by_code(waves), by_link(waves))]
    shown = {
        line.id: {
            column: cell.count if cell.value is None else cell.value
            for column, cell in zip(table.columns, line.cells, strict=True)
        }
        for table in tables
        for line in table.lines
    }
    nothing = dict.fromkeys([*PARTS, "sent by link"], NOT_APPLICABLE)
    return [
        {"wave": one.wave, "codes issued": NOT_APPLICABLE if one.by_link else one.issued,
         **nothing, **shown[one.wave], "answers": answers(one)}
        for one in waves
    ]  # fmt: skip


async def wave_summary(
    storage: Storage,
    keyring: Keyring,
    wave_id: str,
    names: Mapping[str, str],
    profile_name: str,
    as_of: date | None = None,
) -> Report | None:
    """The voice summary of one wave, or None when there is no such wave."""
    async with storage.reading() as connection:
        waves = {one.id: one for one in await campaigns.waves(connection)}
        if wave_id not in waves:
            return None
        wave = waves[wave_id]
        rows = await responses.of_wave(connection, keyring, wave_id)
        published = {(s, v): d for s, v, _, d in await campaigns.published_surveys(connection)}
        campaign = next(one for one in await campaigns.campaigns(connection) if one.id == wave.campaign)
    survey = from_canonical(published[wave.survey, wave.version])
    pupils = campaign.audience == "pupil"  # whoever came by an open link is counted apart, and is no part of coverage
    found = await coverage_now(storage, campaign.school_year, as_of, wave_id) if pupils else None
    labels = {**COHORTS, **names, "total": "All affected"}

    def counted() -> Report:
        from analytics.voice_summary import voice_summary  # loads pandas, which nothing else in a service needs

        return voice_summary(
            survey, wave.name, rows, found, labels, profile(profile_name), synthetic=campaign.synthetic
        )

    return await asyncio.to_thread(counted)  # the console runs where children are answered: they do not wait for it
