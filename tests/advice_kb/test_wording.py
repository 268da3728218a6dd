"""Articles as a page and as a chat message show them."""

from __future__ import annotations

from advice_kb.library import load_library as library
from advice_kb.wording import chat, html, links, notes

PART = "- [ ] Ask **now**. [late-bus.1] [late-bus.2]\n- See [the plan](topic:late-bus) or [a letter](letter:late)."


def page(markdown: str) -> str:
    return html(markdown, lambda kind, name: f"/advice/{kind}/{name}", {"late-bus.1": 1}.get)


def test_a_page_gets_footnotes_links_and_boxes() -> None:
    shown = page(PART)
    assert '<sup><a href="#source-1" aria-label="Source 1">1</a></sup>' in shown
    assert 'href="/advice/topic/late-bus"' in shown
    assert 'href="/advice/letter/late"' in shown
    assert '<li class="check">Ask <strong>now</strong>.' in shown
    assert "late-bus.2" not in shown


def test_markup_and_strange_addresses_stay_text() -> None:
    shown = page('<img src=x onerror="alert(1)"> [go](javascript:alert(1))')
    assert "<img" not in shown
    assert "href" not in shown


def test_a_chat_gets_plain_words() -> None:
    assert chat(PART) == "• Ask now.\n• See the plan or a letter."


def test_links_and_notes_come_in_order_and_once() -> None:
    assert links(PART + PART) == (("topic", "late-bus", "the plan"), ("letter", "late", "a letter"))
    assert notes([PART, PART]) == ("late-bus.1", "late-bus.2")


def test_no_marker_of_ours_reaches_a_reader() -> None:
    for article in library().articles.values():
        numbered = {fact: number for number, fact in enumerate(notes([article.body]), 1)}
        assert set(numbered) == set(article.facts), article.id
        for part in article.sections:
            said = chat(part.text)
            assert not any(fact in said for fact in article.facts), article.id
            assert "topic:" not in said + html(part.text, lambda kind, name: f"/{name}", numbered.get), article.id
