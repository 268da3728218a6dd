"""Dates in conversation: asked by the one survey engine, counted over this school's calendar, never guessed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from advice_kb.own_days import OwnDay
from bot.conversation.messages import Outgoing
from storage import closed_days
from tests.advice_world import advised
from tests.conversation.test_advising import at_the_start, press, said
from tests.world import START, Person, World

PERMANENT = [
    "Out for good", "16 11 2026", "Morning", "No", "Year 1 to", "I do not know", "18 11 2026", "Not yet", "birchfield",
]  # fmt: skip
SHORT = ["Out for a set time", "16 11 2026", "Morning", "3", "3", "No", "Year 1 to", "Neither", "birchfield"]
LONG = ["Out for a set time", "16 11 2026", "Morning", "6", "7.5", "No", "Year 1 to", "Neither", "18 11 2026"]


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


@pytest.mark.parametrize("nought", ["0", "0 days", "none", "0.0"])
async def test_no_days_are_no_length_of_a_suspension_and_it_is_said_how_half_a_day_is_written(
    town: World, nought: str
) -> None:
    person = await begins(town)
    asked = await tells(person, ["Out for a set time", "16 11 2026", "Morning"])
    shown = await person.types(nought)
    assert "That cannot be 0 days. Half a day or a lunchtime is 0.5." in shown.notice
    assert shown.heading == asked.heading
    await person.types("half a day")
    assert "cannot be 0 days" in (await person.types(nought)).notice, "this time counts in the term's total too"
    assert (await person.types("0.5")).heading.startswith("Would the child miss")


async def test_a_half_day_in_the_afternoon_says_which_day_was_taken_and_what_another_would_change(town: World) -> None:
    person = await begins(town)
    half = [
        "Out for a set time",
        "16 11 2026",
        "Afternoon lessons, or",
        "0.5",
        "0.5",
        "No",
        "Year 1 to",
        "Neither",
        "birchfield",
    ]
    told = said(await tells(person, half))
    assert "we took the next school day as day 1: Tuesday 17 November 2026." in told
    assert "ask the school to write down which day it counts as" in told
    assert "Schoolwork: Monday 16 November 2026, not Tuesday 17 November 2026." in told
    assert "as day 1: Tuesday 17 November 2026." in said(await press(person, "17 Nov: Schoolwork"))
    other = await begins(town, name="other")
    assert "as day 1" not in said(await tells(other, SHORT))


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
    assert "day, a month and a year" in (await person.types("last week")).notice
    assert (await person.types("16 November 2026")).heading == "When on that day did it begin?"
    assert (await press(person, "Morning")).heading == "For how many school days?"
    await press(person, "Back")
    back = await press(person, "Back")
    assert back.heading == "What was the first day away from school?"
    await press(person, "Back")
    assert (await press(person, "Back")).name == "advice-ask"


async def test_an_unknown_calendar_is_said_and_handed_over(town: World) -> None:
    person = await begins(town)
    shown = await tells(person, [*PERMANENT[:-1], "It is not in the list"])
    assert "school days cannot be counted here" in said(shown)
    assert "Governors meet about the permanent exclusion. We would need to know the school’s term dates" in said(shown)
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
            "do not know",
            "3",
            "do not know",
            "not sure",
            *["do not know"] * 3,
            "birchfield",
        ],
    )
    assert "calendar is confirmed" in said(shown)
    assert "Ask the school which day that was" in said(shown)
    assert "Monday 16 November 2026 to Wednesday 18 November 2026: Schoolwork" in said(shown)
    assert "the year the child is in" in said(shown)


async def test_sent_home_in_the_afternoon_the_first_day_is_the_next_one_and_unknown_is_said(town: World) -> None:
    """Worked by hand: a Thursday afternoon, so Friday 13 November is day 1 and Friday 20 November day 6."""
    person = await begins(town)
    afternoon = [one.replace("16 11", "12 11").replace("Morning", "after school") for one in LONG]
    assert "Friday 20 November 2026: Full-time education begins" in said(
        await tells(person, [*afternoon, "yes", "birch"])
    )
    unsure = await begins(town, name="another")
    await tells(unsure, [one.replace("Morning", "do not know") for one in LONG])
    shown = await tells(unsure, ["yes", "birch"])
    assert "Monday 23 November 2026: Full-time education begins" in said(shown)
    assert "before the afternoon session is assumed" in said(await press(unsure, "Full-time education"))


async def test_a_half_day_counts_as_a_half_and_decides_where_the_limit_is_five(town: World) -> None:
    person = await begins(town)
    five = [one.replace("7.5", "five") for one in LONG[:-1]]
    assert (await tells(person, five)).heading == "Which school is it?"  # no date of the governors' to work out
    more = await begins(town, name="another")
    shown = await tells(more, [one.replace("7.5", "5 and a half") for one in LONG[:-1]])
    assert shown.heading == "On which day did the governors get the head's notice?"
    assert (await more.types("18 11 2026")).heading == "Do the parents write to the governors, or ask to speak to them?"
    assert "Governors meet" in said(await tells(more, ["yes", "birchfield"]))


@pytest.mark.parametrize(
    ("typed", "meets"), [("10 lunchtimes", False), ("eleven lunches", True), ("11 half days", True)]
)
async def test_lunchtimes_are_counted_as_halves(town: World, typed: str, *, meets: bool) -> None:
    person = await begins(town)
    start = ["Out for a set time", "16 11 2026", "Morning"]
    await tells(person, [*start, "a lunchtime", typed, "No", "Year 1 to", "Neither"])
    assert (person.sees.heading == "On which day did the governors get the head's notice?") is meets


async def test_today_is_a_day_and_a_later_one_is_asked_again(town: World) -> None:
    person = await begins(town)
    await press(person, "Out for good")
    assert "day, a month and a year" in (await person.types("next monday")).notice
    assert (await person.types("Yesterday.")).heading == "When on that day did it begin?"
    assert person.last is not None
    assert person.last.turn.standing.facts["said"]["first-day"] == (START.date() - timedelta(days=1)).isoformat()
    assert (await person.types("afternoon")).heading.startswith("Would the child miss")


async def test_a_date_says_edition_and_whether_it_is_law_or_guidance(town: World) -> None:
    person = await begins(town)
    await tells(person, SHORT)
    assert "it is not a duty in law" in said(await press(person, "Schoolwork"))
    await press(person, "Back to all dates")
    detail = said(await press(person, "Notice of the first five days"))
    assert "duty in law" not in detail
    assert "(As amended" in detail or "in force" in detail


async def test_a_school_elsewhere_may_be_changed_for_one_in_england_and_the_dates_go_on(town: World) -> None:
    person = await begins(town, school="not in England")
    await press(person, "Wales")
    await press(person, "The school is in England")
    assert (await press(person, "An academy")).heading == "What did the school decide?"


async def test_what_cannot_change_a_date_is_not_asked(town: World) -> None:
    person = await begins(town)
    shown = await tells(person, SHORT)
    assert shown.name == "advice-timeline"
    assert "governors got the head" not in said(shown)
    assert "At once:" in said(shown)
    assert "social worker" not in said(shown).lower()
    nothing = await begins(town, name="another")
    assert (await tells(nothing, ["Out for good", "do not know"])).heading.startswith("Would the child miss")
    exam = await begins(town, name="third")
    asked = await tells(exam, [*LONG[:5], "Yes", "Year 1 to", "In the care", "18 11 2026"])
    assert asked.heading == "Which school is it?"  # with an exam at stake the governors meet whatever the parents write
    shown = await exam.types("birchfield")
    assert "Monday 16 November 2026: Education from the first day" in said(shown)
    assert "virtual school head" in said(shown).lower()


async def test_the_year_is_asked_for_once_it_may_be_over_the_limit(town: World) -> None:
    person = await begins(town)
    many = [*LONG[:4], "15.5", "45", *LONG[5:], "birchfield"]
    assert "45 of 45 school days used this school year, 0 left" in said(await tells(person, many))


@pytest.mark.parametrize("first", ["2 6 2026", "12 1 2026", "I do not know"])
async def test_few_days_this_term_may_still_pass_the_yearly_limit(town: World, first: str) -> None:
    """Before, the year was asked for from 15 days in the term on: of 43 days in the autumn and spring and 3 in the summer nothing
    was said, and the time limits of an unlawful suspension were counted as if it were none."""
    person = await begins(town)
    begun = ["Out for a set time", first, *(["Morning"] if first[0].isdigit() else []), "3", "3"]
    assert (await tells(person, begun)).heading == "And how many since September, all added up?"
    told = said(
        await tells(person, ["46", "No", "Year 1 to", *(["Neither"] if first[0].isdigit() else []), "birchfield"])
    )
    assert "46 school days this school year is over the limit of 45: ring the duty officer at once." in told
    other = await begins(town, name="other")
    assert (await tells(other, [*begun, "I do not know"])).heading.startswith("Would the child miss")


async def test_in_the_autumn_the_term_is_all_there_was_of_the_year(town: World) -> None:
    person = await begins(town)
    assert (await tells(person, SHORT[:5])).heading.startswith("Would the child miss")
    assert "this school year" not in said(await tells(person, SHORT[5:]))


async def test_after_the_governors_decision_the_time_for_a_review_is_counted_also_from_the_post(town: World) -> None:
    """Worked by hand: posted on Wednesday 9 December, given on Friday 11; the 15th school day is Monday 18 January 2027."""
    person = await begins(town)
    shown = await tells(person, [*PERMANENT[:-2], "child stays out", "9 12 2026", "By first class", "birchfield"])
    assert "Monday 18 January 2027: Asking for an independent review" in said(shown)
    assert "Not before Tuesday 19 January 2027" in said(shown)
    by_hand = await begins(town, name="another")
    shown = await tells(by_hand, [*PERMANENT[:-2], "child stays out", "9 12 2026", "I do not know", "birchfield"])
    assert "Thursday 14 January 2027: Asking for an independent review" in said(shown)
    detail = said(await press(by_hand, "Asking for an independent review"))
    assert "Last day to ask: Thursday 14 January 2027." in detail and "lawful" not in detail
    await press(by_hand, "Back to all dates")
    run = said(await press(by_hand, "Schoolwork"))
    assert "It begins on Monday 16 November 2026." in run and "It ends on Friday 20 November 2026." in run
    assert "lawful" not in run


async def test_an_answer_left_behind_by_a_change_of_mind_counts_for_nothing(town: World) -> None:
    person = await begins(town)
    await tells(person, [*PERMANENT[:-2], "child stays out"])
    assert person.sees.heading.startswith("On which day was their letter")
    await person.types("9 12 2026")
    for _ in range(2):
        await press(person, "Back")
    shown = await tells(person, ["Not yet", "birchfield"])
    assert shown.name == "advice-timeline"
    assert "independent review" not in said(shown)


async def test_days_that_the_school_entered_are_named_with_what_they_would_move_and_count_once_confirmed(
    town: World,
) -> None:
    person = await begins(town)
    shown = await tells(person, PERMANENT)
    assert "Entered as days without lessons" not in said(shown)
    own = OwnDay("birchfield-primary", date(2026, 12, 4), "INSET", "clerk")
    async with town.storage.transaction() as connection:
        await closed_days.enter(connection, [own], town.clock())
    shown = await press(person, "Governors meet")
    assert "Last lawful day: Thursday 10 December 2026." in said(shown)
    assert "days without lessons: Friday 4 December 2026 (not confirmed yet)" in said(shown)
    shown = await press(person, "Back to all dates")
    assert "Friday 11 December 2026 instead of Thursday 10 December 2026" in said(shown)
    assert "once an officer confirms them" in said(shown)
    async with town.storage.transaction() as connection:
        await closed_days.confirm(connection, own.school, own.day, "officer")
    again, _ = await town.exchange.look_again(person.address)
    assert "4 December 2026 (confirmed)" in said(again)
    assert "Last lawful day: Friday 11 December 2026." in said(await press(person, "Governors meet"))


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


async def test_the_kind_of_a_school_that_is_named_comes_from_the_councils_list(town: World) -> None:
    person = await begins(town, school="not sure")
    shown = await tells(person, [*LONG[:-1], "I do not know", "Not yet", "central"])
    assert "The council: suitable full-time education" in said(shown)
    assert "You said that it is" not in said(shown)
    other = await begins(town, name="other")
    shown = await tells(other, [*LONG[:-1], "I do not know", "Not yet", "central"])
    assert "The council: suitable full-time education" in said(shown)
    assert "You said that it is a school kept by the council." in said(shown)


async def test_a_day_before_one_it_must_follow_is_refused_with_both_and_a_mended_first_day_asks_for_the_later_again(
    town: World,
) -> None:
    person = await begins(town)
    asked = await tells(person, PERMANENT[:6])
    refused = await tells(person, ["13 11 2026"])
    assert refused.question == asked.question
    assert "the governors were told (Friday 13 November 2026) lies before" in refused.notice
    assert "Monday 16 November 2026" in refused.notice
    await tells(person, ["18 11 2026"])
    while person.sees.question != "first-day":
        await person.taps("back")
    shown = await tells(person, ["19 11 2026"])
    assert shown.question == "governors", "the day that had become impossible is asked for again"
