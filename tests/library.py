"""The articles that come with Heard: nothing in a library can be changed, so all tests share it."""

from __future__ import annotations

from advice_kb.library import load_library as library

__all__ = ["library"]
