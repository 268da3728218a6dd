"""The screen stands before every write of free text: each path from a box to a column, found in the tables and in the code,
and walked with words that the test knows."""

from __future__ import annotations

import ast
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import LargeBinary, Text

from advice_kb.search import Finding
from storage.tables import metadata
from tests.advice_world import advice
from tests.every_box import columns, write_everywhere
from tests.world import Flagged, World, look

ROOT = Path(__file__).parent.parent

WORDS = {
    "conversation.standing": "what a screen remembers of a sitting: ids of questions and choices, never typed words",
    "draft.content": "typed answers, after the screen looked",
    "response.answers": "what sent drafts held",
    "unheard.message": "a message that could not be kept; never a flagged one, never one the screen could not look at",
    "concern.words": "flagged words: the one place for them",
    "outbox.message": "what we say, never what somebody wrote to us",
    "open_question.words": "questions that found nothing, after the screen looked, redacted",
    "participation.address": "a chat's number",
    "delivery.address": "a chat's number",
}
"""Columns that are open-ended and about a person -> what stands there."""

OURS = {
    "survey_version.definition", "campaign.title", "campaign.readiness", "wave.name", "denominator.source", "code_batch.cohorts",
    "concern.kinds", "article_state.reason", "article_state.checked_against", "article_version.content", "closed_day.reason",
}  # fmt: skip
"""Open-ended columns that officers and editors fill, or that hold our own lists; of school days a page takes the reason from a list."""


def open_ended() -> set[str]:
    """Every column that could hold a sentence. A keyed hash has 32 bytes and cannot."""
    return {
        f"{table.name}.{column.name}"
        for table in metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, Text) or (isinstance(column.type, LargeBinary) and column.type.length is None)
    }


def test_every_column_that_could_hold_a_sentence_says_whose_words_stand_there() -> None:
    assert open_ended() == set(WORDS) | OURS


SEALING = {
    "storage/conversations.py": {"_seal"}, "storage/unheard.py": {"keep"}, "storage/concerns.py": {"keep"},
    "storage/advice_log.py": {"keep_open"}, "storage/outbox.py": {"owe"}, "storage/responses.py": {"_response_row"},
    "bot/keeping.py": {"_reminder_address"}, "storage/deliveries.py": {"_row"}, "bot/commands/copies.py": {"backup_command"},
}  # fmt: skip
"""Every function that seals something: nothing else puts sentences about a person into the database."""

KEEPING = {
    ("conversations", "keep"): {"bot/one_batch.py"},
    ("conversations", "keep_drafts"): {"bot/one_batch.py"},
    ("unheard", "keep"): {"bot/exchange.py"},
    ("concerns", "keep"): {"bot/exchange.py", "bot/keeping.py", "bot/advice_reading.py"},
    ("advice_log", "keep_open"): {"bot/keeping.py"},
    ("outbox", "owe"): {"bot/commands/slips.py"},
}
"""Who may call those that keep words. `exchange` looks first, `keeping` keeps what a turn gave back after the look."""


def trees() -> dict[str, ast.Module]:
    files = [path for room in ("bot", "storage") for path in (ROOT / room).rglob("*.py")]
    return {path.relative_to(ROOT).as_posix(): ast.parse(path.read_text("utf-8")) for path in files}


