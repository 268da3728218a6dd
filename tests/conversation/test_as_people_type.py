"""What real people type: days in their own words, greetings, "back", a school that is named; and what they are shown for it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from bot.conversation.dates_asked import year_meant
from bot.conversation.days_typed import read_typed
from bot.conversation.messages import Address, Option, Outgoing
from bot.conversation.school_named import country_of_school, kind_named, only_names_school
from bot.conversation.small_words import meant_by
from bot.conversation.typed_choice import typed_choice
from bot.handlers.terminal import incoming_of, shown_text
from storage import advice_log
from surveys.codes import new_code
from tests.advice_world import advice, advised
from tests.conversation.test_advising import at_the_start, press, said
from tests.conversation.test_dates_asked import begins
from tests.world import KEYS, Flagged, World

TUESDAY = date(2026, 11, 24)


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[World]:
    async with advised(tmp_path / "heard.db") as world:
        yield world


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("today", 24), ("this morning", 24), ("an hour ago", 24), ("Yesterday!", 23), ("yesterday afternoon", 23),
        ("the day before yesterday", 22), ("3 days ago", 21), ("a week ago", 17), ("last tues", 17), ("tuesday", 24),
        ("on Monday", 23), ("fri", 20), ("last friday", 20), ("monday last week", 16), ("25/11", 25),
        ("25.11", 25), ("monday the sixteenth of november", 16), ("the twenty-first of November", 21), ("november third", 3), ("16 nov", 16), ("the 16th of November", 16), ("nov 16th", 16), ("Mon 16 Nov", 16), ("16-11", 16),
    ],
)  # fmt: skip
def test_a_day_in_peoples_own_words_is_read_from_today_on(typed: str, day: int) -> None:
    assert read_typed(typed, TUESDAY) == date(2026, 11, day)


@pytest.mark.parametrize(
    "typed",
    ["last week", "next monday", "soon", "", "31/11", "45 nov", "in the morning", "16 11 2026", "2026-11-16", "half term", "0" * 80, "²/³", "tomato", "a may", "16", "wait a second"],
)  # fmt: skip
def test_what_could_be_many_days_or_is_whole_already_is_left_alone(typed: str) -> None:
    assert read_typed(typed, TUESDAY) is None


def test_a_day_without_a_year_is_the_nearest_one_also_over_new_year_and_in_leap_years() -> None:
    assert read_typed("20 dec", date(2027, 1, 8)) == date(2026, 12, 20)
    assert read_typed("5/1", date(2026, 12, 18)) == date(2027, 1, 5)
    assert read_typed("29 feb", date(2027, 6, 1)) is None or read_typed("29 feb", date(2028, 1, 1)) == date(2028, 2, 29)
    assert read_typed("yesterday", None) is None


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("the 16th", date(2026, 11, 16)), ("on the 16th", date(2026, 11, 16)), ("the sixteenth", date(2026, 11, 16)),
        ("the 24th", TUESDAY), ("31st", date(2026, 10, 31)), ("Monday the 16th", date(2026, 11, 16)), ("Mon 16", date(2026, 11, 16)),
        ("friday the 16th", date(2026, 10, 16)), ("tuesday the 16th", None), ("the 25th", None), ("the 1st", None), ("the 45th", None),
    ],
)  # fmt: skip
def test_a_day_of_the_month_alone_is_the_latest_one_unless_another_comes_within_a_week(
    typed: str, day: date | None
) -> None:
    assert read_typed(typed, TUESDAY) == day
    assert read_typed(typed, TUESDAY, ahead=True) is None


async def test_a_day_that_was_not_written_out_is_said_back_and_back_changes_it(town: World) -> None:
    person = await begins(town)
    await press(person, "Out for a set time")
    shown = await person.types("yesterday afternoon")
    assert shown.heading == "When on that day did it begin?"
    assert "We read that as Sunday 15 November 2026." in shown.notice
    assert (await person.types("back")).heading == "What was the first day away from school?"
    assert "Tuesday 10 November 2026" in (await person.types("last tues")).notice
    await person.types("back")
    assert "Thursday 12 November 2026" in (await person.types("the 12th")).notice
    await press(person, "Back")
    assert (await person.types("16 November 2026")).notice == ""


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("Hi!", "hello"), ("thank you :)", "thanks"), ("go back", "back"), ("HELP", "help"), ("please help me", "help"),
     ("who are you", "about"), ("r u a robot or a person?", "about"), ("hi, is this a real person", "about"),
     ("what can you do", "about"), ("whats this for", "about"), ("wtf are you even", "about"), ("thx", "thanks"), ("nah", "no"), ("Yeah!", "yes"), ("idk", "unsure"), ("my dates", "dates"),
     ("no letter", ""), ("yes he was suspended", ""),
     ("can i speak to a real person", ""), ("what can i do", ""), ("what is this letter", ""), ("who can exclude", ""),
     ("are you allowed to exclude him", ""), ("back to school meeting", ""), ("help with exams", ""), ("hi my son was sent home", ""), ("", "")],
)  # fmt: skip
def test_small_words_are_known_only_alone(typed: str, meant: str) -> None:
    assert meant_by(typed) == meant


async def test_a_greeting_and_thanks_are_no_failed_tries(town: World) -> None:
    person = await at_the_start(town, "someone", command="role", argument="parent")
    for word in ("hello", "thanks", "ok", "bye"):
        assert (await person.types(word)).name == "advice-ask", word
    assert (await person.types("sent home")).name == "advice-article"


@pytest.mark.parametrize("typed", ["polski", "polish", "Polish please", "i speak polish", "polsh"])
@pytest.mark.parametrize("behind_the_command", [False, True])
async def test_a_language_that_is_not_spoken_here_is_understood_when_it_is_typed(
    town: World, typed: str, *, behind_the_command: bool
) -> None:
    person = town.person("someone", "telegram")
    seen = await person.does(command="language", argument=typed if behind_the_command else "")
    seen = seen if behind_the_command else await person.types(typed)
    assert seen.name == "language"
    assert "poprosić o tłumacza" in seen.notice
    assert "cannot answer in Polish here. You can pick: English." in seen.notice
    assert "01632 960 003" in seen.notice
    assert [one.label for one in seen.options] == ["English"]


async def test_a_language_that_is_spoken_is_taken_as_typed_and_an_unknown_one_is_told_with_the_choices(
    town: World,
) -> None:
    polish = {**town.published.words.languages["en"], "language": "Polski", "start.heading": "Powiedz nam"}
    words = replace(town.published.words, languages={**town.published.words.languages, "pl": polish})
    town.published = replace(town.published, words=words, languages=("en", "pl"))
    person = town.person("someone", "telegram")
    await person.does(command="language")
    seen = await person.types("klingon")
    assert (seen.name, seen.notice) == ("language", "We do not know that language here. You can pick: English, Polski.")
    assert (await person.types("POLSKI")).heading == "Powiedz nam"
    assert (await person.does(command="language", argument="english")).heading.startswith("Tell Testborough")


async def test_where_a_language_is_asked_a_question_is_still_a_question_and_small_words_lead_on(town: World) -> None:
    person = town.person("someone", "telegram")
    await person.does(command="language")
    assert (await person.types("back")).name == "start"
    await person.does(command="language")
    assert (await person.types("my son was sent home")).name == "advice-role"


async def test_in_a_survey_too_a_typed_language_is_understood_and_the_survey_waits(town: World) -> None:
    await town.campaign()
    [code] = await town.codes(1)
    person = town.person("young", "telegram")
    await person.types(code)
    await person.does(command="language")
    assert "cannot answer in Polish" in (await person.types("polish")).notice
    assert "do not know that language" in (await person.types("klingon")).notice
    assert (await person.types("xdangerx")).name == "help"
    await person.taps("return")
    await person.does(command="language")
    assert (await person.types("english")).name == "first"


async def test_back_leaves_a_help_card_and_so_does_the_language(town: World) -> None:
    person = town.person("someone", "telegram")
    await person.does(command="help")
    assert (await person.types("back")).name == "start"
    await person.does(command="help")
    assert (await person.does(command="language")).name == "language"


async def test_yes_and_no_under_an_answer_say_whether_it_helped_and_elsewhere_lose_no_try(town: World) -> None:
    person = await at_the_start(town, "someone", command="role", argument="parent")
    for typed in ("no", "yes", "idk"):
        seen = await person.types(typed)
        assert (seen.name, seen.notice[:12]) == ("advice-ask", "Please write")
    await person.types("sent home")
    assert "which answers work" in (await person.types("Yes!")).notice
    await person.types("sent home")
    seen = await person.types("no")
    assert (seen.name, "Sorry about that" in seen.notice) == ("advice-choices", True)
    assert (await person.types("yeah")).name == (await person.types("dunno")).name == "advice-choices"
    assert (await person.types("none of them")).name == "advice-nothing"
    async with town.storage.reading() as connection:
        rows = await advice_log.since(connection, town.clock().replace(minute=0))
    assert (len(rows), {row.helped for row in rows}) == (3, {True, False, None})


async def test_no_is_not_the_beginning_of_a_schools_name(town: World) -> None:
    person = await at_the_start(town, "someone", command="role", argument="parent")
    assert (await person.taps("topic", "see-the-evidence")).name == "advice-school"
    for typed in ("no", "nort", "orc"):
        assert (await person.types(typed)).name == ("advice-article" if typed == "nort" else "advice-school"), typed
        if typed == "nort":
            await press(person, "Change the kind of school")


async def test_a_button_may_be_typed_word_for_word_on_every_screen(town: World) -> None:
    person = await at_the_start(town, "someone", command="role", argument="parent")
    await person.types("sent home")
    assert (await person.types("who can help")).body[1] == "Who can help"
    assert (await person.types("this is not what i meant")).name == "advice-choices"
    await person.types("sent home")
    assert (await person.types("Talk to a person")).name == "advice-person"
    await person.types("ask something else")
    assert (await person.types("dates")).name == "advice-school"
    await press(person, "I am not sure")
    assert person.last is not None
    assert person.last.turn.standing.facts["view"] == "dates"


@pytest.mark.parametrize(
    ("typed", "role"),
    [("i am actually a pupil", "pupil"), ("Sorry, I'm the headteacher", "head"), ("im a governor", "governor"),
     ("im a parent governor", "parent"), ("i am not a pupil", "parent"), ("im excluded", "parent")],
)  # fmt: skip
async def test_who_somebody_is_may_be_said_at_any_time_and_the_answer_follows(
    town: World, typed: str, role: str
) -> None:
    person = await at_the_start(town, "someone", command="role", argument="parent")
    await person.types("sent home")
    await person.types(typed)
    assert person.last is not None
    assert person.last.turn.standing.role == role
    if role == "head":
        assert person.sees.body[1] == "Checklist"


@pytest.mark.parametrize("role", ["parent", "pupil"])
async def test_who_answers_here_is_told_honestly_and_is_no_failed_try(town: World, role: str) -> None:
    person = await at_the_start(town, "someone", command="role", argument=role)
    for typed in ("who are you", "are you a robot", "is this a real person", "what is this"):
        seen = await person.types(typed)
        assert seen.name == "advice-ask", typed
        assert "computer programme" in seen.notice
        assert "01632 960 003" in seen.notice
        assert ("0800 1111" in seen.notice) == (role == "pupil")
    await person.types("a thing nobody wrote about")
    await person.types("another such thing")
    assert (await person.types("what can you do?")).name == "advice-nothing"  # two tries were used, and one is left
    assert (await person.types("and a third")).name == "advice-person"
    async with town.storage.reading() as connection:
        assert (await connection.execute(text("SELECT count(*) FROM open_question"))).scalar_one() == 3


async def test_asking_who_answers_loses_nothing_that_waits(town: World) -> None:
    person = town.person("someone", "telegram")
    seen = await person.types("are you a bot")
    assert (seen.name, "computer programme" in seen.notice) == ("start", True)
    await person.types("my son was sent home")
    seen = await person.types("who am I talking to")
    assert (seen.name, "computer programme" in seen.notice) == ("advice-role", True)
    assert (await press(person, "A parent")).name == "advice-article"


async def test_a_question_about_the_service_is_looked_at_before_it_is_answered(town: World) -> None:
    """Today's phrases speak of no harm; the screen is asked first all the same, and what it says holds."""
    person = await at_the_start(town, "someone", command="role", argument="pupil")
    town.exchange.look = lambda text, audience: Flagged(True, False, ("self-harm",))
    assert (await person.types("who are you")).name == "help"


