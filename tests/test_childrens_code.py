"""The fifteen standards of the Children's Code (ICO, Age appropriate design, in force since 2 September 2021) as fifteen checks
that can fail (reliability row 38). Each test is one standard; its docstring says what the standard asks of a service."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from advice_kb.reading import LIMITS, reading_age
from bot.conversation.messages import Outgoing
from bot.handlers.telegram_words import arrived
from bot.handlers.web import HEADERS
from storage.retention import TERMS
from storage.tables import metadata
from surveys.campaigns import READINESS, missing
from tests.every_box import columns, on_a_page
from tests.telegram_world import joined
from tests.test_docs import described
from tests.world import KEYS, START, SURVEYS, WORDS, Person, World

ROOT = Path(__file__).parent.parent
PUPIL = [survey for survey in SURVEYS.values() if survey.audience == "pupil"]
ADULTS = ("first.open", "start.menu", "start.ask.menu", "help.command", "synthetic")
"""Sentences that only adults, or those of 16 and over, are shown."""

ADVICE = ("advice.", "dates.")
"""The advice line's sentences, whose reading age is that of parents."""

COLUMNS = {f"{table.name}.{column.name}" for table in metadata.sorted_tables for column in table.columns}


def for_children() -> dict[str, str]:
    """Every sentence a child can be shown: the service's own, and those of the surveys."""
    facts = {"council": "the council", "readers": "a trained grown-up", "mix": 10, "until": "4 pm", "next": "", "number": 1,
             "count": 9, "days": 14, "address": "this page", "purpose": "", "controller": "The council", "gone": "",
             "retention": "three years", "english": "Polish", "names": "English", "name": "a kite", "least": 0, "most": 190}  # fmt: skip
    own = (key for key in WORDS.languages["en"] if key not in ADULTS and not key.startswith(ADVICE))
    said = {key: WORDS.say(key, **facts) for key in own}
    for survey in PUPIL:
        said |= {f"{survey.id} {name}": getattr(survey, name)["en"] for name in ("title", "purpose", "readers")}
        for question in survey.questions:
            said[f"{survey.id} {question.id}"] = question.text["en"]
            if question.hint:
                said[f"{survey.id} {question.id} hint"] = question.hint["en"]
            said |= {f"{survey.id} {question.id} {choice.id}": choice.text["en"] for choice in question.choices}
    return said


async def every_screen(world: World, channel: str = "page") -> list[tuple[Person, Outgoing]]:
    """Each screen of a child's way through the longest survey."""
    await world.campaign()
    [code] = await world.codes(1)
    pupil, seen = world.person("4001", channel), []
    await pupil.enters(code)
    for _ in range(60):
        seen.append((pupil, pupil.sees))
        if pupil.sees.name == "check":
            return seen
        going = {"first": ("go",), "help": ("return",)}.get(pupil.sees.name, ("skip",))
        await pupil.taps(*going)
    raise AssertionError("never came to the end")


def python_files(*rooms: str) -> Iterator[tuple[str, ast.Module]]:
    for room in rooms:
        for path in (ROOT / room).rglob("*.py"):
            yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_text("utf-8"))


async def test_01_best_interests_of_the_child(small_world: World) -> None:
    """What serves the child comes first: help stands on every screen, before and after, and words of harm are never in its way."""
    for _, shown in await every_screen(small_world):
        assert "help" in [option.action for option in shown.always] or shown.name == "help"
    for name in ("thanks", "start", "receipt", "stop", "language"):
        pupil = small_world.person(f"at {name}")
        await pupil.taps(name if name != "thanks" else "start")
        assert "help" in [option.action for option in pupil.sees.always]


def test_02_impact_assessment() -> None:
    """An assessment before children are asked: without its reference and sign-off no code is made."""
    told = dict.fromkeys(READINESS, "2026-09-01") | {
        "rota_until": "2027-09-01",
        "opt_outs": "0",
        "crisis_numbers": "yes",
    }
    opens, closes = START.date(), START.date().replace(day=30)
    assert missing("a", told, opens, closes) == ()
    for part in ("dpia_reference", "dpia_signed_off"):
        faults = missing("a", {**told, part: ""}, opens, closes)
        assert [part in fault.fault for fault in faults] == [True]
    assert "Towards a data protection impact assessment" in (ROOT / "docs" / "dpia.md").read_text("utf-8")


async def test_03_age_appropriate(small_world: World) -> None:
    """Fit for the age: under sixteen nobody is led into Telegram; under eleven no part has more than fifteen questions."""
    await small_world.campaign()
    [code] = await small_world.codes(1, sixteen=False)
    assert "not on Telegram" in (await small_world.person("1", "telegram").types(code)).notice
    for survey in PUPIL:
        parts = [question.part for question in survey.questions if survey.under_11]
        assert max((parts.count(part) for part in parts), default=0) <= 15
        assert not any(question.type == "text" for question in survey.questions if survey.under_11)


