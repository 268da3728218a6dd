"""The demo borough: synthetic, and labelled so everywhere. Its answers come in through the exchange with codes, as a
child's do: no INSERT makes a response."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from analytics.denominators import AREA
from bot.app import DEFINITIONS, LONDON, Heard, build, now
from bot.config import Config
from bot.conversation.admission import choose_wave
from bot.conversation.messages import Address, Incoming, Outgoing, Tap
from bot.handlers.console.app import school_year
from bot.inviting import Wanted, invite, label_waves, slips_pdf
from bot.local import Local, load_local
from bot.private_files import write_private
from storage import campaigns, officers, participation, responses, schema, voice_codes
from storage.campaigns import Campaign, Denominator, Wave
from storage.engine import Storage
from storage.officers import Officer
from storage.sealing import Keyring
from surveys.campaigns import READINESS
from surveys.loading import canonical, fingerprint, load_folder

CHILDREN = 3_000
COHORT_SIZES = {
    "excluded": 908,
    "moving-often": 620,
    "home-educated": 540,
    "waiting-for-place": 480,
    "alternative-provision": 460,
}
READY = "demo-ready"  # stands beside the database once the whole borough is made
FIRST_WAVE, SECOND_WAVE = 460, 240
SOURCE = "made-up census of the demo borough"
TEXTS = (
    "more clubs after school", "longer lunch", "I like art", "smaller classes", "a quiet room", "football", "my teacher is kind",
)  # fmt: skip


async def prepare(config: Config) -> None:
    """Makes the borough once; a half-made one from an interrupted start is made anew."""
    done = Path(config.database_url.split(":///", 1)[1]).with_name(READY)
    made = done.exists()
    if not made:
        for leftover in done.parent.glob("heard.db*"):
            leftover.unlink()
    storage = Storage(config.database_url)
    if not made or await schema.version(storage) != schema.NEWEST:
        await schema.migrate(storage)
    await storage.close()
    if made:
        return
    await _make(config)
    done.write_text("The demo borough is made up.\n", "utf-8")


async def _make(config: Config) -> None:
    from rich.progress import Progress

    chance, today = random.Random(20), now().astimezone(LONDON).date()
    clock = _Clock(datetime.combine(today - timedelta(days=40), datetime.min.time(), UTC) + timedelta(hours=9))
    local, year = load_local(config.local), school_year(now())
    wanted = plan(local, chance)
    storage = Storage(config.database_url)
    async with storage.transaction() as connection:
        await _definitions(connection, today, year, config)
        await campaigns.take_in_denominators(connection, affected(wanted, year, today))
    slips = await invite(storage, config.keyring(), "demo-voice", year, wanted, config.address, clock().date())
    await storage.close()
    heard = await build(config, chance=chance, clock=clock)
    codes = [slip.words for batch in slips.values() for slip in batch]
    chance.shuffle(codes)
    second = codes[: SECOND_WAVE // 2] + codes[FIRST_WAVE : FIRST_WAVE + SECOND_WAVE // 2]
    with Progress(transient=False) as bar:
        task = bar.add_task("Children of the demo borough answer", total=FIRST_WAVE + len(second))
        await _answer(heard, codes[:FIRST_WAVE], chance, lambda n: bar.advance(task, n))
        clock.now = now()
        async with heard.storage.transaction() as connection:
            await campaigns.close_wave(connection, "demo-voice-1", clock.now - timedelta(days=9))
            await responses.mix(connection, heard.keyring, chance, ["demo-voice-1"])
        await _answer(heard, second, chance, lambda n: bar.advance(task, n))
    await heard.storage.truncate_wal()
    await heard.storage.close()
    folder = Path(config.database_url.split(":///", 1)[1]).parent
    spare = [slip for batch in slips.values() for slip in batch if slip.words not in codes[:FIRST_WAVE] + second][:8]
    write_private(folder / "demo-slips.pdf", slips_pdf(spare, local.council, synthetic=True))
    write_private(folder / "demo-code", "".join(f"{one.words.replace('-', ' ')}\n" for one in spare).encode())


@dataclass
class _Clock:
    now: datetime

    def __call__(self) -> datetime:
        return self.now


async def _definitions(connection: Any, today: date, year: int, config: Config) -> None:
    for survey in load_folder(DEFINITIONS).values():
        await campaigns.publish_survey(
            connection, survey.id, survey.version, fingerprint(survey), canonical(survey), now()
        )
    told = {
        "dpia_signed_off": "2026-01-01",
        "parents_told": "2026-01-01",
        "rota_from": "2026-01-01",
        "rota_until": "2036-01-01",
        "opt_outs": "0",
        "crisis_numbers": "yes",
    }
    ready = {name: told.get(name, "synthetic") for name in READINESS}
    voice = Campaign("demo-voice", "Your say (demo)", "pupil", year, False, True, None, ready, now())
    waves = [
        Wave(
            "demo-voice-1",
            "demo-voice",
            "First wave (demo)",
            "pupil-voice",
            1,
            today - timedelta(days=50),
            today - timedelta(days=10),
        ),
        Wave(
            "demo-voice-2",
            "demo-voice",
            "Second wave (demo)",
            "pupil-voice",
            1,
            today - timedelta(days=3),
            today + timedelta(days=40),
        ),
    ]
    await campaigns.add(connection, voice, waves)
    link = config.keyring().look_up(voice_codes.OPEN, "demo-parents")
    parents = Campaign("demo-parents", "Parents (demo)", "parent", year, False, True, link, {}, now())
    window = (today - timedelta(days=3), today + timedelta(days=40))
    await campaigns.add(
        connection, parents, [Wave("demo-parents-1", "demo-parents", "Parents (demo)", "parent-survey", 1, *window)]
    )


def affected(wanted: Sequence[Wanted], year: int, today: date) -> list[Denominator]:
    """The made-up census: the whole, each cohort, each place where children are and each area."""
    rows = Counter({("*", "*"): CHILDREN} | {("*", cohort): size for cohort, size in COHORT_SIZES.items()})
    for one in wanted:
        rows[one.setting, "*"] += one.count
        rows[f"{AREA}{one.area}", "*"] += one.count
    period = (date(year, 9, 1), date(year + 1, 8, 31))
    return [
        Denominator(*place, n, *period, "ever", "in", today - timedelta(days=60), SOURCE, now())
        for place, n in rows.items()
    ]


def plan(local: Local, chance: random.Random) -> list[Wanted]:
    """3,000 codes over schools, units and council teams, by the set of cohorts their children are in (seed 4.2). Those of the
    unit are in two, so the cohorts add up to more than the whole."""
    teams = {"home-educated": "home-education-team", "waiting-for-place": "admissions-team"}
    schools = [one for one in local.settings if one.kind == "school"]
    places = [one for one in local.settings if one.kind in ("alternative-provision", "pupil-referral-unit")]
    unit = [one for one in local.settings if one.kind == "unit"]
    unit_codes = [Wanted(one.id, one.area, one.phase, ("alternative-provision", "excluded"), False, 8) for one in unit]
    wanted = list(unit_codes)
    for cohort, total in COHORT_SIZES.items():
        if cohort in teams:
            team = local.setting(teams[cohort])
            assert team is not None
            wanted.append(Wanted(team.id, team.area, "all", (cohort,), False, total))
            continue
        among = places if cohort == "alternative-provision" else schools
        left = total - sum(one.count for one in unit_codes if cohort in one.cohorts)
        for number, one in enumerate(among):
            share = left // (len(among) - number)
            left -= share
            wanted.append(
                Wanted(
                    one.id, one.area, one.phase, (cohort,), one.phase == "secondary" and chance.random() < 0.2, share
                )
            )
    return wanted


async def _answer(heard: Heard, codes: Sequence[str], chance: random.Random, tick: Any) -> None:
    """Children answer at their own screens, a classful of turns in each commit."""
    for start in range(0, len(codes), 100):
        part = codes[start : start + 100]
        seen: dict[str, Outgoing] = {}
        waiting = {f"demo-{chance.getrandbits(64):x}": code for code in part}
        turns = [Incoming(Address("page", name), text=code, origin=name) for name, code in waiting.items()]
        while turns:
            for one in await heard.exchange.hear(turns):
                seen[one.incoming.address.id] = one.turn.replies[0]
            turns = [
                Incoming(Address("page", name), origin=name, **chosen(shown, chance))
                for name, shown in seen.items()
                if shown.name not in ("thanks", "start")
            ]
            seen = {turn.address.id: seen[turn.address.id] for turn in turns}
        async with heard.storage.transaction() as connection:
            await responses.mix(connection, heard.keyring, chance)
        tick(len(part))


def chosen(shown: Outgoing, chance: random.Random) -> dict[str, Any]:
    """What a made-up child does on this screen."""
    match shown.name, shown.entry:
        case "help", _:
            return {"tap": Tap("return")}
        case "first", _:
            return {"tap": Tap("go")}
        case "language", _:
            return {"tap": Tap("language", "en")}
        case "check", _:
            return {"tap": Tap("send")}
        case _, "text":
            return {"text": chance.choice(TEXTS)} if chance.random() < 0.5 else {"tap": Tap("skip")}
        case _, "number":
            return {"text": str(chance.randrange(15))}
        case _, "many":
            picks = [option.argument for option in shown.options if option.action == "toggle"]
            return {"tap": Tap("picked", ",".join(chance.sample(picks, chance.randrange(1, 4))))}
    picks = [option.argument for option in shown.options if option.action == "pick"]
    if shown.question == "used-another-code":
        return {"tap": Tap("pick", "no" if chance.random() < 0.97 else "not-sure")}
    if chance.random() < 0.04:
        return {"tap": Tap("skip")}
    weights = [len(picks) - number for number in range(len(picks))]
    return {"tap": Tap("pick", chance.choices(picks, weights)[0])}


async def links(heard: Heard, folder: Path) -> list[tuple[str, ...]]:
    """The three links of the demo, and what to type."""
    today = heard.exchange.clock().astimezone(LONDON).date()
    async with heard.storage.transaction() as connection:
        await label_waves(connection, school_year(heard.exchange.clock()), today)
        token = await officers.new_link(
            connection, heard.keyring, Officer("analyst-1", "analyst"), heard.exchange.clock() + timedelta(hours=12)
        )
        spare = (folder / "demo-code").read_text("utf-8").splitlines()
        code = await unused(connection, heard.keyring, spare, today)
    return [
        ("Answer as a pupil:", heard.config.address, f"with the words: {code}"),
        ("", "", f"(slips to look at: {folder / 'demo-slips.pdf'})"),
        ("Chat:", f"{heard.config.address}/chat", ""),
        ("Coverage, for officers:", f"{heard.config.console_address}/sign-in/{token}", "(this link works once)"),
    ]


async def unused(connection: Any, keyring: Keyring, spare: Sequence[str], today: date) -> str:
    """The first of these words that still open a survey: whoever tried the demo yesterday has used some. Else the first of all."""
    for words in spare:
        hashes = voice_codes.code_hashes(keyring, words.replace(" ", "-"))
        doors = await participation.doors(connection, hashes, today)
        if any(choose_wave(door.waves) is not None for door in doors.values()):
            return words
    return spare[0]