async def test_a_greeting_at_the_door_leaves_both_ways_open(town: World) -> None:
    person = town.person("someone", "telegram")
    for word, notice in (("hello", ""), ("thanks", "You are welcome.")):
        seen = await person.types(word)
        assert (seen.name, seen.notice) == ("start", notice)


async def test_an_emoji_alone_is_no_failed_try(town: World) -> None:
    person = await at_the_start(town, "someone", command="role", argument="parent")
    await person.types("sent home")
    for sign in ("👍", "?", "…"):
        seen = await person.types(sign)
        assert (seen.name, "only read words" in seen.notice) == ("advice-article", True)


@pytest.mark.parametrize(
    "before",
    [
        ("hi",),
        ("/help",),
        ("/language",),
        ("/ask",),
        ("sent home",),
        ("sent home", "a parent"),
        ("thanks", "sent home"),
    ],
)
@pytest.mark.parametrize("typed", ["{}", "my code is: {}", "The words are {}, thanks"])
async def test_the_words_of_a_slip_open_the_survey_wherever_one_may_chat(
    town: World, before: tuple[str, ...], typed: str
) -> None:
    """Taken for a question they would be kept for 90 days, and the code with them."""
    await town.campaign()
    [code] = await town.codes(1)
    person = town.person("young", "telegram")
    for words in before:
        await (person.does(command=words[1:]) if words[0] == "/" else person.types(words))
    assert (await person.types(typed.format(code.replace("-", " ")))).name in ("first", "language")
    async with town.storage.reading() as connection:
        assert (await connection.execute(text("SELECT count(*) FROM open_question"))).scalar_one() == 0


