"""What several tests of commands stand on."""

from __future__ import annotations

from tests.commands.authority import heard

__all__ = ["heard"]
