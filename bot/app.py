"""The composition root: builds everything once. The only file that knows everyone, the clock and chance."""

from __future__ import annotations

import asyncio
import contextlib
import random
import secrets
import signal
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from aiohttp import web

from advice_kb.days import LONDON, london_day
from bot.addresses import caller, not_listening
from bot.advice_line import load_advice
from bot.advice_reading import AdviceReading
from bot.batching import Batching
from bot.config import TRY_OUT, BadSettings, Config
from bot.conversation.place import Place, Published
from bot.conversation.wording import load_words
from bot.exchange import Exchange
from bot.handlers.advice_desk import AdviceDesk
from bot.handlers.advice_pages import AdvicePages
from bot.handlers.listening import listen
from bot.handlers.phone_page import PhonePages
from bot.jobs import Jobs
from bot.leading import Lead
from bot.local import Local, load_local, missing_numbers
from bot.local_advice import load_local_advice
from bot.logs import set_up
from bot.parts import Parts
from bot.process import only_one, reading_in
from storage import campaigns, responses, retention, schema
from storage.engine import Storage
from storage.key_check import require_own_keys
from storage.sealing import KeyFault, Keyring
from surveys.faults import DefinitionError
from surveys.loading import from_canonical, load_folder
from surveys.model import Survey

DEFINITIONS = Path(__file__).parent.parent / "surveys" / "definitions"


def now() -> datetime:
    return datetime.now(UTC)


def today() -> date:
    """The day it is in London."""
    return london_day(now())


def place_of(config: Config, local: Local, at: datetime) -> Place:
    """This installation's facts at this minute, as every screen tells them."""
    advocate, hour = local.advocate, at.astimezone(LONDON)
    return Place(
        council=local.council, address=config.address, readers=local.readers, mix=responses.MIX,
        demo=local.synthetic, children_type=config.demo,
        read=local.is_read, reader_until=local.reader_until(hour), reader_next=local.reader_next(hour),
        draft_days=retention.TERMS["draft"].days, delivery_days=retention.TERMS["delivery"].days,
        advocate=(advocate.name, advocate.phone) if advocate else ("", ""),
        front_door=local.numbers.front_door, out_of_hours=local.numbers.out_of_hours, duty_officer=local.numbers.duty_officer,
        officer_until=local.officer_until(hour), officer_next=local.officer_next(hour),
        today=london_day(at),
    )  # fmt: skip


def load_screen() -> Callable[[str, str], Any]:
    """The safeguarding screen: one look at a text."""
    from advice_kb.safeguarding import load_screen as load

    return load().look


async def surveys_in(storage: Storage) -> dict[tuple[str, int], Survey]:
    """Every published version; services read surveys from the database, never from files."""
    async with storage.reading() as connection:
        rows = await campaigns.published_surveys(connection)
    return {(survey, version): from_canonical(definition) for survey, version, _, definition in rows}


async def build(config: Config, chance: random.Random | None = None, clock: Callable[[], datetime] = now) -> Parts:
    """Builds a process's parts. Raises `BadSettings` or `DefinitionError` with a sentence for each fault."""
    local, keyring = load_local(config.local), config.keyring()
    if local.synthetic and not config.demo:
        raise BadSettings(
            f"HEARD_LOCAL: {config.local} is the synthetic demo borough; name this authority's own folder. {TRY_OUT}"
        )
    if not config.demo and missing_numbers(local):
        raise DefinitionError(missing_numbers(local))
    log = set_up((config.telegram_token.get_secret_value(), config.keys.get_secret_value()))
    storage = Storage(config.database_url)
    try:
        await schema.require_newest(storage)
        await require_own_keys(storage, keyring)
    except (KeyFault, RuntimeError):
        await storage.close()
        raise
    known = await surveys_in(storage)
    with reading_in():
        words, definitions, look = load_words(), load_folder(DEFINITIONS), load_screen()
        near = load_local_advice(config.local, local)
        advice = load_advice(near, definitions["advice-dates"], serve_checked=config.serve_checked)
    base = Published(
        known,
        definitions["preamble"],
        words,
        place_of(config, local, clock()),
        advice,
        languages=tuple(sorted(words.languages, key=lambda c: (c != "en", c))),
    )
    exchange = Exchange(
        storage, keyring, lambda at: replace(base, place=place_of(config, local, at)), look, clock,
        chance or secrets.SystemRandom(), log,
    )  # fmt: skip
    return Parts(config, local, near, storage, keyring, exchange, Batching(exchange), log)