async def test_behind_ask_too_and_a_wrong_slip_leaves_a_way_back(town: World) -> None:
    await town.campaign()
    [code] = await town.codes(1)
    person = town.person("young", "telegram")
    seen = await person.does(command="ask", text=new_code(town.chance))
    assert "did not open" in seen.notice
    assert (await press(person, "Back")).name == "start"
    assert (await person.does(command="ask", text=code)).name in ("first", "language")


async def test_help_alone_shows_help_and_leads_back(town: World) -> None:
    person = await at_the_start(town, "someone", command="role", argument="pupil")
    await person.types("sent home")
    assert (await person.types("help")).name == "help"
    assert (await press(person, "Go back to where I was")).name in ("advice-article", "advice-school")


async def test_back_leaves_a_part_then_the_answer_then_the_choices(town: World) -> None:
    person = await at_the_start(town, "someone", command="role", argument="parent")
    first = await person.types("sent home")
    await press(person, "By when")
    assert (await person.types("back")).body == first.body
    assert (await person.types("back")).name == "advice-choices"
    assert (await person.types("back")).name == "advice-ask"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("my daughter is at a private school and was expelled", "private"), ("my son got suspended from college", "college"),
        ("he was excluded from his academy", "academy"), ("she goes to a PRU and was sent home", "pru"), ("it's an academy", "academy"),
        ("can he go to college while excluded", ""), ("they want to send him to a PRU", ""), ("is it the same in an academy and in a private school", ""),
        ("can a school exclude him", ""),
    ],
)  # fmt: skip
def test_the_kind_of_school_is_taken_from_words_that_say_where_the_child_is(text: str, kind: str) -> None:
    assert kind_named(text) == kind


