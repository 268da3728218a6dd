"""Wrong settings stop the start, each with one clear sentence that names the setting (reliability row 39)."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from bot.commands import service
from bot.config import BadSettings, Config, described, read_config, unknown_settings
from bot.local import load_local
from bot.process import with_free_ports
from storage.sealing import KeyFault, new_keys, read_keys
from surveys.faults import DefinitionError

GOOD = base64.urlsafe_b64encode(b"x" * 32).decode()

WRONG: list[tuple[dict[str, Any], str]] = [
    ({"database_url": "mysql://x"}, "DATABASE_URL"),
    ({"database_url": "sqlite:///x"}, "DATABASE_URL"),
    ({"database_url": "postgresql://x"}, "DATABASE_URL"),
    ({"database_url": ""}, "DATABASE_URL"),
    ({"database_url": "sqlite+aiosqlite:///"}, "must name a file"),
    ({"database_url": "sqlite+aiosqlite:////tmp"}, "must name a file"),
    ({"database_url": "sqlite+aiosqlite:///:memory:"}, "must name a file"),
    ({"database_url": "postgresql+asyncpg://u@127.0.0.1:port/x"}, "cannot be read"),
    ({"public_url": "heard.example"}, "PUBLIC_URL"),
    ({"public_url": "ftp://heard.example"}, "PUBLIC_URL"),
    ({"public_url": "javascript:alert(1)"}, "PUBLIC_URL"),
    ({"telegram_api_url": "telegram"}, "TELEGRAM_API_URL"),
    ({"telegram_token": "abc"}, "TELEGRAM_TOKEN"),
    ({"telegram_token": "123:short"}, "TELEGRAM_TOKEN"),
    ({"telegram_token": "123456:" + "a b" * 12}, "TELEGRAM_TOKEN"),
    ({"telegram_name": "@heard"}, "TELEGRAM_NAME"),
    ({"telegram_name": "https://t.me/heard_bot"}, "TELEGRAM_NAME"),
    ({"telegram_mode": "push"}, "TELEGRAM_MODE"),
    ({"telegram_mode": "webhook"}, "webhook needs"),
    ({"telegram_mode": "webhook", "public_url": "http://heard.example"}, "webhook needs"),
    ({"port": 70000}, "PORT"),
    ({"port": -1}, "PORT"),
    ({"port": "eighty"}, "PORT"),
    ({"console_port": 99999}, "CONSOLE_PORT"),
    ({"port": 8081}, "must differ"),
    ({"port": 0}, "cannot be 0"),
    ({"console_port": 0}, "cannot be 0"),
    ({"host": ""}, "HEARD_HOST: is empty"),
    ({"host": "  "}, "HEARD_HOST: is empty"),
    ({"host": "999.1.1.1"}, "HEARD_HOST: 999.1.1.1 is no address"),
    ({"host": "http://127.0.0.1"}, "HEARD_HOST"),
    ({"host": "127.0.0.1:8080"}, "HEARD_HOST"),
    ({"host": "two words"}, "HEARD_HOST"),
    ({"trusted_proxies": "foo"}, "HEARD_TRUSTED_PROXIES: foo is no address"),
    ({"trusted_proxies": "10.0.0.1, proxy.example"}, "TRUSTED_PROXIES: proxy.example"),
    ({"trusted_proxies": "10.0.0.0/40"}, "TRUSTED_PROXIES"),
    ({"trusted_proxies": "10.0.0.7/8"}, "TRUSTED_PROXIES"),
    ({"trusted_proxies": "0.0.0.0/0"}, "believe everybody"),
    ({"serve_checked": "perhaps"}, "SERVE_CHECKED"),
    ({"telegram_rates": "perhaps"}, "TELEGRAM_RATES"),
]


@pytest.mark.parametrize(("given", "named"), WRONG, ids=str)
def test_a_wrong_setting_is_one_sentence_that_names_it(given: dict[str, Any], named: str) -> None:
    with pytest.raises(BadSettings) as caught:
        read_config(**given)
    assert named in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1


WRONG_KEYS = [
    "",
    "x",
    "1:abc",
    f"0:{GOOD}",
    f"999:{GOOD}",
    f"name:{GOOD}",
    f"1:{GOOD}",
    f"hash:{GOOD}",
    f"1:{GOOD[:-4]} hash:{GOOD}",
    f"1={GOOD}",
]


@pytest.mark.parametrize("keys", WRONG_KEYS)
def test_wrong_keys_are_told_without_showing_them(keys: str) -> None:
    with pytest.raises((BadSettings, KeyFault)) as caught:
        read_config(keys=keys).keyring()
    assert "HEARD_KEYS" in str(caught.value)
    assert GOOD not in str(caught.value)


def test_keys_beside_the_database_or_open_to_others_are_refused(tmp_path: Path) -> None:
    (tmp_path / "keys").write_text(new_keys((2026,)))
    (tmp_path / "keys").chmod(0o600)
    beside = read_config(database_url=f"sqlite+aiosqlite:///{tmp_path / 'heard.db'}", keys=f"@{tmp_path / 'keys'}")
    with pytest.raises(BadSettings, match="beside the database"):
        beside.keyring()
    elsewhere = {"database_url": "sqlite+aiosqlite:///var/heard.db", "keys": f"@{tmp_path / 'keys'}"}
    assert read_config(**elsewhere).keyring().years.keys() == {2026}
    (tmp_path / "keys").chmod(0o644)
    with pytest.raises(BadSettings, match="chmod 600"):
        read_config(**elsewhere).keyring()
    with pytest.raises(BadSettings, match="cannot be read"):
        read_config(keys=f"@{tmp_path / 'none'}").keyring()


def test_new_keys_are_read_back() -> None:
    ring = read_keys(new_keys((2025, 2026)))
    assert set(ring.encryption) == {1}
    assert set(ring.years) == {2025, 2026}


def test_every_setting_has_a_sentence_and_no_secret_is_shown() -> None:
    rows = described(Config(keys="1:secret-value"))  # type: ignore[arg-type]
    assert all(len(meaning) > 15 for _, _, meaning in rows)
    assert "secret-value" not in str(rows)
    assert len(rows) == len(Config.model_fields)


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("postgresql+asyncpg://heard:pa55@db:5432/heard", "postgresql+asyncpg://heard:[secret]@db:5432/heard"),
        ("postgresql+asyncpg://heard:pa@55@db/heard", "postgresql+asyncpg://heard:[secret]@db/heard"),
        (
            "postgresql+asyncpg://me@borough:pa55@db/heard?Password=a@55",
            "postgresql+asyncpg://me@borough:[secret]@db/heard?Password=[secret]",
        ),
        ("postgresql+asyncpg://:pa55@/heard?host=/run", "postgresql+asyncpg://:[secret]@/heard?host=/run"),
        (
            "postgresql+asyncpg://heard@db/heard?password=pa55&ssl=require",
            "postgresql+asyncpg://heard@db/heard?password=[secret]&ssl=require",
        ),
        ("postgresql+asyncpg://heard@[::1]:5432/heard", "postgresql+asyncpg://heard@[::1]:5432/heard"),
    ],
)
def test_the_password_in_a_databases_address_is_not_shown(url: str, told: str) -> None:
    """It was printed whole, by the one command whose output people send on when they ask for help."""
    shown = {name: value for name, value, _ in described(Config(database_url=url))}
    assert shown["HEARD_DATABASE_URL"] == told
    assert not any("55" in value for value in shown.values())


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "settings.yaml"),
        ("council: x", "settings"),
        ("a: [", "settings.yaml line 1 column"),
        ("council: x\nreaders: y\nsettings: [{id: a}]", "settings.0.name: is missing. Add it"),
        (
            "council: x\nreaders: y\nsettings: [a]\ncolour: red",
            "settings.yaml line 4 column 1 colour: is no name that is known here",
        ),
        ("- a", "settings.yaml line 1 column 1: is no set of names and values"),
    ],
)
def test_faulty_local_data_is_told_by_place(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "settings.yaml").write_text(text)
    with pytest.raises(DefinitionError) as caught:
        load_local(tmp_path)
    assert told in str(caught.value)


def test_a_name_that_is_no_setting_is_told_with_the_nearest_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text("HEARD_DATABASE=x\nOTHER=1\n")
    for name in ("HEARD_PORTT", "HEARD_ZZZ", "HEARD_HOST", "heard_port"):
        monkeypatch.setenv(name, "127.0.0.1")
    told = {one.place: one.remedy for one in unknown_settings()}
    assert told == {
        "HEARD_DATABASE": "Write HEARD_DATABASE_URL, or take it out",
        "HEARD_PORTT": "Write HEARD_PORT, or take it out",
        "HEARD_ZZZ": "Take it out",
    }


def test_heard_config_ends_with_the_names_that_are_no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEARD_PORTT", "8090")
    app = typer.Typer()
    service.add_to(app)
    told = CliRunner().invoke(app, ["config", "--json"])
    assert told.exit_code == 1 and "HEARD_PORTT: is no setting" in told.stderr
    assert json.loads(told.stdout)[0]["name"] == "HEARD_DATABASE_URL"


def test_heard_config_says_which_settings_are_not_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Their lines ended in a blank, and one looked for what had been cut off. In the JSON a value that is empty is empty."""
    monkeypatch.chdir(tmp_path)
    for name in Config.model_fields:
        monkeypatch.delenv(f"HEARD_{name.upper()}", raising=False)
    monkeypatch.setenv("HEARD_TELEGRAM_NAME", "heard_borough_bot")
    monkeypatch.setenv("HEARD_KEYS", " ")
    app = typer.Typer()
    service.add_to(app)
    lines = CliRunner().invoke(app, ["config"]).stdout.splitlines()
    told = dict(line.split(" = ", 1) for line in lines if not line.startswith(" "))
    assert len(told) == len(Config.model_fields) and "" not in told.values()
    unset = {"HEARD_KEYS", "HEARD_TELEGRAM_TOKEN", "HEARD_PUBLIC_URL", "HEARD_TRUSTED_PROXIES"}
    assert {name for name, value in told.items() if value == "not set"} == unset
    assert told["HEARD_TELEGRAM_NAME"] == "heard_borough_bot"
    values = {one["name"]: one["value"] for one in json.loads(CliRunner().invoke(app, ["config", "--json"]).stdout)}
    assert (values["HEARD_PUBLIC_URL"], values["HEARD_KEYS"]) == ("", "not set")


def test_a_trial_on_any_free_port_knows_its_numbers_before_links_are_written() -> None:
    config = with_free_ports(read_config(demo=True, port=0, console_port=0))
    assert config.port and config.console_port and config.port != config.console_port
    assert config.address == f"http://127.0.0.1:{config.port}"
    assert with_free_ports(read_config()) == read_config()