def calls(tree: ast.AST) -> list[tuple[str, str]]:
    """`(what it is called on, name)` of every call."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            match node.func:
                case ast.Attribute(value=ast.Name(id=base), attr=name):
                    found.append((base, name))
                case ast.Attribute(attr=name):
                    found.append(("", name))
                case ast.Name(id=name):
                    found.append(("", name))
    return found


def functions(tree: ast.Module) -> list[ast.AsyncFunctionDef | ast.FunctionDef]:
    return [node for node in ast.walk(tree) if isinstance(node, (ast.AsyncFunctionDef, ast.FunctionDef))]


def test_whoever_seals_words_is_known_and_called_only_where_the_screen_has_looked() -> None:
    sealing: dict[str, set[str]] = {}
    keeping: dict[tuple[str, str], set[str]] = {}
    for file, tree in trees().items():
        for function in functions(tree):
            if file != "storage/sealing.py" and "seal" in {name for _, name in calls(function)}:
                sealing.setdefault(file, set()).add(function.name)
        for call in calls(tree):
            if call in KEEPING:
                keeping.setdefault(call, set()).add(file)
    assert sealing == SEALING
    assert keeping == KEEPING


BOXES = {
    "bot/handlers/web.py": {"post"}, "bot/handlers/sorry_page.py": {"form_of"}, "bot/handlers/advice_desk.py": {"form_of"},
    "bot/handlers/telegram.py": {"read"}, "bot/handlers/telegram_words.py": {"text", "caption"},
}  # fmt: skip
"""Where an edge takes in what somebody wrote: file -> what it reads of a request or a message."""


def test_every_box_is_read_at_a_known_edge_and_nowhere_else() -> None:
    found: dict[str, set[str]] = {}
    for file, tree in trees().items():
        if not file.startswith("bot/handlers/") or file.startswith("bot/handlers/console/"):
            continue
        if ("", "form_of") in calls(tree):
            found.setdefault(file, set()).add("form_of")
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                request = node.value.id == "request" and node.attr in (
                    "post",
                    "text",
                    "read",
                    "json",
                    "query",
                    "multipart",
                )
                if request or (node.value.id == "message" and node.attr in ("text", "caption")):
                    found.setdefault(file, set()).add(node.attr)
    assert found == BOXES


def test_a_turn_is_decided_in_one_place_and_words_are_put_aside_by_one_function() -> None:
    users: dict[str, set[str]] = {}
    for file, tree in trees().items():
        for _, name in calls(tree):
            if name in ("take_turn", "PassedOn", "Concern"):
                users.setdefault(name, set()).add(file)
    assert users == {
        "take_turn": {"bot/one_batch.py"},
        "PassedOn": {"bot/conversation/screening.py"},
        "Concern": {"bot/keeping.py", "storage/concerns.py"},
    }


class Lost:
    """A finder that finds nothing, so that every question the screen lets through is kept as unanswered."""

    def find(self, _text: str, audience: str = "parent") -> Finding:
        return Finding("nothing", (), 0.0)


class Planting:
    """Words to write, and what the screen has seen of them. `verdict` is what it says of all that was planted."""

    def __init__(self, world: World, verdict: Flagged | None) -> None:
        self.numbers, self.planted, self.seen, self.verdict = count(1000), dict[str, str](), set[str](), verdict
        known = replace(world.published, advice=replace(advice(), finder=Lost()))
        world.exchange.published = lambda _at: known
        world.exchange.look = self.look

    def __call__(self, box: str) -> str:
        number = f"Zq{next(self.numbers)}qZ"
        self.planted[number] = box
        return f"we have {number} today"

    def look(self, text: str, audience: str) -> Flagged:
        if self.verdict is None:
            raise RuntimeError("the screen is down")
        self.seen |= {number for number in self.planted if number in text}
        return self.verdict if "Zq" in text else look(text, audience)

    async def found(self, world: World) -> dict[str, set[str]]:
        """Planted number -> the columns it stands in."""
        places: dict[str, set[str]] = {}
        for column, values in (await columns(world.storage)).items():
            for number in self.planted:
                if any(number.encode() in value for value in values):
                    places.setdefault(number, set()).add(column)
        return places


async def test_whatever_stands_in_a_column_was_looked_at_first(world: World) -> None:
    planting = Planting(world, Flagged())
    await write_everywhere(world, planting)
    found = await planting.found(world)
    assert {planting.planted[number] for number in set(found) - planting.seen} == set()
    assert {place for places in found.values() for place in places} == {"draft.content", "open_question.words"}


async def test_with_the_screen_down_nothing_typed_stands_anywhere(small_world: World) -> None:
    planting = Planting(small_world, None)
    await write_everywhere(small_world, planting)
    assert {planting.planted[number]: places for number, places in (await planting.found(small_world)).items()} == {}


NOT_WORDS = (
    "do ",
    "pick",
    "token",
    "page, question",
    "/advice/dates",
    "/advice/heads",
    "who",
    "phase",
    "did it help",
    "a link",
)
"""Fields that are only compared with what is known, and dates, which are counted and given back: nothing of them is kept."""


@pytest.mark.parametrize(
    "verdict",
    [Flagged(True, True, ("suicide",)), Flagged(language="ur", always_help=True)],
    ids=["flagged", "another language"],
)
async def test_flagged_words_stand_in_a_concern_and_nowhere_else(small_world: World, verdict: Flagged) -> None:
    planting = Planting(small_world, verdict)
    await write_everywhere(small_world, planting)
    found = await planting.found(small_world)
    assert {place for places in found.values() for place in places} == {"concern.words"}
    typed = {number for number, box in planting.planted.items() if not any(part in box for part in NOT_WORDS)}
    lost = {planting.planted[number] for number in typed - set(found)}
    assert lost == set()
