"""WHAT HAPPENS. The shell: configuration, the exchange, the timed jobs, the commands and the composition root."""

from bot import config as _settings  # noqa: F401  # first of all: it says how many threads numpy may use before anything loads it
