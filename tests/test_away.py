"""The database locked or away, clocks that jump, logs that must stay clean (reliability rows 7, 10, 19)."""

from __future__ import annotations

import asyncio
import io
import json
import logging
import sqlite3
import subprocess
import sys
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from advice_kb.safeguarding import Screening
from bot.conversation.messages import Address, Incoming, Tap
from bot.entrance import LIMITS
from bot.heard import StorageAway
from bot.jobs import Jobs
from bot.late_messages import as_row, from_row
from bot.logs import scrub, set_up
from bot.looking import Looked
from storage import campaigns, outbox, responses, retention
from storage.campaigns import Campaign, Wave
from storage.outbox import Owed
from surveys.loading import canonical, fingerprint
from tests.botapi.server import TOKEN
from tests.telegram_world import data_for, joined
from tests.web_world import browser, pages
from tests.world import KEYS, START, SURVEYS, Flagged, World, step


class Locked:
    """Somebody else holds the SQLite file's write lock."""

    def __init__(self, world: World) -> None:
        assert world.storage.file is not None
        self.connection = sqlite3.connect(world.storage.file, isolation_level=None, check_same_thread=False)

    def __enter__(self) -> Locked:
        self.connection.execute("BEGIN IMMEDIATE")
        return self

    def __exit__(self, *_: object) -> None:
        self.connection.execute("ROLLBACK")
        self.connection.close()


async def gives_up_soon(world: World) -> None:
    """The one connection that writes waits a quarter of a second for the lock. It waits four where nobody says otherwise."""
    async with world.storage.transaction() as connection:
        await connection.execute(text("PRAGMA busy_timeout=250"))


async def test_a_locked_database_loses_nothing_and_the_person_is_told_kindly_in_telegram(small_world: World) -> None:
    await small_world.campaign("pupil-happiness")
    [code] = await small_world.codes(1)
    async with joined(small_world) as telegram:
        message = await telegram.says(701, code)
        before = len(telegram.api.calls)
        lag, began = 0.0, asyncio.get_running_loop().time()
        with Locked(small_world):
            telegram.api.taps(701, data_for(message, "go"), message["message_id"])
            while asyncio.get_running_loop().time() - began < 9:
                tick = asyncio.get_running_loop().time()
                await asyncio.sleep(0.01)
                lag = max(lag, asyncio.get_running_loop().time() - tick - 0.01)
        await telegram.until(lambda: "Who is with you" in str(telegram.api.chats[701].messages), 20)
        told = [
            f["text"]
            for name, f in telegram.api.calls[before:]
            if name == "sendMessage" and "having trouble keeping answers" in f["text"]
        ]
        assert len(told) == 1
        assert lag < 0.1


async def test_in_danger_help_shows_at_once_though_the_database_is_locked(small_world: World) -> None:
    async with joined(small_world) as telegram:
        await telegram.says(702, "/start")
        with Locked(small_world):
            telegram.api.says(702, "please xdangerx")
            began = asyncio.get_running_loop().time()
            await telegram.until(
                lambda: "Get help now</b>" in str(telegram.api.calls) and "0800 1111" in str(telegram.api.calls), 8
            )
            assert asyncio.get_running_loop().time() - began < 6


async def test_the_page_keeps_the_form_filled_while_the_database_is_away(small_world: World) -> None:
    async with pages(small_world, patience=0.5) as base, browser(base) as child:
        await child.opens("/")
        with Locked(small_world):
            await child.posts(do="text", text="my four typed words")
        assert child.status == 503
        assert 'action="/leave"' in child.text
        assert "my four typed words" in child.text
        assert "Try again" in child.text


async def test_every_tick_of_many_is_sent_again_when_the_database_was_away(small_world: World) -> None:
    """With one of them lost the second try would be another answer than the child's."""
    ticks = [("do", "picked"), ("question", "likes"), ("pick", "art"), ("pick", "music")]
    async with pages(small_world, patience=0.5) as base, browser(base) as child:
        with Locked(small_world):
            async with child.session.post(f"{base}/", data=ticks) as response:
                text = await response.text()
        assert [f'name="pick" value="{pick}"' in text for pick in ("art", "music")] == [True, True]


async def test_a_stopped_database_is_told_as_away_and_the_batch_is_not_halved(small_world: World) -> None:
    await gives_up_soon(small_world)
    with Locked(small_world), pytest.raises(StorageAway):
        await small_world.exchange.hear([Incoming(Address("terminal", "x"), text="hello")])


