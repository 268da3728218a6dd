"""Our own sentences: every one is used, none is asked for that is not there, and the facts in them are given."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
import textstat

from tests.world import WORDS

ROOT = Path(__file__).parent.parent.parent
ENGLISH = WORDS.languages["en"]
ABOUT_THE_FILE = {"language", "direction"}


def spoken_of() -> tuple[set[str], list[re.Pattern[str]]]:
    """Every string of the shell's code and pages, and a pattern for each that is put together."""
    fixed: set[str] = set()
    made: list[re.Pattern[str]] = []
    for path in sorted((ROOT / "bot").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                fixed.add(node.value)
            elif isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                parts = [re.escape(str(v.value)) if isinstance(v, ast.Constant) else r"[a-z_-]+" for v in node.values]
                if str(node.values[0].value).count(".") >= 1:
                    made.append(re.compile("".join(parts)))
    for path in sorted((ROOT / "bot" / "handlers" / "templates").glob("*.html")):
        fixed |= set(re.findall(r"[\"']([a-z.-]+)[\"']", path.read_text("utf-8")))
    return fixed, made


def test_every_language_the_screen_names_has_its_own_name_and_what_is_said_in_it_gives_both_numbers() -> None:
    assert {"pl", "ro", "pt", "ar", "bn", "ur", "uk", "so"} <= set(WORDS.others)
    for code, one in WORDS.others.items():
        assert one.name and one.english, code
        assert not one.approved, "the approval of a translation is recorded, not written here"
        for text in one.texts:
            assert "{number}" in text and "999" in text, code
            assert set(re.findall(r"\{(\w*)\}", text)) == {"number"}


def test_every_sentence_is_used() -> None:
    fixed, made = spoken_of()
    unused = [
        key for key in ENGLISH if key not in fixed | ABOUT_THE_FILE and not any(one.fullmatch(key) for one in made)
    ]
    assert unused == []


@pytest.mark.parametrize("key", [key for key in ENGLISH if key.startswith(("advice.", "dates."))])
def test_what_parents_read_is_easy(key: str) -> None:
    """Flesch-Kincaid, at most age 12 for a sentence by itself; short ones swing too much to be judged."""
    words = re.sub(r"\{\w+\}", "the school", ENGLISH[key])
    if len(words.split()) >= 12:
        assert textstat.flesch_kincaid_grade(words) <= 8.5, words