def test_only_a_short_answer_about_the_school_is_no_question() -> None:
    assert only_names_school("no it's a PRU") and only_names_school("its an academy")
    assert not only_names_school("it's an academy, how long can they suspend him for")


async def test_the_name_of_a_school_says_what_kind_it_is_and_other_words_lose_nothing_that_waits(town: World) -> None:
    listed = next(school for school in advice().schools if school.type == "academy")
    person = await at_the_start(town, "someone", command="role", argument="parent")
    await person.does(command="ask")
    assert (await press(person, "Work out my dates")).name == "advice-school"
    shown = await person.types("a small one by the river")
    assert shown.name == "advice-school" and "Pick the nearest one" in shown.notice
    assert (await person.types(listed.name)).name.startswith("advice-dates")
    async with town.storage.reading() as connection:
        assert await advice_log.open_questions(connection, KEYS) == []
    asked = await at_the_start(town, "another", command="role", argument="parent")
    for _ in range(2):
        await asked.types("the review panel")
        assert (await asked.types("a small one by the river")).name == "advice-school"
    assert (await asked.types("a small one by the river")).name == "advice-person"


async def test_the_kind_of_school_said_before_a_choice_keeps_the_choices(town: World) -> None:
    person = await at_the_start(town, "someone", command="role", argument="parent")
    offered = (await person.types("how many days is it")).options
    shown = await person.types("it's an academy")
    assert shown.name == "advice-choices" and shown.options == offered and "Thank you" in shown.notice
    assert (await press(person, "How many days a suspension")).name == "advice-article"


