"""Looking before keeping: who speaks, and what the screen says of their words. Never raises, and ends in time.

The three times below make less than two seconds: so long after words of harm came in, help shows, whatever the screen
or the database does (reliability row 36).
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from advice_kb.safeguarding import NO_MESSAGE
from bot.conversation.messages import Incoming
from bot.conversation.screening import speaks_of_harm
from bot.heard import StorageAway
from storage.away import is_away
from surveys.answers import normalise
from surveys.codes import as_printed, read_code

VOICE_SECONDS, SCREEN_SECONDS, HELP_SECONDS = 0.2, 1.2, 0.5
"""For finding out who speaks; for the look; and for the database to keep the turn before help is shown without it."""

QUEUE_SECONDS, LOOKING = 5.0, 2
"""How long a text may wait for its look, and how many are looked at together.

A class that types at once fills the queue; counting its wait as the look's own would throw good answers away."""

Result = TypeVar("Result")
Look = Callable[[str, str], Any]
"""The screen: `(text, audience) -> Screening`. Pure, so it may run in a thread."""


@dataclass(frozen=True)
class Looked:
    """`voice` is a survey's audience or a role on the advice line, empty when not known. `screening` is None where there
    were no words, and where the screen could not look: then the words are not kept. `waits` says that they may be looked at yet."""

    voice: str = ""
    screening: Any = None
    waits: bool = False

    def needs_help(self, incoming: Incoming) -> bool:
        """Whether help comes even before keeping: words that were flagged or could not be looked at, or a press for help.

        Four words of a slip are no language and no message: only what the screen holds for harm comes before them.
        """
        if (incoming.tap.action if incoming.tap else incoming.command) == "help":
            return True
        if incoming.words and read_code(incoming.words):
            return self.screening is not None and bool(self.screening.concern)
        return bool(incoming.words) and (self.screening is None or speaks_of_harm(self.screening))


@dataclass
class Looks:
    """The queue in front of the screen. `well` counts the looks that came out: while somebody waits as long as a look may take and
    it does not grow, the screen is not busy but hangs."""

    well: int = 0
    _places: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(LOOKING))

    async def at(self, incoming: Incoming, look: Look, who: Callable[[], Awaitable[str]]) -> Looked:
        """The look at one message once there is a place for it. What the screen is not asked about waits for nobody's words."""
        if not incoming.words or as_printed(incoming.words):
            return await look_at(incoming, look, who)
        try:
            async with asyncio.timeout(QUEUE_SECONDS):
                await self._places.acquire()  # not by `wait_for`: that may pass over that the look was given up
        except TimeoutError:
            return Looked()
        try:
            looked = await look_at(incoming, look, who)
        finally:
            self._places.release()
        self.well += looked.screening is not None
        return looked


async def look_at(incoming: Incoming, look: Look, who: Callable[[], Awaitable[str]]) -> Looked:
    """One message's words, screened in a thread with the voice they were written in; an unknown voice counts as a child's.

    Four words as they are printed on slips say nothing, so nothing is read into them: one code in five hundred sounded like harm
    to the sentence model, and where it opened nothing, or the database was slow, the help card came.
    """
    if not incoming.words:
        return Looked()
    voice = await in_time(who(), VOICE_SECONDS) or ""
    if as_printed(incoming.words):
        return Looked(voice, NO_MESSAGE)
    work = asyncio.to_thread(look, normalise(incoming.words), voice or "pupil")
    return Looked(voice, await in_time(work, SCREEN_SECONDS))


async def in_time(work: Awaitable[Any], seconds: float) -> Any:
    """Its result, or None when it breaks or is slow. It is not cancelled: a connection cut off half-way helps nobody."""
    task = asyncio.ensure_future(work)
    task.add_done_callback(_heard_of)
    done, _ = await asyncio.wait({task}, timeout=seconds)
    return task.result() if done and not task.cancelled() and task.exception() is None else None


async def or_away(work: Awaitable[Result], seconds: float) -> Result:
    """What the database says, or `StorageAway` where it does not say it in time. Like above, what is late is not cancelled."""
    task = asyncio.ensure_future(work)
    task.add_done_callback(_heard_of)
    if not (await asyncio.wait({task}, timeout=seconds))[0]:
        raise StorageAway({})
    try:
        return task.result()
    except Exception as error:
        if is_away(error):
            raise StorageAway({}) from error
        raise


def _heard_of(task: asyncio.Future[Any]) -> None:
    """What came too late, or broke, is told to nobody: the answer was the same, help was shown."""
    if not task.cancelled():
        task.exception()
