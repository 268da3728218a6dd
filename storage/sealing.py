"""Seals and opens a value, bound to its table, column and row; and hashes what is only ever looked up.

AES-GCM with the place as associated data: a sealed value copied to another row does not open there.
The first byte names the key, so keys can rotate; the rows of the old key stay readable until they are sealed anew.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
from collections.abc import Mapping
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
_NONCE = 12


class KeyFault(ValueError):
    """A key is missing or unreadable; the sentence says which and how to mend it."""


class SealBroken(ValueError):
    """A sealed value was changed, moved from its row, or its key is gone."""


@dataclass(frozen=True)
class Keyring:
    """The service's secrets.

    `encryption` maps a key's number (1..255) to 32 bytes, newest first: the first seals, all open.
    `hashing` makes look-ups; it never rotates, or no address would be found again.
    `years` maps a school year's first calendar year to the secret its codes are hashed with (design §3: outside the
    database, destroyed 30 days after the year).
    """

    encryption: Mapping[int, bytes]
    hashing: bytes
    years: Mapping[int, bytes] = field(default_factory=dict)

    def seal(self, table: str, column: str, row: str, value: bytes) -> bytes:
        """The sealed bytes: key number, nonce, ciphertext with its tag (29 bytes longer than `value`)."""
        number = next(iter(self.encryption))
        nonce = os.urandom(_NONCE)
        return bytes([number]) + nonce + self._cipher(number).encrypt(nonce, value, _place(table, column, row))

    def open(self, table: str, column: str, row: str, sealed: bytes) -> bytes:
        """What was sealed there. Raises `SealBroken` for anything else."""
        number, nonce, rest = sealed[0] if sealed else 0, sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :]
        if number not in self.encryption:
            raise SealBroken(f"{table}.{column}: sealed with key {number}, which HEARD_KEYS does not hold")
        try:
            return self._cipher(number).decrypt(nonce, rest, _place(table, column, row))
        except (InvalidTag, ValueError) as error:
            raise SealBroken(f"{table}.{column}: a sealed value does not belong to its row") from error

    def look_up(self, purpose: str, value: str) -> bytes:
        """A keyed hash (32 bytes) for finding `value` again without keeping it."""
        return hashlib.blake2b(f"{purpose}\x00{value}".encode(), key=self.hashing, digest_size=32).digest()

    def of_year(self, year: int, purpose: str, value: str) -> bytes:
        """The keyed hash of a code or entry token under its school year's own secret."""
        if year not in self.years:
            raise KeyFault(
                f"HEARD_KEYS holds no secret for the school year {year}: add the line `heard keys year {year}` prints"
            )
        return hashlib.blake2b(f"{purpose}\x00{value}".encode(), key=self.years[year], digest_size=32).digest()

    def mac(self, purpose: str, value: str, size: int = 9) -> bytes:
        """A short message authentication code; 9 bytes are 72 bits (reliability row 15)."""
        return hmac.new(self.hashing, f"{purpose}\x00{value}".encode(), hashlib.sha256).digest()[:size]

    def marks(self) -> dict[str, bytes]:
        """Each key's name and a hash made with it, by which the same key is known again and no other is found."""
        named = {str(number): key for number, key in self.encryption.items()} | {"hash": self.hashing}
        named |= {f"year{year}": key for year, key in self.years.items()}
        return {name: hashlib.blake2b(b"mark\x00", key=key, digest_size=32).digest() for name, key in named.items()}

    def _cipher(self, number: int) -> AESGCM:
        return _CIPHERS.setdefault(self.encryption[number], AESGCM(self.encryption[number]))


_CIPHERS: dict[bytes, AESGCM] = {}  # key schedules are costly to make and there are very few keys


def _place(table: str, column: str, row: str) -> bytes:
    return f"{table}\x00{column}\x00{row}".encode()


def pad(value: bytes, room: int) -> bytes:
    """`value` with its length in front, filled with zeros to a multiple of `room`, so that a sealed length tells nothing."""
    framed = len(value).to_bytes(4, "big") + value
    return framed + bytes(-len(framed) % room)


def unpad(padded: bytes) -> bytes:
    return padded[4 : 4 + int.from_bytes(padded[:4], "big")]


def read_keys(text: str) -> Keyring:
    """Parses HEARD_KEYS: words `1:BASE64` (encryption, newest first), `hash:BASE64`, `year2026:BASE64`.

    Raises `KeyFault` naming the word that is wrong, never its value.
    """
    encryption: dict[int, bytes] = {}
    years: dict[int, bytes] = {}
    hashing = b""
    for place, word in enumerate(text.replace(",", " ").split(), 1):
        name, colon, encoded = word.partition(":")
        key = _decode(encoded, place) if colon else b""
        if len(key) != KEY_BYTES:
            raise KeyFault(
                f"HEARD_KEYS word {place} is not NAME:KEY with a key of 32 bytes in base64; `heard keys new` makes one"
            )
        if name.isdigit() and 1 <= int(name) <= 255:
            encryption[int(name)] = key
        elif name == "hash":
            hashing = key
        elif name.startswith("year") and name[4:].isdigit():
            years[int(name[4:])] = key
        else:
            raise KeyFault(
                f"HEARD_KEYS word {place} has an unknown name; use a number from 1 to 255, `hash` or `yearYYYY`"
            )
    if not encryption or not hashing:
        raise KeyFault("HEARD_KEYS needs at least one encryption key and `hash:…`; `heard keys new` prints a full set")
    return Keyring(encryption, hashing, years)


def new_keys(years: tuple[int, ...]) -> str:
    """A fresh set of keys in the form `read_keys` reads."""
    names = ["1", "hash", *(f"year{year}" for year in years)]
    return "\n".join(f"{name}:{base64.urlsafe_b64encode(os.urandom(KEY_BYTES)).decode()}" for name in names) + "\n"


def _decode(encoded: str, place: int) -> bytes:
    try:
        return base64.b64decode(encoded.encode(), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise KeyFault(f"HEARD_KEYS word {place} is not base64; `heard keys new` makes a good one") from error
