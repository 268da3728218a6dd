"""The peers of `benchmarks.answers`: the library's official way, and no framework at all. Each asks the same ten questions."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import warnings
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from tests.botapi.server import TOKEN

QUESTIONS = 10
CHOICES = ("Always", "Sometimes", "Never")


def official(api: str, folder: str, ready: Connection) -> None:
    """python-telegram-bot's ConversationHandler with its persistence, one commit an answer, as its examples do."""
    import aiosqlite
    from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
    from telegram.ext import (
        Application,
        CallbackQueryHandler,
        CommandHandler,
        ContextTypes,
        ConversationHandler,
        PicklePersistence,
    )

    warnings.simplefilter("ignore")
    database = str(Path(folder) / "official.db")

    def keyboard(number: int) -> InlineKeyboardMarkup:
        return InlineKeyboardMarkup([[InlineKeyboardButton(one, callback_data=f"{number}:{one}")] for one in CHOICES])

    async def start(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> int:
        await update.message.reply_text("Question 1", reply_markup=keyboard(0))  # type: ignore[union-attr]
        return 0

    async def answer(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> int:
        query = update.callback_query
        assert query is not None
        await query.answer()
        number, _, choice = str(query.data).partition(":")
        async with aiosqlite.connect(database) as connection:
            await connection.execute("INSERT INTO answer VALUES (?, ?, ?)", (query.from_user.id, int(number), choice))
            await connection.commit()
        following = int(number) + 1
        if following == QUESTIONS:
            await query.edit_message_text("Thank you")
            return ConversationHandler.END
        await query.edit_message_text(f"Question {following + 1}", reply_markup=keyboard(following))
        return following

    async def opened(_app: Any) -> None:
        async with aiosqlite.connect(database) as connection:
            await connection.execute("CREATE TABLE answer (who INTEGER, question INTEGER, choice TEXT)")
            await connection.commit()
        ready.send("ready")

    kept = PicklePersistence(filepath=Path(folder) / "official.pickle")
    app = Application.builder().token(TOKEN).base_url(f"{api}/bot").persistence(kept).post_init(opened).build()
    states: dict[object, list[Any]] = {n: [CallbackQueryHandler(answer)] for n in range(QUESTIONS)}
    app.add_handler(
        ConversationHandler(
            [CommandHandler("start", start)], states, [CommandHandler("start", start)], name="survey", persistent=True
        )
    )
    app.run_polling(stop_signals=None)


def bare(api: str, folder: str, ready: Connection) -> None:
    """No framework: aiohttp, dicts, one commit for everything that came in together (WAL, FULL)."""
    asyncio.run(_bare(api, folder, ready))


async def _bare(api: str, folder: str, ready: Connection) -> None:
    import aiohttp

    database = sqlite3.connect(Path(folder) / "bare.db", isolation_level=None)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA synchronous=FULL")
    database.execute("CREATE TABLE answer (who INTEGER, question INTEGER, choice TEXT)")
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=64)) as session:

        async def call(method: str, fields: dict[str, Any]) -> Any:
            async with session.post(f"{api}/bot{TOKEN}/{method}", json=fields) as response:
                return (await response.json())["result"]

        async def speak(update: dict[str, Any]) -> None:
            query = update.get("callback_query")
            if query is None:
                await call(
                    "sendMessage",
                    {"chat_id": update["message"]["chat"]["id"], "text": "Question 1", "reply_markup": markup(0)},
                )
                return
            following = int(query["data"].partition(":")[0]) + 1
            place = {"chat_id": query["from"]["id"], "message_id": query["message"]["message_id"]}
            text = (
                {"text": "Thank you"}
                if following == QUESTIONS
                else {"text": f"Question {following + 1}", "reply_markup": markup(following)}
            )
            await asyncio.gather(
                call("answerCallbackQuery", {"callback_query_id": query["id"]}),
                call("editMessageText", {**place, **text}),
            )

        ready.send("ready")
        offset, tasks = 0, set()
        while True:
            updates = await call("getUpdates", {"offset": offset, "timeout": 25})
            rows = [
                (u["callback_query"]["from"]["id"], *u["callback_query"]["data"].split(":"))
                for u in updates
                if "callback_query" in u
            ]
            database.execute("BEGIN")
            database.executemany("INSERT INTO answer VALUES (?, ?, ?)", rows)
            database.execute("COMMIT")
            for update in updates:
                offset = update["update_id"] + 1
                task = asyncio.create_task(speak(update))
                tasks.add(task)
                task.add_done_callback(tasks.discard)


def markup(number: int) -> str:
    return json.dumps({"inline_keyboard": [[{"text": one, "callback_data": f"{number}:{one}"}] for one in CHOICES]})
