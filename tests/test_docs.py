"""The pages that promise are held equal to what is there."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from bot.commands.records import secrets_over
from storage.retention import TERMS
from storage.tables import metadata

DOCS = Path(__file__).parent.parent / "docs"
NO_PERSON = {
    "survey_version",
    "campaign",
    "wave",
    "denominator",
    "code_batch",
    "wave_label",
    "job",
    "key_check",
    "article_state",
    "article_version",
    "closed_day",
}


def described() -> dict[str, tuple[set[str], str]]:
    rows = re.findall(r"^\| `(\w+)` \| ([^|]+) \| ([^|]+) \| ([^|]+) \|", (DOCS / "data.md").read_text("utf-8"), re.M)
    return {
        name: (set(re.findall(r"[a-z_]+", re.sub(r"\([^)]*\)", "", columns))), kept) for name, columns, _, kept in rows
    }


def test_every_table_and_every_column_is_described_and_no_other() -> None:
    told = {name: columns for name, (columns, _) in described().items()}
    there = {table.name: {column.name for column in table.columns} for table in metadata.sorted_tables}
    assert told == there


def test_every_term_that_is_told_is_the_term_that_is_kept() -> None:
    for table, term in TERMS.items():
        kept = described()[table][1]
        years = f"{term.days // 365} year"
        assert str(term.days) in kept or years in kept, f"{table}: {kept!r} against {term.days} days"


def test_every_table_that_is_said_to_be_kept_for_a_time_loses_its_rows_by_then() -> None:
    """What was asked of the advice line was promised to go after three years, and nothing removed it."""
    timed = {table for table, (_, kept) in described().items() if re.match(r"\d+ (day|year)", kept)}
    assert "question_log" in timed
    assert timed <= TERMS.keys()


def test_a_years_secret_is_asked_for_when_its_time_is_over() -> None:
    """Only a person can destroy it, and nothing ever said that it was time."""
    assert secrets_over([2025, 2026], date(2026, 9, 30)) == []
    [told] = secrets_over([2026, 2025], date(2026, 10, 1))
    assert "school year 2025/26" in told
    assert "the line year2025" in told


def test_the_assessment_lists_every_table_with_data_about_a_person() -> None:
    text = (DOCS / "dpia.md").read_text("utf-8")
    listed = set(re.findall(r"`(\w+)`", text.partition("## Tables with data about a person")[2].partition("##")[0]))
    assert listed == {table.name for table in metadata.sorted_tables} - NO_PERSON


def test_what_is_called_sealed_is_bytes_and_what_is_not_personal_has_no_sealed_column() -> None:
    text = (DOCS / "data.md").read_text("utf-8")
    for table, column in re.findall(r"^\| `(\w+)` \|[^|]*?\b(\w+) \(sealed", text, re.M):
        assert str(metadata.tables[table].c[column].type) == "BLOB"


def test_every_picture_that_a_page_shows_is_there_and_is_shown_nowhere_in_vain() -> None:
    root = DOCS.parent
    pages = [root / "README.md", *DOCS.glob("*.md")]
    shown = {
        (page.parent / found).resolve()
        for page in pages
        for found in re.findall(r"!\[[^\]]+\]\(([^)]+)\)", page.read_text("utf-8"))
    }
    assert shown == {file.resolve() for file in (DOCS / "pictures").iterdir()}
    for file in shown:
        assert file.read_bytes().startswith(b"\x89PNG"), file.name