async def test_jobs_survive_a_locked_database_and_say_once_that_they_wait_and_once_that_they_go_on(
    small_world: World,
) -> None:
    seen: list[str] = []
    jobs = Jobs(small_world.exchange, lambda event, **_: seen.append(event))
    await gives_up_soon(small_world)
    with Locked(small_world):
        for _ in range(3):
            await jobs._safely("mix", jobs.mix)
    assert seen == ["job_waits"]
    for _ in range(2):
        await jobs._safely("mix", jobs.mix)
    assert seen == ["job_waits", "job_goes_on"]


async def test_unheard_updates_are_tried_three_times_with_growing_pauses_and_then_counted(small_world: World) -> None:
    from storage import unheard

    jobs = Jobs(small_world.exchange, lambda *_a, **_k: None)
    async with small_world.storage.transaction() as connection:
        await connection.execute(
            text("CREATE TRIGGER refuse BEFORE INSERT ON conversation BEGIN SELECT RAISE(ABORT, 'poisoned'); END")
        )
    [told] = await small_world.exchange.hear([Incoming(Address("telegram", "9"), "1", text="hello")])
    assert [option.action for option in told.turn.replies[0].always] == ["help"], "help is on this screen too"
    for _ in range(5):
        small_world.clock.moves(hours=1)
        await jobs.retry_unheard()
    async with small_world.storage.reading() as connection:
        rows = list(await connection.execute(text("SELECT tries, given_up FROM unheard")))
        assert [(row.tries, bool(row.given_up)) for row in rows] == [(3, True)], (
            "one update is one row, however often it is tried"
        )
        assert await unheard.waiting(connection) == 1


def test_a_message_put_aside_comes_back_whole_but_for_its_id_and_its_next_sitting() -> None:
    """The sheet of a page was lost: a late answer could land in whatever survey was open there by then."""
    tap = Tap("pick", "yes", 3, "q1")
    sent = Incoming(
        Address("page", "token"), "7", "words", tap, "ask", "more", "origin", "q1", sheet="ab12", next_sitting="fresh"
    )
    assert from_row(json.loads(json.dumps(as_row(sent)))) == replace(sent, id=None, next_sitting="")


async def test_a_class_that_types_at_once_has_every_word_kept_though_looks_take_their_time(small_world: World) -> None:
    """Sixty looks of a twentieth of a second, two at once: the last waits longer than one look may take."""

    def slow(_text: str, _audience: str) -> Flagged:
        threading.Event().wait(0.05)
        return Flagged()

    small_world.exchange.look = slow
    texts = [Incoming(Address("page", f"p{n}"), text="football") for n in range(60)]
    looked = await asyncio.gather(*(small_world.exchange.screened(one) for one in texts))
    assert None not in [one.screening for one in looked]


async def test_a_screen_that_hangs_is_not_waited_for_for_ever(small_world: World) -> None:
    stuck = threading.Event()

    def hangs(_text: str, _audience: str) -> Flagged:
        stuck.wait()
        return Flagged()

    small_world.exchange.look = hangs
    assert (await small_world.exchange.screened(Incoming(Address("page", "p"), text="football"))).screening is None
    stuck.set()


def test_numpy_is_told_to_use_one_thread_before_anything_loads_it() -> None:
    asks = "import bot.app, os, sys; print(os.environ['OPENBLAS_NUM_THREADS'], 'pandas' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", asks], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["1", "False"]


JUMPS = [-400 * 24, -40 * 24, -7 * 24, -24, -12, -3, -2, -1, -0.5, -0.1, -0.01, 0.01, 0.1, 0.5, 1, 2, 3, 12, 23, 24, 25, 7 * 24,
         13 * 24, 20 * 24]  # fmt: skip
"""Twenty-four ways in which a clock may be wrong, in hours."""


async def test_no_clock_jump_loses_an_answer_or_puts_one_out_of_order(small_world: World) -> None:
    await small_world.campaign("pupil-happiness")
    for number, (hours, code) in enumerate(zip(JUMPS, await small_world.codes(len(JUMPS)), strict=True)):
        small_world.clock.now = START
        pupil = small_world.person(str(5000 + number), "telegram")
        await pupil.enters(code)
        await pupil.taps("go")
        await pupil.taps("pick", "alone")
        small_world.clock.moves(hours=hours)
        assert (await pupil.taps("pick", "no")).question == "wakes-rested", hours
        small_world.clock.now = START
        assert (await pupil.taps("pick", "often")).question == "world-good", hours


