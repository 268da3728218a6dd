"""What changed after this process began: surveys that were published, acts about articles, schools' own days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, cast

from bot.conversation.place import Published
from bot.conversation.standing import Draft
from storage import articles, campaigns, closed_days
from surveys.loading import from_canonical
from surveys.model import Survey


async def learn(connection: Any, published: Published, wanted: Iterable[tuple[str, int]]) -> None:
    """Makes every wanted version known, when the first person meets it; no statement where all of them are."""
    unknown = set(wanted) - set(published.surveys)
    if unknown:
        known = cast(dict[tuple[str, int], Survey], published.surveys)  # one dictionary for the life of the process
        known |= {key: from_canonical(text) for key, text in (await campaigns.definitions(connection, unknown)).items()}


def versions(drafts: Mapping[bytes, Draft]) -> set[tuple[str, int]]:
    return {(draft.survey, draft.version) for draft in drafts.values()}


async def published_here(
    connection: Any, published: Published, *, with_acts: bool, with_days: bool = False
) -> Published:
    """What may be shown now; with the acts about articles, read in the caller's transaction, wherever one may be.

    `with_days` reads schools' own days too, wherever dates may be counted.
    """
    if not with_acts or published.advice is None:
        return published
    if with_days:
        published = published.with_own_days(await closed_days.of_every_school(connection))
    return published.with_acts(await articles.acts(connection))
