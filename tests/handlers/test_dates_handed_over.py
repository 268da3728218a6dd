"""Dates that were worked out in Telegram or a terminal are handed over as files: the same as on the page, and kept nowhere."""

from __future__ import annotations

import stat
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar
from sqlalchemy import text

from bot.conversation.messages import Address, File, Incoming
from bot.handlers.terminal import saved, talk
from tests.advice_world import advised
from tests.botapi.rules import Refusal
from tests.conversation.test_dates_asked import PERMANENT, begins, tells
from tests.telegram_world import Joined, joined
from tests.world import World

WAY = ["Work out my dates", "A parent", "run by the council", *PERMANENT]
ASKED = "Send me these dates as files"


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[World]:
    async with advised(tmp_path / "heard.db") as world:
        yield world


async def dated(telegram: Joined, chat: int) -> None:
    """As far as the dates, by the words of the buttons; what is no button is typed."""
    await telegram.says(chat, "/start")
    await telegram.says(chat, "/ask")
    for one in WAY:
        rows = telegram.api.last(chat)["reply_markup"]["inline_keyboard"]
        pressed = any(one.lower() in button["text"].lower() for row in rows for button in row)
        if one == "Work out my dates" and not pressed:
            await telegram.taps(chat, "A parent")
            pressed = True
        elif one == "A parent" and not pressed:
            continue
        await (telegram.taps(chat, one) if pressed else telegram.says(chat, one))
    assert "Your dates" in telegram.api.last(chat)["text"]


def documents(telegram: Joined, chat: int) -> list[dict[str, Any]]:
    return [one["document"] for one in telegram.api.chats[chat].messages.values() if "document" in one]


async def press(telegram: Joined, chat: int) -> None:
    """The button stands on the screen, whatever files lie below it."""
    [message] = [
        one
        for one in telegram.api.chats[chat].messages.values()
        if ASKED in str(one.get("reply_markup", "")) and "Your dates" in one["text"]
    ]
    rows = message["reply_markup"]["inline_keyboard"]
    data = next(button["callback_data"] for row in rows for button in row if button["text"] == ASKED)
    telegram.api.taps(chat, data, message["message_id"])


async def test_one_press_sends_the_text_and_the_calendar_file_and_nothing_of_them_is_kept(town: World) -> None:
    async with joined(town) as telegram:
        await dated(telegram, 861)
        await press(telegram, 861)
        await telegram.until(lambda: len(documents(telegram, 861)) == 2)
        plain, entries = documents(telegram, 861)
        assert (plain["file_name"], entries["file_name"]) == ("dates.txt", "dates.ics")
        assert [one["mime_type"].partition(";")[0] for one in (plain, entries)] == ["text/plain", "text/calendar"]
        told = telegram.api.files[plain["file_id"]].decode()
        assert "Last lawful day: Thursday 10 December 2026. Safer: Wednesday 9 December 2026." in told
        assert "which may have a part in your case" in told and "\nWorked out on " in told
        calendar = Calendar.from_ical(telegram.api.files[entries["file_id"]])
        assert "Governors meet about the permanent exclusion" in {
            str(one["SUMMARY"]) for one in calendar.walk("VEVENT")
        }
        screens = [
            one["text"] for one in telegram.api.chats[861].messages.values() if "Your dates" in one.get("text", "")
        ]
        assert "Two files come below" in screens[-1] and len(screens) == 1
        await press(telegram, 861)  # again, as often as one likes
        await telegram.until(lambda: len(documents(telegram, 861)) == 4)
    async with town.storage.reading() as connection:
        names = (await connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'"))).scalars().all()
        rows = [str(row) for name in names for row in await connection.execute(text(f'SELECT * FROM "{name}"'))]
    assert rows and not any("VCALENDAR" in row or "dates.ics" in row for row in rows)


async def test_the_files_wait_their_turn_and_one_that_does_not_go_through_is_told(town: World) -> None:
    def broken(method: str, _fields: dict[str, Any]) -> float:
        if method == "sendDocument":
            raise Refusal(400, "Bad Request: something about this file")
        return 0.0

    async with joined(town) as telegram:
        await dated(telegram, 862)
        telegram.api.faults = broken
        await press(telegram, 862)
        await telegram.until(lambda: "dates.ics" in str(telegram.api.last(862).get("text")))
        failed = [one["text"] for one in telegram.api.chats[862].messages.values() if "could not send" in one["text"]]
        assert len(failed) == 2 and all("press the button again" in one for one in failed)


async def test_the_button_stands_only_where_dates_can_be_handed_over(town: World) -> None:
    for channel, offered in (("telegram", True), ("terminal", True), ("chat", False)):
        person = town.person(f"someone-{channel}", channel)
        await person.does(command="role", argument="parent")
        await person.does(command="ask")
        for action, argument in (("dates", ""), ("school", "maintained")):
            await person.taps(action, argument)
        shown = await tells(person, PERMANENT)
        assert any(one.action == "keep" for one in shown.options) == offered, channel
        assert bool((await person.taps("keep")).files) == offered
        assert not (await person.taps("timeline")).files
    private = await begins(town, school="A private school")
    assert not (await private.taps("keep")).files


async def test_in_a_terminal_the_files_are_saved_and_it_says_where(town: World, tmp_path: Path) -> None:
    folder, lines = tmp_path / "here", list[str]()
    folder.mkdir()
    (folder / "dates.ics").write_text("somebody else's")

    def typed() -> str:
        """Presses by words what is a button, and types the rest."""
        if not left:
            raise EOFError
        one, start = left.pop(0), max(n for n, line in enumerate(lines) if not line)
        marks = [
            line.strip().partition(")")[0] for line in lines[start:] if ") " in line and one.lower() in line.lower()
        ]
        return marks[0] if marks else one

    left = ["/ask", "Work out my dates", "run by the council", *PERMANENT, "Save these dates as files"]
    first = Incoming(Address("terminal", "t"), command="role", argument="parent")
    await talk(town.exchange, "t", typed, lines.append, first, folder)
    told = [line for line in lines if line.startswith("Saved: ")]
    assert told == [f"Saved: {folder / 'dates.txt'}", f"Saved: {folder / 'dates-1.ics'}"]
    assert "Governors meet" in (folder / "dates.txt").read_text("utf-8")
    assert (folder / "dates-1.ics").read_bytes().startswith(b"BEGIN:VCALENDAR\r\n")
    assert (folder / "dates.ics").read_text() == "somebody else's"
    assert stat.S_IMODE((folder / "dates.txt").stat().st_mode) == 0o600


def test_a_folder_that_cannot_be_written_to_is_told_in_one_line(tmp_path: Path) -> None:
    line = saved(File("dates.txt", b"x", "text/plain"), tmp_path / "gone")
    assert line.startswith(f"dates.txt could not be saved in {tmp_path / 'gone'}") and "may write to" in line
