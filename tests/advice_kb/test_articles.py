"""What inspection finds in articles, and that it finds nothing in ours."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from advice_kb.inspection import inspect, inspect_article
from advice_kb.library import Library, load_library, read_article
from advice_kb.model import Article, Section
from advice_kb.numbers import in_article, in_fact

TODAY = date(2026, 11, 24)


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library()


def altered(library: Library, key: str, text: str, article: str = "kinds-of-exclusion.parent") -> str:
    """The faults after `text` has joined part `key` of one article."""
    whole = library.articles[article]
    sections = tuple(
        Section(part.key, part.title, part.text + "\n" + text) if part.key == key else part for part in whole.sections
    )
    return faults_of(library, replace(whole, sections=sections))


def faults_of(library: Library, article: Article) -> str:
    return "\n".join(str(fault) for fault in inspect_article(library, article, TODAY))


def headed(library: Library, **fields: object) -> str:
    whole = library.articles["kinds-of-exclusion.parent"]
    return faults_of(library, replace(whole, heading=whole.heading.model_copy(update=fields)))


def test_our_articles_have_no_fault(library: Library) -> None:
    assert [str(fault) for fault in inspect(library, TODAY)] == []


def test_every_topic_has_an_article_for_each_audience_it_names(library: Library) -> None:
    owed = {f"{topic.id}.{audience}" for topic in library.topics.values() for audience in topic.for_}
    assert owed
    assert owed <= set(library.articles)


def test_a_figure_that_no_cited_fact_carries_is_found(library: Library) -> None:
    assert "figure 46" in altered(library, "now", "You have 46 days.")
    assert "figure 12" in altered(library, "help", "Ring within twelve school days.")


def test_a_fact_nobody_checked_may_not_stand_as_law(library: Library) -> None:
    assert "nobody has checked" in altered(library, "law", "- So it is. [who-can-exclude.6]", "who-can-exclude.parent")
    assert "nobody has checked" in altered(library, "ask", "- So it is. [who-can-exclude.6]", "who-can-exclude.parent")


def test_law_without_its_source_is_found(library: Library) -> None:
    assert "without its source" in altered(library, "law", "- A head may do as they please.")


def test_a_fact_in_the_text_belongs_in_the_front_matter_with_its_source(library: Library) -> None:
    told = altered(library, "law", "- It may be posted. [notice-to-parents.6]")
    assert "cites notice-to-parents.6" in told
    assert "source 'ea-1996'" in told


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("So it is. [no-such-topic.1]", "unknown fact 'no-such-topic.1'"),
        ("See [this](topic:no-such-topic).", "unknown topic in a link 'no-such-topic'"),
    ],
)
def test_ids_that_lead_nowhere_are_found(library: Library, text: str, found: str) -> None:
    assert found in altered(library, "now", text)


def test_unknown_sources_signposts_and_time_limits_are_found(library: Library) -> None:
    told = headed(library, sources=("a",), signposts=("b",), deadlines=("c",))
    assert all(name in told for name in ("source 'a'", "signpost 'b'", "time limit 'c'"))


def test_a_long_short_answer_and_hard_reading_are_found(library: Library) -> None:
    long = "Notwithstanding administrative considerations proportionality necessitates reconsideration " * 20
    told = altered(library, "short", long)
    assert "Answer in 60" in told
    assert "reads at age" in told


def test_a_missing_article_and_a_missing_part_are_found(library: Library) -> None:
    fewer = {key: article for key, article in library.articles.items() if key != "lunchtime-suspension.head"}
    told = "\n".join(map(str, inspect(replace(library, articles=fewer), TODAY)))
    assert "lunchtime-suspension: has no article for the head" in told
    whole = library.articles["kinds-of-exclusion.pupil"]
    assert "has the parts" in faults_of(library, replace(whole, sections=whole.sections[1:]))


def test_a_fact_that_nobody_cites_is_found(library: Library) -> None:
    own = ("kinds-of-exclusion.parent", "kinds-of-exclusion.head")
    fewer = {key: article for key, article in library.articles.items() if key not in own}
    told = "\n".join(map(str, inspect(replace(library, articles=fewer), TODAY)))
    assert "nothing cites kinds-of-exclusion.10" in told


def test_a_difference_between_schools_has_to_be_told(library: Library) -> None:
    whole = library.articles["kinds-of-exclusion.parent"]
    sections = tuple(replace(part, text="None.") if part.key == "exceptions" else part for part in whole.sections)
    assert "differs for: Wales" in faults_of(library, replace(whole, sections=sections))


@pytest.mark.parametrize(
    ("article", "part", "told", "not_told"),
    [
        (
            "disability-discrimination.parent",
            "law",
            "more than a small way",
            "much harder",
        ),  # "substantial" is "more than minor"
        ("fair-access-and-new-school.parent", "short", "two years", ""),  # who was excluded twice asks here, too
        ("exams-during-exclusion.pupil", "short", "mock", ""),
        ("how-my-answers-are-used.pupil", "short", "see your screen", ""),
        ("kinds-of-exclusion.head", "short", "not made longer, nor made permanent", ""),
        ("kinds-of-exclusion.head", "short", "Only exceptionally, as a rule because of new evidence", ""),
        ("suspension-day-limits.head", "short", "cannot be extended or turned into a permanent exclusion", ""),
        ("how-my-answers-are-used.parent", "short", "not by who asked", ""),
    ],
)
def test_what_decides_for_whoever_asks_is_said_where_it_is_read(
    library: Library, article: str, part: str, told: str, not_told: str
) -> None:
    text = library.articles[article].text(part)
    assert told in text
    assert not not_told or not_told not in text


def test_a_review_day_that_has_passed_is_found(library: Library) -> None:
    article = library.articles["kinds-of-exclusion.parent"]
    last = article.review_by
    told = inspect_article(library, article, last + timedelta(days=1))
    assert "was to be reviewed by 24 May 2027" in str(told[0])
    assert inspect_article(library, article, last) == ()


def test_publishing_needs_a_check_against_each_source(library: Library) -> None:
    assert "published but not checked against dfe-excl-2026" in headed(library, state="published")
    assert "checked by its writer" in headed(library, checked_by="advice editor")


def test_a_summary_states_no_figure_that_its_fact_does_not_carry(library: Library) -> None:
    for fact in library.facts.values():
        assert fact.summary, fact.id
        assert in_article(fact.summary) <= set(fact.numbers), fact.id


def test_nothing_shipped_claims_to_be_published(library: Library) -> None:
    assert {article.state for article in library.articles.values()} == {"checked"}


def test_every_article_names_the_edition_in_force_and_the_day_of_the_law(library: Library) -> None:
    for article in library.articles.values():
        assert article.heading.edition == "dfe-excl-2026", article.id
        assert article.law_position == date(2026, 11, 22), article.id


def test_figures_are_read_from_words_and_digits_and_names_are_left_aside() -> None:
    assert in_article("Within fifteen school days, or 4,000 pounds, by 26 July 2026.") == {"15", "4000", "26 July 2026"}
    assert in_article("Section 51A, Part 7, Year 11, the Education Act 2002, two things. 1. [a.4]") == {"1"}
    assert in_article("1. Do this.\n2. Do that within two years.") == {"2"}
    assert {"15", "0.5"} <= in_fact("fifteen days and a half")


def test_an_article_can_be_written_out_and_read_again(library: Library) -> None:
    article = library.articles["unlawful-exclusion.parent"]
    heading = "\n".join(
        f"{key}: {value}" for key, value in article.heading.model_dump(mode="json").items() if key != "title"
    )
    again = read_article(f"---\ntitle: 'Q?'\n{heading}\n---\n\n{article.body}\n")
    assert again.sections == article.sections
