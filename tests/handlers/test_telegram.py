"""The same survey in Telegram: against the strict emulator, by polling."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from sqlalchemy import text

from bot.conversation.asking import NOTICE
from bot.conversation.messages import Option, Outgoing
from bot.conversation.screens import screen
from bot.conversation.standing import Draft, Said, Standing
from bot.handlers.telegram_words import Arrived, arrived, message
from storage import concerns, reporting
from surveys.codes import PICTURES
from surveys.inspecting_words import LONGEST
from surveys.inspection import MOST_BUTTONS
from surveys.model import Choice, Question
from tests.botapi.rules import keyboard, shown_text
from tests.every_box import columns
from tests.telegram_world import data_for, joined
from tests.world import KEYS, SURVEYS, WORDS, World, published


async def test_a_young_person_finishes_a_survey_on_one_message(small_world: World) -> None:
    await small_world.campaign()
    [code] = await small_world.codes(1)
    async with joined(small_world) as telegram:
        await telegram.says(501, "/start")
        message = await telegram.says(501, code.replace("-", " "))
        assert "Before you start" in message["text"]
        message = await telegram.taps(501, "I understand")
        first = message["message_id"]
        chance = random.Random(3)
        for _ in range(60):
            if "Check your answers" in message["text"]:
                break
            actions = [
                b.get("callback_data", "").split(".")[1]
                for row in message["reply_markup"]["inline_keyboard"]
                for b in row
            ]
            if "return" in actions:
                message = await telegram.taps(501, "Go back to where")
            elif "toggle" in actions:
                await telegram.taps(501, "My friends")
                message = await telegram.taps(501, "That’s all")
            elif "pick" in actions:
                labels = [
                    b["text"]
                    for row in message["reply_markup"]["inline_keyboard"]
                    for b in row
                    if ".pick." in b["callback_data"]
                ]
                message = await telegram.taps(501, chance.choice(labels))
            else:
                message = await telegram.says(501, "7")
                first = message["message_id"]
        assert "Your receipt" in message["text"]
        assert any(f"Picture: {name} {picture}" in message["text"] for picture, name in PICTURES.values())
        assert message["message_id"] == first
        assert "Thank you" in (await telegram.taps(501, "Send"))["text"]
        async with small_world.storage.reading() as connection:
            assert len(await reporting.heard_codes(connection, 2026)) == 1


async def test_a_code_that_is_not_for_over_sixteens_is_answered_with_the_web_address(small_world: World) -> None:
    await small_world.campaign()
    [code] = await small_world.codes(1, sixteen=False)
    async with joined(small_world) as telegram:
        assert "http://127.0.0.1:8080" in (await telegram.says(502, code))["text"]


async def test_the_link_on_a_slip_opens_the_survey_and_commands_work_in_the_middle_of_it(small_world: World) -> None:
    await small_world.campaign()
    await small_world.codes(1)
    async with small_world.storage.reading() as connection:
        batch = (await connection.execute(text("SELECT batch FROM voice_code"))).scalar_one()
    async with joined(small_world) as telegram:
        assert "did not open" in (await telegram.says(506, "/start " + "x" * 80))["text"]
        assert "Before you start" in (await telegram.says(506, f"/start token-{batch}-0"))["text"]
        question = (await telegram.taps(506, "I understand"))["text"]
        assert "999" in (await telegram.says(506, "/help"))["text"]
        assert (await telegram.taps(506, "Go back to where"))["text"] == question
        assert "Which language" in (await telegram.says(506, "/language"))["text"]
        assert (await telegram.taps(506, "English"))["text"] == question
        stop = await telegram.says(506, "/stop")
        assert data_for(stop, "delete")
        assert "deleted" in (await telegram.taps(506, "delete"))["text"].lower()
        assert "Before you start" in (await telegram.says(506, f"/start token-{batch}-0"))["text"]


async def test_an_old_button_answers_honestly_and_changes_nothing(small_world: World) -> None:
    await small_world.campaign()
    [code] = await small_world.codes(1)
    async with joined(small_world) as telegram:
        message = await telegram.says(503, code)
        old = data_for(message, "go")
        message = await telegram.taps(503, "I understand")
        update = telegram.api.taps(503, old, message["message_id"])
        query = update["callback_query"]["id"]
        await telegram.until(lambda: query in telegram.api.answered)
        assert "from before" in telegram.api.answered[query]
        assert telegram.api.last(503)["text"] == message["text"]


async def test_a_forged_button_is_released_and_does_nothing(small_world: World) -> None:
    await small_world.campaign()
    [code] = await small_world.codes(1)
    async with joined(small_world) as telegram:
        message = await telegram.says(504, code)
        stolen = data_for(message, "go")
        await telegram.says(505, "/start")
        other = telegram.api.last(505)
        update = telegram.api.taps(505, stolen, other["message_id"])
        await telegram.until(lambda: update["callback_query"]["id"] in telegram.api.answered)
        assert telegram.bot.odd["forged"] == 1
        assert telegram.api.last(505)["text"] == other["text"]


def written_over(chat: int, text: str, **more: object) -> dict[str, object]:
    person = {"id": chat, "is_bot": False, "first_name": "P"}
    message = {
        "message_id": 3,
        "date": 0,
        "edit_date": 1,
        "chat": {"id": chat, "type": "private"},
        "from": person,
        "text": text,
    }
    return {"edited_message": {**message, **more}}


async def test_words_of_harm_behind_start_get_help_and_not_a_word_about_surveys(small_world: World) -> None:
    async with joined(small_world) as telegram:
        shown = await telegram.says(510, "/start please xdangerx tonight")
        assert "Get help now" in shown["text"] and "0800 1111" in shown["text"]
        assert "did not open" not in shown["text"]
        long = "/stop " + "no more of this " * 30 + "xdangerx"
        assert "0800 1111" in (await telegram.says(511, long))["text"]
    async with small_world.storage.transaction() as connection:
        kept = [one.words for one in await concerns.read(connection, KEYS, "safeguarding-1", small_world.clock())]
    assert sorted(kept) == sorted(["please xdangerx tonight", long.removeprefix("/stop ")]), "to the last word"


async def test_a_message_that_was_written_over_is_looked_at_and_nothing_else_is_kept_of_it(small_world: World) -> None:
    await small_world.campaign("pupil-happiness")
    [code] = await small_world.codes(1)
    async with joined(small_world) as telegram:
        message = await telegram.says(512, code)
        telegram.api.taps(512, data_for(message, "go"), message["message_id"])
        await telegram.until(lambda: "Who is with you" in str(telegram.api.chats[512].messages))
        before, seen = await columns(small_world.storage), telegram.sent(512)
        for harmless in ("I am alone", "/stop", code):
            telegram.api.push(written_over(512, harmless))
        telegram.api.push(written_over(512, "", location={"latitude": 1.0, "longitude": 1.0}))
        telegram.api.push(written_over(512, "please xdangerx"))
        await telegram.until(lambda: telegram.sent(512) > seen)
        assert "0800 1111" in telegram.api.last(512)["text"] and telegram.sent(512) == seen + 1
        after = await columns(small_world.storage)
        changed = {name for name in after if after[name] != before.get(name, [])}
        assert {name for name in changed if not name.startswith(("concern.", "heard_update."))} <= {
            "conversation.standing", "conversation.turn", "conversation.said", "conversation.day",
        }  # fmt: skip
        assert len(after["heard_update.id"]) == len(before["heard_update.id"]) + 1
        assert after["concern.words"] == [b"please xdangerx"]
        assert "Who is with you" in (await telegram.taps(512, "Go back to where"))["text"]


async def test_telegram_is_asked_for_what_was_written_over(small_world: World) -> None:
    async with joined(small_world) as telegram:
        await telegram.says(513, "/start")
        asked = [fields["allowed_updates"] for name, fields in telegram.api.calls if name == "getUpdates"]
    assert "edited_message" in str(asked[-1])


def wrote(words: str) -> Arrived:
    person = {"id": 520, "is_bot": False, "first_name": "P"}
    chat = {"id": 520, "type": "private"}
    read = arrived(
        {"update_id": 1, "message": {"message_id": 1, "date": 0, "chat": chat, "from": person, "text": words}}, KEYS
    )
    assert isinstance(read, Arrived)
    return read


@pytest.mark.parametrize(
    ("typed", "command", "words", "argument"),
    [
        ("/ask\nwas he\nallowed home?", "ask", "was he\nallowed home?", ""),
        ("/ask@heard_test_bot  was he", "ask", "was he", ""),
        ("/Ask", "ask", None, ""),
        ("/start\nabc", "start", None, "abc"),
        ("/nobody wants me here", "help", None, "nobody wants me here"),
        ("/nobody", "help", None, ""),
        ("/", "help", None, ""),
        ("/ask, was he", "ask", ", was he", ""),
        ("/asking too much", "help", None, "asking too much"),
    ],
)
def test_what_follows_a_command_is_read_to_the_first_word(
    typed: str, command: str, words: str | None, argument: str
) -> None:
    read = wrote(typed).incoming
    assert (read.command, read.text, read.argument) == (command, words, argument)


def test_the_answers_are_shown_again_whole_in_number_and_without_odd_marks() -> None:
    long = "I like & love <art> " * 200
    rows = (("What is good?", long, "a"), ("Rules are fair.", "Never", "b"), ("The duty officer", "01632 960 003", ""))
    shown = Outgoing("check", heading="Check", rows=(*rows, *((f"And what of {n}?", long, f"q{n}") for n in range(5))))
    fields = message(shown, WORDS, KEYS, 520, 1)
    seen = shown_text(fields)
    assert (
        "Rules are fair.\nNever" in seen
        and "The duty officer: 01632 960 003" in seen
        and "What is good?\nI like & love <art>" in seen
    )
    assert all(f"And what of {n}?" in seen for n in range(5))


def test_a_message_that_would_be_too_long_loses_whole_paragraphs_and_no_tag() -> None:
    shown = Outgoing(
        "first",
        body=tuple(f"{n} " + "x" * 400 for n in range(20)),
        facts={"heads": [f"{n} " + "x" * 400 for n in range(20)]},
    )
    seen = shown_text(message(shown, WORDS, KEYS, 520, 1))
    assert 3_000 < len(seen) <= 4096 and seen.endswith("x" * 400)


@pytest.mark.parametrize(
    ("longest", "listed"),
    [("Yes, each week of this term", False), ("Regular lessons for all, planned over the years & checked", True)],
)
def test_choices_that_a_button_would_cut_off_stand_whole_in_the_message(longest: str, listed: bool) -> None:
    """Levels of a self-audit are whole sentences; on its button each keeps its place."""
    options = (Option("No", "pick", "no"), Option(longest, "pick", "long"))
    fields = message(Outgoing("question", "Which?", options=options), WORDS, KEYS, 520, 1)
    assert ("• No" in shown_text(fields)) is listed
    assert (f"• {longest}" in shown_text(fields)) is listed
    assert longest in [one["text"] for row in keyboard(fields) for one in row]


def test_a_survey_whose_words_are_as_long_and_as_many_as_may_be_is_shown_whole() -> None:
    """What `heard check` lets pass can be asked here: no line of a screen is left out, and no keyboard refused."""
    words = {name: dict.fromkeys(("en", "pl"), "x" * most) for name, most in LONGEST.items()}
    choices = tuple(Choice(id=f"c{n}", text=words["choices"]) for n in range(MOST_BUTTONS))
    asked = Question(id="q", type="text", text=words["text"], hint=words["hint"])
    picked = Question(id="p", type="single", text=words["text"], hint=words["hint"], choices=choices)
    more = (asked.model_copy(update={"id": f"q{n}", "text": {"en": f"{n}?"}}) for n in range(2, MOST_BUTTONS))
    told = {"controller": words["controller"]["en"], "retention": words["retention"]["en"]}
    own = SURVEYS["pupil-voice"].model_copy(
        update={**told, "purpose": words["purpose"], "readers": words["readers"], "questions": (asked, picked, *more)}
    )
    known = replace(published(), surveys={(own.id, own.version): own}, languages=("en", "pl"))
    standing = Standing("telegram", "520", scene="survey", draft="d", language="pl")
    draft = Draft("aa" * 16, "w", own.id, own.version, "authority", "", "", 1024, "a-b-c-d", "kite")

    def seen(*answered: str) -> str:
        said = {name: Said("x", "elsewhere") for name in answered}
        shown = screen(standing, replace(draft, said=said), known)
        fields = message(shown, WORDS, KEYS, 520, 1)
        text, buttons = shown_text(fields), keyboard(fields)
        assert len(buttons) >= len(shown.options)
        assert [part for part in (shown.heading, *shown.body, shown.hint) if part not in text] == []
        return text

    assert "x" * LONGEST["readers"] in seen()
    assert "x" * LONGEST["hint"] in seen(NOTICE)
    assert "x" * LONGEST["text"] in seen(NOTICE, "q")
    assert "79?" in seen(NOTICE, *(one.id for one in own.questions))
