"""Codes, entry tokens, open links and receipts held out in one batch: looked up set-wise, wrong tries counted.

Only wrong tries count, so a class behind one address is not punished; over a limit they slow down, and right codes
still work (design §9, reliability row 17). Wrong, used, expired and another year's codes look alike.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from advice_kb.days import london_day
from bot.conversation.admission import Admission, Key, choose_wave
from bot.conversation.first_screen import asks_children_for_words
from bot.conversation.messages import Incoming
from bot.conversation.place import Published
from bot.conversation.rooms import room_for
from bot.conversation.standing import Draft
from storage import guesses, participation, responses, voice_codes
from storage.guesses import Guesses
from storage.participation import Door, OpenWave
from storage.sealing import Keyring
from surveys.codes import new_receipt

LIMITS = {"chat": 5, "origin": 20, "all": 1_000}
"""Wrong tries an hour before a chat, an address, or everybody is slowed."""

SLOW_SECONDS = 10
"""Over a limit one try is looked at in so many seconds."""


@dataclass
class Entrance:
    """The doors of one batch."""

    keyring: Keyring
    published: Published
    chance: random.Random
    now: datetime
    _keys: dict[Incoming, Key] = field(default_factory=dict)
    _receipts: dict[Incoming, str] = field(default_factory=dict)
    _doors: dict[bytes, Door] = field(default_factory=dict)
    _guesses: dict[bytes, Guesses] = field(default_factory=dict)
    _withdrawn: dict[Incoming, int] = field(default_factory=dict)
    _wrong: Counter[bytes] = field(default_factory=Counter)
    _slowed: set[Incoming] = field(default_factory=set)

    def holds_out(self, incoming: Incoming, key: Key) -> None:
        self._keys[incoming] = key

    def holds_receipt(self, incoming: Incoming, words: str) -> None:
        self._receipts[incoming] = words

    async def look_up(self, connection: Any) -> None:
        """Every look-up of the batch. Slowed tries are not looked at, right or wrong."""
        asking = [*self._keys, *self._receipts]
        if not asking:
            return
        buckets = {bucket for one in asking for bucket in self._buckets(one).values()}
        self._guesses = await guesses.of_hour(connection, buckets, self._hour)
        self._slowed = {one for one in asking if self._slow(one)}
        hashes = [h for one, key in self._keys.items() if one not in self._slowed for h in self._hashes(key)]
        links = {one: key for one, key in self._keys.items() if key.kind == "open"}
        today = london_day(self.now)
        self._doors = await participation.doors(connection, hashes, today)
        self._doors |= await participation.open_doors(
            connection, [h for key in links.values() for h in self._hashes(key)], today
        )
        for one, words in self._receipts.items():
            if one not in self._slowed:
                self._withdrawn[one] = await responses.withdraw(connection, self.keyring, words) if words else 0

    def draft_keys(self) -> set[bytes]:
        """The drafts these doors may open again."""
        keys = set()
        for door in self._doors.values():
            wave = choose_wave(door.waves)
            if wave is not None and door.code is not None:
                keys.add(participation.draft_key(self.keyring, door.code, wave.wave))
        return keys

    def surveys(self) -> set[tuple[str, int]]:
        """The versions that may be opened here."""
        return {(wave.survey, wave.version) for door in self._doors.values() for wave in door.waves}

    def found(self, incoming: Incoming, drafts: Mapping[bytes, Draft]) -> tuple[Admission | None, int | None]:
        """What this message's key led to, and how many responses its receipt deleted."""
        if incoming in self._slowed:
            return Admission("slow"), None
        if incoming in self._receipts:
            gone = self._withdrawn.get(incoming, 0)
            self._count(incoming, wrong=not gone)
            return None, gone
        key = self._keys.get(incoming)
        if key is None:
            return None, None
        door = next((self._doors[h] for h in self._hashes(key) if h in self._doors), None)
        wave = choose_wave(door.waves) if door else None
        self._count(incoming, wrong=wave is None)
        if door is None or wave is None:
            return Admission("refused"), None
        if not self._may_ask(wave):
            return Admission("refused"), None
        if incoming.address.channel == "telegram" and not door.sixteen:
            return Admission("not-telegram"), None
        return self._open(door, wave, drafts), None

    def _may_ask(self, wave: OpenWave) -> bool:
        """No child is let into a survey with text boxes before somebody is set to read them (design §2.7). `serve` refuses to
        start with one; this holds for a wave that was added since."""
        return self.published.place.children_type or not asks_children_for_words(
            self.published.survey(wave.survey, wave.version)
        )

    def _open(self, door: Door, wave: OpenWave, drafts: Mapping[bytes, Draft]) -> Admission:
        key = participation.draft_key(self.keyring, door.code, wave.wave) if door.code else self.chance.randbytes(32)
        if key in drafts:
            return Admission("open", drafts[key])
        receipt = new_receipt(self.chance)
        survey = self.published.survey(wave.survey, wave.version)
        fresh = Draft(
            key=key.hex(), wave=wave.wave, survey=wave.survey, version=wave.version, label=wave.label,
            code=door.code.hex() if door.code else "", setting=door.setting,
            room=room_for(survey, self.published.preamble), receipt="-".join(receipt.words), picture=receipt.picture,
            class_mode=wave.class_mode, synthetic=wave.synthetic,
        )  # fmt: skip
        return Admission("open", fresh, fresh=True)

    async def count_wrong(self, connection: Any) -> None:
        await guesses.add(connection, self._wrong, self._hour, self.now)

    @property
    def _hour(self) -> int:
        return guesses.hour_of(self.now)

    def _hashes(self, key: Key) -> list[bytes]:
        """Every hash the key may stand under; a word that cannot be a key is hashed all the same, to take as long."""
        if key.kind == "open":
            return [self.keyring.look_up(voice_codes.OPEN, key.word)]
        kind = voice_codes.code_hashes if key.kind == "code" else voice_codes.entry_hashes
        return kind(self.keyring, key.word)

    def _buckets(self, incoming: Incoming) -> dict[str, bytes]:
        chat = f"{incoming.address.channel}/{incoming.address.id}"
        names = {"chat": chat, "origin": incoming.origin or chat, "all": "everybody"}
        return {kind: self.keyring.look_up(f"guess-{kind}", name) for kind, name in names.items()}

    def _slow(self, incoming: Incoming) -> bool:
        """Over a limit, and the last try looked at was only just now. Everybody's limit slows those who guessed wrong. A try that
        lies ahead was noted before the clock was set back: waiting for it would shut out right codes for as long."""
        buckets = self._buckets(incoming)
        counts = {kind: self._guesses.get(bucket, Guesses(0, None)) for kind, bucket in buckets.items()}
        over = [kind for kind in ("chat", "origin") if counts[kind].wrong >= LIMITS[kind]]
        if counts["all"].wrong >= LIMITS["all"] and counts["origin"].wrong:
            over.append("origin")
        latest = [counts[kind].checked for kind in over]
        return any(at is not None and abs((self.now - at).total_seconds()) < SLOW_SECONDS for at in latest)

    def _count(self, incoming: Incoming, *, wrong: bool) -> None:
        if wrong and incoming not in self._slowed:
            self._wrong.update(self._buckets(incoming).values())
