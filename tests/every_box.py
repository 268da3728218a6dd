"""Every box a person can write in, on every surface, and every column that could hold what they wrote, opened."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import LargeBinary, select

from bot.handlers.advice_dates import KEPT
from bot.handlers.terminal import talk
from storage.engine import Storage
from storage.sealing import SealBroken, unpad
from storage.tables import metadata
from tests.advice_pages_world import advice
from tests.telegram_world import joined
from tests.web_world import Browser, browser, pages
from tests.world import KEYS, World

Plant = Callable[[str], str]
"""Gives the words to write in a box of this name; each time other words."""

FORM_FIELDS = ("pick:{}", "toggle:{}", "picked:{}", "edit:{}", "language:{}", "{}")


async def columns(storage: Storage) -> dict[str, list[bytes]]:
    """`table.column` -> what stands there, sealed values opened; keyed hashes stay what they are."""
    found: dict[str, list[bytes]] = {}
    async with storage.reading() as connection:
        for table in metadata.sorted_tables:
            for row in (await connection.execute(select(table))).mappings():
                for column in table.columns:
                    value = row[column.name]
                    sealed = isinstance(column.type, LargeBinary) and column.type.length is None and value
                    text = _opened(table.name, column.name, row, value) if sealed else str(value).encode()
                    found.setdefault(f"{table.name}.{column.name}", []).append(text)
    return found


def _opened(table: str, column: str, row: Any, sealed: bytes) -> bytes:
    """What was sealed there, whichever way its row is named."""
    names = [value.hex() if isinstance(value, bytes) else str(value) for value in row.values()]
    names += [f"{row[a].hex()}/{row[b]}" for a, b in [("code", "wave")] if a in row]
    for name in names:
        try:
            return unpad(KEYS.open(table, column, name, sealed))
        except SealBroken:
            continue
    raise AssertionError(f"{table}.{column} holds something that no test can look into")


async def until(child: Browser, question: str) -> None:
    for _ in range(40):
        if f'name="question" value="{question}"' in child.text:
            return
        going = {"Before you start": "go", "Get help now": "return", "Which language?": "language:en"}.get(
            child.heading, "skip"
        )
        await child.posts(do=going)
        await child.opens("/")
    raise AssertionError(f"{question} never came")


@asynccontextmanager
async def on_a_page(world: World) -> AsyncIterator[Browser]:
    async with pages(world) as base, browser(base) as child:
        await child.opens("/")
        yield child


async def write_everywhere(world: World, plant: Plant) -> None:
    """Writes in every box there is. What a browser could forge into a form is written as well."""
    await world.campaign()
    codes = await world.codes(3)
    await _on_pages(world, plant, codes[0])
    await _in_telegram(world, plant, codes[1])
    await _in_a_terminal(world, plant, codes[2])
    await _on_advice_pages(world, plant)


async def _on_pages(world: World, plant: Plant, code: str) -> None:
    async with on_a_page(world) as child:
        await child.posts(do="text", text=plant("page, code box"))
        await child.opens("/")
        await child.posts(do="return")
        await child.posts(do="receipt")
        await child.posts(do="text", text=plant("page, receipt box"))
        await child.opens("/")
        await child.posts(do="return")
        await child.posts("/", do="enter", entry=plant("page, entry token"))
        await child.posts("/chat", do="text", text=plant("chat"))
        await child.opens("/chat")
        await child.posts("/chat", do="return")
        await child.opens("/")
        await child.posts(do="code")
        await child.posts(do="text", text=code)
        await child.posts(do="text", text=plant("page, first screen"))
        for question in ("feels-safe", "helps", "one-thing", "going-well"):
            await child.opens("/")
            await until(child, question)
            for field in FORM_FIELDS if question in ("helps", "one-thing") else ():
                await child.posts(do=field.format(plant(f"page, {question}, do {field}")), pick=plant("page, pick"))
                await child.opens("/")
            await child.posts(do="text", text="x", question=plant("page, question"))
            await child.opens("/")
            await until(child, question)
            await child.posts(do="text", text=plant(f"page, {question}"))
        await child.opens("/")
        await child.posts(do="text", text=plant("page, after"))


async def _in_telegram(world: World, plant: Plant, code: str) -> None:
    async with joined(world) as telegram:
        chat = 801
        await telegram.says(chat, "/start")
        for box in ("/start {}", "/ask {}", "/help {}", "/stop {}", "/language {}", "/nonsense {}", "{}"):
            await telegram.says(chat, box.format(plant(f"telegram, {box}")))
        await telegram.says(chat, "/start")
        await telegram.says(chat, code)
        await telegram.says(chat, plant("telegram, first screen"))
        await telegram.says(chat, "/ask " + plant("telegram, command in a survey"))
        person = world.person(str(chat), "telegram")
        await person.taps("return")
        await person.taps("go")
        for _ in range(40):
            if person.sees.name == "check":
                break
            if person.sees.name == "question":
                await telegram.says(chat, plant(f"telegram, {person.sees.question}"))
            await person.taps("return")
            if person.sees.name == "question":
                await person.taps(*(("pick", "yes") if person.sees.question == "missed-school" else ("skip",)))
        await telegram.says(chat, plant("telegram, check your answers"))
        for command, argument in (("start", ""), ("ask", "")):
            await person.does(command=command, argument=argument)
        for tap in (("role", "parent"), ("dates",), ("school", "academy")):
            await person.taps(*tap)
        for box in ("kind", "first day", "days"):
            await telegram.says(chat, plant(f"telegram, dates, {box}"))
            await person.taps("return")
            await person.taps("skip")
        sender = {"id": chat, "is_bot": False, "first_name": "P"}
        picture = {"message_id": 990, "date": 0, "chat": {"id": chat, "type": "private"}, "from": sender}
        seen = telegram.sent(chat)
        telegram.api.push({"message": {**picture, "caption": plant("telegram, under a picture")}})
        await telegram.until(lambda: telegram.sent(chat) > seen)


async def _in_a_terminal(world: World, plant: Plant, code: str) -> None:
    lines = [
        plant("terminal"),
        "/help",
        "/ask " + plant("terminal, ask"),
        "/start",
        code,
        plant("terminal, first screen"),
    ]
    asked = ["/role parent", "/ask", plant("terminal, a question"), plant("terminal, a second one")]
    lines += [*asked, *(plant(f"terminal, after {n}") for n in range(3))]
    typed = iter([*lines, "/quit"])
    await talk(world.exchange, "terminal", lambda: next(typed), lambda _line: None)


async def _on_advice_pages(world: World, plant: Plant) -> None:
    async with advice(world) as base, browser(base) as asker:
        await asker.posts("/advice/search", text=plant("advice pages, search"), audience=plant("advice pages, who"))
        await asker.posts("/advice/services", need=plant("advice pages, services"), phase=plant("advice pages, phase"))
        for path in ("/advice/dates", "/advice/dates/calendar", "/advice/dates/text", "/advice/heads/today"):
            await asker.posts(path, **{name: plant(f"advice pages, {path}, {name}") for name in KEPT})
        school_days = {name: plant(f"advice pages, school days, {name}") for name in ("days", "reason")}
        await asker.posts("/advice/dates/schools/northgate-secondary", **school_days)
        said = {name: plant("advice pages, did it help") for name in ("did", "helped", "text")}
        await asker.posts("/advice/exams-during-exclusion/parent/helped", **said)
        await asker.opens("/chat/a/" + plant("advice pages, a link").replace(" ", "-"))
