"""No surface takes a text of which the screen did not look at every letter: help comes first, and then it is refused."""

from __future__ import annotations

import re

import pytest

from advice_kb.safeguarding import pieces
from bot.conversation.messages import Address, Incoming
from bot.conversation.screening import MOST_WORDS
from bot.handlers.web import MOST_TYPED, taken_in
from tests.advice_pages_world import advice
from tests.advice_world import with_advice
from tests.every_box import columns
from tests.web_world import browser, pages
from tests.world import Flagged, World

LONG = "how long is a suspension zebra " * (MOST_WORDS // 31 + 1)
HIDDEN = "word " * 2_000 + "xdangerx " + "word " * 2_000


class Looking:
    """A screen that remembers what it was given."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    def __call__(self, text: str, _audience: str) -> Flagged:
        self.seen.append(text)
        return Flagged("xdangerx" in text, False, ("self-harm",) if "xdangerx" in text else ())


@pytest.mark.parametrize("length", [MOST_WORDS, MOST_TYPED + 1])
def test_of_all_that_is_taken_in_the_screen_passes_over_no_letter(length: int) -> None:
    text = taken_in("".join(chr(0x4E00 + n) for n in range(length)))
    assert {letter for piece in pieces(text) for letter in piece} == set(text)


@pytest.mark.parametrize(
    ("path", "box"), [("/advice/search", "text"), ("/advice/services", "need"), ("/chat", "text"), ("/", "text")]
)
async def test_on_the_web_a_text_that_is_too_long_is_refused_in_words_and_kept_nowhere(
    small_world: World, path: str, box: str
) -> None:
    async with advice(small_world) as base, browser(base) as asker:
        await asker.posts(path, do="text", **{box: LONG})
        if path != "/":  # there it is four words that open nothing
            assert "That is too long for us to read" in asker.text
        await asker.posts(path, do="text", **{box: "zebra " * 3_000 + "xdangerx"})
        assert asker.heading == "Get help now" or "Get help now</h1>" in await asker.opens(path)
    held = await columns(small_world.storage)
    assert {name for name, values in held.items() if any(b"zebra" in value for value in values)} == {"concern.words"}


async def test_what_is_searched_by_its_beginning_says_so(small_world: World) -> None:
    async with advice(small_world) as base, browser(base) as asker:
        await asker.posts("/advice/search", text=LONG[:1_200])
        assert "the first 1,000 letters only" in asker.text
        await asker.posts("/advice/search", text=LONG[:900])
        assert "letters only" not in asker.text
        await asker.posts("/advice/services", need="autism " * 60)
        assert "the first 300 letters only" in asker.text


@pytest.mark.parametrize(("path", "box"), [("/advice/search", "text"), ("/advice/services", "need")])
@pytest.mark.parametrize("length", [1_200, MOST_WORDS + 31])
async def test_the_box_gives_all_of_it_back_so_that_it_can_be_made_shorter(
    small_world: World, path: str, box: str, length: int
) -> None:
    async with advice(small_world) as base, browser(base) as asker:
        page = await asker.posts(path, **{box: LONG[:length].strip()})
        assert f'value="{LONG[:length].strip()}"' in page
        assert not re.search(rf'name="{box}"[^>]*maxlength', page), "a browser cuts what is pasted without a word"


@pytest.mark.parametrize("channel", ["telegram", "terminal", "chat"])
async def test_in_a_conversation_it_is_refused_on_every_surface(small_world: World, channel: str) -> None:
    person = with_advice(small_world).person("1", channel)
    await person.does(command="role", argument="parent")
    shown = await person.types(LONG)
    assert "too long for us to read" in shown.notice
    shown = await person.types(LONG[:1_200])
    assert "first 1,000 letters" in shown.notice


async def test_harm_in_the_middle_of_a_text_that_is_too_long_reaches_nothing(small_world: World) -> None:
    """Where the screen looks at two ends, no more than these are taken in."""
    looking = Looking()
    small_world.exchange.look = looking
    async with pages(small_world) as base, browser(base) as child:
        await child.opens("/chat")
        await child.posts("/chat", do="text", text=HIDDEN)
    assert max(map(len, looking.seen)) <= MOST_TYPED + 1
    await small_world.exchange.hear([Incoming(Address("terminal", "t"), text=LONG)])
    assert b"xdangerx" not in str(await columns(small_world.storage)).encode()
