"""Outside the demo: no start without local numbers, no child asked for words before somebody reads them; a link for those who may
read concerns, and every reading written down."""

from __future__ import annotations

import asyncio
import base64
import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import typer
from aiohttp import ClientSession, CookieJar
from sqlalchemy import text
from typer.testing import CliRunner

from bot.app import build
from bot.commands import check, officer, service
from bot.commands.slips import missing_in
from bot.config import Config, read_config
from bot.handlers.console.app import console_of
from bot.local import load_local, missing_numbers
from storage import campaigns, schema
from storage.campaigns import Campaign, Wave
from storage.engine import Storage
from surveys.faults import DefinitionError
from surveys.loading import canonical, fingerprint, load_folder
from tests.web_world import served
from tests.world import DEFINITIONS, KEYS, START

SETTINGS = """
council: "Testborough Council"
readers: "the council's safeguarding officer"
numbers: {front_door: "020 7946 0001", out_of_hours: "020 7946 0002", duty_officer: "020 7946 0003"}
reading_hours: {from: "09:00", until: "16:30"}
officers: [{name: analyst-1, role: analyst}, {name: lead-1, role: safeguarding}]
settings: [{id: school-1, name: "School", kind: school, phase: primary, area: north}]
"""


def keys() -> str:
    named = {"1": KEYS.encryption[1], "hash": KEYS.hashing, "year2026": KEYS.years[2026]}
    return " ".join(f"{name}:{base64.urlsafe_b64encode(key).decode()}" for name, key in named.items())


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Config:
    """An authority of its own, outside the demo, as the commands find it."""
    (tmp_path / "local").mkdir()
    (tmp_path / "local" / "settings.yaml").write_text(SETTINGS)
    monkeypatch.setenv("HEARD_LOCAL", str(tmp_path / "local"))
    monkeypatch.setenv("HEARD_KEYS", keys())
    monkeypatch.setenv("HEARD_DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path / 'heard.db'}")
    return read_config()


def invoke(module: Any, *words: str) -> Any:
    app = typer.Typer()
    module.add_to(app)
    app.callback()(lambda: None)
    return CliRunner().invoke(app, list(words))


async def prepared(config: Config, survey: str = "") -> Storage:
    storage = Storage(config.database_url)
    await schema.migrate(storage)
    if survey:
        one = load_folder(DEFINITIONS)[survey]
        made = Campaign("a", "A", one.audience, 2026, False, False, None, {}, START)
        async with storage.transaction() as connection:
            await campaigns.publish_survey(connection, one.id, one.version, fingerprint(one), canonical(one), START)
            wave = Wave("a-1", "a", "A", one.id, one.version, date(2026, 11, 2), date(2036, 12, 11))
            await campaigns.add(connection, made, [wave])
    return storage


@pytest.mark.parametrize("number", ["front_door", "out_of_hours", "duty_officer"])
@pytest.mark.parametrize("value", ['""', '"   "', '"to be checked"'])
async def test_without_its_numbers_nothing_is_served_outside_the_demo(config: Config, number: str, value: str) -> None:
    file = config.local / "settings.yaml"
    file.write_text(re.sub(rf'{number}: "[^"]*"', f"{number}: {value}", file.read_text()))
    with pytest.raises(DefinitionError, match=f"numbers.{number}"):
        await build(config)
    assert [fault.place for fault in missing_numbers(load_local(config.local))] == [f"settings.yaml numbers.{number}"]


def test_serve_itself_stops_with_one_sentence_for_each_and_check_tells_the_same(config: Config) -> None:
    file = config.local / "settings.yaml"
    file.write_text(re.sub(r"numbers: .*", "numbers: {}", file.read_text()))
    served, checked = invoke(service, "serve"), invoke(check, "check")
    assert isinstance(served.exception, DefinitionError)
    assert checked.exit_code == 1
    for name in ("front_door", "out_of_hours", "duty_officer"):
        assert name in str(served.exception)
        assert name in checked.output