async def test_a_school_that_was_named_is_not_asked_again_and_can_be_put_right(town: World) -> None:
    person = await at_the_start(town, "someone", command="role", argument="parent")
    await person.types("review panel, she is at a private school")
    assert person.sees.name == "advice-article"
    assert "You said: a private school." in said(person.sees)
    await person.types("no it's an academy")
    assert person.last is not None
    assert person.last.turn.standing.facts["school"] == "academy"
    assert (person.sees.name, "private" in said(person.sees)) == ("advice-article", False)


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("my school is in Scotland he was excluded", "scotland"), ("sent home from an academy in Cardiff", "wales"), ("We live in north Wales", "wales"),
        ("a Welsh primary school excluded her", "wales"), ("our school's in Northern Ireland", "northern-ireland"),
        ("we moved from Scotland", ""), ("is it the same in England and in Wales", ""), ("he was in Scotland before", ""),
        ("her Welsh lessons", ""), ("it's not in Wales", ""), ("sent home", ""), ("in Scotland or in Wales", ""),
    ],
)  # fmt: skip
def test_where_the_school_lies_is_read_out_of_a_question_that_says_so(text: str, country: str) -> None:
    assert country_of_school(text) == country


@pytest.mark.parametrize("first", [(), (("role", "parent"), ("school", "maintained"))])
async def test_a_school_said_to_be_elsewhere_gets_its_signposts_at_once(town: World, first: Any) -> None:
    person = await at_the_start(town)
    for action, argument in first:
        await person.taps(action, argument)
    shown = await person.types("my school is in Scotland he was sent home")
    assert shown.name == "advice-elsewhere"
    assert "Enquire" in said(shown) and "needs a letter" not in said(shown)


async def test_england_after_all_goes_on_with_the_question(town: World) -> None:
    person = await at_the_start(town, "someone", command="role", argument="parent")
    assert (await person.types("sent home in wales")).name == "advice-elsewhere"
    assert (await person.types("it's actually in england")).name == "advice-school"
    assert (await press(person, "run by the council")).name == "advice-article"


async def test_whoever_reads_a_page_for_somebody_else_is_told_so(town: World) -> None:
    pupil = await at_the_start(town, "pupil", command="role", argument="pupil")
    await pupil.types("sent home")
    assert "written for parents and carers" in said(pupil.sees)
    parent = await at_the_start(town, "parent", command="role", argument="parent")
    await parent.types("sent home")
    assert "written for" not in said(parent.sees)


async def test_a_pupil_who_wants_a_person_sees_childline_first(town: World) -> None:
    pupil = await at_the_start(town, "pupil", command="role", argument="pupil")
    shown = await pupil.types("speak to someone")
    assert shown.rows[0][:2] == ("Childline", "0800 1111")
    assert "year group" not in said(shown)


