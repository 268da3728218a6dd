"""The articles that come with Heard, read once a process: nothing in a library can be changed."""

from __future__ import annotations

from functools import cache

from advice_kb.library import Library, load_library


@cache
def library() -> Library:
    return load_library()