def test_04_transparent_in_words_a_child_can_read() -> None:
    """Short and plain: each sentence of ours has a reading age of at most nine, and so has each survey as a whole. (A formula
    says little of three words; of a question that a survey must keep as it is, it is said for all of them together.)"""
    ours = {key: said for key, said in for_children().items() if key in WORDS.languages["en"] and len(said.split()) > 3}
    assert len(ours) > 60
    assert {key: age for key, said in ours.items() if (age := reading_age(said)) > LIMITS["pupil"]} == {}
    for survey in PUPIL:
        purpose = "" if survey.id == "preamble" else survey.purpose["en"]  # the first screen tells the survey's own
        together = " ".join((purpose, *(q.text["en"] for q in survey.questions)))
        assert reading_age(together) <= LIMITS["pupil"], survey.id


def test_05_no_detrimental_use() -> None:
    """Nothing that harms: no page asks another site for anything, none carries a script, an advertisement or a counter."""
    for path in (ROOT / "bot" / "handlers" / "templates").glob("*"):
        text = path.read_text("utf-8")
        assert not re.findall(r"(?:src|srcset)=|url\(|@import|<script|<iframe|<img", text), path.name
        assert not re.findall(r'(?:href|action)="https?:', text), path.name
    assert HEADERS["Content-Security-Policy"].startswith("default-src 'none'")


async def test_06_own_rules_are_kept(small_world: World) -> None:
    """What is promised is done: every term that is told is the term the service itself keeps."""
    from datetime import timedelta

    from storage import retention

    assert TERMS.keys() <= described().keys()
    pupil = small_world.person("p")
    await small_world.campaign("pupil-happiness")
    [code] = await small_world.codes(1)
    await pupil.enters(code)
    days = small_world.published.place.draft_days
    assert str(days) in WORDS.say("stop.later", days=days)
    async with small_world.storage.transaction() as connection:
        kept = {one.kind: one.rows for one in await retention.run(connection, START + timedelta(days=days))}
        gone = {one.kind: one.rows for one in await retention.run(connection, START + timedelta(days=days + 1))}
    assert (kept["draft"], gone["draft"]) == (0, 1)


async def test_07_high_privacy_by_default(small_world: World) -> None:
    """Private unless chosen otherwise: no answer is chosen beforehand, the cookie ends with the browser, nothing is cached."""
    for _, shown in await every_screen(small_world):
        assert not any(option.chosen for option in shown.options if option.action in ("pick", "toggle"))
    async with on_a_page(small_world) as child:
        async with child.session.post(f"{child.base}/", data={"do": "code"}, allow_redirects=False) as response:
            cookie = response.cookies["sitting"]
        assert (cookie["max-age"], cookie["expires"], cookie["samesite"], bool(cookie["httponly"])) == (
            "",
            "",
            "Strict",
            True,
        )
        assert child.headers["Cache-Control"] == "no-store"


async def test_08_as_little_data_as_can_be(small_world: World) -> None:
    """Only what is declared: stored columns equal the page that describes them, and an answer holds no more than its question."""
    assert {name: told for name, (told, _) in described().items()} == {
        table.name: {column.name for column in table.columns} for table in metadata.sorted_tables
    }
    seen = await every_screen(small_world)
    await seen[-1][0].taps("send")
    import json

    [draft] = [json.loads(value) for value in (await columns(small_world.storage))["draft.content"]]
    asked = {question.id for survey in PUPIL for question in survey.questions}
    assert set(draft["answers"]) <= asked
    assert not {"name", "birthday", "age", "postcode", "sex"} & asked


def test_09_nothing_is_shared() -> None:
    """No data goes to others: only Telegram's transport can open a connection, and only to the address it was given."""
    clients = ("requests", "httpx", "urllib.request", "http.client", "smtplib", "socket", "ftplib")
    callers: set[str] = set()
    for file, tree in python_files("bot", "surveys", "advice_kb", "storage", "analytics"):
        for node in ast.walk(tree):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [str(node.module)] if isinstance(node, ast.ImportFrom) else []
            if any(name == one or name.startswith(f"{one}.") for name in names for one in clients):
                callers.add(file)
            if isinstance(node, (ast.Name, ast.Attribute)) and "ClientSession" in (
                getattr(node, "id", ""),
                getattr(node, "attr", ""),
            ):
                callers.add(file)
    # `links` runs only at `heard check --links`, with addresses of our own signposts: nothing about anybody goes with it.
    # The other two listen or name a fault: they call nobody.
    listening = {"bot/addresses.py", "bot/process.py"}
    assert callers == {"bot/handlers/telegram_transport.py", "bot/handlers/links.py", *listening}
    for file, tree in python_files("bot"):
        if file in listening:
            assert not {"connect", "create_connection"} & {getattr(one, "attr", "") for one in ast.walk(tree)}


