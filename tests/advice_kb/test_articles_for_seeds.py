"""Articles that one row of what was described asks for by name."""

from __future__ import annotations

import pytest

from advice_kb.library import load_library as library
from advice_kb.model import Article


def article(name: str) -> Article:
    return library().articles[name]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("before-excluding-checklist.head", ["contributed", "consistent", "used up", "effect on others", "another way found"]),
        ("ehcp-early-review.head", ["Senior Inclusion Support Officer", "SEND manager", "head of the virtual school"]),
        ("looked-after-children.head", ["virtual school head", "every effort", "first day"]),
        ("managed-move.head", ["schools are few", "no trial"]),
        ("managed-move.parent", ["few schools near you", "free choice"]),
        ("send-and-exclusion.head", ["how much evidence", "plan form"]),
        ("off-site-direction.head", ["educated elsewhere", "dual registered"]),
        ("reintegration.pupil", ["unlawful exclusion", "date in your letter"]),
        ("part-time-timetable.head", ["very exceptional", "end date", "parent agreed", "review dates", "Senior Inclusion Support Officer"]),
        ("part-time-timetable.parent", ["very rare cases", "end date", "have to agree", "go over it often", "Senior Inclusion Support Officer"]),
        ("local-support-services.head", ["Senior Inclusion Support Officer", "Early Help Assessment"]),
    ],
    ids=["seed 2.7", "seed 4.17", "seed 4.14", "seed 1.26 head", "seed 1.26 parent", "seed 3.5", "seed 1.17", "seed 4.15", "seed 4.16 head", "seed 4.16 parent", "seed 4.12"],
)  # fmt: skip
def test_an_article_says_what_its_row_asks_for(name: str, words: list[str]) -> None:
    said = article(name).body.lower()
    assert [word for word in words if word.lower() not in said] == []


@pytest.mark.parametrize(
    "name", ["looked-after-children.head", "before-excluding-checklist.head", "exclusion-letter-checklist.head"]
)
def test_a_head_sees_the_checklist_first(name: str) -> None:
    first = article(name).sections[0]
    assert first.key == "checklist"
    assert first.text.count("- [ ]") >= 5


def test_a_child_in_crisis_reads_the_numbers_before_anything_else() -> None:
    short = article("mental-health-support.pupil").short_answer
    assert {"999", "111", "0800 1111", "85258"} <= {
        number for number in ("999", "111", "0800 1111", "85258") if number in short
    }


def test_every_parent_and_pupil_article_asks_a_question_and_names_help() -> None:
    """Seed 3.8."""
    for found in library().articles.values():
        if found.audience in {"parent", "pupil"}:
            assert found.title.endswith("?"), found.id
            assert found.text("help"), found.id
