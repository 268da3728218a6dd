"""One batch in one transaction: look up, decide, keep. At most six statements, whatever its size.

Turns are decided by `bot.conversation` with values alone; what they brought about is kept set-wise.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.conversation import advising, dates_asked
from bot.conversation.admission import key_held_out, receipt_held_out
from bot.conversation.messages import Address, Incoming
from bot.conversation.place import Published
from bot.conversation.standing import Draft, Standing
from bot.conversation.turn import Findings, take_turn
from bot.entrance import Entrance
from bot.heard import Heard
from bot.keeping import address_hash, draft_row, keep_events
from bot.learning import learn, published_here, versions
from bot.looking import Looked
from storage import conversations
from storage.conversations import Row
from storage.sealing import Keyring

Seen = tuple[Incoming, Looked]


@dataclass(frozen=True)
class Batch:
    """One transaction's work. `published` is what may be shown now; `said` gives the turn last spoken to an address, once."""

    connection: Any
    keyring: Keyring
    published: Published
    chance: random.Random
    now: datetime
    said: Callable[[bytes], int]

    async def keep(self, batch: list[Seen]) -> list[Heard]:
        connection, day = self.connection, self.now.date()
        ids = [(one.address.channel, one.id) for one, _ in batch if one.id is not None]
        new = await conversations.first_sight(connection, ids, day)
        addresses = {self._key(one): one.address for one, _ in batch}
        channels = {key: address.channel for key, address in addresses.items()}
        rows = await conversations.recall(connection, self.keyring, channels, day)
        standings = {key: self._standing(row, addresses[key]) for key, row in rows.items()}
        entrance = await self._entrance(batch, standings)
        keys = {bytes.fromhex(s.draft) for s in standings.values() if s.draft} | entrance.draft_keys()
        stored = await conversations.recall_drafts(connection, self.keyring, keys)
        drafts = {key: Draft.from_row(row.content) for key, row in stored.items() if not row.sent}
        await learn(connection, self.published, versions(drafts) | entrance.surveys())
        asks = any(self._asks(standings[self._key(one)], one) for one, _ in batch)
        dates = asks and any(dates_asked.counts(standings[self._key(one)], one) for one, _ in batch)
        published = await published_here(connection, self.published, with_acts=asks, with_days=dates)
        return await self._decide(batch, rows, standings, drafts, entrance, new, published)

    def _key(self, incoming: Incoming) -> bytes:
        return address_hash(self.keyring, incoming.address)

    def _asks(self, standing: Standing, incoming: Incoming) -> bool:
        """Whether this may be a turn of the advice line; a batch without one pays no statement for it."""
        other = key_held_out(standing, incoming) is not None or receipt_held_out(standing, incoming) is not None
        return advising.hears(standing, incoming) and not other

    def _standing(self, row: Row, address: Address) -> Standing:
        return Standing.from_row(row.standing, address.channel, address.id).found_at(self.now)

    async def _entrance(self, batch: list[Seen], standings: Mapping[bytes, Standing]) -> Entrance:
        """Looks up every code, token and receipt held out in this batch; no statement when there is none."""
        entrance = Entrance(self.keyring, self.published, self.chance, self.now)
        for one, _ in batch:
            standing = standings[self._key(one)]
            key = key_held_out(standing, one)
            if key is not None:
                entrance.holds_out(one, key)
            words = receipt_held_out(standing, one)
            if words is not None:
                entrance.holds_receipt(one, words)
        await entrance.look_up(self.connection)
        return entrance

    async def _decide(
        self, batch: list[Seen], rows: Mapping[bytes, Row], standings: dict[bytes, Standing],
        drafts: dict[bytes, Draft], entrance: Entrance, new: set[tuple[str, str]], published: Published,
    ) -> list[Heard]:  # fmt: skip
        heard: list[Heard] = []
        for one, looked in batch:
            key = self._key(one)
            standing, again = standings[key], one.id is not None and (one.address.channel, one.id) not in new
            draft = drafts.get(bytes.fromhex(standing.draft)) if standing.draft else None
            admission, withdrawn = (None, None) if again else entrance.found(one, drafts)
            if admission is not None and admission.draft is not None:
                drafts.setdefault(bytes.fromhex(admission.draft.key), admission.draft)
            fresh = self.chance.randbytes(16).hex() if self._asks(standing, one) else ""
            findings = Findings(rows[key].turn, admission, withdrawn, looked.screening, again, fresh)
            turn = take_turn(standing, draft, one, published, self.now, findings)
            sitting = one.next_sitting if admission is not None and admission.found == "open" else ""
            if sitting:
                turn = replace(turn, standing=replace(turn.standing, id=sitting))
            changed = not again and (turn.standing != replace(standing, last=turn.standing.last) or turn.draft != draft)
            if turn.draft is not None:
                drafts[bytes.fromhex(turn.draft.key)] = turn.draft
            heard.append(Heard(one, turn, rows[key].turn + changed, changed, again, sitting))
        await self._write(heard, rows, drafts, entrance)
        return heard

    async def _write(
        self, heard: Sequence[Heard], rows: Mapping[bytes, Row], drafts: Mapping[bytes, Draft], entrance: Entrance
    ) -> None:
        connection, day = self.connection, self.now.date()
        kept = [self._row(one, rows) for one in heard if not one.again]
        await conversations.keep(connection, self.keyring, kept, day)
        written = {one.turn.draft.key for one in heard if one.turn.draft is not None and one.changed}
        await conversations.keep_drafts(
            connection, self.keyring, [draft_row(drafts[bytes.fromhex(key)], heard) for key in sorted(written)], day
        )
        await entrance.count_wrong(connection)
        await keep_events(connection, self.keyring, heard, self.now)

    def _row(self, one: Heard, rows: Mapping[bytes, Row]) -> Row:
        """What is kept of this turn; a new sitting begins a row of its own, and the old one stays where it was."""
        key, address = self._key(one.incoming), one.incoming.address
        at = address_hash(self.keyring, replace(address, id=one.sitting)) if one.sitting else key
        speaks = one.incoming.address.channel == "telegram"  # pages are shown again by asking; nobody waits there
        said = self.said(key) if speaks else one.number
        return Row(at, one.incoming.address.channel, one.turn.standing.as_row(), one.number, max(said, rows[key].said))
