"""Logs: JSON lines with an allow-list of fields, scrubbed at the root. Nothing personal can slip in by a sentence."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Callable
from typing import Any

import structlog

FIELDS = frozenset(
    ("event", "level", "time", "job", "error", "channel", "kind", "count", "seconds", "status", "port", "version", "method",
     "turn", "lane", "reason")
)  # fmt: skip
"""The only fields a log line may have; another is dropped."""

_TOKEN = re.compile(r"\d{5,}:[A-Za-z0-9_-]{20,}")


def scrub(text: str, secrets: tuple[str, ...] = ()) -> str:
    """`text` without bot tokens and without the given secrets."""
    for secret in secrets:
        if secret:
            text = text.replace(secret, "[secret]")
    return _TOKEN.sub("[token]", text)


def set_up(secrets: tuple[str, ...] = (), stream: Any = None) -> Callable[..., None]:
    """Sets up logging for the whole process and gives back `log(event, **fields)`."""

    class Scrubbing(logging.Formatter):
        """The last gate: libraries' own lines and tracebacks pass it too."""

        def format(self, record: logging.LogRecord) -> str:
            if record.name.startswith("aiohttp") and record.exc_info:  # its tracebacks quote the request, code and all
                kind = record.exc_info[0]
                return f"{record.name}: {kind.__name__ if kind else 'error'}"
            return scrub(super().format(record), secrets)

    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(Scrubbing("%(message)s"))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for name in ("httpx", "httpcore", "aiohttp.access"):
        logging.getLogger(name).setLevel(logging.ERROR)
    structlog.configure(
        processors=[
            _allowed,
            structlog.processors.TimeStamper(fmt="iso", key="time"),
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.PrintLoggerFactory(_Scrubbed(stream or sys.stderr, secrets)),  # type: ignore[arg-type]
    )
    line = structlog.get_logger()
    return lambda event, **fields: line.info(event, **fields)


def _allowed(_logger: Any, _method: str, fields: Any) -> Any:
    return {name: value for name, value in fields.items() if name in FIELDS}


class _Scrubbed:
    """A stream that scrubs what passes."""

    def __init__(self, stream: Any, secrets: tuple[str, ...]) -> None:
        self._stream, self._secrets = stream, secrets

    def write(self, text: str) -> int:
        return int(self._stream.write(scrub(text, self._secrets)) or 0)

    def flush(self) -> None:
        self._stream.flush()
