"""For heads in a hurry: the number first, four questions, what to print; and the menu of support."""

from __future__ import annotations

import re

import pytest

from advice_kb.model import Article
from advice_kb.services import MANDATORY, overdue
from bot.local import load_local
from bot.local_advice import load_local_advice
from tests.advice_pages_world import DUTY, LIBRARY, LOCAL, advice, decides
from tests.handlers.test_advice_pages import plain, words
from tests.web_world import browser
from tests.world import START, World

SERVICES = load_local_advice(LOCAL, load_local(LOCAL)).services.services


def items(article: Article) -> list[str]:
    return [plain(line).removeprefix("• ") for line in article.text("checklist").splitlines() if line.strip()]


async def test_the_number_and_the_warning_stand_before_anything_can_be_typed_and_no_field_takes_a_name(
    small_world: World,
) -> None:
    async with advice(small_world) as base, browser(base) as head:
        page = await head.opens("/advice/heads")
        assert page.index(DUTY) < page.index("No pupil’s name") < page.index("<input")
        fields = set(re.findall(r'<(?:input|select|textarea)[^>]* name="([^"]+)"', page))
        assert fields == {"kind", "length_in_days", "term_total", "year_total", "has_ehc_plan", "send", "looked_after", "was_looked_after", "social_worker", "compulsory_school_age", "exam"}  # fmt: skip
        for topic in ("before-excluding-checklist", "exclusion-letter-checklist"):
            assert all(item in words(page) for item in items(LIBRARY.articles[f"{topic}.head"]))


async def test_four_answers_bring_the_checklists_whom_to_tell_and_the_dates_of_a_decision_now(
    small_world: World,
) -> None:
    async with advice(small_world) as base, browser(base) as head:
        await head.posts(
            "/advice/heads/today",
            kind="permanent",
            has_ehc_plan="yes",
            looked_after="yes",
            compulsory_school_age="yes",
            exam="no",
        )
        seen = words(head.text)
        for topic in (
            "before-excluding-checklist",
            "ehcp-early-review",
            "looked-after-children",
            "exclusion-letter-checklist",
        ):
            article = LIBRARY.articles[f"{topic}.head"]
            assert all(item in seen for item in items(article))
            assert f"Version {article.version}, law checked on 22 November 2026; checked, not yet published" in seen
        assert LIBRARY.articles["exams-during-exclusion.head"].title not in seen
        for told in (
            "Parents are told.",
            "The council is told.",
            "The governing board is told.",
            "Social worker and virtual school head are told.",
        ):
            assert told in seen
        assert "Monday 16 November 2026, 09:30" in seen
        assert "Last lawful day: Tuesday 8 December 2026" in seen
        assert len(head.text.encode()) < 60_000


DUTIES_IN_CARE = ("Social worker and virtual school head are told.", "Education from the first day")


async def test_a_child_who_left_care_brings_advice_and_not_the_duties_owed_to_one_in_care(small_world: World) -> None:
    article = LIBRARY.articles["looked-after-children.head"]
    async with advice(small_world) as base, browser(base) as head:
        fields = {"kind": "permanent", "compulsory_school_age": "yes", "exam": "no", "was_looked_after": "yes"}
        await head.posts("/advice/heads/today", **fields)
        seen = words(head.text)
        assert "The pupil: In care before, but not now;" in seen
        assert "good practice, not a duty" in seen
        assert "the same care applies" in seen
        assert f"Version {article.version}, law checked on" in seen
        assert not any(duty in seen for duty in (*DUTIES_IN_CARE, *items(article)))
        await head.posts("/advice/heads/today", **fields, looked_after="yes")
        assert all(duty in words(head.text) for duty in DUTIES_IN_CARE)
        assert "good practice, not a duty" not in words(head.text)
        await decides(small_world, article.id, "withdrawn")
        await head.posts("/advice/heads/today", **fields)
        assert "good practice, not a duty" not in words(head.text)
        assert "This list may not be shown now." in words(head.text)


async def test_a_short_suspension_brings_less(small_world: World) -> None:
    async with advice(small_world) as base, browser(base) as head:
        await head.posts("/advice/heads/today", kind="suspension", length_in_days="2", term_total="2", exam="no")
        seen = words(head.text)
        assert "The governing board is told." not in seen
        assert "Governors meet" not in seen
        assert LIBRARY.articles["sixth-day-education.head"].title not in seen


