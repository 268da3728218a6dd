"""What may be decided about an article, and from where."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from advice_kb.decisions import Decision, judge
from advice_kb.library import load_library as library
from advice_kb.model import Article, State
from advice_kb.shelf import Act, Shelf
from advice_kb.spikes import by_topic

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def article(name: str = "unlawful-exclusion.parent") -> Article:
    return library().articles[name]


def shelf(**states: State) -> Shelf:
    """Acts by audience for one topic, an hour ago."""
    made = {
        f"unlawful-exclusion.{who}": Act(f"unlawful-exclusion.{who}", 1, state, NOW - timedelta(hours=1), "editor")
        for who, state in states.items()
    }
    return Shelf(library(), made)


def checks(one: Article) -> dict[str, str]:
    return dict.fromkeys(one.sources, "July 2026")


def test_publishing_needs_a_check_of_every_source_and_names_those_missing() -> None:
    one = article()
    first, *rest = one.sources
    told = judge(shelf(), [one], Decision("published", "editor", checked={first: "x"}, day=NOW.date()), NOW)
    assert not told.acts
    assert all(source in told.faults[0] for source in rest)
    done = judge(shelf(), [one], Decision("published", "editor", checked=checks(one), day=date(2026, 11, 20)), NOW)
    assert done.acts[0].checked_against[first] == {"edition": "July 2026", "date": "2026-11-20", "by": "editor"}


def test_a_source_that_nobody_cites_is_a_slip_of_the_pen() -> None:
    one = article()
    told = judge(shelf(), [one], Decision("published", "editor", checked=checks(one) | {"dfe-exl": "x"}), NOW)
    assert told.faults
    assert "cites dfe-exl" in told.faults[-1]


def test_nobody_publishes_over_a_withdrawal_and_only_what_is_withdrawn_comes_back() -> None:
    one = article()
    over = judge(shelf(parent="withdrawn"), [one], Decision("published", "editor", checked=checks(one)), NOW)
    assert "republish" in over.faults[0]
    assert judge(shelf(parent="withdrawn"), [one], Decision("checked", "editor", "put right", back=True), NOW).acts
    assert "not withdrawn" in judge(shelf(), [one], Decision("checked", "editor", "x", back=True), NOW).faults[0]


def test_what_is_retired_stays_so() -> None:
    for wanted in ("checked", "published", "withdrawn", "retired"):
        assert judge(shelf(parent="retired"), [article()], Decision(wanted, "e", "x"), NOW).faults  # type: ignore[arg-type]


def test_a_topic_is_decided_whole_and_what_is_there_already_is_left() -> None:
    both = library().about("unlawful-exclusion")
    assert len(both) == 2
    done = judge(shelf(parent="withdrawn"), both, Decision("withdrawn", "editor", "new edition"), NOW)
    assert [act.article for act in done.acts] == ["unlawful-exclusion.head"]
    assert judge(shelf(parent="withdrawn", head="withdrawn"), both, Decision("withdrawn", "e", "x"), NOW).faults


def test_of_a_topic_either_every_article_is_published_or_none() -> None:
    about = library().about("send-and-exclusion")
    enough_for_parents = checks(article("send-and-exclusion.parent"))
    assert set(enough_for_parents) < set(article("send-and-exclusion.head").sources)
    told = judge(Shelf(library()), about, Decision("published", "e", checked=enough_for_parents), NOW)
    assert not told.acts
    assert [fault.split()[0] for fault in told.faults] == ["send-and-exclusion.head"]


def test_an_act_is_never_written_before_the_last_one_whatever_the_clock_says() -> None:
    late = NOW - timedelta(hours=5)
    [act] = judge(shelf(parent="checked"), [article()], Decision("withdrawn", "editor", "x"), late).acts
    assert act.at > NOW - timedelta(hours=1)


@pytest.mark.parametrize(
    ("this_week", "before", "jumps"),
    [(5, 0, True), (5, 4, True), (5, 5, False), (20, 16, True), (19, 16, False), (4, 0, None)],
    ids=["new", "five times one a week", "just under", "seed 0.24", "nineteen against four", "too few to list"],
)
def test_a_topic_jumps_at_five_times_its_usual_week(this_week: int, before: int, jumps: bool | None) -> None:
    rows = [("managed-move", NOW - timedelta(days=2))] * this_week
    rows += [("managed-move", NOW - timedelta(days=20))] * before
    rows += [("", NOW), ("sen-expert", NOW + timedelta(days=1)), ("sen-expert", NOW - timedelta(days=36))]
    found = by_topic(rows, NOW)
    assert [one.jumps for one in found] == ([] if jumps is None else [jumps])
    assert all(one.before == before for one in found)
