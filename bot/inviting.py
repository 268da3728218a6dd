"""Makes a batch of codes and their slips: what children are handed, and all that is ever written of it."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from storage import campaigns, voice_codes
from storage.engine import Storage
from storage.sealing import Keyring
from storage.voice_codes import Batch
from surveys.campaigns import CodeBatch, labels_for
from surveys.codes import new_code

_SERIAL = "ABCDEFGHJKMNPQRSTUVWXYZ"


@dataclass(frozen=True)
class Wanted:
    """One line of an invitation plan: how many codes for which children."""

    setting: str
    area: str
    phase: str
    cohorts: tuple[str, ...]
    sixteen: bool
    count: int


@dataclass(frozen=True)
class Slip:
    """One slip: outside the serial, inside the words and the QR code. It names no cohort.

    `telegram` is a link into the bot, only on slips for those of 16 and over, and empty without a bot.
    """

    serial: str
    words: str
    link: str
    telegram: str = ""


def new_serial() -> str:
    return f"{secrets.choice(_SERIAL)}{secrets.choice(_SERIAL)}-{secrets.randbelow(1_000_000):06d}"


def slip(serial: str, code: str, token: str, address: str, bot_name: str = "") -> Slip:
    """`bot_name` only where all are 16 or over: Telegram's terms ask for it (design §1)."""
    telegram = f"https://t.me/{bot_name}?start={token}" if bot_name else ""
    return Slip(serial, code, f"{address}/e/{token}", telegram)


@dataclass(frozen=True)
class Drawn:
    """A batch with its codes, drawn and not yet issued: `codes` are `(code, entry token, serial)`."""

    batch: Batch
    codes: tuple[tuple[str, str, str], ...]
    slips: list[Slip]


def draw(campaign: str, school_year: int, wanted: Sequence[Wanted], address: str, bot_name: str = "") -> list[Drawn]:
    """Codes for every line of a plan. None of them opens anything before it is issued."""
    chance, drawn = secrets.SystemRandom(), []
    for line in wanted:
        codes = tuple((new_code(chance), voice_codes.new_token(), new_serial()) for _ in range(line.count))
        labels = (line.setting, line.area, line.phase, line.cohorts, line.sixteen, line.count)
        batch = Batch(secrets.token_hex(8), campaign, school_year, *labels)
        name = bot_name if line.sixteen else ""
        drawn.append(Drawn(batch, codes, [slip(serial, code, token, address, name) for code, token, serial in codes]))
    return drawn


async def issue(storage: Storage, keyring: Keyring, school_year: int, drawn: Sequence[Drawn], today: date) -> None:
    """Issues what was drawn and fixes the labels of each wave it may open. All of it, or nothing."""
    async with storage.alone() as connection:
        for one in drawn:
            await voice_codes.issue(connection, keyring, one.batch, one.codes)
        await label_waves(connection, school_year, today)


async def invite(
    storage: Storage,
    keyring: Keyring,
    campaign: str,
    school_year: int,
    wanted: Sequence[Wanted],
    address: str,
    today: date,
    bot_name: str = "",
) -> dict[str, list[Slip]]:
    """Codes drawn and issued at once, for places made up; slips by batch id."""
    drawn = draw(campaign, school_year, wanted, address, bot_name)
    await issue(storage, keyring, school_year, drawn, today)
    return {one.batch.id: one.slips for one in drawn}


async def label_waves(connection: Any, school_year: int, today: date) -> None:
    """Fixes the labels of the year's pupil waves for every batch that has none yet. A wave that is over gets no more of them:
    what is issued afterwards cannot open it, and is none of its codes."""
    batches = await voice_codes.batches(connection, school_year)
    labels = labels_for([CodeBatch(b.id, b.setting, b.area, b.cohorts, b.issued) for b in batches])
    pupil = {
        one.id
        for one in await campaigns.campaigns(connection)
        if one.audience == "pupil" and one.school_year == school_year
    }
    for wave in await campaigns.waves(connection):
        if wave.campaign in pupil and wave.closed is None and wave.closes >= today:
            await voice_codes.label_wave(connection, wave.id, labels)


def slips_pdf(slips: Sequence[Slip], council: str, *, synthetic: bool) -> bytes:
    """A4, eight slips a page, alike but for serial, words and QR code; folded, only the serial is outside. PDF/UA-1."""
    import typst

    data = printed(slips, council, synthetic=synthetic)
    return bytes(typst.compile(TEMPLATE.encode(), sys_inputs={"data": data}, pdf_standards=["ua-1"]))


def printed(slips: Sequence[Slip], council: str, *, synthetic: bool) -> str:
    """What the template prints. A browser adds `https://` by itself, so a child need not type it."""
    rows = [
        {"serial": one.serial, "words": one.words.replace("-", "  "), "qr": _qr(one.link), "telegram": _qr(one.telegram)}
        for one in slips
    ]  # fmt: skip
    site = _site(slips).removeprefix("https://")
    return json.dumps({"slips": rows, "council": council, "synthetic": synthetic, "address": site})


def _qr(link: str) -> str:
    import segno

    return segno.make(link, error="m").svg_inline(scale=3, title="A code to scan") if link else ""


def _site(slips: Sequence[Slip]) -> str:
    return slips[0].link.rpartition("/e/")[0] if slips else ""


TEMPLATE = """
#let data = json(bytes(sys.inputs.data))
#set document(title: "Heard slips")
#set page(paper: "a4", margin: 12mm)
#set text(lang: "en", region: "GB", size: 11pt)
#set par(leading: 0.45em, spacing: 2.2mm)
#let code(svg, width, alt) = image(bytes(svg), format: "svg", width: width, alt: alt)
#let inside(slip) = [
  #text(size: 9pt)[#slip.serial #h(1fr) #if data.synthetic [Demo: made up]]
  #line(length: 100%, stroke: (dash: "dashed", thickness: 0.4pt))
  #grid(columns: (28mm, 1fr), gutter: 3mm, code(slip.qr, 28mm, "QR code that opens the survey"),
    [*Have your say* \\ #text(size: 9pt)[#data.council] \\ #v(1mm) #text(size: 14pt, weight: "bold")[#slip.words]])
  #let ways = text(size: 10pt)[Scan the code, or go to #data.address and type the four words.]
  #if slip.telegram == "" { ways } else {
    grid(columns: (1fr, 13mm), gutter: 3mm,
      [#ways \\ #text(size: 8pt)[16 or over? The small code opens Telegram, which can see what you type.]],
      code(slip.telegram, 13mm, "QR code that opens Telegram")) }
]
#let cut(slip) = box(stroke: 0.6pt, inset: 4mm, width: 100%, height: 64mm, inside(slip))
#grid(columns: (1fr, 1fr), gutter: 5mm, ..data.slips.map(cut))
"""


def codes_csv(slips: Sequence[Slip]) -> bytes:
    """Serial and words, for whoever prints elsewhere."""
    lines = ["serial,words", *(f"{slip.serial},{slip.words.replace('-', ' ')}" for slip in slips)]
    return ("\r\n".join(lines) + "\r\n").encode()
