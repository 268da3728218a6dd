"""`docs/seeds.md` is true: what it names is there, and every row that code names stands in it."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from advice_kb.library import load_library as library
from bot.__main__ import COMMANDS
from tests.commands.authority import commands

ROOT = Path(__file__).parent.parent
ROOMS = ("advice_kb", "analytics", "benchmarks", "bot", "local", "storage", "surveys", "tests")
MENTION = re.compile(r"[Ss]eeds? (\d\.\d+(?:(?:, | and )(?:seed )?\d\.\d+)*)")
ARTICLE = re.compile(r"[a-z][a-z0-9-]*\.(?:parent|pupil|head|governor)")
PAGES = ROOT / "bot" / "handlers" / "advice_pages.py"

ADVICE = frozenset(re.findall(r"\S+", """
    4.12 4.13 1.4 3.6 2.28 4.19 1.6 0.25 2.26 2.42 3.14
    4.14 4.15 1.17 4.16 4.17 4.18 2.7 2.50 0.11 1.25 1.26 3.5 3.8 2.41
    0.4 1.3 0.24 3.1 3.2 1.23 3.7 3.13
"""))  # fmt: skip
"""The 33 rows about advice."""


@cache
def page() -> str:
    return (ROOT / "docs" / "seeds.md").read_text("utf-8")


@cache
def rows() -> dict[str, str]:
    """Row id -> its line of the page."""
    found = re.findall(r"^\| (\d\.\d+) (\|.*\|)$", page(), re.MULTILINE)
    assert len(found) == len(dict(found)), "a row stands there twice"
    return dict(found)


def quoted(line: str) -> list[str]:
    return re.findall(r"`([^`]+)`", line)


@cache
def mentions() -> dict[str, frozenset[str]]:
    """Row id -> the files that name it, in words or as data."""
    found: dict[str, set[str]] = defaultdict(set)
    for room in ROOMS:
        for file in (ROOT / room).rglob("*"):
            if file.suffix not in (".py", ".yaml", ".md", ".html"):
                continue
            text = re.sub(r"\n\s*#?\s*", " ", file.read_text("utf-8"))
            for listed in MENTION.findall(text):
                for row in re.findall(r"\d\.\d+", listed):
                    found[row].add(file.relative_to(ROOT).as_posix())
    menu = YAML(typ="safe").load((ROOT / "local" / "services.yaml").read_text("utf-8"))
    for entry in menu["services"]:
        for row in entry.get("seed", ()):
            found[row].add("local/services.yaml")
    return {row: frozenset(files) for row, files in found.items()}


def test_every_row_about_advice_stands_in_the_tables_and_says_how_to_see_it_or_what_is_to_come() -> None:
    assert set(rows()) >= ADVICE
    for row in ADVICE:
        owed, where, how, to_come = (cell.strip() for cell in rows()[row].strip("|").split("|"))
        assert owed, row
        assert (where and how) or to_come, row
        assert bool(where) == bool(how), row


def test_every_path_it_names_is_there() -> None:
    paths = [one for line in rows().values() for one in quoted(line) if re.fullmatch(r"[\w./-]+\.(py|yaml|md)", one)]
    assert len(paths) > 60
    missing = [path for path in paths if not (ROOT / path).exists()]
    assert missing == []


def test_every_article_it_names_is_there_and_its_page_and_command_lead_to_one() -> None:
    known = library()
    named = {one for one in quoted(page()) if ARTICLE.fullmatch(one)}
    named |= {f"{topic}.{who}" for topic, who in re.findall(r"/advice/([a-z-]+)/(parent|pupil|head|governor)", page())}
    assert len(named) > 30
    assert named - set(known.articles) == set()
    shown = re.findall(r"`heard advice (?:show|history|diff|withdraw) ([\w.-]+)", page())
    assert shown
    assert [one for one in shown if one not in known.articles and one not in known.topics] == []


def test_every_command_it_names_is_one() -> None:
    named = [one.split()[1:] for one in quoted(page()) if one.startswith("heard ")]
    assert len(named) > 20
    assert {words[0] for words in named} <= set(COMMANDS)
    assert {" ".join(words[:2]) for words in named if words[0] in ("advice", "services")} <= set(commands())


@pytest.mark.skipif(not PAGES.exists(), reason="the public advice pages are not in this tree")
def test_every_page_it_names_is_a_route() -> None:
    handlers = "\n".join(file.read_text("utf-8") for file in (ROOT / "bot" / "handlers").rglob("*.py"))
    routes = [re.sub(r"\{[^}]+\}", "[^/]+", route) for route in re.findall(r'add_get\(\s*r?"(/advice[^"]*)"', handlers)]
    routes = [route for route in routes if "rest" not in route]
    pages = [one for one in quoted(page()) if one.startswith("/advice")]
    assert pages
    assert [one for one in pages if not any(re.fullmatch(route, one) for route in routes)] == []


def test_every_row_that_code_names_stands_on_the_page() -> None:
    assert {row: sorted(files) for row, files in mentions().items() if row not in rows()} == {}


def test_a_row_of_another_kind_names_a_file_that_names_it() -> None:
    """Only so does the list say where code fulfils it; an article fulfils a row by what it says."""
    for row in set(rows()) - ADVICE:
        named = quoted(rows()[row])
        assert any(one in mentions().get(row, ()) or ARTICLE.fullmatch(one) for one in named), row
