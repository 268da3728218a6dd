"""Leaflets: an article on one A4 page, made from the same text as the page and the chat. The same article gives the same bytes.

Words go to the printer as data, never as its markup. PDF/UA-1, so that it can be read aloud.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from advice_kb.blocks import blocks
from advice_kb.contents import READERS
from advice_kb.days import in_words
from advice_kb.model import Article
from advice_kb.who_helps import Help

PARTS = ("short", "checklist", "now", "when")
"""The parts of an article that its leaflet has, in the article's order; the rest is read at its address."""

MOST_HELPERS = 4


def leaflet_pdf(
    article: Article, helpers: Sequence[Help], *, council: str, duty: str, link: str, line: str, synthetic: bool, published: bool
) -> bytes:  # fmt: skip
    """Short answer, what to do now, dates, who can help; version, review date and the address that says whether it changed."""
    sections = [{"title": part.title, "blocks": blocks(part.text)} for part in article.sections if part.key in PARTS]
    heading = article.heading
    version = (
        f"Version {article.version}, in use from {in_words(article.effective)}. Law checked on {in_words(article.law_position)}. "
        f"To be looked at again by {in_words(article.review_by)}."
    )
    notice = "" if published else (
        f"Checked by a second reader, not yet published by {council}: check anything you rely on with somebody named below."
    )  # fmt: skip
    helping = [
        *([{"name": f"{council}, duty officer", "phone": duty, "mark": ""}] if duty else []),
        *map(_helper, helpers),
    ]
    return _printed({
        "title": heading.title, "reader": READERS[article.audience], "sections": sections, "helpers": helping[:MOST_HELPERS + 1],
        "version": version, "line": line, "link": link, "notice": notice, "qr": _qr(link), "synthetic": synthetic,
    })  # fmt: skip


def holding_pdf(title: str, council: str, duty: str, link: str, *, withdrawn: bool = True) -> bytes:
    """What is printed in the place of a leaflet whose words may not be shown: why, and who answers meanwhile."""
    changed = "We are changing this page because the law or the guidance changed, or because something in it was wrong."
    text = changed if withdrawn else f"{council} has not published this page yet."
    told = [{"kind": "text", "items": [[(False, f"{text} Please do not use an older copy.")]]}]
    heading = "This leaflet is being changed" if withdrawn else "This leaflet is not published yet"
    helping = [{"name": f"{council}, duty officer", "phone": duty, "mark": ""}] if duty else []
    return _printed({
        "title": title, "reader": "", "sections": [{"title": heading, "blocks": told}], "helpers": helping,
        "version": "", "line": f"Run by {council}. Information, not legal advice.", "link": link, "notice": "", "qr": _qr(link),
        "synthetic": False,
    })  # fmt: skip


def _helper(one: Help) -> dict[str, str]:
    reach = one.phone or one.web.removeprefix("https://")
    return {"name": one.name, "phone": reach, "mark": "" if one.checked or not one.phone else "number not checked yet"}


def _qr(link: str) -> str:
    import segno

    return str(segno.make(link, error="m").svg_inline(scale=3, title="A code to scan"))


def _printed(content: dict[str, Any]) -> bytes:
    return _compiled(json.dumps(content, sort_keys=True))


@lru_cache(maxsize=256)
def _compiled(data: str) -> bytes:
    """Bytes depend on the words alone, so what was printed once need not be set again."""
    import typst

    return bytes(typst.compile(_TEMPLATE.encode(), sys_inputs={"data": data}, pdf_standards=["ua-1"]))


_TEMPLATE = """
#let data = json(bytes(sys.inputs.data))
#set document(title: data.title, date: none)
#set page(paper: "a4", margin: (x: 18mm, y: 14mm))
#set text(lang: "en", region: "GB", hyphenate: false)
#let runs(some) = for run in some { if run.at(0) { strong(run.at(1)) } else { run.at(1) } }
#let square = box(width: 0.75em, height: 0.75em, stroke: 0.7pt)
#let laid(block) = {
  let items = block.items.map(runs)
  if block.kind == "points" { list(..items) } else if block.kind == "numbers" { enum(..items) } else if block.kind == "checks" {
    list(marker: square, ..items) } else { par(items.join()) }
}
#let sheet(size) = {
  set text(size: size)
  set par(leading: 0.55em, spacing: 0.75em)
  show heading.where(level: 1): set text(size: 1.6em)
  show heading.where(level: 2): set text(size: 1.15em)
  if data.synthetic { text(size: 0.85em)[Demo: made-up borough, made-up numbers.] }
  if data.reader != "" { par(text(size: 0.9em, data.reader)) }
  heading(level: 1, data.title)
  if data.notice != "" { block(stroke: 0.7pt, inset: 2.5mm, width: 100%, data.notice) }
  for section in data.sections {
    heading(level: 2, section.title)
    for one in section.blocks { laid(one) }
  }
  if data.helpers.len() > 0 {
    heading(level: 2, "Who can help")
    list(..data.helpers.map(one => [#strong(one.name)#if one.phone != "" [: #one.phone]#if one.mark != "" [ (#one.mark)]]))
  }
  v(2mm)
  line(length: 100%, stroke: 0.5pt)
  grid(columns: (25mm, 1fr), gutter: 4mm,
    image(bytes(data.qr), format: "svg", width: 24mm, alt: "QR code that opens the address beside it"),
    [#text(size: 0.9em)[#if data.version != "" [#data.version \\ ]
     Has it changed since? Look here: #data.link \\
     #data.line]])
}
#layout(space => {
  let sizes = (13pt, 12.5pt, 12pt, 11.5pt, 11pt, 10.5pt, 10pt, 9.5pt, 9pt, 8.5pt, 8pt)
  let fitting = sizes.find(size => measure(sheet(size), width: space.width).height <= space.height)
  sheet(if fitting == none { 7.5pt } else { fitting })
})
"""
