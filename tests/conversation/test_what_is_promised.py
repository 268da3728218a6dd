"""The first screen and every help text are made from facts: each sentence is held against configuration and tables."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from advice_kb import help_cards
from advice_kb.help_cards import HourFacts, help_card
from advice_kb.reading import LIMITS, reading_age
from advice_kb.safeguarding import KINDS
from advice_kb.signposts import load_signposts
from bot.app import place_of
from bot.config import read_config
from bot.conversation.first_screen import has_free_text
from bot.handlers.console.access import ACCESS
from bot.handlers.console.concerns import VOICES
from bot.local import Local, load_local
from storage import concerns, responses, voice_codes
from storage.retention import TERMS
from storage.tables import metadata
from tests.advice_pages_world import advice as pages_of_advice
from tests.advice_world import advice
from tests.web_world import browser
from tests.world import KEYS, SURVEYS, WORDS, Flagged, World, published

COUNCIL = load_local(Path(__file__).parent.parent.parent / "local")
OUTSIDE = COUNCIL.model_copy(update={"synthetic": False})
NORTHGATE = "/advice/dates/schools/northgate-secondary"
PUPIL = [survey for survey in SURVEYS.values() if survey.audience == "pupil" and survey.id != "preamble"]


def columns(table: str) -> set[str]:
    return {column.name for column in metadata.tables[table].columns}


async def first_screen(world: World, survey: str, **facts: Any) -> str:
    known = published(**facts)
    world.exchange.published = lambda _at: known
    await world.campaign(survey, survey)
    [code] = await world.codes(1, f"{survey}-1")
    return " ".join((await world.person(survey).enters(code)).body)


@pytest.mark.parametrize("survey", [one.id for one in PUPIL])
async def test_the_first_screen_says_what_the_definition_the_settings_and_the_tables_say(
    small_world: World, survey: str
) -> None:
    definition, said = SURVEYS[survey], await first_screen(small_world, survey)
    council = small_world.published.place.council
    assert f"{council} is asking you. {definition.purpose['en']}" in said
    assert f"until {responses.MIX} or more people have sent theirs" in said
    assert f"keeps what you said for {definition.retention}" in said
    assert {"three years": timedelta(days=3 * 365)}[definition.retention] == TERMS["response"]
    assert ("computer checks the words" in said) == has_free_text(definition)
    assert ("nothing to type" in said) != has_free_text(definition)
    assert has_free_text(definition) == (definition.privacy == "anonymous-with-limit")


def test_no_name_is_asked_and_none_has_a_place() -> None:
    assert "We do not ask your name." in WORDS.say("first.name")
    named = {f"{table.name}.{c.name}" for table in metadata.sorted_tables for c in table.columns if "name" in c.name}
    assert named == {"wave.name", "job.name"}
    asked = [
        q.id
        for survey in PUPIL
        for q in survey.questions
        if re.search(r"\byour (name|birthday|address)\b", q.text["en"])
    ]
    assert asked == []


def test_whoever_gave_the_slip_can_learn_that_it_was_used_and_nothing_of_what_was_said() -> None:
    assert "can find out that you took part. They cannot see what you said" in WORDS.say("first.slip")
    assert columns("participation") == {
        "code",
        "wave",
        "state",
        "heard",
        "other_code",
        "address_hash",
        "address",
        "reminded",
    }
    assert columns("response") == {"id", "wave", "survey", "version", "label", "receipt", "answers"}


SEEN = {
    "words": "With the words they see",
    "hour": "the hour",
    "setting": "where you learn",
    "surface": "the page or app you used",
    "voice": "if a child, a parent or a grown-up at work wrote, and what job they do",
    "language": "the language",
    "kinds": "what the computer thinks it is about",
    "urgent": "if it thinks this cannot wait",
}
"""Column of a concern -> how whoever wrote is told that its reader sees it; one phrase names one column."""

VOICE = {"pupil": "a child", "parent": "a parent"} | dict.fromkeys(
    ("head", "staff", "governor", "partner"), "a grown-up at work wrote, and what job they do"
)
"""Voice that a record may hold -> how the card names it. Of the one who did not say nothing is known."""


def unnamed(told: str) -> set[str]:
    """The columns of a concern that a card does not name."""
    return {column for column in columns("concern") - {"id"} if column not in SEEN or SEEN[column] not in told}


@pytest.mark.parametrize("reader", ["pupil", "parent", "head"])
def test_the_reader_of_put_aside_words_sees_what_the_card_says_and_is_not_told_who(reader: str) -> None:
    told = " ".join(help_card(("neglect",), reader, "en", HourFacts("B", "the lead", place_told=True)).fate)
    assert columns("concern") - {"id"} == SEEN.keys()
    assert unnamed(told) == set()
    assert {voice for voice in VOICES.keys() - {"unknown"} if VOICE[voice] not in told} == set()
    assert ("They are not told who wrote them." in told) == (reader != "head")
    assert ACCESS["GET", "/concerns"] == {"safeguarding"}


@pytest.mark.parametrize("column", SEEN)
def test_a_card_that_leaves_out_one_column_is_told_from_one_that_names_all(column: str) -> None:
    """That it sounds urgent was once held by the words for what it is about, and no card said it."""
    told = " ".join(help_card(("neglect",), "pupil", "en", HourFacts("B", "the lead", place_told=True)).fate)
    assert unnamed(told.replace(SEEN[column], "")) == {column}


async def test_at_every_text_box_the_limit_is_said_again(small_world: World) -> None:
    await small_world.campaign()
    [code] = await small_world.codes(1)
    pupil = small_world.person("p")
    await pupil.enters(code)
    boxes = 0
    while pupil.sees.name != "check":
        if pupil.sees.entry == "text":
            boxes += 1
            assert "If it thinks someone may be in danger, or they are not in English," in pupil.sees.hint
            assert small_world.published.place.readers in pupil.sees.hint
        await pupil.taps({"help": "return", "first": "go"}.get(pupil.sees.name, "skip"))
    assert boxes == 2


@pytest.mark.parametrize("survey", ["parent-survey", "service-rating"])
async def test_whoever_else_reads_a_survey_its_screens_name_the_reader_of_the_card(
    small_world: World, survey: str
) -> None:
    """Only the safeguarding role opens a concern, so no team that reads the answers may stand there in its place."""
    assert SURVEYS[survey].readers["en"] != small_world.published.place.readers
    await small_world.campaign(survey, open_link=KEYS.look_up(voice_codes.OPEN, "link"))
    somebody = small_world.person("p")
    told = [(await somebody.does(command="enter", argument="o-link")).body]
    while somebody.sees.entry != "text":
        await somebody.taps({"help": "return", "first": "go"}.get(somebody.sees.name, "skip"))
    told += [(somebody.sees.hint,), (await somebody.types("xdangerx")).body]
    for said in told:
        assert small_world.published.place.readers in " ".join(said)
        assert SURVEYS[survey].readers["en"] not in " ".join(said)


async def test_wherever_words_are_typed_it_is_said_that_danger_and_other_languages_are_kept_for_a_person(
    small_world: World,
) -> None:
    """A look at the table first: harmless words in another language become a concern too, on a page as in a chat."""
    harmless = Flagged(language="pl", always_help=True)
    small_world.exchange.look = lambda _text, _audience: harmless
    known = replace(small_world.published, advice=advice())
    small_world.exchange.published = lambda _at: known
    for channel in ("page", "chat", "telegram", "terminal"):
        somebody = small_world.person("s", channel)
        for scene in ("start", "code", "receipt"):
            await somebody.taps(scene)
            assert WORDS.say("advice.checked") in somebody.sees.hint, (channel, scene)
    parent = small_world.person("p", "chat")
    await parent.does(command="start")
    await parent.taps("ask")
    await parent.taps("role", "parent")
    assert WORDS.say("advice.checked") in parent.sees.body
    await parent.types("dzien dobry")
    async with pages_of_advice(small_world) as base, browser(base) as asker:
        for path in ("/advice", "/advice/services", "/advice/dates", "/advice/heads", NORTHGATE):
            page = await asker.opens(path)
            main, _, foot = page.partition("<footer>")
            assert WORDS.say("advice.checked") in main, path
            assert WORDS.say("advice.checked") in foot or path == NORTHGATE, path
            assert not re.search(r"(?<!else )nothing (on this page )?is kept", page, re.IGNORECASE), path
        await asker.posts("/advice/dates", length_in_days="dzien dobry")
        await asker.posts("/advice/heads/today", length_in_days="dzien dobry")
        await asker.posts(NORTHGATE, days="dzien dobry")
    async with small_world.storage.reading() as connection:
        assert await concerns.count(connection) == 4
    said = await first_screen(small_world, "pupil-voice")
    assert "someone may be in danger, or they are not in English," in said


HOURS = [
    (datetime(2026, 11, 16, 9, 0, tzinfo=UTC), "4:30 pm"),
    (datetime(2026, 11, 16, 8, 59, tzinfo=UTC), ""),
    (datetime(2026, 11, 16, 16, 30, tzinfo=UTC), ""),
    (datetime(2026, 7, 1, 8, 30, tzinfo=UTC), "4:30 pm"),  # half past nine in summer
    (datetime(2026, 11, 21, 11, 0, tzinfo=UTC), ""),  # a Saturday
    (datetime(2026, 12, 25, 11, 0, tzinfo=UTC), ""),  # a Friday, and Christmas Day
    (datetime(2026, 12, 28, 11, 0, tzinfo=UTC), ""),  # a Monday in place of Boxing Day
]


@pytest.mark.parametrize(("at", "until"), HOURS)
def test_somebody_is_said_to_read_only_when_somebody_does(at: datetime, until: str) -> None:
    place = place_of(read_config(demo=False), OUTSIDE, at)
    assert place.reader_until == until
    card = help_card(("neglect",), "pupil", "en", HourFacts("B", place.readers, reader_until=place.reader_until,
                                                            reader_next=place.reader_next))  # fmt: skip
    assert (f"Someone is reading until {until}." in card.fate) == bool(until)
    assert ("Nobody is reading right now." in " ".join(card.fate)) != bool(until)


@pytest.mark.parametrize("missing", [{"officers": ()}, {"reading_hours": None}])
async def test_where_nobody_is_set_to_read_neither_screen_nor_card_says_otherwise(
    small_world: World, missing: dict[str, Any]
) -> None:
    local: Local = OUTSIDE.model_copy(update=missing)
    place = place_of(read_config(demo=False), local, HOURS[0][0])
    assert (place.read, place.reader_until) == (False, "")
    said = await first_screen(small_world, "pupil-voice", read=False, reader_until="")
    assert "Nobody is set to read those words yet." in said
    assert "Someone is there" not in said


async def test_the_demo_says_that_nobody_is_set_to_read_and_who_can(small_world: World) -> None:
    assert "No one is set to read those words, but who runs it can open them." in await first_screen(
        small_world, "pupil-voice", demo=True
    )
    assert {one.role for one in COUNCIL.officers} >= ACCESS["GET", "/concerns"], "a link opens them there too"


def test_local_numbers_on_the_card_are_those_of_the_settings_and_the_demos_are_not_called_checked() -> None:
    from bot.conversation.help_screen import help_now
    from bot.conversation.place import Published

    for local, checked in ((COUNCIL, False), (OUTSIDE, True)):
        place = place_of(read_config(demo=True), local, HOURS[0][0])
        known = Published({}, SURVEYS["preamble"], WORDS, place)
        calls = {call.id: call for call in help_now(known, "page", "parent").facts["card"].calls}
        door, night = calls["children-social-care"], calls["children-social-care-at-night"]
        assert (door.phone, night.phone) == (local.numbers.front_door, local.numbers.out_of_hours)
        assert door.checked is night.checked is checked


EVERY_CARD = [
    (kind, reader, HourFacts("Testborough Council", "the council's safeguarding team", words=words, demo=demo, read=read,
                             reader_until=until, reader_next="It is read on the next working day.", place_told=place))
    for kind in KINDS for reader in ("pupil", "parent", "anyone") for words, demo, read, until, place in (
        ("moved", False, True, "4 pm", True), ("moved", False, True, "", False), ("moved", True, True, "", False),
        ("moved", False, False, "", True), ("lost", False, True, "", False), ("trouble", False, True, "", False),
        ("unkept", False, True, "", False),
    )
]  # fmt: skip


def test_what_a_child_or_a_parent_reads_on_a_card_is_plain() -> None:
    for kind, reader, facts in EVERY_CARD:
        card = help_card((kind,), reader, "other", facts)
        said = " ".join((*card.words, *card.fate, card.back, card.unverified))
        assert reading_age(said) <= LIMITS.get(reader, LIMITS["pupil"]), said


def test_no_card_asks_promises_secrecy_or_blames() -> None:
    for kind, reader, facts in EVERY_CARD:
        said = " ".join(help_card((kind,), reader, "en", facts).lines()).lower()
        assert "?" not in said
        assert not re.search(
            r"\b(secret|confidential|promise|lied|lying|naughty|trouble you|report you|proud|brave)\b", said
        )
        assert "nobody will know" not in said


JOKE = """Thank you for telling us. You have done nothing wrong by writing it.
If someone is in danger now, call 999. These people can help you too.
If it was a joke or a song, that is fine. A computer checks words, and it is sometimes wrong.
You can also tell a grown-up you trust, today.
Police, ambulance or fire: 999, or 18000 by text relay; to text 999, first text the word “register” to it (Day and night)
Childline: 0800 1111 (By phone day and night; look up when the online chat is open)
We put your words aside for the lead. They are not told who wrote them.
With the words they see the hour, where you learn, the page or app you used, and the language. They see if a child, a parent or \
a grown-up at work wrote, and what job they do, like head or governor. They see what the computer thinks it is about, and if it \
thinks this cannot wait.
Someone is reading until 4 pm.
So they cannot come and find you. If you want help, please call or tell someone."""

QUESTION = """Some of what you wrote could mean that a child is not safe. Here is what to do now.
If someone is in danger now, call 999.
A computer checks words, and it is sometimes wrong. If you only asked about rules, please just go on.
What to do now
1. Danger now: 999, and do not leave the child alone.
2. Tell your designated safeguarding lead at once, not at the end of the day. If you cannot reach them, do not wait.
3. Children's social care, B: 1; out of hours 2. Anyone may ring; you do not have to be certain.
4. Write down the child's own words, with the date and the time.
5. Do not investigate, do not lead with questions, do not promise to keep it secret.
6. Do not tell the person the child is afraid of. If it is about a member of staff, tell the head; if about the head, the \
council's designated officer (LADO).
Police, ambulance or fire: 999, or 18000 by text relay; to text 999, first text the word “register” to it (Day and night)
Police, not an emergency: 101, or 18001 101 by text relay (Day and night)
Children's social care, B: 1
Children's social care, B, out of hours: 2
Writing here is not a referral. Your words were put aside for the lead.
With the words they see the hour, where you learn, the page or app you used, and the language. They see if a child, a parent or \
a grown-up at work wrote, and what job they do, like head or governor. They see what the computer thinks it is about, and if it \
thinks this cannot wait.
Someone is reading until 4 pm."""


@pytest.mark.parametrize(("reader", "golden"), [("pupil", JOKE), ("head", QUESTION)])
def test_read_aloud_the_words_fit_a_child_who_wrote_a_joke_and_a_head_who_asked_about_a_knife(
    reader: str, golden: str
) -> None:
    """A golden text: whoever changes a word reads the whole aloud, as somebody who did nothing but joke, or ask."""
    facts = HourFacts("B", "the lead", reader_until="4 pm", place_told=True, front_door="1", out_of_hours="2")
    assert "\n".join(help_card(("weapon",), reader, "en", facts).lines()) == golden


def test_every_number_says_whether_it_was_checked_and_each_that_was_not_is_marked_in_the_list() -> None:
    known = load_signposts().all
    assert {one.id for one in known.values() if not one.verify} == {
        "emergency-999", "nhs-111-option-2", "childline", "shout", "samaritans", "police-101",
    }  # fmt: skip
    assert help_cards.UNVERIFIED == "We still have to check this number."


@pytest.mark.parametrize("kind", ["number", "text", "date"])
def test_any_box_counts_as_something_to_type(kind: str) -> None:
    """A closed survey with a box for a number said "There is nothing to type here" above the box."""
    asked = SURVEYS["pupil-happiness"]
    boxed = asked.questions[0].model_copy(update={"type": kind, "choices": ()})
    assert not has_free_text(asked)
    assert has_free_text(asked.model_copy(update={"questions": (*asked.questions, boxed)}))
