"""Every setting, once, with a sentence. A bad one stops the start and says how to mend it."""

from __future__ import annotations

import os
import re
import shlex
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, DotEnvSettingsSource, SettingsConfigDict

from bot.addresses import Network, in_link, listening_host, networks
from bot.private_files import is_open_to_others
from storage.sealing import KeyFault, Keyring, read_keys
from surveys.faults import Fault

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
"""The screen's matrices are small: shared among threads one look took 194 ms on a busy machine, in one thread 8."""


TRY_OUT = "To try Heard without any settings: `./go demo`, and beside it `heard chat --folder var`"
"""Said where settings are missing. The folder is the one in which the demo keeps its borough."""


_PASSWORDS = re.compile(r"([?&][^=&]*password=)[^&]*", re.IGNORECASE), re.compile(r"(?<=://)([^:/]*:).*(?=@)")
"""Where an address of a database or of a web server may hold one: in its query, and before its host."""


ENV_FILE = ".env"
DEFAULT_DATABASE = "sqlite+aiosqlite:///var/heard.db"


class BadSettings(ValueError):
    """A setting that cannot be used; the sentence names it and the remedy."""


class Config(BaseSettings):
    """The environment, or a `.env` file, read once at start."""

    model_config = SettingsConfigDict(env_prefix="HEARD_", env_file=ENV_FILE, extra="ignore", frozen=True)

    database_url: str = Field(
        DEFAULT_DATABASE, description="Where everything is kept: SQLite, or postgresql+asyncpg://…"
    )
    keys: SecretStr = Field(
        SecretStr(""), description="Encryption and hashing keys, newest first, or @FILE; `heard keys new` makes a set"
    )
    telegram_token: SecretStr = Field(SecretStr(""), description="The bot's token; without it there is no Telegram")
    telegram_api_url: str = Field("https://api.telegram.org", description="Base address of a Bot API server")
    telegram_mode: Literal["polling", "webhook"] = Field(
        "polling", description="How updates come; webhook needs HEARD_PUBLIC_URL"
    )
    telegram_rates: bool = Field(True, description="Keep Telegram's limits; no is for measurements only")
    telegram_name: str = Field(
        "", description="The bot's own name without @; advice pages and slips for those of 16 and over then link to it"
    )
    host: str = Field("127.0.0.1", description="Where both faces listen")
    port: int = Field(8080, ge=0, le=65535, description="The public face: phone pages, web chat, advice, webhook")
    console_port: int = Field(8081, ge=0, le=65535, description="The officers' face")
    public_url: str = Field("", description="How links and QR codes are written; from host and port when not set")
    local: Path = Field(
        Path("local"), description="This authority's own data: settings, term dates, services, officers' hours"
    )
    serve_checked: bool = Field(
        True, description="Serve articles that are checked but not yet published, under a banner"
    )
    trusted_proxies: str = Field(
        "", description="Proxies whose forwarded addresses are believed: addresses or ranges, comma between"
    )
    demo: bool = Field(False, description="A try-out with synthetic data; set by `heard demo`")

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, url: str) -> str:
        if not re.match(r"^(sqlite\+aiosqlite:///|postgresql\+asyncpg://)", url):
            raise ValueError("must begin with sqlite+aiosqlite:/// or postgresql+asyncpg://")
        if url.startswith("sqlite"):
            file = url.split(":///", 1)[1]
            if not file or ":memory:" in file or "?" in file or Path(file).is_dir():
                raise ValueError("must name a file after sqlite+aiosqlite:///, as sqlite+aiosqlite:///var/heard.db")
            return url
        try:
            urlsplit(url).port  # noqa: B018  # reading it is what finds a port that is no number
        except ValueError:
            raise ValueError(
                "has a host or a port that cannot be read; write postgresql+asyncpg://name@host:5432/heard"
            ) from None
        return url

    @field_validator("host")
    @classmethod
    def _place_to_listen(cls, host: str) -> str:
        return listening_host(host.strip())

    @field_validator("trusted_proxies")
    @classmethod
    def _addresses(cls, text: str) -> str:
        networks(text)
        return text

    @field_validator("public_url", "telegram_api_url")
    @classmethod
    def _web_address(cls, url: str) -> str:
        if url and not re.match(r"^https?://[^/\s]+", url):
            raise ValueError("must be a web address beginning with https:// or http://")
        return url.rstrip("/")

    @field_validator("telegram_name")
    @classmethod
    def _bot_name(cls, name: str) -> str:
        if name and not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]{4,31}", name):
            raise ValueError("is not a bot's name; write it as in t.me/NAME, without @")
        return name

    @field_validator("telegram_token")
    @classmethod
    def _token(cls, token: SecretStr) -> SecretStr:
        if token.get_secret_value() and not re.fullmatch(r"\d+:[A-Za-z0-9_-]{20,}", token.get_secret_value()):
            raise ValueError("is not a bot token; copy it again from the chat that made the bot")
        return token

    @model_validator(mode="after")
    def _webhook_needs_an_address(self) -> Config:
        reachable = re.match(r"^(https://|http://(127\.0\.0\.1|localhost))", self.public_url)
        if self.telegram_mode == "webhook" and not reachable:
            raise ValueError("HEARD_TELEGRAM_MODE webhook needs HEARD_PUBLIC_URL with https://")
        return self

    @model_validator(mode="after")
    def _each_face_has_its_port(self) -> Config:
        if self.port == self.console_port and self.port != 0:
            raise ValueError("HEARD_PORT and HEARD_CONSOLE_PORT must differ: the two faces share nothing")
        if 0 in (self.port, self.console_port) and not self.demo:  # it would stand in every link and on every slip
            raise ValueError(
                "HEARD_PORT and HEARD_CONSOLE_PORT cannot be 0 outside the demo; write numbers, as 8080 and 8081"
            )
        return self

    @property
    def address(self) -> str:
        """How links are written."""
        return self.public_url or f"http://{in_link(self.host)}:{self.port}"

    @property
    def console_address(self) -> str:
        """How links for officers are written."""
        return f"http://{in_link(self.host)}:{self.console_port}"

    @property
    def proxies(self) -> tuple[Network, ...]:
        return networks(self.trusted_proxies)

    @property
    def database_file(self) -> Path | None:
        """SQLite's file; None where the database is PostgreSQL."""
        return Path(self.database_url.split(":///", 1)[1]) if self.database_url.startswith("sqlite") else None

    def is_beside_database(self, file: Path) -> bool:
        """Whether a file lies in the folder of the database, and would be lost or copied with it."""
        database = self.database_file
        return database is not None and file.resolve().parent == database.resolve().parent

    def keyring(self) -> Keyring:
        """The service's keys. Outside the demo they may not lie beside the database (design §9)."""
        text = self.keys.get_secret_value()
        if text.startswith("@"):
            file = Path(text[1:])
            if not self.demo and self.is_beside_database(file):
                raise BadSettings(
                    f"HEARD_KEYS: {file} lies beside the database; move it to another folder or a secret store"
                )
            try:
                text = file.read_text("utf-8")
            except OSError as error:
                raise BadSettings(
                    f"HEARD_KEYS: {file} cannot be read ({error.strerror}); name a file this account may read"
                ) from error
            if not self.demo and is_open_to_others(file):
                raise BadSettings(f"HEARD_KEYS: {file} can be read by others; run chmod 600 on it")
        if not text.strip():
            raise BadSettings(
                "HEARD_KEYS is not set; make keys with `heard keys new`, keep them apart from the database, "
                f"and name the file as @FILE. {TRY_OUT}"
            )
        try:
            return read_keys(text)
        except KeyFault as error:
            raise BadSettings(str(error)) from error