async def test_after_every_clock_jump_each_timed_thing_still_happens_once(small_world: World) -> None:
    """A reminder is sent once, a wave that closed stays closed, a page put away stays put away, guesses stay slowed."""
    await small_world.campaign("pupil-happiness")
    jobs = Jobs(small_world.exchange, lambda *_a, **_k: None, deliver=sends)
    page, [code] = small_world.person("page"), await small_world.codes(1)
    await page.enters(code)
    small_world.clock.moves(minutes=11)
    assert (await page.does(tap=Tap("go"))).name == "start"
    for _ in range(LIMITS["chat"] + 1):
        slowed = await small_world.person("guesser").types("apple river seven wrong")
    assert "A lot of words" in slowed.notice
    small_world.clock.moves(days=30)
    await jobs.mix()
    async with small_world.storage.transaction() as connection:
        await outbox.owe(connection, KEYS, [("telegram", "1", "x")], "broadcast", small_world.clock())
    assert await jobs.send_owed() == 1
    at = small_world.clock.now
    for hours in JUMPS:
        small_world.clock.now = at + timedelta(hours=hours)
        assert await jobs.send_owed() == 0, hours
        await jobs.mix()
        assert (await page.does(tap=Tap("go"))).name == "start", hours
    async with small_world.storage.reading() as connection:
        closed = [one.closed for one in await campaigns.waves(connection)]
    assert closed == [at]


async def sends(_owed: Owed) -> str:
    return "sent"


@pytest.mark.parametrize(("minutes", "name"), [(-5, "question"), (-60, "start"), (-24 * 60, "start")])
async def test_a_clock_set_back_keeps_no_page_open_for_whoever_sits_there_next(
    small_world: World, minutes: int, name: str
) -> None:
    await small_world.campaign("pupil-happiness")
    page, [code] = small_world.person("page"), await small_world.codes(1)
    await page.enters(code)
    await page.taps("go")
    small_world.clock.moves(minutes=minutes)
    assert (await page.taps("pick", "alone")).name == name
    assert (await page.enters(code)).name == "question"


async def test_after_wrong_tries_a_clock_set_back_shuts_out_no_right_code(small_world: World) -> None:
    await small_world.campaign("pupil-happiness")
    page, [code] = small_world.person("page"), await small_world.codes(1)
    small_world.clock.moves(minutes=25)
    for _ in range(LIMITS["chat"]):
        await page.enters("apple river seven wrong")
    assert "A lot of words" in (await page.enters(code)).notice
    small_world.clock.moves(minutes=-20)
    assert (await page.enters(code)).name == "first"


@pytest.mark.parametrize("night", [datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2027, 3, 28, 0, 30, tzinfo=UTC)])
async def test_on_both_clock_change_nights_a_turn_is_a_turn(small_world: World, night: datetime) -> None:
    small_world.clock.now = night
    pupil = small_world.person("5006", "telegram")
    for _ in range(6):
        small_world.clock.moves(minutes=30)
        assert (await pupil.does(command="help")).name == "help"


async def test_everything_over_its_term_goes_and_nothing_sooner(world: World) -> None:
    await world.campaign("pupil-happiness")
    [code] = await world.codes(1)
    pupil = world.person("5007", "telegram")
    await pupil.does(id="u1", text=code)
    gone: dict[int, list[str]] = {}
    for day in range(1, 80):
        async with world.storage.transaction() as connection:
            removed = await retention.run(connection, START + timedelta(days=day))
        for one in removed:
            if one.rows:
                gone.setdefault(day, []).append(one.kind)
    assert gone == {8: ["heard_update"], 15: ["draft"], 61: ["conversation"]}


async def test_no_token_word_number_or_code_reaches_a_log(small_world: World) -> None:
    stream = io.StringIO()
    log = set_up((TOKEN, "planted-secret"), stream)
    await small_world.campaign()
    [code] = await small_world.codes(1)
    async with joined(small_world) as telegram:
        telegram.bot.log = log
        await telegram.says(800700600, code)
        telegram.api.faults = lambda method, _f: (
            (_ for _ in ()).throw(OSError(f"{TOKEN} planted-secret")) if method == "sendMessage" else 0.0
        )
        telegram.api.says(800700600, "planted words of a child")
        await asyncio.sleep(0.3)
    log("turn", text="planted words of a child", chat=800700600, code=code, count=1)
    logging.getLogger("httpx").error("POST https://api.telegram.org/bot%s/sendMessage planted-secret", TOKEN)
    try:
        raise ValueError(f"bot{TOKEN} planted-secret")
    except ValueError:
        logging.getLogger("anything").exception("it broke")
    told = stream.getvalue()
    assert "it broke" in told
    assert '"count": 1' in told
    for secret in (TOKEN, "planted-secret", "planted words", "800700600", code):
        assert secret not in told


