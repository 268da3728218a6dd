"""`heard check` on the advice line: everything shipped is whole, and each thing that is broken is told by place and remedy."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from advice_kb.library import HERE
from advice_kb.library import load_library as library
from advice_kb.tables_inspection import inspect_folder
from bot.advice_faults import changed_texts, local_doubts, local_faults, own_faults
from bot.commands import check
from bot.taking_in import take_in
from storage.engine import Storage
from storage.tables import article_version
from tests.world import World

TODAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
LOCAL = Path("local")
Break = Callable[[Path], object]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the tables and letters, with the articles of one topic: quick to look at."""
    for file in HERE.glob("*.yaml"):
        shutil.copy(file, tmp_path)
    shutil.copytree(HERE / "letters", tmp_path / "letters")
    shutil.copytree(HERE / "articles" / "managed-move", tmp_path / "articles" / "managed-move")
    return tmp_path


def instead(file: str, old: str, new: str) -> Break:
    def change(folder: Path) -> None:
        text = (folder / file).read_text("utf-8")
        assert old in text
        (folder / file).write_text(text.replace(old, new, 1), "utf-8")

    return change


def faults(folder: Path) -> list[str]:
    """What is wrong, without the articles that the copy leaves out."""
    return [str(one) for one in inspect_folder(TODAY, folder) if "has no article for" not in str(one)]


def test_what_is_shipped_has_no_fault() -> None:
    assert own_faults(TODAY) == []
    assert local_faults(LOCAL, TODAY) == []


