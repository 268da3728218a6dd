"""`heard advice` as an editor types it: on a database of its own, for people and for machines."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from advice_kb.library import load_library as library
from bot.commands import advice, service
from storage import advice_log, articles, schema
from storage.advice_log import Logged, OpenQuestion
from storage.articles import Version
from storage.engine import Storage
from storage.sealing import new_keys, read_keys
from surveys.faults import DefinitionError

APP = typer.Typer()
advice.add_to(APP)
service.add_to(APP)
PARENT = "unlawful-exclusion.parent"
KEYS = new_keys((2026,))
Heard = Callable[..., Any]


def environment(url: str) -> dict[str, str]:
    return {
        "HEARD_DATABASE_URL": url,
        "HEARD_KEYS": KEYS.replace("\n", " "),
        "HEARD_LOCAL": "local",
        "HEARD_DEMO": "yes",
    }


@pytest.fixture
def url(tmp_path: Path, migrated: bytes) -> str:
    (tmp_path / "heard.db").write_bytes(migrated)
    return f"sqlite+aiosqlite:///{tmp_path / 'heard.db'}"


@pytest.fixture
def heard(url: str) -> Heard:
    return lambda *words: CliRunner().invoke(APP, ["advice", *words], env=environment(url))


def told(result: Any) -> Any:
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def checks(name: str = PARENT) -> list[str]:
    return [
        word for source in library().articles[name].sources for word in ("--checked", f"{source}=in force July 2026")
    ]


def withdrawn(heard: Heard, name: str = PARENT) -> Any:
    return heard("withdraw", name, "--reason", "part three changed", "--by", "content editor")


def test_the_list_names_every_article_with_its_state_and_review_date(heard: Heard) -> None:
    rows = told(heard("list", "--json"))
    assert {row["id"] for row in rows} == set(library().articles)
    assert set(rows[0]) == {"id", "version", "state", "review_by", "overdue"}
    assert {row["state"] for row in rows} == {"checked"}
    restorative = {one.id for one in library().articles.values() if "restorative" in one.heading.tags}
    assert {row["id"] for row in told(heard("list", "--tag", "Restorative", "--json"))} == restorative != set()
    withdrawn(heard)
    assert [row["id"] for row in told(heard("list", "--state", "withdrawn", "--json"))] == [PARENT]
    assert PARENT in heard("list").stdout


def test_a_withdrawn_article_gives_the_holding_text_and_not_one_of_its_words(heard: Heard) -> None:
    done = withdrawn(heard)
    assert done.exit_code == 0
    assert "version 1 is withdrawn" in done.stdout
    assert "No record says that anybody was sent it in the last 60 days" in done.stdout
    seen = heard("show", PARENT).stdout
    assert "ring the duty officer: 01632 960 003" in seen
    first_words = library().articles[PARENT].short_answer[:40]
    assert first_words not in seen
    row = told(heard("show", PARENT, "--json"))
    assert (row["state"], row["shown"], row["parts"]) == ("withdrawn", False, [])
    assert row["history"][-1]["reason"] == "part three changed"
    assert first_words in heard("show", PARENT, "--as-kept").stdout


def test_an_article_is_shown_as_people_meet_it_with_its_sources(heard: Heard) -> None:
    seen = heard("show", PARENT).stdout
    assert library().articles[PARENT].title in seen
    assert f"[{library().articles[PARENT].facts[0]}]" not in seen
    assert "checked; to be reviewed by" in seen
    assert all(library().sources[source].title in seen for source in library().articles[PARENT].sources)


def test_publishing_is_refused_until_every_source_is_checked(heard: Heard) -> None:
    refused = heard("publish", PARENT, *checks()[:2], "--by", "content editor")
    assert refused.exit_code == 1
    assert "it was not checked against" in refused.stderr
    assert len(refused.stderr.splitlines()) == 1
    done = told(heard("publish", PARENT, *checks(), "--by", "content editor", "--date", "2026-11-20", "--json"))
    assert done["acts"][0]["state"] == "published"
    sources = told(heard("show", PARENT, "--json"))["sources"]
    assert all(
        one["checked"] == {"edition": "in force July 2026", "date": "2026-11-20", "by": "content editor"}
        for one in sources
    )


def test_what_was_withdrawn_comes_back_only_with_a_reason_and_to_published_only_with_the_checks(heard: Heard) -> None:
    withdrawn(heard)
    over = heard("publish", PARENT, *checks(), "--by", "content editor")
    assert over.exit_code == 1
    assert "heard advice republish" in over.stderr
    assert heard("republish", PARENT, "--by", "content editor").exit_code == 2
    back = ["republish", PARENT, "--by", "content editor", "--reason", "read against the new edition"]
    assert heard(*back, *checks()[:2]).exit_code == 1
    assert "version 1 is published" in heard(*back, *checks()).stdout
    states = [act["state"] for act in told(heard("history", PARENT, "--json"))["acts"]]
    assert states == ["withdrawn", "published"]
    shown = heard("history", PARENT).stdout
    assert "by content editor: read against the new edition (checked against" in shown
    assert "version 1 taken in" in shown


def test_a_topic_stands_for_all_its_audiences(heard: Heard) -> None:
    assert withdrawn(heard, "unlawful-exclusion").exit_code == 0
    rows = told(heard("list", "--state", "withdrawn", "--json"))
    assert {row["id"] for row in rows} == {"unlawful-exclusion.head", PARENT}
    again = withdrawn(heard, "unlawful-exclusion")
    assert again.exit_code == 1
    assert "nothing was changed" in again.stderr


def test_a_number_that_is_to_be_tried_again_is_due_beside_the_articles(heard: Heard) -> None:
    rows = told(heard("due", "--days", "3660", "--json"))
    assert {row["kind"] for row in rows} == {"article", "signpost"}
    [samaritans] = [row for row in rows if row["id"] == "samaritans"]
    assert (samaritans["state"], samaritans["overdue"]) == ("verified", False)
    assert any(row["kind"] == "signpost" and row["state"] == "unverified" for row in rows)
    assert any(
        "signpost" in line and "samaritans" in line for line in heard("due", "--days", "3660").stdout.splitlines()
    )


def test_a_retired_article_is_due_no_more_and_stays_retired(heard: Heard) -> None:
    rows = told(heard("due", "--days", "3660", "--json"))
    assert [row["review_by"] for row in rows] == sorted(row["review_by"] for row in rows)
    assert PARENT in {row["id"] for row in rows}
    assert heard("retire", PARENT, "--reason", "merged", "--by", "content editor").exit_code == 0
    assert PARENT not in {row["id"] for row in told(heard("due", "--days", "3660", "--json"))}
    back = heard("republish", PARENT, "--reason", "x", "--by", "content editor")
    assert back.exit_code == 1
    assert "retired" in heard("show", PARENT).stdout


def test_two_versions_are_compared_line_by_line(heard: Heard, url: str) -> None:
    assert "no version before 1" in heard("diff", PARENT).stderr
    row = next(iter(kept(url)))
    newer = Version(
        PARENT, 2, "f" * 64, row.content.replace("version: 1", "version: 2"), row.taken_in + timedelta(days=1)
    )
    at(url, lambda c: articles.take_in(c, [newer]))
    changed = told(heard("diff", PARENT, "--json"))
    assert (changed["from"], changed["to"]) == (1, 2)
    assert {"-version: 1", "+version: 2"} <= set(changed["lines"])
    assert "+version: 1" in heard("diff", PARENT, "2", "1").stdout
    assert "same text" in heard("diff", PARENT, "2", "2").stdout
    assert "has no version 7 here; this database took in 1" in heard("diff", PARENT, "1", "7").stderr


def at(url: str, work: Callable[[Any], Any]) -> Any:
    async def inside() -> Any:
        storage = Storage(url)
        try:
            async with storage.transaction() as connection:
                return await work(connection)
        finally:
            await storage.close()

    return asyncio.run(inside())


def kept(url: str) -> list[Version]:
    return at(url, lambda connection: articles.versions(connection, PARENT))  # type: ignore[no-any-return]


def test_a_text_changed_under_its_number_stops_the_migration_and_the_start_with_the_remedy(url: str) -> None:
    from sqlalchemy import update

    from storage.tables import article_version

    at(
        url,
        lambda c: c.execute(
            update(article_version).where(article_version.c.article == PARENT).values(fingerprint="0" * 64)
        ),
    )
    done = CliRunner().invoke(APP, ["migrate"], env=environment(url))
    assert done.exit_code == 1
    assert "articles/unlawful-exclusion/parent.md" in done.stderr
    assert "Raise its version to 2" in done.stderr
    assert f"The database has version {schema.NEWEST}" in done.stdout
    start = CliRunner().invoke(APP, ["serve"], env=environment(url))
    assert isinstance(start.exception, DefinitionError)
    assert "Raise its version to 2" in str(start.exception)


def test_open_questions_are_shown_in_clusters_of_five_and_a_topic_that_jumps_is_marked(heard: Heard, url: str) -> None:
    now, ring = datetime.now(UTC), read_keys(KEYS)
    asked = [f"question {5 - n} about school trips" for n in range(5)] + [f"where is coat {n}" for n in range(4)]
    rows = [OpenQuestion(f"q{n}", now.date(), "parent", words) for n, words in enumerate(asked)]
    at(url, lambda c: advice_log.keep_open(c, ring, rows))
    logged = [
        Logged(f"q{n}", now - timedelta(days=1), "page", "parent", "managed-move", "", 0, "answer") for n in range(6)
    ]
    at(url, lambda c: advice_log.log(c, logged))
    found = told(heard("questions", "--json"))
    assert [(one["cluster"], one["count"]) for one in found["open"]] == [("trips", 5)]
    assert found["open"][0]["words"] == [f"question {n} about school trips" for n in range(1, 6)]
    assert found["topics"] == [{"topic": "managed-move", "this_week": 6, "before": 0, "usual": 0.0, "jumps": True}]
    seen = heard("questions").stdout
    assert "coat" not in seen
    assert "jumps" in seen


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["show", "unlawful-exclusion.parnet"], "did you mean unlawful-exclusion.parent"),
        (["list", "--state", "gone"], "use draft, checked"),
        (["withdraw", PARENT, "--reason", " ", "--by", "e"], "--reason is empty"),
        (["withdraw", PARENT, "--reason", "x" * 1001, "--by", "e"], "longer than 1000"),
        (["withdraw", PARENT, "--reason", "x", "--by", "e" * 81], "--by is longer than 80"),
        (["publish", PARENT, "--checked", "regs-2012", "--by", "e"], "SOURCE=EDITION"),
        (["publish", PARENT, "--checked", "a=b", "--checked", "a=c", "--by", "e"], "there twice"),
        (["publish", PARENT, *checks(), "--by", "e", "--date", "soon"], "is not a day"),
        (["publish", PARENT, *checks(), "--by", "e", "--date", "2999-01-01"], "lies ahead"),
        (["history", "'; DROP TABLE article_state; --"], "there is no article or topic"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_one_sentence_and_changes_nothing(heard: Heard, words: list[str], said: str) -> None:
    done = heard(*words)
    assert done.exit_code == (1 if "there is no" in done.stderr else 2)
    assert said in done.stderr
    assert "Traceback" not in done.output
    assert told(heard("list", "--state", "withdrawn", "--json")) == []


def test_without_a_database_the_states_are_those_shipped_and_nothing_can_be_decided(tmp_path: Path) -> None:
    env = environment(f"sqlite+aiosqlite:///{tmp_path / 'none.db'}")
    listed = CliRunner().invoke(APP, ["advice", "list", "--json"], env=env)
    assert {row["state"] for row in json.loads(listed.stdout)} == {"checked"}
    refused = CliRunner().invoke(APP, ["advice", "withdraw", PARENT, "--reason", "x", "--by", "e"], env=env)
    assert refused.exit_code == 1
    assert "heard migrate" in refused.stderr
    assert not (tmp_path / "none.db").exists()