def test_a_token_is_scrubbed_wherever_it_stands() -> None:
    assert "AAAAAAAAAAAAAAAAAAAAAAAA" not in scrub("see bot12345678:AAAAAAAAAAAAAAAAAAAAAAAA/getMe")


async def test_a_hundred_edits_under_fifty_children_leave_each_their_own_version(small_world: World) -> None:
    """A draft keeps the version it began with, and its answers name it (reliability row 11)."""
    await small_world.campaign("pupil-happiness")
    cast = [small_world.person(f"t{n}") for n in range(50)]
    for pupil, code in zip(cast, await small_world.codes(50), strict=True):
        await pupil.enters(code)
    survey, version = SURVEYS["pupil-happiness"], 1
    while any(pupil.sees.name != "thanks" for pupil in cast):
        for pupil in cast:
            if pupil.sees.name != "thanks":
                await pupil.does(
                    **({"tap": Tap("send")} if pupil.sees.name == "check" else step(pupil.sees, small_world.chance))
                )
        for _ in range(15):
            version += 1
            changed = survey.model_copy(update={"version": version, "questions": survey.questions[: version % 3]})
            small_world.published.surveys[changed.id, version] = changed  # type: ignore[index]
    assert version > 100
    async with small_world.storage.transaction() as connection:
        await responses.mix(connection, KEYS, small_world.chance, ["autumn-1"])
        rows = await responses.of_wave(connection, KEYS, "autumn-1")
        assert {(row.survey, row.version) for row in rows} == {("pupil-happiness", 1)}
        assert all({q.id for q in survey.questions} <= set(row.answers) for row in rows)
    assert len(rows) == 50


async def test_a_survey_published_while_we_run_is_read_when_the_first_child_meets_it(world: World) -> None:
    survey = SURVEYS["pupil-happiness"].model_copy(update={"id": "new-today"})
    async with world.storage.transaction() as connection:
        await campaigns.publish_survey(connection, survey.id, 1, fingerprint(survey), canonical(survey), START)
    made = Campaign("today", "Today", "pupil", 2026, False, True, None, {}, START)
    wave = Wave("today-1", "today", "Today", survey.id, 1, START.date(), START.date())
    async with world.storage.transaction() as connection:
        await campaigns.add(connection, made, [wave])
    [code] = await world.codes(1, wave="today-1")
    pupil = world.person("t")
    assert (await pupil.enters(code)).name == "first"
    world.published.surveys.pop(("new-today", 1))  # type: ignore[attr-defined]  # another process, which has not met it
    assert (await world.exchange.look_again(pupil.address))[0].name == "first"
    world.published.surveys.pop(("new-today", 1))  # type: ignore[attr-defined]
    await pupil.answers_all(world.chance)
    assert (await pupil.taps("send")).name == "thanks"


async def test_a_published_version_never_changes(small_world: World) -> None:
    survey = SURVEYS["pupil-happiness"]
    changed = survey.model_copy(update={"questions": survey.questions[:1]})
    async with small_world.storage.transaction() as connection:
        assert await campaigns.publish_survey(connection, "s", 1, fingerprint(survey), "x", START)
        assert not await campaigns.publish_survey(connection, "s", 1, fingerprint(survey), "x", START)
        with pytest.raises(ValueError, match="new version"):
            await campaigns.publish_survey(connection, "s", 1, fingerprint(changed), "y", START)


async def test_taps_of_an_answered_survey_do_nothing(small_world: World) -> None:
    await small_world.campaign("pupil-happiness")
    [code] = await small_world.codes(1)
    pupil = small_world.person("t")
    await pupil.enters(code)
    await pupil.answers_all(small_world.chance)
    await pupil.taps("send")
    for action in ("send", "pick", "skip", "back", "picked", "edit", "nonsense", ""):
        shown = await pupil.does(tap=Tap(action, "x", question="laughs"))
        assert shown.name in ("thanks", "start")


@pytest.mark.parametrize(
    ("text", "screening", "comes"),
    [
        ("wisdom wardrobe snug steady", Screening(False, False, (), "unknown", measured=False), False),
        ("wisdom wardrobe snug steady", None, False),
        ("wisdom wardrobe snug steady", Screening(True, False, ("neglect",)), True),
        ("nie chce isc do domu", Screening(False, False, (), "pl", measured=False), True),
        ("nobody looked at this", None, True),
        ("all is well", Screening(False, False, ()), False),
    ],
)
def test_four_words_of_a_slip_are_no_language_and_wait_as_any_answer_does(
    text: str, screening: Screening | None, comes: bool
) -> None:
    incoming = Incoming(Address("telegram", "1"), text=text)
    assert Looked(screening=screening).needs_help(incoming) is comes