async def test_a_typed_answer_is_the_button_it_stands_for_and_what_was_asked_is_not_lost(town: World) -> None:
    person = town.person("someone", "chat")
    assert (await person.types("sent home")).name == "advice-role"
    shown = await person.types("I'm his mum")
    assert shown.name == "advice-article"
    await press(person, "Work out my dates")
    assert (await person.types("its a PRU")).heading == "What did the school decide?"
    await press(person, "Out for a set time")
    assert (await person.types("dont know")).heading != "What was the first day away from school?"
    for typed in ("3", "3", "dont know", "no", "year 10", "just a social worker"):
        await person.types(typed)
    assert person.last is not None
    answers = person.last.turn.standing.facts["said"]
    assert (answers["exam"], answers["year"]) == ("no", "school-age")


async def test_words_that_fit_no_button_or_several_are_a_question(town: World) -> None:
    person = await at_the_start(town, "someone", command="role", argument="parent")
    assert (await person.types("how many days")).name == "advice-choices"
    assert (await person.types("none of these")).name == "advice-nothing"
    await person.types("how many days")
    assert (await person.types("days")).name in ("advice-choices", "advice-nothing", "advice-article")
    assert (await person.types("sent home")).name == "advice-article"


def test_what_is_typed_is_held_against_the_buttons() -> None:
    roles = [Option("A parent or carer", "role", "parent"), Option("A pupil", "role", "pupil"),
             Option("Someone who works in a school", "role", "head"), Option("A governor or clerk", "role", "governor")]  # fmt: skip
    for typed, role in (("parent", "parent"), ("Carer", "parent"), ("im her dad", "parent"), ("I am a student", "pupil"),
                        ("headteacher", "head"), ("clerk", "governor"), ("a pupil", "pupil")):  # fmt: skip
        found = typed_choice(typed, roles)
        assert found is not None and found.argument == role, typed
    for typed in ("", "parent or pupil", "my son was sent home", "school", "2", "????"):
        assert typed_choice(typed, roles) is None, typed


@pytest.mark.parametrize(
    ("typed", "choice"),
    [
        ("year 10", "school-age"), ("she is in yr 3", "school-age"), ("Y12", "above"), ("reception", "below"), ("year 99", "year 99"),
        ("ten", "school-age"), ("1", "school-age"), ("2", "school-age"), ("3", "school-age"), ("11", "school-age"), ("12", "above"),
        ("13", "above"), ("14", "14"), ("0", "0"), ("y3", "school-age"), ("yr 3", "school-age"), ("year three", "school-age"),
        ("Year Twelve", "above"), ("he's in year 9", "school-age"), ("my son is in year 4", "school-age"), ("in nursery", "below"), ("yr R", "below"),
        ("Reception class", "below"), ("6th form", "above"), ("sixth-form", "above"), ("year 14", "above"), ("six or seven", "six or seven"),
    ],
)  # fmt: skip
def test_a_school_year_is_the_choice_it_lies_in(typed: str, choice: str) -> None:
    assert year_meant(typed) == choice


@pytest.mark.parametrize(
    ("typed", "year"), [("3", "school-age"), ("2", "school-age"), ("1", "school-age"), ("13", "above")]
)
@pytest.mark.parametrize("channel", ["telegram", "chat", "terminal"])
async def test_a_number_for_the_year_is_the_year_on_every_surface(
    town: World, typed: str, year: str, channel: Any
) -> None:
    """A 3 was once the third choice, "Year 12 or above", and with it the duty to give lessons was gone without a word."""
    person = town.person("someone", channel)
    for action, argument in (("ask", ""), ("role", "parent"), ("dates", ""), ("school", "maintained")):
        await person.taps(action, argument)
    for said_ in ("Out for good", "16 11 2026", "Morning", "no"):
        await person.types(said_)
    assert person.sees.heading == "Which year is the child in?"
    given = incoming_of(person.address, person.sees, typed)
    await person.does(text=given.text, tap=given.tap) if channel == "terminal" else await person.types(typed)
    assert person.last is not None
    assert person.last.turn.standing.facts["said"]["year"] == year


async def test_in_a_terminal_letters_pick_answers_that_name_numbers(town: World) -> None:
    shown = Outgoing(
        "question", options=(Option("Up to 5 days", "pick", "few"), Option("More than 5 days", "pick", "many"))
    )
    assert [line.strip() for line in shown_text(shown) if ")" in line] == ["a) Up to 5 days", "b) More than 5 days"]
    assert incoming_of(Address("terminal", "x"), shown, "2").tap is None
    tapped = incoming_of(Address("terminal", "x"), shown, "B").tap
    assert tapped is not None and tapped.argument == "many"