async def test_a_survey_in_which_children_type_is_refused_at_the_start_and_no_slips_are_made(
    config: Config, capsys: pytest.CaptureFixture[str]
) -> None:
    storage = await prepared(config, "pupil-voice")
    await storage.close()
    heard = await build(config)
    with pytest.raises(typer.Exit):
        await service.refuse_free_text(heard)
    told = capsys.readouterr().err
    async with heard.storage.reading() as connection:
        waves = await campaigns.waves(connection)
        [asking] = await campaigns.campaigns(connection)
        faults = await missing_in(connection, asking, {}, waves)
    assert any("pupil-voice lets pupils type" in str(fault) for fault in faults)
    [wave] = waves
    assert f"wave {wave.id}: pupil-voice lets pupils type" in told, "the place"
    assert f"`heard campaign remove-wave {wave.id}`" in told and f"`heard campaign close {asking.id}`" in told
    await heard.storage.close()


@pytest.mark.parametrize("survey", ["pupil-school-life", "pupil-happiness", "parent-survey", ""])
async def test_a_closed_survey_or_one_for_adults_may_be_served(config: Config, survey: str) -> None:
    await (await prepared(config, survey)).close()
    heard = await build(config)
    await service.refuse_free_text(heard)
    assert not heard.published(START).place.children_type
    await heard.storage.close()


async def test_a_wave_added_while_serving_opens_to_no_child(small_world: Any) -> None:
    from tests.world import published

    await small_world.campaign("pupil-voice")
    await small_world.campaign("pupil-happiness", "closed")
    [typed] = await small_world.codes(1)
    [tapped] = await small_world.codes(1, "closed-1")
    outside = published(children_type=False)
    small_world.exchange.published = lambda _at: outside
    assert "did not open" in (await small_world.person("a").enters(typed)).notice
    assert (await small_world.person("b").enters(tapped)).name == "first"


async def test_a_link_for_the_safeguarding_role_opens_the_concerns_and_each_reading_is_written_down(
    config: Config,
) -> None:
    from bot.conversation.messages import Address, Incoming

    await (await prepared(config)).close()
    heard = await build(config)
    await heard.exchange.hear([Incoming(Address("chat", "x"), text="my dad hits me and i am scared to go home")])
    assert "Nobody has opened" in (await asyncio.to_thread(invoke, officer, "officer", "readings")).output
    told = await asyncio.to_thread(invoke, officer, "officer", "link", "--role", "safeguarding")
    assert told.exit_code == 0, told.output
    link = told.output.strip().rpartition("/sign-in/")[2]
    async with served(console_of(heard).application()) as base:
        async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as lead:
            assert (await lead.get(f"{base}/concerns")).status == 401
            async with lead.post(f"{base}/sign-in/{link}") as response:
                page = await response.text()
                assert response.url.path == "/concerns"
        assert "my dad hits me" in page
        assert ":00 London time" in page and "No setting" in page and "by someone who did not say who they are" in page
        async with heard.storage.reading() as connection:
            readings = (await connection.execute(text("SELECT officer, subject FROM reading"))).all()
        assert [tuple(one) for one in readings] == [("lead-1", "concern")]
        told = await asyncio.to_thread(invoke, officer, "officer", "readings")
        assert re.search(r"\d{4}-\d\d-\d\d \d\d:\d\d UTC +lead-1 +concern [0-9a-f]{8}\n", told.output), told.output
        [row] = json.loads((await asyncio.to_thread(invoke, officer, "officer", "readings", "--json")).output)
        assert (row["officer"], row["subject"], set(row)) == ("lead-1", "concern", {"at", "officer", "subject", "row"})
        assert "my dad" not in told.output
        analyst = await asyncio.to_thread(invoke, officer, "officer", "link", "analyst-1")
        async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as other:
            await other.post(f"{base}/sign-in/{analyst.output.strip().rpartition('/sign-in/')[2]}")
            assert (await other.get(f"{base}/concerns")).status == 404
    await heard.storage.close()


@pytest.mark.parametrize(
    "words",
    [("link",), ("link", "nobody"), ("link", "--role", "editor"), ("link", "analyst-1", "--role", "safeguarding")],
)
async def test_an_account_that_is_not_there_is_told_by_name(config: Config, words: tuple[str, ...]) -> None:
    await (await prepared(config)).close()
    told = await asyncio.to_thread(invoke, officer, "officer", *words)
    assert told.exit_code == (2 if words == ("link",) else 1)
    assert "settings.yaml" in told.output