async def test_days_that_were_not_given_may_be_more_than_five(small_world: World) -> None:
    """Eight days pass the five of a term by themselves: whoever leaves the second box empty is still told of the governors."""
    sixth, governors = (
        LIBRARY.articles[f"{topic}.head"].title for topic in ("sixth-day-education", "governing-board-review")
    )
    async with advice(small_world) as base, browser(base) as head:
        await head.posts("/advice/heads/today", kind="suspension", exam="no", length_in_days="8")
        assert sixth in words(head.text) and governors in words(head.text)
        await head.posts("/advice/heads/today", kind="suspension", exam="no")
        assert sixth in words(head.text) and governors in words(head.text)
        await head.posts("/advice/heads/today", kind="suspension", exam="no", length_in_days="2", term_total="2")
        assert sixth not in words(head.text) and governors not in words(head.text)


@pytest.mark.parametrize(
    "days",
    [
        {"length_in_days": "46"},
        {"length_in_days": "3", "year_total": "45.5"},
        {"length_in_days": "3", "term_total": "46"},
    ],
)
async def test_more_than_the_years_days_is_said_at_once_and_sets_no_date_going(
    small_world: World, days: dict[str, str]
) -> None:
    async with advice(small_world) as base, browser(base) as head:
        await head.posts("/advice/heads/today", kind="suspension", exam="no", **days)
        seen = words(head.text)
        limit = "No pupil may be suspended for more than 45 school days in a school year."
        first_item = items(LIBRARY.articles["suspension-day-limits.head"])[0]
        assert head.status == 200
        assert seen.index(DUTY) < seen.index(limit) < seen.index(first_item)
        assert "Ring the duty officer now" in seen
        assert LIBRARY.citation("suspension-day-limits.11") in seen
        assert "What the decision sets going" not in seen
        assert "If you go ahead" not in seen


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "suspension", "length_in_days": "45", "term_total": "45", "year_total": "45"},
        {"kind": "permanent", "year_total": "60"},
    ],
)
async def test_up_to_the_years_days_and_a_permanent_exclusion_are_not_stopped(
    small_world: World, fields: dict[str, str]
) -> None:
    async with advice(small_world) as base, browser(base) as head:
        await head.posts("/advice/heads/today", exam="no", **fields)
        seen = words(head.text)
        assert "may not be given" not in seen
        assert "What the decision sets going" in seen
        assert ("45 of 45 school days used this school year, 0 left." in seen) == (fields["kind"] == "suspension")


@pytest.mark.parametrize("fields", [{}, {"kind": "king"}, {"kind": "suspension", "length_in_days": "many"},
                                    {"kind": "suspension", "length_in_days": "5", "term_total": "2"},
                                    {"kind": "suspension", "length_in_days": "5", "year_total": "4"},
                                    {"kind": "suspension", "term_total": "5", "year_total": "4.5"},
                                    {"kind": "permanent", "length_in_days": "3"}])  # fmt: skip
async def test_answers_that_cannot_be_used_are_asked_again(small_world: World, fields: dict[str, str]) -> None:
    async with advice(small_world) as base, browser(base) as head:
        await head.posts("/advice/heads/today", **fields)
        assert head.status == 422
        assert 'role="alert"' in head.text


async def test_a_head_and_a_governor_read_the_checklist_first_and_a_family_the_short_answer(small_world: World) -> None:
    async with advice(small_world) as base, browser(base) as reader:
        for audience, first, then in (
            ("head", "Checklist", "Short answer"),
            ("governor", "Checklist", "Short answer"),
            ("parent", "Short answer", "What the law says"),
        ):
            page = await reader.opens(f"/advice/governing-board-review/{audience}")
            titles = re.findall(r"<h2[^>]*>([^<]+)</h2>", page)
            assert titles.index(first) == 0
            assert titles.index(then) > 0
            numbers = [int(one) for one in re.findall(r'href="#source-(\d+)"', page)]
            assert list(dict.fromkeys(numbers)) == sorted(set(numbers)), "footnotes are numbered as they are met"


async def test_words_of_harm_in_a_box_for_a_number_get_the_card_of_a_professional_first(small_world: World) -> None:
    async with advice(small_world) as base, browser(base) as head:
        await head.posts("/advice/heads/today", kind="suspension", length_in_days="xdangerx", term_total="3")
        assert head.heading == "Get help now"
        assert "Tell your designated safeguarding lead" in head.text and "xdangerx" not in head.text
        await head.posts("/advice/heads/today", kind="suspension", length_in_days="a few", term_total="3")
        assert head.heading == "For heads in a hurry"


