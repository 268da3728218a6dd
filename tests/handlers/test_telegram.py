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
from bot.handlers.telegram_text import MOST_TEXT, letters
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


def checked(*rows: tuple[str, str], **facts: object) -> str:
    """The screen before sending, as it stands in the chat."""
    told = {"receipt": ["apple", "river", "seven", "chair"], "picture": ("🪁", "Picture: kite"), **facts}
    asked = tuple((label, value, f"q{n}") for n, (label, value) in enumerate(rows))
    return shown_text(
        message(Outgoing("check", "Check", ("Press Send.",), rows=asked, facts=told), WORDS, KEYS, 520, 1)
    )


def test_the_answers_are_shown_again_whole_and_without_odd_marks() -> None:
    """Before, an answer was cut after 300 letters, and nothing said so."""
    long = ("I like & love <art> " * 49).strip()
    seen = checked(("What is good?", long), ("Rules are fair.", "Never"), ("The duty officer", "01632 960 003"))
    assert (
        f"What is good?\n{long}" in seen
        and "Rules are fair.\nNever" in seen
        and "The duty officer: 01632 960 003" in seen
    )
    assert "…" not in seen and "shown in part" not in seen


@pytest.mark.parametrize("letter", ["x", "🪁", "<", "é "])
def test_of_long_answers_each_question_is_named_and_the_longest_are_shown_in_part(letter: str) -> None:
    """Before, the last ones were missing and nothing said so; an emoji is two letters to Telegram, and it took no such message."""
    long = [(f"And what of number {n}?", f"{n}: " + letter * (1_000 // len(letter) - 5)) for n in range(12)]
    seen = checked(*long, ("Rules are fair.", "Never"), ("And the food?", "I like it. " * 20))
    assert 3_900 < letters(seen) <= MOST_TEXT
    assert all(f"And what of number {n}?\n{n}: {letter}" in seen for n in range(12))
    assert len([line for line in seen.splitlines() if line.endswith("…")]) == 12, "the short ones stay whole"
    assert f"And the food?\n{'I like it. ' * 20}".strip() in seen and "Rules are fair.\nNever" in seen
    assert seen.count("Long answers are shown in part here and end in “…”. All of each answer is kept.") == 1
    assert seen.index("apple river seven chair") < seen.index("shown in part") < seen.index("number 0?")


def test_every_question_of_the_longest_survey_is_named_before_sending() -> None:
    seen = checked(*((f"{n}, {'question ' * 50}?", f"answer {n} " + "x" * 990) for n in range(MOST_BUTTONS)))
    assert all(f"\n{n}, question" in seen and f"\nanswer {n}" in seen for n in range(MOST_BUTTONS))
    assert "shown in part" in seen and "apple river seven chair" in seen


def test_a_message_that_would_be_too_long_is_shown_in_part_and_says_so_and_loses_no_tag() -> None:
    """Before, whole paragraphs at its end were missing, and nothing said so."""
    lines = tuple(f"{n} " + "x" * 400 for n in range(20))
    fields = message(Outgoing("first", body=lines, facts={"heads": lines}), WORDS, KEYS, 520, 1)
    seen = shown_text(fields)
    assert 3_900 < letters(seen) <= MOST_TEXT
    assert all(f"{n} xxx" in seen for n in range(20)) and fields["text"].count("…</b>") == 20
    assert seen.endswith("our web page shows all of it.")


def test_of_a_list_the_longest_lines_give_and_not_its_end() -> None:
    """A date that nobody sees is worse than a long sentence that breaks off."""
    dates = "\n".join(f"• Monday {n} November 2026: what is to be done by then" for n in range(1, 31))
    shown = Outgoing("advice-timeline", "Dates", (dates, *("y" * 900 for _ in range(3))))
    seen = shown_text(message(shown, WORDS, KEYS, 520, 1))
    assert dates in seen and letters(seen) <= MOST_TEXT
    assert [len(line) < 900 for line in seen.splitlines() if line.endswith("y…")] == [True] * 3


def test_of_too_many_long_choices_each_begins_in_the_message_too() -> None:
    options = tuple(Option(f"{n} " + "x" * 198, "pick", f"c{n}") for n in range(MOST_BUTTONS))
    seen = shown_text(message(Outgoing("question", "Which?", ("One of 80",), options=options), WORDS, KEYS, 520, 1))
    assert all(f"• {n} xxx" in seen for n in range(MOST_BUTTONS))
    assert seen.startswith("Which?\n\nOne of 80") and seen.endswith("our web page shows all of it.")


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
    every = seen(NOTICE, *(one.id for one in own.questions))
    assert all(f"\n{n}?\n" in every for n in range(2, MOST_BUTTONS))
    assert "79?" in seen(NOTICE, *(one.id for one in own.questions))