BROKEN: list[tuple[Break, str]] = [
    (instead("topics.yaml", "group: happened", "group: hapened"), "unknown group 'hapened'"),
    (instead("topics.yaml", 'title: "Who may exclude a pupil"', f'title: "{"long " * 13}"'), "title of 65 characters"),
    (instead("topics.yaml", "moved: {}", "moved: {old-topic: no-such-topic}"), "leads to the unknown topic"),
    (instead("topics.yaml", "moved: {}", "moved: {managed-move: sen-expert}"), "is still a topic"),
    (instead("topics.yaml", "groups:", "groups: ["), "topics.yaml"),
    (instead("letters/subject-access-request.md", "see-the-evidence.2", "see-the-evidence.99"), "unknown fact 'see-the-evidence.99'"),
    (instead("letters/subject-access-request.md", "id: subject-access-request", "id: sar"), "calls itself sar"),
    (instead("letters/subject-access-request.md", "topic: see-the-evidence", "topic: no-such"), "unknown topic 'no-such'"),
    (instead("letters/subject-access-request.md", "title:", "titel:"), "letters/subject-access-request.md line 3 column 1 titel: is no name that is known here"),
    (instead("letters/subject-access-request.md", "[school]", "[school"), "only once"),
    (instead("deadlines.yaml", "unit: school_days", "unit: schooldays"), "deadlines.yaml line 9 column 5 tell-parents unit: schooldays is none of"),
    (instead("deadlines.yaml", "source: regs-2012", "source: regs-2021"), "unknown source 'regs-2021'"),
    (instead("deadlines.yaml", '"compulsory_school_age": true', '"compulsory_age": true'), "unknown fact 'compulsory_age'"),
    (instead("deadlines.yaml", "id: section-104-notice", "id: tell-parents"), "stands there twice"),
    (instead("deadlines.yaml", "rules:", "rules: 5 #"), "deadlines.yaml"),
    (instead("help.yaml", "childline, shout]", "chidline, shout]"), "help.yaml"),
    (instead("signposts.yaml", "id: childline", "ident: childline"), "signposts.yaml"),
    (instead("signposts.yaml", "review: 2027-05-24", "review: 2026-11-23"), "signposts.yaml line 5 column 5 emergency-999: was to be looked at again by 23 November 2026"),
    (instead("signposts.yaml", ", review: 2027-05-24", ""), "signposts.yaml line 5 column 5 emergency-999: has no day of review"),
    (instead("screening_tests.yaml", "from:", "form:"), "screening_tests.yaml line 5 column 74 Dyslexia Early Screening form: is no name that is known here"),
    (instead("signposts.yaml", "  - {id: childline", "\t- {id: childline"), "signposts.yaml line 11 column 1: a tab stands where only spaces may"),
    (instead("signposts.yaml", "  - {id: childline", "    - {id: childline"), "signposts.yaml line 11 column 5: stands in another column"),
    (instead("signposts.yaml", "advice:", "advice"), "signposts.yaml line 27 column 1: has no colon"),
    (instead("signposts.yaml", "review: 2027-05-24", "review: 2027-02-31"), "signposts.yaml line 5 column 282: 2027-02-31 is no day"),
    (instead("signposts.yaml", "review: 2027-05-24", "review: 24/05/2027"), "column 274 emergency-999 review: 24/05/2027 is no day"),
    (instead("signposts.yaml", 'phone: "0800 1111"', 'phon: "0800 1111"'), "signposts.yaml line 11 column 68 childline phon: is no name that is known here"),
    (instead("signposts.yaml", "for: [child, young person]", "for: [chid, young person]"), "childline for.0: chid is none of 'child'"),
    (instead("signposts.yaml", 'name: "Childline", ', ""), "signposts.yaml line 11 column 5 childline name: is missing"),
    (instead("signposts.yaml", "{id: ace-education,", "{"), "signposts.yaml line 40 column 5 id: is missing"),
    (instead("signposts.yaml", "id: shout", "id: childline"), "signposts.yaml line 13 column 6 childline: the id childline stands there twice"),
    (instead("help.yaml", "weapon: ", "weapons: "), "help.yaml line 9 column 1 weapons: is no kind of harm that the screen knows"),
    (instead("help.yaml", "parent: [", "parents: ["), "help.yaml line 3 column 64 any parents: parents is none of 'child', 'parent' or 'professional'"),
    (instead("help.yaml", "childline, shout]", "chidline, shout]"), "help.yaml line 3 column 22 any child: chidline is no signpost"),
    (instead("help.yaml", "child: [emergency-999, childline, shout]", "child: emergency-999"), "any child: is no list"),
    (instead("help.yaml", "weapon: ", "neglect: "), "help.yaml line 12 column 1: a key stands twice"),
    (instead("facts.yaml", "changed: 2026-07-26", "changed: 2026-07-36"), "facts.yaml line 12 column 116: 2026-07-36 is no day"),
    (instead("facts.yaml", "topic: kinds-of-exclusion,", "topic: kind-of-exclusion,"), "kinds-of-exclusion.1 topic: belongs to the unknown topic 'kind-of-exclusion'"),
    (instead("topics.yaml", "moved: {}", "moved: x"), "topics.yaml line 12 column 1 moved: is no set of names and values"),
    (instead("topics.yaml", "groups:", "group:"), "topics.yaml line 3 column 1 group: is no name that is known here"),
    (instead("glossary.yaml", "terms:", "term:"), "glossary.yaml line 1 column 1: has no part `terms:`"),
    (instead("glossary.yaml", 'suspended: "Told by the head not to come to school for a set number of days."', "suspended:"), "glossary.yaml line 4 column 3 suspended: says nothing"),
    (instead("needs.yaml", "said: [autism", "sayd: [autism"), "needs.yaml line 6 column 6 autism sayd: is no name"),
    (instead("needs.yaml", "id: attention", "id: autism"), "needs.yaml line 7 column 6 autism: stands there twice"),
    (instead("needs.yaml", "also: [send]", "also: [sennd]"), "needs.yaml line 5 column 18 autism also: names the unknown need 'sennd'"),
    (instead("needs.yaml", "said: [adhd,", "said: [adhd, autism,"), "attention said: says 'autism', which stands for autism already"),
    (instead("needs.yaml", "common:", "comon:"), "comon: is no name"),
    (instead("screening_tests.yaml", 'name: "WRIT"', 'name: "WIAT-II"'), "screening_tests.yaml line 8 column 6 WIAT-II: stands there twice"),
    (instead("screening_tests.yaml", "from: 54, to: 78", "from: 78, to: 54"), "line 5 column 5 Dyslexia Early Screening: from 78 to 54 is for nobody. Write the lower"),
    (instead("letters/subject-access-request.md", "title:", "\ttitle:"), "letters/subject-access-request.md line 3 column 1: a tab stands"),
    (instead("articles/managed-move/parent.md", "state: checked", "state: checkd"), "articles/managed-move/parent.md line 7 column 1 state: checkd is none of"),
    (instead("articles/managed-move/parent.md", "state: checked", "version: one"), "articles/managed-move/parent.md line 7 column 1: a key stands twice"),
    (instead("articles/managed-move/parent.md", "law_position: 2026-11-22", "law_position: 2026-11-31"), "articles/managed-move/parent.md line 12 column 15: 2026-11-31 is no day"),
    (instead("articles/managed-move/parent.md", "---\n", "--\n"), "articles/managed-move/parent.md line 1 column 1: begins without front matter"),
    (instead("articles/managed-move/parent.md", "## Short answer", "## Answer"), "articles/managed-move/parent.md"),
    (instead("articles/managed-move/parent.md", "state: checked", "state: finished"), "articles/managed-move/parent.md"),
    (instead("articles/managed-move/head.md", "## Exceptions\n\n", "## Exceptions\n\nWithin 77 days. "), "states the figure 77"),
    (instead("articles/managed-move/parent.md", "(topic:off-site-direction)", "(/advice/off-site)"), "leads to '/advice/off-site'"),
    (instead("articles/managed-move/parent.md", "It is not an exclusion", "It is <b>not</b> an exclusion"), "has the tag <b>"),
    (instead("articles/managed-move/parent.md", "sources: [dfe-excl-2026, ", "sources: ["), "leaves its edition 'dfe-excl-2026' out"),
]  # fmt: skip


