"""Leaflets: one page each, the article's own short answer, tagged for reading aloud, the same bytes every time."""

from __future__ import annotations

import io
import re
import unicodedata

import pytest
from pypdf import PdfReader

from advice_kb.blocks import blocks
from advice_kb.model import Article, Heading, Section
from advice_kb.who_helps import who_helps
from advice_kb.wording import chat
from bot.leaflets import _compiled, holding_pdf, leaflet_pdf
from tests.advice_pages_world import LIBRARY

LINE = (
    "Run by Demo Borough Council, which may have a part in your case. Information, not legal advice. "
    "Law checked on 22 November 2026, England. Independent help: Child Law Advice and Your local SENDIASS."
)


def leaflet(article: Article, *, published: bool = False) -> bytes:
    return leaflet_pdf(
        article, who_helps(article.signposts, LIBRARY.signposts, {}), council="Demo Borough Council", duty="01632 960 003",
        link=f"https://advice.example.gov.uk/advice/{article.topic}/{article.audience}/v{article.version}", line=LINE, synthetic=True,
        published=published,
    )  # fmt: skip


def letters(text: str) -> str:
    return re.sub(r"[\s•]+", "", unicodedata.normalize("NFKC", text))


@pytest.mark.parametrize("audience", ["parent", "pupil", "head", "governor"])
def test_every_article_fits_on_one_page_with_its_short_answer_and_its_address(audience: str) -> None:
    for article in (one for one in LIBRARY.articles.values() if one.audience == audience):
        pages = PdfReader(io.BytesIO(leaflet(article))).pages
        assert len(pages) == 1, article.id
        seen = letters(pages[0].extract_text())
        assert letters(chat(article.short_answer)) in seen, article.id
        assert letters(chat(article.text("now"))).lstrip("1.")[:30] in seen or audience in ("head", "governor")
        assert f"/advice/{article.topic}/{article.audience}/v{article.version}" in seen
        assert letters("01632 960 003") in seen
        assert letters("not yet published") in seen


def test_it_is_tagged_titled_and_in_english() -> None:
    root = PdfReader(io.BytesIO(leaflet(next(iter(LIBRARY.articles.values()))))).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"].lower().startswith("en")
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]


def test_the_same_article_gives_the_same_bytes() -> None:
    article = LIBRARY.articles["kinds-of-exclusion.pupil"]
    first = leaflet(article)
    _compiled.cache_clear()
    assert leaflet(article) == first
    assert leaflet(article, published=True) != first


def test_what_looks_like_the_printers_markup_stays_words() -> None:
    nasty = '#panic("x") $x$ *b* @ref <label> \\ `raw` #import "secret.typ" ]) // end'
    known = LIBRARY.articles["kinds-of-exclusion.parent"]
    heading = Heading.model_validate({**known.heading.model_dump(), "title": nasty})
    seen = (
        PdfReader(io.BytesIO(leaflet(Article(heading, (Section("short", "Short answer", nasty),)))))
        .pages[0]
        .extract_text()
    )
    assert letters('#panic("x")$x$') in letters(seen)
    held = PdfReader(io.BytesIO(holding_pdf(nasty, nasty, "1", "https://x.example"))).pages
    assert len(held) == 1


def test_a_part_becomes_blocks_of_runs() -> None:
    assert blocks("**Now** do [this](topic:x). [a.1]\n\n1. one\n2. two\n\n- [ ] box [b.2]\n- [ ] **two**") == [
        {"kind": "text", "items": [[(True, "Now"), (False, " do "), (False, "this"), (False, ".")]]},
        {"kind": "numbers", "items": [[(False, "one")], [(False, "two")]]},
        {"kind": "checks", "items": [[(False, "box")], [(True, "two")]]},
    ]
