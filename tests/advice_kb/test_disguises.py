"""Words that are hidden on purpose or by haste are read all the same; words that hide nothing are read once."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest

from advice_kb.safeguarding import MOST_PIECES, load_screen, pieces
from advice_kb.screen_disguises import readings
from advice_kb.screen_words import LONGEST

SCREEN = load_screen()
HARM = [
    "i want to kill myself tonight",
    "my dad hits me every night",
    "he touches me when mum is out",
    "i dont want to be alive anymore",
]

HIDING: dict[str, Callable[[str], str]] = {
    "letter by letter": " ".join,
    "a letter a line": "\n".join,
    "with dots": lambda text: ".".join(text.replace(" ", ".")),
    "wider gaps between words": lambda text: "   ".join(" ".join(word) for word in text.split()),
    "no spaces": lambda text: text.replace(" ", ""),
    "a hashtag": lambda text: "#" + "".join(word.capitalize() for word in text.split()),
    "flags": lambda text: "".join(chr(0x1F1E6 + ord(c) - 97) if c.isalpha() else " " for c in text),
    "small capitals": lambda text: text.translate(str.maketrans("abdehiklmnoprtuvy", "ᴀʙᴅᴇʜɪᴋʟᴍɴᴏᴘʀᴛᴜᴠʏ")),
    "Greek letters": lambda text: text.translate(str.maketrans("aeikotu", "αεικοτυ")),
    "tags that do not show": lambda text: "\U000e0020".join(text),
    "marks of a page": lambda text: "".join(f"&#{ord(c)};" for c in text),
    "letters doubled": lambda text: " ".join(w[:2] + w[1:] if len(w) > 3 else w for w in text.split()),
    "letters swapped": lambda text: " ".join(w[0] + w[2] + w[1] + w[3:] if len(w) > 3 else w for w in text.split()),
}


@pytest.mark.parametrize("way", HIDING)
def test_hidden_words_are_a_concern(way: str) -> None:
    assert [text for text in HARM if not SCREEN.look(HIDING[way](text)).concern] == []


@pytest.mark.parametrize(
    "text",
    ["x" * 3_900, "a " * 1_900, "zqxv" * 900, "é" * 3_900, "🔪" * 2_000, "a-" * 1_900, "aA" * 1_900, "1a2b" * 900],
    ids=lambda text: text[:4],
)  # fmt: skip
def test_a_text_that_was_made_to_keep_the_screen_busy_is_short_when_it_is_read(text: str) -> None:
    """`x x x x …` took half a minute; two of those at once would have left every child without a look in time."""
    for one in readings(text):
        assert max(map(len, one.split())) <= 60
        assert len(one) < len(text)


@pytest.mark.parametrize("place", [0, 1_990, 3_900, 5_500, LONGEST - 10])
def test_harm_stands_nowhere_in_a_long_text_without_being_seen(place: int) -> None:
    filler = "i like maths and football and my friends are nice. " * 160
    assert SCREEN.look(f"{filler[:place]} my dad hits me every night. {filler[place:]}").concern
    assert not SCREEN.look(filler).concern


def test_pieces_of_a_long_text_overlap_and_their_number_has_a_limit() -> None:
    text = "".join(chr(ord("a") + n % 26) for n in range(9_000))
    cut = pieces(text)
    assert max(map(len, cut)) <= LONGEST
    assert all(one[-200:] == other[:200] for one, other in pairwise(cut))
    assert len(pieces(text * 40)) == MOST_PIECES


@pytest.mark.parametrize(
    "text",
    ["I like Maths", "My daughter vaped in the toilets", "trigonometry", "yes", "", "5", "we did A B C D today", "OK THANKS", "phone pouches"],
)  # fmt: skip
def test_a_text_that_hides_nothing_has_one_reading(text: str) -> None:
    assert len(readings(text)) == 1
