"""Articles and tables are read from files, and what cannot be read is told all at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from advice_kb.library import Library, LibraryError, load_library, read_article, read_library
from advice_kb.reading import plain, reading_age

ARTICLE = """---
id: late-bus.parent
topic: late-bus
audience: parent
title: "Is a late bus a reason?"
version: 1
state: checked
facts: [late-bus.1]
facts_left_out: {}
sources: [rules, edition]
edition: edition
law_position: 2026-11-22
effective: 2026-11-24
reviewed: 2026-11-24
review_by: 2027-05-24
written_by: advice editor
checked_by: second reader
---

## Short answer

No. Say that the bus was late.

## What the law says

- You have five school days. [late-bus.1]
"""

FACTS = """facts:
  - {id: late-bus.1, topic: late-bus, source: rules, ref: "rule 2", basis: seen, changed: 2026-07-26, numbers: ["5"]}
"""
SOURCES = """sources:
  rules: {title: Bus rules, publisher: Town, version: May 2026, url: "https://example.org"}
  edition: {title: Guide, publisher: Town, version: July 2026, url: "https://example.org"}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "facts.yaml").write_text(FACTS)
    (tmp_path / "sources.yaml").write_text(SOURCES)
    (tmp_path / "topics.yaml").write_text(
        "topics:\n  - {id: late-bus, for: [parent, head], title: Late buses, group: now}\n"
    )
    (tmp_path / "signposts.yaml").write_text("advice:\n  - {id: stop, name: The stop, for: [parent], what: Waits}\n")
    article = tmp_path / "articles" / "late-bus" / "parent.md"
    article.parent.mkdir(parents=True)
    article.write_text(ARTICLE)
    return tmp_path


def test_an_article_is_read_part_by_part_with_its_front_matter(folder: Path) -> None:
    article = read_library(folder).articles["late-bus.parent"]
    assert article.short_answer == "No. Say that the bus was late."
    assert [section.key for section in article.sections] == ["short", "law"]
    assert (article.version, article.state, article.review_by.year) == (1, "checked", 2027)


def test_a_citation_names_document_part_edition_and_change(folder: Path) -> None:
    assert read_library(folder).citation("late-bus.1") == "Bus rules, rule 2 (May 2026; changed on 26 July 2026)"


def test_signposts_are_found_in_their_groups(folder: Path) -> None:
    assert read_library(folder).signposts["stop"].group == "advice"


def faults(folder: Path) -> str:
    with pytest.raises(LibraryError) as caught:
        read_library(folder)
    assert all(fault.place and fault.remedy for fault in caught.value.faults)
    return str(caught.value)


def test_a_part_with_a_heading_of_its_own_is_refused() -> None:
    with pytest.raises(LibraryError, match="What others think"):
        read_article(ARTICLE.replace("What the law says", "What others think"))


def test_front_matter_that_lacks_or_invents_a_field_is_told_by_its_name(folder: Path) -> None:
    file = folder / "articles/late-bus/parent.md"
    file.write_text(ARTICLE.replace("version: 1", "colour: red").replace("state: checked", "state: certain"))
    told = faults(folder)
    assert all(field in told for field in ("version", "colour", "state"))


def test_an_article_in_the_wrong_file_and_a_fact_twice_are_both_told(folder: Path) -> None:
    (folder / "articles/late-bus/head.md").write_text(ARTICLE)
    (folder / "facts.yaml").write_text(FACTS + FACTS.splitlines()[1])
    told = faults(folder)
    assert "late-bus.head" in told
    assert "twice" in told


def test_a_table_that_is_no_yaml_is_told_and_not_raised(folder: Path) -> None:
    (folder / "sources.yaml").write_text("sources: [")
    assert "sources.yaml" in faults(folder)


def test_html_in_an_article_stays_text() -> None:
    article = read_article(ARTICLE.replace("No. Say", "<script>alert(1)</script> <h2>Short answer</h2>"))
    assert len(article.sections) == 2


def test_what_is_read_aloud_has_no_markers_links_or_acts() -> None:
    text = "- Ask **now**. [late-bus.1]\n- See [the plan](topic:late-bus) under the Education Act 2002"
    assert plain(text) == "Ask now.\nSee the plan under the law."


def test_reading_age_rises_with_long_words_and_forgives_the_glossary() -> None:
    easy = reading_age("The bus was late. You can tell the head.")
    hard = reading_age("Notwithstanding administrative representations, proportionality necessitates reconsideration.")
    assert easy < 9 < 14 < hard
    sentence = "You may put your representations to the governors."
    assert reading_age(sentence, ["representations"]) < reading_age(sentence)


def test_the_shipped_library_is_read_whole() -> None:
    library: Library = load_library()
    assert len(library.facts) == 542
    assert len(library.articles) >= 58
    assert all(library.citation(fact) for fact in library.facts)