def environment(**more: str) -> dict[str, str]:
    """What a program we start is given: our own surroundings, and what must not stand on its command line."""
    return {**os.environ, **more}


def read_config(**given: Any) -> Config:
    """The settings, or `BadSettings` with one sentence for each that is wrong."""
    try:
        return Config(**given)
    except ValidationError as error:
        raise BadSettings("\n".join(_told(one["loc"], one["msg"]) for one in error.errors())) from None


def _told(place: tuple[int | str, ...], message: str) -> str:
    name = f"HEARD_{'_'.join(str(part) for part in place).upper()}: " if place else ""
    return f"{name}{message.removeprefix('Value error, ')}. `heard config` says what each setting means"


def unknown_settings() -> list[Fault]:
    """Every HEARD_ name of the environment or of `.env` that no setting has: a slip of the pen does nothing, and stays unseen."""
    known = {name.upper() for name in Config.model_fields}
    there = [name.upper() for name in (*os.environ, *DotEnvSettingsSource(Config).env_vars)]
    names = {name.removeprefix("HEARD_") for name in there if name.startswith("HEARD_")} - known
    near = {name: get_close_matches(name, known, 1) for name in sorted(names)}
    return [
        Fault(
            f"HEARD_{name}",
            "is no setting, so it does nothing",
            f"Write HEARD_{found[0]}, or take it out" if found else "Take it out",
        )
        for name, found in near.items()
    ]


def open_settings() -> list[Fault]:
    """The `.env` file with settings of ours, where other accounts of this machine may read it. Unlike a file of keys it is not
    refused: nothing secret has to stand there."""
    file, ours = Path(ENV_FILE), DotEnvSettingsSource(Config).env_vars
    if not any(name.upper().startswith("HEARD_") for name in ours) or not is_open_to_others(file):
        return []
    fault = "is open to others on this machine, and keys, passwords and the bot's token may stand there"
    return [Fault(str(file.resolve()), fault, f"Run `chmod 600 {shlex.quote(str(file.resolve()))}`")]


def described(config: Config) -> list[tuple[str, str, str]]:
    """`(name, value, sentence)` of every setting, the value empty where there is none; secrets only as set or not set."""
    return [
        (f"HEARD_{name.upper()}", _shown(getattr(config, name)), field.description or "")
        for name, field in Config.model_fields.items()
    ]


def _shown(value: Any) -> str:
    if isinstance(value, SecretStr):
        return "set" if value.get_secret_value().strip() else "not set"
    text = str(value).strip()
    for password in _PASSWORDS:
        text = password.sub(r"\1[secret]", text)
    return text
