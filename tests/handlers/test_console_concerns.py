"""A concern in the console: the hour as clocks in London show it, and another language by its name."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import get_args

import pytest
from ruamel.yaml import YAML

from advice_kb.safeguarding import KINDS
from advice_kb.screen_vocabulary import LANGUAGES
from bot.conversation.advice import ROLES
from bot.conversation.messages import Channel
from bot.conversation.screening import kind_in_words
from bot.conversation.wording import load_words
from bot.handlers.console.concerns import SURFACES, VOICES, headings, written
from bot.handlers.web import page
from storage.concerns import Concern
from surveys.model import Audience


def concern(kinds: tuple[str, ...], language: str = "en", month: int = 7) -> Concern:
    return Concern("words", kinds, False, "", datetime(2026, month, 1, 8, tzinfo=UTC), "page", "pupil", language)


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (concern(("language",), "pl"), "Another language: Polish"),
        (concern(("language",), "unknown"), "Another language: not known which"),
        (concern(("suicide", "language"), "ur"), "suicide, Another language: Urdu"),
        (concern(("abuse-at-home", "self-harm")), "abuse at home, self-harm"),
        (concern(("neglect",)), "neglect"),
        (concern(()), "Not known what kind"),
    ],
)
def test_a_record_is_headed_by_its_kinds_and_a_language_by_its_name(one: Concern, said: str) -> None:
    assert ", ".join(headings(one)) == said


def test_every_language_that_the_screen_names_has_a_name() -> None:
    table = YAML(typ="safe").load(LANGUAGES.read_text("utf-8"))
    codes = {code for _, _, code in table["scripts"]} | {*table["letters"], *table["words"], *table["alone"]}
    assert codes - {"unknown"} <= load_words().others.keys()


def test_every_surface_and_every_voice_that_a_record_may_hold_is_said_in_words() -> None:
    assert SURFACES.keys() == set(get_args(Channel))
    assert VOICES.keys() == {*get_args(Audience), *ROLES, "unknown"}
    assert kind_in_words("abuse-at-home") == "abuse at home"
    assert [kind for kind in KINDS if "-" in kind_in_words(kind)] == ["self-harm"]


def test_the_page_shows_london_time_and_says_so() -> None:
    frame = {"language": "en", "direction": "ltr", "title": "", "synthetic": False, "synthetic_label": "", "skip": "",
             "officer": None, "parts": [], "names": {}, "headings": headings, "written": written}  # fmt: skip
    summer, winter = (
        str(page("console_concerns.html", concerns=[concern(("neglect",), month=month)], **frame).text)
        for month in (7, 1)
    )
    assert "1 July 2026, 09:00 London time" in summer
    assert "1 January 2026, 08:00 London time" in winter
    assert "UTC" not in summer + winter
    assert "<h2>Neglect</h2>" in summer
    assert "written on a web page, by a pupil</p>" in summer
