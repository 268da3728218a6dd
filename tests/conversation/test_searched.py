"""What is searched of a question and offered of what was found: names of schools, pages for others, news without a question."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from advice_kb.search import Finding, load_finder
from bot.conversation.advice import Advice
from bot.conversation.school_named import kind_named
from bot.conversation.searched import says_only_that, without_schools
from storage import advice_log
from tests.advice_pages_world import advice as advice_pages
from tests.advice_world import advice, advised
from tests.conversation.test_advising import at_the_start, press, said
from tests.web_world import browser
from tests.world import KEYS, World

NAMES = (
    "Priory Park Academy", "Hope Academy", "St Governors Academy", "Review Road Primary School", "Harbour Pupil Referral Unit",
    "St Mary's Primary School", "Lighthouse Unit (8 pupils)", "Pupil Referral Unit", "Market Secondary School",
)  # fmt: skip

NOTHING = Finding("nothing", (), 0.0)


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[World]:
    async with advised(tmp_path / "heard.db") as world:
        yield world


@dataclass
class Noting:
    """A finder that notes what it was asked to search, and finds what it is told to."""

    finds: Finding
    searched: list[str] = field(default_factory=list)

    def find(self, text: str, audience: str = "parent") -> Finding:
        self.searched.append(text)
        return self.finds


def told(world: World, finder: Noting) -> None:
    assert world.published.advice is not None
    world.published = replace(world.published, advice=replace(world.published.advice, finder=finder))


def real() -> Advice:
    return replace(advice(), finder=load_finder())


@pytest.mark.parametrize(
    ("typed", "searched"),
    [
        ("my son at Priory Park Academy was suspended", "my son at school was suspended"),
        ("priory park wont talk", "school wont talk"),
        ("suspended from hope for 5 days", "suspended from school for 5 days"),
        ("i hope he can go back", "i hope he can go back"),
        ("St. Governors academy's letter", "school's letter"),
        ("the governors have met", "the governors have met"),
        ("review road and a review", "school and a review"),
        ("his school Review Road Primary School", "his school"),
        ("harbour pru sent him home", "school sent him home"),
        ("he is in a pupil referral unit", "he is in a pupil referral unit"),
        ("st marys", "school"),
        ("the Lighthouse Unit", "school"),
        ("market day", "market day"),
    ],
)
def test_the_name_of_a_school_is_searched_as_school_and_a_common_word_stays_one(typed: str, searched: str) -> None:
    assert without_schools(typed, NAMES) == searched


@pytest.mark.parametrize(
    "school", ["Beacon Hill Secondary School", "Harbour Pupil Referral Unit", "Compass Alternative Provision"]
)
def test_the_same_question_finds_the_same_whatever_the_school_is_called(school: str) -> None:
    for asked in ("my son was suspended from {} and nobody gave us a letter", "can {} stop my son doing his gcse"):
        plain, named = (real().find(asked.format(name)) for name in ("school", school))
        assert (named.outcome, named.topics[0]) == (plain.outcome, plain.topics[0]), asked
        assert named.outcome == "answer"


async def test_what_is_kept_and_the_kind_of_school_come_from_all_that_was_written(town: World) -> None:
    told(town, finder := Noting(NOTHING))
    person = await at_the_start(town, command="role", argument="parent")
    asked = "the minibus of Beacon Hill Secondary School, she is at an academy"
    await person.types(asked)
    assert finder.searched == ["the minibus of school, she is at an academy"]
    assert kind_named(asked) == "academy"
    assert person.last is not None
    assert person.last.turn.standing.facts["school"] == "academy"
    async with town.storage.reading() as connection:
        assert [one.words for one in await advice_log.open_questions(connection, KEYS)] == [asked]


@pytest.mark.parametrize("reader", ["parent", "pupil"])
@pytest.mark.parametrize(
    "asked",
    ["what should the letter say", "what must be in the letter", "is the letter valid", "the letter says 5 days"],
)
def test_a_family_that_asks_about_the_letter_is_never_just_shown_the_heads_checklist(reader: str, asked: str) -> None:
    found = real().find(asked, reader)
    assert found.topics[0] == "notice-to-parents"
    assert found.outcome == "clarify" or "exclusion-letter-checklist" not in found.topics[:1]


def test_a_head_is_still_given_the_checklist_at_once() -> None:
    for reader in ("head", "governor"):
        found = real().find("what must be in the letter", reader)
        assert (found.outcome, found.topics[0]) == ("answer", "exclusion-letter-checklist")


async def test_a_page_for_schools_is_offered_to_a_parent_last_and_by_that_name(town: World) -> None:
    told(town, Noting(Finding("answer", ("before-excluding-checklist", "grounds-for-exclusion"), 0.99)))
    person = await at_the_start(town, command="role", argument="parent")
    seen = await person.types("what must the head do before excluding")
    assert [one.label for one in seen.options if one.action == "topic"] == [
        "What may be a reason, and what may not", "Before excluding: what to try, ask and record (for schools)",
    ]  # fmt: skip
    assert "written for schools" in said(await press(person, "Before excluding"))
    head = await at_the_start(town, "head", command="role", argument="head")
    assert (await head.types("what must the head do before excluding")).name == "advice-article"


async def test_the_pages_say_too_that_a_page_is_for_schools(small_world: World) -> None:
    async with advice_pages(small_world, find=real().find) as base, browser(base) as asker:
        await asker.posts("/advice/search", text="what must be in the letter", audience="parent")
        assert asker.heading == "Did you mean"
        assert asker.text.index("The letter: what parents") < asker.text.index("a checklist (for schools)")


@pytest.mark.parametrize(
    ("typed", "only"),
    [
        ("my son was suspended", True), ("My daughter’s been excluded today", True), ("ive been suspended", True),
        ("they've suspended my son", True), ("i got kicked out of school", True), ("hi, he got expelled on monday", True),
        ("my son was suspended for fighting", False), ("can he be suspended", False), ("he was not suspended", False),
        ("my son", False), ("", False),
    ],
)  # fmt: skip
def test_news_without_a_question_is_known_only_whole(typed: str, only: bool) -> None:
    assert says_only_that(typed) == only


async def test_whoever_only_says_what_happened_is_offered_where_to_begin(town: World) -> None:
    town.published = replace(town.published, advice=real())
    for name, said_ in (
        ("one", "my son was suspended"),
        ("two", "my son was suspended from Beacon Hill Secondary School"),
    ):
        person = town.person(name, "telegram")
        await person.types(said_)
        seen = await press(person, "A parent")
        assert seen.name == "advice-choices"
        assert "The first five days: where your child may be" in [one.label for one in seen.options]