def origin_of(config: Config, keyring: Keyring) -> Callable[[web.Request], str]:
    """A caller's network address as a keyed hash of the day. Forwarded addresses are believed from declared proxies only."""

    proxies = config.proxies

    def origin(request: web.Request) -> str:
        address = caller(request.remote or "unknown", request.headers.getall("X-Forwarded-For", []), proxies)
        return keyring.look_up("origin", f"{now().date()}/{address}").hex()

    return origin


def public_face(heard: Parts) -> web.Application:
    pages = PhonePages(
        heard.exchange, heard.batching.say, heard.published, heard.exchange.clock, origin_of(heard.config, heard.keyring),
        heard.log, secure=heard.config.address.startswith("https://"),
    )  # fmt: skip
    application = pages.application()
    AdvicePages(advice_desk(heard)).add_to(application.router)
    return application


def advice_desk(heard: Parts) -> AdviceDesk:
    """What the public advice pages are made with."""
    config, exchange = heard.config, heard.exchange
    advice = heard.published(exchange.clock()).advice
    assert advice is not None  # `build` always reads it
    reading = AdviceReading(
        heard.storage, heard.keyring, advice.library, exchange.clock, exchange.chance, config.serve_checked
    )
    return AdviceDesk(
        reading,
        advice.contents,
        heard.near,
        heard.published,
        exchange.look,
        advice.find,
        origin_of(config, heard.keyring),
        config.telegram_name,
    )


async def serve(heard: Parts, ready: Callable[[], None] = lambda: None) -> None:
    """Runs every configured face until SIGTERM, Ctrl-C or its terminal closes; then finishes the batch."""
    stop = asyncio.Event()
    signs = [signal.SIGTERM, signal.SIGINT]
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # else `nohup` asked for it to be passed over
        signs.append(signal.SIGHUP)
    for sign in signs:
        asyncio.get_running_loop().add_signal_handler(sign, stop.set)
    with only_one(heard.storage):
        telegram, runners, tasks = await start(heard)
        ready()
        await stop.wait()
        await finish(heard, telegram, runners, tasks)


async def start(heard: Parts) -> tuple[Any, list[web.AppRunner], list[asyncio.Task[Any]]]:
    """Opens both faces and starts what runs by itself; gives back the bot (or None), the faces and the tasks."""
    from bot.handlers.console.app import console_of

    telegram, public, console = telegram_of(heard), public_face(heard), console_of(heard)
    public.router.add_get(
        "/healthz", console.health
    )  # what stands in front of the public port asks there; it holds versions alone
    if telegram is not None:
        public.router.add_post("/telegram/updates", telegram.webhook)
    runners = []
    for application, port in ((public, heard.config.port), (console.application(), heard.config.console_port)):
        try:
            runners.append(await listen(application, heard.config.host, port))
        except OSError as error:  # else it would be taken for the database, whose absence is an OSError too
            raise BadSettings(not_listening(heard.config.host, port, error)) from None
    if telegram is not None:
        await telegram.speech.start()
    lead, said = Lead(heard.exchange, heard.config, heard.log, telegram), Jobs(heard.exchange, heard.log)
    return telegram, runners, [asyncio.create_task(lead.run()), asyncio.create_task(said.keep_said())]


def telegram_of(heard: Parts) -> Any:
    """The bot, or None without a token. Imported only then: its library is the largest of all."""
    token = heard.config.telegram_token.get_secret_value()
    if not token:
        return None
    from bot.handlers.telegram import Telegram
    from bot.sender import Rates

    secret = heard.keyring.mac("webhook", token, 24).hex()
    rates = Rates() if heard.config.telegram_rates else None
    return Telegram(heard.batching, token, heard.config.telegram_api_url, heard.log, rates, secret)


async def finish(heard: Parts, telegram: Any, runners: list[web.AppRunner], tasks: list[asyncio.Task[Any]]) -> None:
    """An orderly stop: nothing new comes in, what was heard is kept and said."""
    for task in tasks:
        task.cancel()
    for task in tasks:
        with contextlib.suppress(asyncio.CancelledError):
            await task
    for runner in runners:
        await runner.cleanup()
    await heard.batching.settle()
    if telegram is not None:
        await telegram.stop()
    await heard.exchange.flush_said()
    await heard.storage.close()
