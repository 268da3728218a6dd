"""Surveys that were published after this process began: read when the first person meets one, never before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, cast

from bot.conversation.place import Published
from bot.conversation.standing import Draft
from storage import campaigns
from surveys.loading import from_canonical
from surveys.model import Survey


async def learn(connection: Any, published: Published, wanted: Iterable[tuple[str, int]]) -> None:
    """Makes every wanted version known; no statement where all of them are."""
    unknown = set(wanted) - set(published.surveys)
    if unknown:
        known = cast(dict[tuple[str, int], Survey], published.surveys)  # one dictionary for the life of the process
        known |= {key: from_canonical(text) for key, text in (await campaigns.definitions(connection, unknown)).items()}


def versions(drafts: Mapping[bytes, Draft]) -> set[tuple[str, int]]:
    return {(draft.survey, draft.version) for draft in drafts.values()}
