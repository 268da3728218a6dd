"""A survey on a database of its own that is thrown away: for rehearsing, and for anything that must not touch real answers."""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.conversation.place import Place, Published
from bot.conversation.wording import load_words
from bot.exchange import Exchange
from bot.inviting import Wanted, invite
from storage import campaigns, responses, schema, voice_codes
from storage.campaigns import Campaign, Wave
from storage.engine import Storage
from storage.sealing import new_keys, read_keys
from surveys.loading import canonical, fingerprint, load_folder
from surveys.model import Survey

_DEFINITIONS = Path(__file__).parent.parent / "surveys" / "definitions"


@asynccontextmanager
async def rehearsed(definition: Survey, at: datetime | None = None) -> AsyncIterator[tuple[Exchange, str]]:
    """An exchange with this survey open, and a code for it (empty for surveys answered by open link)."""
    from advice_kb.safeguarding import load_screen

    start, preamble = at or datetime(2026, 11, 16, 9, tzinfo=UTC), load_folder(_DEFINITIONS)["preamble"]
    survey = definition.id
    keyring = read_keys(new_keys((2026,)))
    place = Place("Rehearsal", "http://localhost", "nobody, this is a rehearsal", responses.MIX, demo=True)
    published = Published({(definition.id, definition.version): definition}, preamble, load_words(), place)
    with tempfile.TemporaryDirectory() as folder:
        storage = Storage(f"sqlite+aiosqlite:///{folder}/rehearsal.db")
        await schema.migrate(storage)
        is_pupil = definition.audience == "pupil"
        link = None if is_pupil else keyring.look_up(voice_codes.OPEN, "rehearsal")
        window = (start.date() - timedelta(days=1), start.date() + timedelta(days=30))
        async with storage.transaction() as connection:
            await campaigns.publish_survey(
                connection, survey, definition.version, fingerprint(definition), canonical(definition), start
            )
            made = Campaign("rehearsal", "Rehearsal", definition.audience, 2026, False, True, link, {}, start)
            await campaigns.add(
                connection, made, [Wave("rehearsal-1", "rehearsal", "Rehearsal", survey, definition.version, *window)]
            )
        code = ""
        if is_pupil:
            line = Wanted("school", "area", "secondary", (), True, 1)
            slips = await invite(storage, keyring, "rehearsal", 2026, [line], "http://localhost", start.date())
            code = next(iter(slips.values()))[0].words
        yield (
            Exchange(
                storage, keyring, lambda _at: published, load_screen().look, lambda: start, secrets.SystemRandom()
            ),
            code,
        )
        await storage.close()