def test_a_number_is_no_button_that_only_has_it_somewhere_in_its_words() -> None:
    days = [Option("6 to 15 days", "pick", "some"), Option("More than 15 school days", "pick", "many")]
    assert typed_choice("15", days) is None and typed_choice("5", days) is None
    found = typed_choice("6", days)
    assert found is not None and found.argument == "some"


@pytest.mark.parametrize("channel", ["telegram", "terminal"])
async def test_inside_a_survey_the_words_on_a_button_are_the_button_but_in_a_box_for_words_they_are_the_answer(
    small_world: World, channel: str
) -> None:
    """A child typed "back" under a question with buttons and was told that it is not one of the answers."""
    await small_world.campaign()
    [code] = await small_world.codes(1)
    child = small_world.person("501", channel)
    first = (await child.enters(code), await child.types("i understand start"))[1]
    second = await child.taps("pick", "alone")
    assert (await child.types("back")).heading == first.heading != second.heading
    assert (await child.types("Nobody can see my screen")).heading == second.heading
    third = await child.types("i’d rather not say")
    assert third.heading not in (first.heading, second.heading)
    assert (await child.types("Stop")).heading == "Do you want to stop?"
    assert (await child.types("carry on")).heading == third.heading
    while child.sees.entry != "text":
        await child.taps("skip")
    box = child.sees.heading
    assert (await child.types("Back")).heading != box
    assert (await child.taps("back")).heading == box and child.sees.typed == "Back", "kept as words"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("ok bye", "thanks"), ("Thank you so much!", "thanks"), ("great, thanks for your help x", "thanks"), ("bye bye", "thanks"),
     ("thanks for nothing", ""), ("so much for that advice", ""), ("thank you, is it free", ""), ("not helpful", "")],
)  # fmt: skip
def test_thanks_and_a_good_bye_are_known_in_any_order(typed: str, meant: str) -> None:
    assert meant_by(typed) == meant


@pytest.mark.parametrize(
    ("typed", "part", "notice"),
    [
        ("how long?", "By when", "about this answer"), ("and when is that", "By when", "about this answer"),
        ("is that the law", "What the law says", "about this answer"), ("and if it is longer?", "", "all in one sentence"),
        ("what if we miss it", "", "all in one sentence"), ("is it free", "", "all in one sentence"),
    ],
)  # fmt: skip
async def test_words_that_name_nothing_are_about_the_answer_on_the_screen_and_lose_no_try(
    town: World, typed: str, part: str, notice: str
) -> None:
    person = await at_the_start(town, "someone", command="role", argument="parent")
    answer = await person.types("sent home")
    seen = await person.types(typed)
    assert (seen.name, seen.heading) == ("advice-article", answer.heading)
    assert notice in seen.notice
    assert seen.body[1] == part if part else seen.body == answer.body
    async with town.storage.reading() as connection:
        assert await advice_log.open_questions(connection, KEYS) == []


async def test_the_same_words_are_searched_where_nothing_is_on_the_screen_and_choices_stay(town: World) -> None:
    person = await at_the_start(town, "someone", command="role", argument="parent")
    assert (await person.types("what if it is longer")).name == "advice-nothing"
    choices = await person.types("how many days")
    seen = await person.types("and if it is longer?")
    assert (seen.name, seen.options) == ("advice-choices", choices.options)
    assert "write it all in one sentence" in seen.notice
    assert (await person.types("sent home")).name == "advice-article"


@pytest.mark.parametrize(("typed", "shown"), [("no sorry its england", "advice-school"), ("England", "advice-school"),
                                              ("it isn't in england", "advice-nothing")])  # fmt: skip
async def test_a_school_that_is_in_england_after_all_is_believed(town: World, typed: str, shown: str) -> None:
    person = await at_the_start(town, "someone", command="role", argument="parent")
    assert (await person.types("our school is in wales, sent home")).name == "advice-elsewhere"
    assert (await person.types(typed)).name == shown
