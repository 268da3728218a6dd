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

from advice_kb.days import london_day
from analytics.denominators import AREA
from bot.app import DEFINITIONS, build, now, today
from bot.config import Config
from bot.conversation.admission import choose_wave
from bot.demo_children import answer
from bot.inviting import Wanted, invite, label_waves, slips_pdf
from bot.local import Local, load_local
from bot.parts import Parts
from bot.private_files import write_private
from storage import campaigns, officers, participation, responses, schema, voice_codes
from storage.campaigns import Campaign, Denominator, Wave
from storage.engine import Storage
from storage.officers import Officer
from storage.sealing import Keyring
from surveys.campaigns import READINESS
from surveys.loading import canonical, fingerprint, load_folder
from surveys.school_year import first_day, last_day, school_year

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


async def prepare(config: Config) -> None:
    """Makes the borough once; a half-made one from an interrupted start is made anew."""
    done = _folder(config) / READY
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


def _folder(config: Config) -> Path:
    """Where the borough lies. A demo is always on SQLite."""
    assert config.database_file is not None
    return config.database_file.parent


async def _make(config: Config) -> None:
    from rich.progress import Progress

    chance, day = random.Random(20), today()
    clock = _Clock(datetime.combine(day - timedelta(days=40), datetime.min.time(), UTC) + timedelta(hours=9))
    local, year = load_local(config.local), school_year(day)
    wanted = plan(local, chance)
    storage = Storage(config.database_url)
    async with storage.transaction() as connection:
        await _definitions(connection, day, year, config)
        await campaigns.take_in_denominators(connection, affected(wanted, year, day))
    slips = await invite(storage, config.keyring(), "demo-voice", year, wanted, config.address, clock().date())
    await storage.close()
    heard = await build(config, chance=chance, clock=clock)
    codes = [slip.words for batch in slips.values() for slip in batch]
    chance.shuffle(codes)
    second = codes[: SECOND_WAVE // 2] + codes[FIRST_WAVE : FIRST_WAVE + SECOND_WAVE // 2]
    with Progress(transient=False) as bar:
        task = bar.add_task("Children of the demo borough answer", total=FIRST_WAVE + len(second))
        await answer(heard.exchange, codes[:FIRST_WAVE], chance, lambda n: bar.advance(task, n))
        clock.now = now()
        async with heard.storage.transaction() as connection:
            await campaigns.close_wave(connection, "demo-voice-1", clock.now - timedelta(days=9))
            await responses.mix(connection, heard.keyring, chance, ["demo-voice-1"])
        await answer(heard.exchange, second, chance, lambda n: bar.advance(task, n))
    await heard.storage.truncate_wal()
    await heard.storage.close()
    folder = _folder(config)
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
    period = (first_day(year), last_day(year))
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


async def links(heard: Parts, folder: Path) -> list[tuple[str, ...]]:
    """The three links of the demo, and what to type."""
    day = london_day(heard.exchange.clock())
    async with heard.storage.transaction() as connection:
        await label_waves(connection, school_year(day), day)
        token = await officers.new_link(
            connection, heard.keyring, Officer("analyst-1", "analyst"), heard.exchange.clock() + timedelta(hours=12)
        )
        spare = (folder / "demo-code").read_text("utf-8").splitlines()
        code = await unused(connection, heard.keyring, spare, day)
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
