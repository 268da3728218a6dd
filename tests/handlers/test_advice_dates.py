"""Dates worked out on the pages: a form, a page to print, a text and a calendar file. Nothing stored, no name anywhere."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from icalendar import Calendar

from advice_kb.dates_form import EVENTS, NEEDS, read_dates_form
from advice_kb.days_written import read_day
from advice_kb.own_days import OwnDay
from advice_kb.time_limits import events, rules
from bot.handlers.days_in_lines import lines_in_whole
from bot.handlers.days_in_words import in_whole
from storage import closed_days
from tests.advice_pages_world import DUTY, advice
from tests.handlers.test_advice_pages import words
from tests.web_world import browser
from tests.world import Flagged, World

PERMANENT = {
    "kind": "permanent", "head_decides_to_exclude": "16/11/2026", "time": "morning", "board_receives_notice": "16/11/2026",
    "compulsory_school_age": "yes", "exam_missed": "no", "looked_after": "no", "social_worker": "no", "provision_started": "no",
    "school": "beacon-hill-secondary", "school_type": "academy", "country": "England",
}  # fmt: skip


async def test_every_date_comes_with_rule_source_count_last_day_safer_day_and_what_the_calendar_is_worth(
    small_world: World,
) -> None:
    async with advice(small_world) as base, browser(base) as parent:
        await parent.posts("/advice/dates", **PERMANENT)
        seen = words(parent.text)
        assert "Last lawful day: Tuesday 8 December 2026. Safer: Monday 7 December 2026." in seen
        assert (
            "Last lawful day: Monday 16 November 2026. The school's" in seen
        )  # no safer day before the decision itself
        assert "Tue 17 November 2026 = 1" in seen
        assert "From Monday 16 November 2026 to Friday 20 November 2026." in seen
        assert (
            "School Discipline (Pupil Exclusions and Reviews) (England) Regulations 2012, SI 2012/1033, regs 6, 15, 24"
            in seen
        )
        assert seen.count("not confirmed: check the school's own closed days") >= len(re.findall("<h3>", parent.text))
        assert "The governing board is told." in seen
        assert "Beacon Hill Secondary School" in seen
        assert "The day you got the governors' decision letter" in seen
        assert DUTY in seen
        assert len(parent.text.encode()) < 60_000


async def test_a_closed_day_that_a_clerk_types_moves_the_dates_that_it_moves_and_names_them(small_world: World) -> None:
    async with advice(small_world) as base, browser(base) as clerk:
        await clerk.posts("/advice/dates", **PERMANENT, closed="23/11/2026\n24/11/2026 to 25/11/2026")
        seen = words(clerk.text)
        assert (
            "Governors meet about the permanent exclusion: now Friday 11 December 2026 (was Tuesday 8 December 2026 without them)"
            in seen
        )
        assert (
            "Full-time education begins: now Thursday 26 November 2026 (was Monday 23 November 2026 without them)"
            in seen
        )
        assert "Schoolwork: now" not in seen


async def test_closed_days_are_read_as_the_other_days_are_and_it_is_said_which_they_are(small_world: World) -> None:
    async with advice(small_world) as base, browser(base) as clerk:
        await clerk.posts("/advice/dates", **PERMANENT, closed="23 November\n24-25 Nov 2026")
        seen = words(clerk.text)
        assert (
            "Days the school is closed: we read what you typed as Monday 23 November 2026, "
            "Tuesday 24 November 2026 to Wednesday 25 November 2026." in seen
        )
        assert "Governors meet about the permanent exclusion: now Friday 11 December 2026" in seen
        await clerk.posts("/advice/dates", **PERMANENT, closed="23 November\nsome day\nanother\nthird\nfourth")
        assert "We cannot read line 2 (“some day”), line 3 (“another”), line 4 (“third”) and 1 more." in words(
            clerk.text
        )


async def test_days_that_the_school_entered_count_once_confirmed_on_the_page_and_in_both_files(
    small_world: World,
) -> None:
    days = [OwnDay("beacon-hill-secondary", date(2026, 12, day), "INSET", "clerk") for day in (2, 3)]
    async with small_world.storage.transaction() as connection:
        await closed_days.enter(connection, days, small_world.clock())
        await closed_days.confirm(connection, days[0].school, days[0].day, "officer")
    async with advice(small_world) as base, browser(base) as parent:
        await parent.posts("/advice/dates", **PERMANENT)
        seen = words(parent.text)
        assert "Last lawful day: Wednesday 9 December 2026. Safer: Tuesday 8 December 2026." in seen
        assert (
            "days without lessons: Wednesday 2 December 2026 (confirmed), Thursday 3 December 2026 (not confirmed yet)"
            in seen
        )
        assert "What those days would change once an officer confirms them" in seen
        assert "permanent exclusion: Thursday 10 December 2026 instead of Wednesday 9 December 2026" in seen
        assert "Law checked on" in seen
        kept = await parent.posts("/advice/dates/text", **PERMANENT)
        assert "Wednesday 9 December 2026: Governors meet" in kept
        assert "Thursday 10 December 2026 instead of Wednesday 9 December 2026" in kept
        assert "which may have a part in your case" in kept
        file = await parent.posts("/advice/dates/calendar", **PERMANENT)
        assert "not confirmed yet" in file.replace("\r\n ", "").replace("\n ", "")
        await parent.posts("/advice/dates", **{**PERMANENT, "school": "market-secondary"})
        assert "Last lawful day: Tuesday 8 December 2026" in words(parent.text)


async def test_a_school_that_is_not_listed_is_handed_over_and_can_be_typed_in(small_world: World) -> None:
    unlisted = {**PERMANENT, "school": ""}
    async with advice(small_world) as base, browser(base) as parent:
        await parent.posts("/advice/dates", **unlisted)
        assert "We do not know this school's term dates" in words(parent.text)
        assert "Last lawful day" not in parent.text
        assert "Governors meet about the permanent exclusion." in words(parent.text)
        await parent.posts("/advice/dates", **unlisted, terms="01/09/2026 to 18/12/2026")
        assert "Last lawful day: Monday 7 December 2026" in words(parent.text)


@pytest.mark.parametrize("country", ["Wales", "Scotland", "Northern Ireland"])
async def test_outside_england_no_date_is_given(small_world: World, country: str) -> None:
    async with advice(small_world) as base, browser(base) as parent:
        await parent.posts("/advice/dates", **{**PERMANENT, "country": country})
        assert parent.heading == f"{country} has its own law"
        assert "<h3>" not in parent.text
        assert "Last lawful day" not in parent.text


async def test_the_calendar_file_holds_the_dates_and_no_name_and_a_later_one_replaces_it(small_world: World) -> None:
    async with advice(small_world) as base, browser(base) as parent:
        fields = {**PERMANENT, "child": "Zebedee", "text": "Zebedee", "closed": ""}
        page = await parent.posts("/advice/dates", **fields)
        assert "Zebedee" not in page
        first = await parent.posts("/advice/dates/calendar", **fields)
        assert parent.headers["Content-Type"].startswith("text/calendar")
        assert "attachment" in parent.headers["Content-Disposition"]
        assert await parent.posts("/advice/dates/calendar", **fields) == first
        closed = OwnDay("beacon-hill-secondary", date(2026, 12, 2), "INSET", "clerk")
        async with small_world.storage.transaction() as connection:
            await closed_days.enter(connection, [closed], small_world.clock())
            await closed_days.confirm(connection, closed.school, closed.day, "officer")
        small_world.clock.moves(days=1)
        later = await parent.posts("/advice/dates/calendar", **fields)
        other = await parent.posts("/advice/dates/calendar", **{**fields, "school": "market-secondary"})
    entries = Calendar.from_ical(first).walk("VEVENT")
    moved = {str(one["UID"]): one for one in Calendar.from_ical(later).walk("VEVENT")}
    assert list(moved) == [str(one["UID"]) for one in entries]
    assert all(moved[str(one["UID"])]["SEQUENCE"] > one["SEQUENCE"] for one in entries)
    assert date(2026, 12, 9) in {one["DTSTART"].dt for one in moved.values()}
    assert not moved.keys() & {str(one["UID"]) for one in Calendar.from_ical(other).walk("VEVENT")}
    days = {str(one["SUMMARY"]): (one["DTSTART"].dt, one["DTEND"].dt) for one in entries}
    assert days["Governors meet about the permanent exclusion"] == (date(2026, 12, 8), date(2026, 12, 9))
    assert days["Parents' duty in the first five days"] == (date(2026, 11, 16), date(2026, 11, 21))
    assert len({str(one["UID"]) for one in entries}) == len(entries) == 5
    assert "Zebedee" not in first
    assert "Beacon" not in first
    assert all("not legal advice" in str(one["DESCRIPTION"]) for one in entries)


async def test_an_afternoon_decision_says_on_page_file_and_text_which_day_1_was_taken(small_world: World) -> None:
    fields = {
        "kind": "suspension", "head_decides_to_exclude": "16/11/2026", "time": "afternoon", "length_in_days": "0.5",
        "compulsory_school_age": "yes", "school": "northgate-secondary",
    }  # fmt: skip
    async with advice(small_world) as base, browser(base) as parent:
        for path in ("/advice/dates", "/advice/dates/text", "/advice/dates/calendar"):
            seen = " ".join(words(await parent.posts(path, **fields)).replace("\r\n ", "").split())
            assert "as day 1: Tuesday 17 November 2026" in seen.replace("\\", ""), path
        await parent.posts("/advice/dates", **{**fields, "time": "morning"})
        assert "as day 1" not in parent.text


async def test_the_text_to_keep_says_the_same(small_world: World) -> None:
    async with advice(small_world) as base, browser(base) as parent:
        kept = await parent.posts("/advice/dates/text", **PERMANENT)
    assert "Tuesday 8 December 2026: Governors meet about the permanent exclusion" in kept
    assert "Safer: Monday 7 December 2026." in kept
    assert "\nWorked out on " in kept and ", with the term dates of" in kept
    assert "The school’s calendar is not confirmed" in kept


async def test_each_fault_stands_beside_its_field_and_what_was_typed_stays(small_world: World) -> None:
    async with advice(small_world) as base, browser(base) as parent:
        await parent.posts("/advice/dates", head_decides_to_exclude="some day", term_total="lots", closed="on Monday")
        assert parent.status == 422
        for name in ("head_decides_to_exclude", "term_total", "closed"):
            assert f'id="fault-{name}"' in parent.text
        assert 'value="some day"' in parent.text
        await parent.posts("/advice/dates", kind="permanent")
        assert "at least one day" in parent.text
        await parent.posts("/advice/dates", head_decides_to_exclude="16/11/2026", length_in_days="0")
        assert parent.status == 422 and 'id="fault-length_in_days"' in parent.text


@pytest.mark.parametrize(
    ("path", "fields", "boxes"),
    [
        ("/advice/dates", {"term_total": "lots", "application_received": "soon", "terms": "spring"}, ("term_total", "application_received", "terms")),
        ("/advice/dates/schools/northgate-secondary", {"days": "soon"}, ("days", "reason")),
    ],
)  # fmt: skip
async def test_what_is_to_be_mended_is_named_at_the_top_with_a_link_to_each_box(
    small_world: World, path: str, fields: dict[str, str], boxes: tuple[str, ...]
) -> None:
    """Nobody has to see red, or to walk through the whole form by keyboard. No box cuts a pasted list without a word."""
    async with advice(small_world) as base, browser(base) as parent:
        page = await parent.posts(path, **fields)
        top = page[page.index('role="alert"') : page.index("<form", page.index('role="alert"'))]
        assert re.findall(r'<a href="#f-(\w+)">', top) == list(boxes)
        for box in boxes:
            assert f'id="f-{box}"' in page
            assert re.search(rf'name="{box}"[^>]*aria-describedby="[^"]*fault-{box}"', page)
        assert not re.search(r"<textarea[^>]*maxlength", page)


@pytest.mark.parametrize(
    "typed", ["2026-11-16", "16/11/2026", "16 11 26", "16.11.2026", "16 Nov 2026", "16 Nov 26", "16 November 2026"]
)
def test_a_day_is_read_as_browsers_and_people_write_it(typed: str) -> None:
    assert read_day(typed) == date(2026, 11, 16)


@pytest.mark.parametrize(
    "typed",
    ["", "Friday 26 November 2026", "31/02/2026", "16/11/1926", "16/11/9999", "next week", "١٦/١١/٢٠٢٦", "0" * 500],
)
def test_what_is_no_day_is_none(typed: str) -> None:
    assert read_day(typed) is None


def test_a_posted_letter_counts_from_the_second_working_day_after() -> None:
    asked = read_dates_form(
        {"notice_of_governors_decision_given": "11/12/2026", "posted-notice_of_governors_decision_given": "yes"}, None
    )
    assert asked.given is not None
    assert asked.given.days["notice_of_governors_decision_given"] == date(2026, 12, 15)


def test_every_field_of_the_form_is_known_to_the_calculator_and_every_need_has_words() -> None:
    assert set(EVENTS) <= events()
    wanted = {
        name for rule in rules() for name in rule.conditions if not name.endswith(("_over", "_max", "_min", "any_of"))
    }
    assert wanted <= set(NEEDS)


async def test_words_of_harm_in_a_box_for_a_day_get_help_first(small_world: World) -> None:
    async with advice(small_world) as base, browser(base) as asker:
        await asker.posts("/advice/dates", first_day_of_exclusion="he xdangerx me")
        assert asker.heading == "Get help now"
        assert "0800 1111" in asker.text and "xdangerx" not in asker.text
        await asker.presses("Go back to where I was")
        assert asker.heading == "Work out the dates"
        await asker.posts("/advice/dates", first_day_of_exclusion="the other day")
        assert asker.heading != "Get help now"
        await asker.posts("/advice/dates", first_day_of_exclusion="he xdangerx me", country="Wales")
        assert asker.heading == "Get help now"


async def test_words_in_another_script_beside_a_day_are_looked_at_too(small_world: World) -> None:
    small_world.exchange.look = lambda words, _audience: Flagged("爸爸打我" in words, False, ("abuse-at-home",))
    async with advice(small_world) as base, browser(base) as asker:
        await asker.posts("/advice/dates", first_day_of_exclusion="yesterday 爸爸打我")
        assert asker.heading == "Get help now"


async def test_words_in_a_box_for_a_day_that_could_not_be_looked_at_bring_help_too(small_world: World) -> None:
    def down(_text: str, _audience: str) -> None:
        raise RuntimeError("the screen is down")

    small_world.exchange.look = down
    async with advice(small_world) as base, browser(base) as asker:
        await asker.posts("/advice/dates", first_day_of_exclusion="the other day")
        assert "We did not keep your words" in asker.text


CENTRAL = {
    "kind": "suspension", "first_day_of_exclusion": "16/11/2026", "length_in_days": "7", "compulsory_school_age": "yes",
    "provision_started": "no", "school": "central-pru",
}  # fmt: skip


async def test_the_kind_of_a_listed_school_is_known_from_the_councils_list(small_world: World) -> None:
    async with advice(small_world) as base, browser(base) as parent:
        await parent.posts("/advice/dates", **CENTRAL)
        assert "The council: Suitable full-time education" in words(parent.text)
        await parent.posts("/advice/dates", **CENTRAL, school_type="academy")
        seen = words(parent.text)
        assert "The council: Suitable full-time education" in seen
        assert "You said that it is an academy or free school." in seen
        kept = await parent.posts("/advice/dates/text", **CENTRAL, school_type="other")
        assert "You said that it is a private school or a college." in kept
        await parent.posts("/advice/dates", **{**CENTRAL, "school": "northgate-secondary"})
        assert "in a pupil referral unit: the council" in words(parent.text)


async def test_no_calendar_file_is_offered_where_nothing_is_dated(small_world: World) -> None:
    nothing = {"kind": "suspension", "head_decides_to_exclude": "16/11/2026"}
    async with advice(small_world) as base, browser(base) as parent:
        await parent.posts("/advice/dates", **nothing)
        assert parent.heading == "The dates"
        assert ".ics" not in parent.text and "Save as text" in parent.text
        await parent.posts("/advice/dates/calendar", **nothing)
        assert parent.heading == "The dates" and "attachment" not in parent.headers.get("Content-Disposition", "")


async def test_a_run_of_days_is_headed_by_both_its_ends_and_a_year_over_its_limit_has_no_days_left(
    small_world: World,
) -> None:
    async with advice(small_world) as base, browser(base) as parent:
        await parent.posts("/advice/dates", **{**PERMANENT, "kind": "suspension"}, year_total="46", term_total="6")
        seen = words(parent.text)
        assert "46 school days this school year is over the limit of 45: ask the duty officer at once." in seen
        assert "left" not in seen
        headed = "Monday 16 November 2026 to Friday 20 November 2026: Schoolwork"
        assert headed in seen
        assert headed in await parent.posts(
            "/advice/dates/text", **{**PERMANENT, "kind": "suspension"}, year_total="46", term_total="6"
        )


@pytest.mark.parametrize("path", ["/advice/dates", "/advice/dates/text", "/advice/dates/calendar"])
async def test_a_private_school_or_a_college_gets_no_duty_but_whom_to_ask(small_world: World, path: str) -> None:
    private = {**PERMANENT, "school": "", "school_type": "other"}
    async with advice(small_world) as base, browser(base) as parent:
        seen = words(await parent.posts(path, **private))
        assert "A private school or college has its own rules: ask for them in writing." in seen
        assert DUTY in seen
        assert "governing board" not in seen and "Last lawful day" not in seen
        await parent.posts(path, **{**private, "head_decides_to_exclude": "he xdangerx me"})
        assert parent.heading == "Get help now"


@pytest.mark.parametrize("path", ["/advice/dates/text", "/advice/dates/calendar"])
async def test_outside_england_no_file_is_given(small_world: World, path: str) -> None:
    async with advice(small_world) as base, browser(base) as parent:
        await parent.posts(path, **{**PERMANENT, "country": "Wales"})
        assert parent.heading == "Wales has its own law"


TODAY = date(2026, 11, 27)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("yesterday", "26/11/2026"), ("26/11", "26/11/2026"), ("Thursday 26th November", "26/11/2026"),
        ("last tuesday", "24/11/2026"), ("2 days ago", "25/11/2026"), ("thursday", "26/11/2026"), ("the 16th", "16/11/2026"), ("11 Jan", "11/01/2027"),
    ],
)  # fmt: skip
def test_a_day_is_read_as_in_conversation_where_it_can_be_only_one(typed: str, day: str) -> None:
    found, [said] = in_whole({"head_decides_to_exclude": typed, "kind": typed}, TODAY)
    assert found == {"head_decides_to_exclude": day, "kind": typed}
    assert said.startswith("The day the head decided: we read what you typed as ")


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("governors_meeting", "thursday"), ("governors_meeting", "the 16th"), ("head_decides_to_exclude", "the 1st"), ("head_decides_to_exclude", "Friday 26th November"),
        ("head_decides_to_exclude", "24 May"), ("head_decides_to_exclude", "last week"), ("head_decides_to_exclude", "26/11/2026"),
    ],
)  # fmt: skip
def test_what_could_be_several_days_or_contradicts_itself_stays_as_it_was_typed(name: str, typed: str) -> None:
    assert in_whole({name: typed}, TODAY) == ({name: typed}, ())


@pytest.mark.parametrize(
    ("line", "days"),
    [
        ("4 December", "04/12/2026"), ("Friday 4th December", "04/12/2026"), ("4/12", "04/12/2026"), ("yesterday", "26/11/2026"),
        ("the fourth of December", "04/12/2026"), ("4 to 7 December", "04/12/2026 to 07/12/2026"),
        ("4–7 Dec 2026", "04/12/2026 to 07/12/2026"), ("from Fri 4 to Mon 7 December", "04/12/2026 to 07/12/2026"),
        ("21 December to 4 January", "21/12/2026 to 04/01/2027"), ("18 December 2026 to 4 January", "18/12/2026 to 04/01/2027"),
        ("26/10 to 30/10/2026", "26/10/2026 to 30/10/2026"), ("28 May to 1 June 2027", "28/05/2027 to 01/06/2027"),
    ],
)  # fmt: skip
def test_a_line_of_days_is_written_out(line: str, days: str) -> None:
    assert lines_in_whole(line, TODAY)[0] == days


@pytest.mark.parametrize(
    "line",
    ["4 Dec 2026", "04/12/2026 to 07/12/2026", "soon", "Monday", "28 May", "Thursday 4 December", "7 to 4 December",
     "4 to 5 to 6 December", "31 November", "4", ""],
)  # fmt: skip
def test_a_line_that_is_whole_or_could_be_several_days_stays_as_it_was_typed(line: str) -> None:
    assert lines_in_whole(line, TODAY) == (line, [])


async def test_the_form_takes_yesterday_and_says_which_day_that_was(small_world: World) -> None:
    async with advice(small_world) as base, browser(base) as parent:
        await parent.posts(
            "/advice/dates", **{**PERMANENT, "head_decides_to_exclude": "yesterday", "board_receives_notice": ""}
        )
        day = small_world.clock().date() - timedelta(days=1)
        assert f"we read what you typed as {day:%A} {day.day} {day:%B %Y}" in words(parent.text)
        assert f'name="head_decides_to_exclude" value="{day:%d/%m/%Y}"' in parent.text