async def test_10_no_location(small_world: World) -> None:
    """Never where a child is: no column, no question, no permission asked of a browser, and a place sent in Telegram is dropped."""
    assert not {name for name in COLUMNS if re.search(r"lat|lon|geo|location|postcode|ip$|network", name.partition(".")[2])} - {
        "response.version", "article_state.state", "participation.state",
    }  # fmt: skip
    assert "geolocation=()" in HEADERS["Permissions-Policy"]
    chat = {"id": 5, "type": "private"}
    sender = {"id": 5, "is_bot": False, "first_name": "P"}
    place = {"latitude": 51.123456, "longitude": -0.654321}
    sent = {"update_id": 1, "message": {"message_id": 1, "date": 0, "chat": chat, "from": sender, "location": place}}
    one: Any = arrived(sent, KEYS)
    assert "51.12" not in str(one) and one.incoming.text == ""
    async with joined(small_world) as telegram:
        await telegram.says(5, "/start")
        assert "request_location" not in str(telegram.api.calls)


async def test_11_a_child_is_told_who_can_see_what(small_world: World) -> None:
    """Where an adult can look on, the child is told, and asked who is there; private questions wait for a private moment."""
    seen = await every_screen(small_world)
    first = " ".join(seen[0][1].body)
    assert WORDS.say("first.slip") in first and WORDS.say("first.school") in first
    assert seen[1][1].question == "who-is-with-you"
    assert any(question.sensitive for survey in PUPIL for question in survey.questions)
    assert not {"parent", "guardian", "pupil", "child"} & {table.name for table in metadata.sorted_tables}


def test_12_no_profile() -> None:
    """No child is scored, ranked or sorted: no column and no function has a place for it, and numbers leave as protected tables."""
    pattern = r"(^|_)(score|rank|risk|profile|segment|predict\w*)(_|$)"
    assert not {name for name in COLUMNS if re.search(pattern, name.partition(".")[2])}
    made = {
        (file, node.name)
        for file, tree in python_files("storage", "surveys", "bot/conversation")
        for node in ast.walk(tree)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
        and re.search(pattern, node.name.lower())
    }
    assert made == set()


NUDGES = (
    "hurry", "don't miss", "last chance", "only today", "quick", "almost there", "keep going", "well done", "great job", "streak",
    "reward", "prize", "win", "points", "badge", "everyone else", "your friends have", "are you sure", "we need you", "please stay",
    "sad to see", "come back soon", "recommended",
)  # fmt: skip


async def test_13_no_nudge(small_world: World) -> None:
    """No pushing: no urging words; leaving a question out and stopping are as plain as going on, and asked for no reason."""
    for key, said in for_children().items():
        assert not [nudge for nudge in NUDGES if re.search(rf"\b{nudge}\b", said.lower())], key
        assert "!" not in said, key
    for _, shown in await every_screen(small_world):
        if shown.name == "question":
            assert "skip" in [option.action for option in shown.options], shown.question
    pupil = small_world.person("leaves")
    [code] = await small_world.codes(1)
    await pupil.enters(code)
    await pupil.taps("stop")
    assert "deleted" in (await pupil.taps("delete")).notice


async def test_14_shared_and_connected_devices(small_world: World) -> None:
    """A school's tablet, a brother's phone: the device is wiped after each child of a class, and leaving quickly ends the sitting.
    The scenes with two people at one phone are `conversation/shared_phones.yaml`."""
    await small_world.campaign(class_mode=True)
    [code] = await small_world.codes(1)
    async with on_a_page(small_world) as tablet:
        await tablet.posts(do="text", text=code)
        await tablet.posts(do="go")
        assert list(tablet.session.cookie_jar)
        async with tablet.session.post(f"{tablet.base}/leave", allow_redirects=False) as response:
            assert (response.status, response.cookies["sitting"].value) == (200, "")
            assert "refresh" in await response.text()
        await tablet.opens("/")
        assert tablet.heading == WORDS.say("start.heading", council=small_world.published.place.council)
    pupil = small_world.person("t")
    await pupil.enters(code)
    await pupil.answers_all(small_world.chance)
    assert (await pupil.taps("send")).facts["wipe"]


@pytest.mark.parametrize("channel", ["page", "chat", "telegram", "terminal"])
async def test_15_tools_for_ones_rights(small_world: World, channel: str) -> None:
    """Stop and delete on every screen of a survey; a receipt that deletes what was sent; a chat that can be cleared."""
    seen = await every_screen(small_world, channel)
    for _, shown in seen:
        assert "stop" in [option.action for option in shown.always], shown.name
    pupil = seen[-1][0]
    receipt = " ".join(pupil.sees.facts["receipt"])
    stop = await pupil.taps("stop")
    assert [option.action for option in stop.options] == ["return", "later", "delete"]
    await pupil.taps("return")
    await pupil.taps("send")
    await pupil.taps("receipt")
    assert "deleted" in (await pupil.types(receipt)).notice
    assert (await pupil.does(command="clear")).name == "start"
