"""A campaign's waves: added with the rules that keep children from being asked twice, and removed while nobody was asked."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import typer

from bot.app import today
from bot.commands.opened import opened
from bot.commands.telling import JSON, refuse, run, tell_either
from bot.inviting import label_waves
from storage import campaigns
from storage.campaigns import Campaign, Wave
from surveys.loading import canonical, fingerprint
from surveys.model import Survey
from surveys.school_year import school_year, year_in_words


async def added(connection: Any, asked: Survey, made: Campaign, one: Wave) -> str:
    """Adds the wave, and its campaign when there is none of that name; gives back the wave's id."""
    try:
        await campaigns.publish_survey(
            connection, asked.id, asked.version, fingerprint(asked), canonical(asked), made.made
        )
    except ValueError as error:
        refuse(error)
    there = await campaigns.waves(connection, made.id)
    known = next((c for c in await campaigns.campaigns(connection) if c.id == made.id), None)
    _may_be_added(known or made, made, there, one)
    number = max((int(wave.id.rpartition("-")[2]) for wave in there), default=0) + 1
    one = replace(one, id=f"{made.id}-{number}", name=one.name or f"Wave {number}")
    if known is None:
        await campaigns.add(connection, made, [one])
    else:
        await campaigns.add_wave(connection, one)
    await label_waves(connection, made.school_year, today())
    return one.id


def _may_be_added(known: Campaign, made: Campaign, there: list[Wave], one: Wave) -> None:
    """Refuses what would ask nobody, the wrong people, or the same children the same again."""
    if known.closed is not None:
        refuse(f"{made.id} is closed; create another campaign")
    if known.audience != made.audience:
        refuse(f"{made.id} asks {known.audience}s, {one.survey} is for {made.audience}s; create another campaign")
    year = known.school_year
    for day in (one.opens, one.closes):
        if school_year(day) != year:
            refuse(f"{made.id} asks in the school year {year_in_words(year)}, and {day} lies outside it; "
                   "write days inside it, or create another campaign")  # fmt: skip
    for wave in there:
        if (wave.survey, wave.opens, wave.closes) == (one.survey, one.opens, one.closes):
            refuse(
                f"{wave.id} asks {one.survey} on these days already, so nothing was added; name other days or another survey"
            )


def remove_wave(wave: str = typer.Argument(..., metavar="WAVE", help="As autumn-2"), *, json: bool = JSON) -> None:
    """Remove a wave made by mistake. One that somebody has begun, or that slips or a link already lead to alone, stays."""

    async def work() -> bool:
        async with opened() as found, found.storage.alone() as connection:
            one = next((each for each in await campaigns.waves(connection) if each.id == wave), None)
            if one is None:
                refuse(f"there is no wave {wave}; `heard campaign status ID` lists a campaign's waves")
            if await campaigns.is_begun(connection, wave):
                refuse(f"{wave} was begun by somebody, so it stays; `heard campaign close {one.campaign}` ends asking")
            last = len(await campaigns.waves(connection, one.campaign)) == 1
            if last and await campaigns.is_invited_to(connection, one.campaign):
                refuse(f"people were invited to {one.campaign}, and {wave} is all it asks; add the right wave first")
            await campaigns.remove_wave(connection, one)
            return last

    last = run(work())
    tell_either({"removed": wave}, f"{wave} is removed{', and with it its campaign' if last else ''}.", json=json)