@pytest.mark.parametrize(("broken", "told"), BROKEN, ids=[told for _, told in BROKEN])
def test_each_broken_thing_is_told_with_its_place(folder: Path, broken: Break, told: str) -> None:
    broken(folder)
    found = faults(folder)
    assert [one for one in found if told in one], found
    assert all(len(one.splitlines()) == 1 for one in found)


@pytest.mark.parametrize(
    ("file", "part"), [("facts.yaml", "facts"), ("topics.yaml", "topics"), ("sources.yaml", "sources")]
)
def test_a_misspelt_part_is_told_once_and_not_again_of_each_row_below_it(folder: Path, file: str, part: str) -> None:
    instead(file, f"\n{part}:", f"\n{part}x:")(folder)
    assert faults(folder) == [f"{file} line 1 column 1: has no part `{part}:`. Write `{part}:` above its rows"]


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        (instead("calendars/demo.yaml", '"2026-09-03", "2026-12-18"', '"2026-12-18", "2026-09-03"'), "calendars/demo.yaml line 8 column 5 terms 4: ends before it begins"),
        (instead("calendars/demo.yaml", "terms:", "terms: ["), "calendars/demo.yaml line 5 column"),
        (instead("calendars/demo.yaml", "terms:", "term:"), "calendars/demo.yaml line 4 column 1 term: is an unknown part"),
        (instead("settings.yaml", "calendar: demo}", "calendar: west}"), "settings.yaml line 20 column 108 birchfield-primary: follows the calendar 'west'"),
        (instead("services.yaml", "level: additional", "level: aditional"), "services.yaml line 24 column 5 services.matched-hours.level"),
        (instead("services.yaml", "threshold:", "treshold:"), "treshold"),
        (instead("services.yaml", "through: educational-psychology", "through: nobody"), "not among the roles"),
        (instead("services.yaml", 'inclusion-offer: {name: "Inclusion offer"', 'inclusion-offer: {nam: "Inclusion offer"'), "roles.inclusion-offer"),
        (instead("services.yaml", "services:", "services: 5 #"), "services.yaml"),
        (instead("services.yaml", "years: [7, 9]", "years: [9, 7]"), "services.yaml line 447 column 5 services.excluded-secondary-short.years: [9, 7] is for nobody. Write the lower first, as [7, 9]"),
        (instead("services.yaml", "ages: [4, 9]", "ages: [9, 4]"), "services.autism-base-1.ages: [9, 4] is for nobody"),
    ],
    ids=["days", "yaml", "part", "name", "level", "field", "role", "role's field", "list", "years", "ages"],
)  # fmt: skip
def test_each_broken_thing_of_the_authority_is_told_with_its_place(tmp_path: Path, broken: Break, told: str) -> None:
    shutil.copytree(LOCAL, tmp_path / "local")
    broken(tmp_path / "local")
    found = [str(one) for one in local_faults(tmp_path / "local", TODAY)]
    assert [one for one in found if told in one], found