async def test_beside_the_duty_officers_number_stands_whether_anybody_answers_it_now(small_world: World) -> None:
    from dataclasses import replace

    from tests.world import published

    known = published(duty_officer=DUTY, officer_until="", officer_next="It is answered again on Monday.")
    async with advice(small_world, known=known) as base, browser(base) as head:
        seen = words(await head.opens("/advice/heads"))
        assert "Nobody answers that number right now. It is answered again on Monday." in seen
    known = replace(known, place=replace(known.place, officer_until="5 pm"))
    async with advice(small_world, known=known) as base, browser(base) as head:
        assert "Someone answers until 5 pm today." in words(await head.opens("/advice/heads"))


async def test_the_page_for_the_file_is_dated_and_names_each_version(small_world: World) -> None:
    async with advice(small_world) as base, browser(base) as head:
        seen = words(await head.opens("/advice/heads/file"))
        assert "Printed on 16 November 2026 at 09:30" in seen
        assert seen.count("Version 1, law checked on") == 2
        assert "Go ahead, or another way found" in seen


async def test_only_published_entries_that_are_not_overdue_are_shown_with_what_they_must_say(
    small_world: World,
) -> None:
    today = START.date()
    async with advice(small_world) as base, browser(base) as reader:
        menu = await reader.opens("/advice/services")
        assert len(menu.encode()) < 60_000
        for one in SERVICES:
            shown = one.state == "published" and not overdue(one, today)
            await reader.opens(f"/advice/services/{one.id}")
            assert reader.status == (200 if shown else 404), one.id
            assert (f'"/advice/services/{one.id}"' in menu) == shown
            if shown and one.funding and one.threshold and one.accountable:
                seen = words(reader.text)
                assert all(
                    plain(text) in seen
                    for text in (
                        one.funding.text,
                        one.threshold.text,
                        one.accountable.text,
                        one.type,
                        *one.access_route,
                    )
                )
        assert len({one.state for one in SERVICES}) == 2
        assert any(overdue(one, today) for one in SERVICES if one.state == "published")
        assert len(MANDATORY) == 6


async def test_harm_at_the_end_of_a_long_need_gets_help_first_and_leads_back_to_the_services(
    small_world: World,
) -> None:
    async with advice(small_world) as base, browser(base) as asker:
        await asker.posts("/advice/services", need="more help with reading please. " * 120 + "xdangerx")
        assert asker.heading == "Get help now"
        await asker.presses("Go back to where I was")
        assert asker.heading == "Local services"


async def test_a_wife_who_asks_for_a_service_gets_a_grown_ups_card_and_a_child_a_childs(small_world: World) -> None:
    async with advice(small_world) as base, browser(base) as asker:
        for fields, grown_up in (
            ({"need": "my husband xdangerx hits me"}, True),
            ({"need": "xdangerx at home", "audience": "parent"}, True),
            ({"need": "xdangerx at home"}, False),
            ({"need": "my dad xdangerx"}, False),
        ):
            await asker.posts("/advice/services", **fields)
            assert asker.heading == "Get help now"
            assert ("Childline" not in asker.text) == grown_up, fields
            assert ("tell a grown-up you trust" not in asker.text) == grown_up, fields
        await asker.posts("/advice/services", need="autism", audience="parent")
        assert '<option value="parent" selected>' in asker.text


async def test_need_and_phase_find_the_way_in(small_world: World) -> None:
    async with advice(small_world) as base, browser(base) as reader:
        await reader.posts("/advice/services", need="8 part-time places primary at risk", phase="")
        first = words(reader.text.partition("</section>")[0])
        assert "Part-time primary places for pupils at risk" in first
        assert first.index("Talk to the Senior Inclusion Support Officer") < first.index(
            "Complete an Early Help Assessment"
        )
        await reader.posts("/advice/services", need="", phase="primary")
        assert "What we found" in reader.text
        await reader.posts("/advice/services", need="zzzzqq")
        assert reader.heading == "We found nothing"
        assert "Nothing in the local list fits these words." in reader.text
        assert "Ring the duty officer" in reader.text
        assert DUTY in reader.text


async def test_a_parent_sees_first_what_a_parent_may_ask_for_and_who_can_ask_for_the_rest(small_world: World) -> None:
    need, only_a_school = "anxiety wont go to school", "Only a school can ask for this."
    async with advice(small_world) as base, browser(base) as asker:
        await asker.posts("/advice/services", need=need, audience="parent")
        seen = words(asker.text)
        first, clinic = seen.index("Free, impartial SEND information"), seen.index("Mental health clinic for schools")
        assert first < clinic < seen.index(only_a_school)
        assert seen.count(only_a_school) == 1
        await asker.posts("/advice/services", need=need)
        assert only_a_school not in words(asker.text)
