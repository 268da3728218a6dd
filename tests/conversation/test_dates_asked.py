"""Dates in conversation: asked by the one survey engine, counted over this school's calendar, never guessed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from advice_kb.own_days import OwnDay
from bot.conversation.messages import Outgoing
from storage import closed_days
from tests.advice_world import advised
from tests.conversation.test_advising import at_the_start, press, said
from tests.world import Person, World

PERMANENT = ["Out for good", "16 11 2026", "No", "Year 1 to", "18 11 2026", "birchfield"]


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[World]:
    async with advised(tmp_path / "heard.db") as world:
        yield world


async def tells(person: Person, answers: list[str]) -> Outgoing:
    """Types what is typed and presses what is a button."""
    for one in answers:
        labels = [option.label.lower() for option in person.sees.options]
        pressed = any(one.lower() in label for label in labels)
        await (press(person, one) if pressed else person.types(one))
    return person.sees


async def begins(world: World, school: str = "run by the council", name: str = "someone") -> Person:
    person = await at_the_start(world, name, command="role", argument="parent")
    await person.does(command="ask")
    await press(person, "Work out my dates")
    await press(person, school)
    return person


async def test_a_permanent_exclusion_gets_its_dates_each_with_rule_source_and_count(town: World) -> None:
    person = await begins(town)
    shown = await tells(person, PERMANENT)
    assert "Monday 23 November 2026: Full-time education begins" in said(shown)
    assert "Thursday 10 December 2026: Governors meet about the permanent exclusion" in said(
        shown
    )  # 27 November is an INSET day
    assert "not confirmed" in said(shown)
    assert "We would need to know whether the child is in care" in said(shown)
    detail = said(await press(person, "Governors meet"))
    assert "Last lawful day: Thursday 10 December 2026." in detail
    assert "Safer day: Wednesday 9 December 2026." in detail
    assert "Wed 18 November 2026 is day 0; Thu 19 November 2026 = 1" in detail
    assert "Rule and source: " in detail
    assert (await press(person, "Back to all dates")).name == "advice-timeline"


async def test_the_answers_stay_in_the_standing_and_become_no_response(town: World) -> None:
    person = await begins(town)
    await tells(person, PERMANENT)
    assert person.last is not None
    assert person.last.turn.standing.facts["said"]["first-day"] == "2026-11-16"
    assert person.last.turn.events == ()
    assert person.last.turn.draft is None
    again = await press(person, "Change my answers")
    assert again.heading == "What did the school decide?"


async def test_back_goes_one_question_and_a_wrong_date_is_asked_again(town: World) -> None:
    person = await begins(town)
    await press(person, "Out for a set time")
    assert "day, a month and a year" in (await person.types("last tuesday")).notice
    assert (await person.types("16 November 2026")).heading == "For how many school days?"
    back = await press(person, "Back")
    assert back.heading == "What was the first day away from school?"
    await press(person, "Back")
    assert (await press(person, "Back")).name == "advice-ask"


async def test_an_unknown_calendar_is_said_and_handed_over(town: World) -> None:
    person = await begins(town)
    shown = await tells(person, [*PERMANENT[:-1], "It is not in the list"])
    assert "school days cannot be counted here" in said(shown)
    assert (
        "Not worked out: Governors meet about the permanent exclusion. We would need to know the school’s term dates"
        in said(shown)
    )
    assert any(option.action == "person" for option in shown.options)


async def test_a_confirmed_calendar_is_said_and_what_was_not_known_is_left_open(town: World) -> None:
    known = town.published.advice
    assert known is not None
    confirmed = {name: replace(one, confirmed=True) for name, one in known.calendars.items()}
    town.published = replace(town.published, advice=replace(known, calendars=confirmed))
    person = await begins(town)
    shown = await tells(
        person,
        [
            "Out for a set time",
            "16 11 2026",
            "3",
            "do not know",
            "do not know",
            "do not know",
            "do not know",
            "birchfield",
        ],
    )
    assert "calendar is confirmed" in said(shown)
    assert "Ask the school which day that was" in said(shown)
    assert "Wednesday 18 November 2026: Schoolwork" in said(shown)
    assert "the year the child is in" in said(shown)


async def test_days_that_the_school_entered_count_and_are_named_with_what_they_move(town: World) -> None:
    person = await begins(town)
    shown = await tells(person, PERMANENT)
    assert "The school told us" not in said(shown)
    own = OwnDay("birchfield-primary", date(2026, 12, 4), "INSET", "clerk")
    async with town.storage.transaction() as connection:
        await closed_days.enter(connection, [own], town.clock())
    shown = await press(person, "Governors meet")
    assert "Last lawful day: Friday 11 December 2026." in said(shown)
    assert "no lessons on Friday 4 December 2026 (not confirmed yet)" in said(shown)
    shown = await press(person, "Back to all dates")
    assert "Friday 11 December 2026, without those days Thursday 10 December 2026" in said(shown)
    assert "keep to the earlier date" in said(shown)
    async with town.storage.transaction() as connection:
        await closed_days.confirm(connection, own.school, own.day, "officer")
    again, _ = await town.exchange.look_again(person.address)
    assert "4 December 2026 (confirmed)" in said(again)


async def test_a_school_is_found_by_what_is_typed_or_offered_or_not_there(town: World) -> None:
    person = await begins(town)
    shown = await tells(person, [*PERMANENT[:-1], "harbor"])
    offered = [option.label for option in shown.options if option.action == "pick"]
    assert {"Harbour Secondary School", "Harbour Pupil Referral Unit"} <= set(offered)
    assert len(offered) <= 6
    assert "No school of ours" in (await person.types("qqqq")).notice
    await person.types("harbor")
    assert (await press(person, "Harbour Pupil")).name == "advice-timeline"


async def test_private_schools_and_other_countries_get_no_dates_of_english_state_schools(town: World) -> None:
    person = await begins(town, school="A private school")
    assert "are for state schools" in said(person.sees)
    assert not any(option.action == "date" for option in person.sees.options)
    away = await begins(town, school="not in England", name="another")
    assert "Enquire" in said(await press(away, "Scotland"))


async def test_words_of_danger_among_dates_get_help_first_and_the_way_back_leads_to_the_question(town: World) -> None:
    person = await begins(town)
    await tells(person, PERMANENT[:-1])
    assert (await person.types("xdangerx at birchfield")).name == "help"
    assert (await person.taps("return")).heading == "Which school is it?"