def test_a_calendar_that_has_run_out_is_told_and_a_folder_without_menu_or_calendars_is_fine(tmp_path: Path) -> None:
    assert "Add the terms that follow" in str(local_faults(LOCAL, date(2030, 1, 1))[0])
    text = (LOCAL / "settings.yaml").read_text("utf-8").replace(", calendar: demo", "")
    (tmp_path / "settings.yaml").write_text(text, "utf-8")
    assert local_faults(tmp_path, TODAY) == []


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"2026-11-27"', '"2062-11-27"', "calendars/demo.yaml line 19 column 5 closed 5: 2062-11-27 lies outside every term"),
        ('"2026-11-27"', '"2026-08-11"', "calendars/demo.yaml line 19 column 5 closed 5: 2026-08-11 lies outside every term"),
        ('["2026-10-26", "2026-10-30"]', '["2026-12-21", "2026-12-31"]', "line 18 column 5 closed 4: 2026-12-21 to 2026-12-31 lies"),
        ('["2026-10-26", "2026-10-30"]', '["2026-12-17", "2026-12-31"]', ""),
    ],
)  # fmt: skip
def test_a_closed_day_outside_every_term_is_worth_a_look_and_no_fault(
    tmp_path: Path, old: str, new: str, told: str
) -> None:
    """A day whose year was mistyped closed nothing, and the day meant went on counting; but a day in the holidays may stand."""
    shutil.copytree(LOCAL, tmp_path / "local")
    instead("calendars/demo.yaml", old, new)(tmp_path / "local")
    assert local_faults(tmp_path / "local", TODAY) == []
    doubts = [str(one) for one in local_doubts(tmp_path / "local")]
    assert len(doubts) == bool(told)
    assert all(told in one and "Look at its year" in one for one in doubts)


def test_a_calendar_that_cannot_be_read_has_no_doubts_beside_its_faults(tmp_path: Path) -> None:
    shutil.copytree(LOCAL, tmp_path / "local")
    instead("calendars/demo.yaml", "terms:", "term:")(tmp_path / "local")
    assert local_doubts(tmp_path / "local") == []
    assert local_doubts(LOCAL) == []


async def test_a_text_changed_under_its_number_is_told(world: World) -> None:
    known = library()
    await take_in(world.storage, known, NOW)
    assert await changed_texts(world.storage, NOW) == []
    async with world.storage.transaction() as connection:
        await connection.execute(
            article_version.update().where(article_version.c.article == "managed-move.head").values(fingerprint="0")
        )
    [fault] = await changed_texts(world.storage, NOW)
    assert fault.place == "articles/managed-move/head.md"
    assert "Raise its version to 2" in fault.remedy


async def test_a_database_that_was_never_made_is_neither_missed_nor_made(tmp_path: Path) -> None:
    assert await changed_texts(Storage(f"sqlite+aiosqlite:///{tmp_path / 'none.db'}"), NOW) == []
    assert not (tmp_path / "none.db").exists()


def test_the_command_ends_with_1_and_tells_place_fault_and_remedy(tmp_path: Path) -> None:
    app = typer.Typer()
    check.add_to(app)
    shutil.copytree(LOCAL, tmp_path / "local")
    instead("services.yaml", "level: additional", "level: aditional")(tmp_path / "local")
    env = {"HEARD_LOCAL": str(tmp_path / "local"), "HEARD_DATABASE_URL": f"sqlite+aiosqlite:///{tmp_path / 'none.db'}"}
    done = CliRunner().invoke(app, ["--json"], env=env)
    assert done.exit_code == 1
    told = [row for row in json.loads(done.stdout) if row["place"].startswith("services.yaml")]
    assert told
    assert all(row["fault"] and row["remedy"] for row in told)


def test_what_is_worth_a_look_is_told_beside_the_faults_and_ends_nothing(tmp_path: Path) -> None:
    app = typer.Typer()
    check.add_to(app)
    shutil.copytree(LOCAL, tmp_path / "local")
    instead("calendars/demo.yaml", '"2026-11-27"', '"2062-11-27"')(tmp_path / "local")
    env = {"HEARD_LOCAL": str(tmp_path / "local"), "HEARD_DATABASE_URL": f"sqlite+aiosqlite:///{tmp_path / 'none.db'}"}
    done = CliRunner().invoke(app, ["--json"], env=env)
    assert (done.exit_code, json.loads(done.stdout)) == (0, [])
    assert "heard: calendars/demo.yaml line 19 column 5 closed 5: 2062-11-27 lies outside every term" in done.stderr
