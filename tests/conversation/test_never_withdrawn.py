"""Whatever people press, type, open again or dig out of old messages, while articles are taken back and given again under
their hands: no text that is withdrawn or retired at that moment is ever shown."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cache
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from advice_kb.letter import load_letters
from advice_kb.shelf import Act
from advice_kb.wording import chat
from bot.conversation.messages import Address, Incoming, Outgoing, Tap
from bot.conversation.place import Published
from bot.conversation.screens import screen
from bot.conversation.standing import Standing
from bot.conversation.turn import Findings, take_turn
from tests.advice_world import KNOWN, advice, look
from tests.world import START, published

TYPED = (
    *KNOWN,
    "nothing that anybody knows",
    "16 11 2026",
    "3",
    "birchfield",
    "sent home xdangerx",
    "school in cardiff",
)
FAVOURITE = ("unlawful-exclusion", "first-five-days") * 20
"""Opened by links more often than the rest: they have letters and dates, and lead far."""

STATES = ("withdrawn", "retired", "published", "checked")


@cache
def sentences() -> Mapping[str, frozenset[str]]:
    """Each line of an article's text, long enough to be its own -> the articles that have it."""
    found: dict[str, set[str]] = {}
    for article in advice().library.articles.values():
        for part in article.sections:
            for line in chat(part.text).splitlines():
                if len(line) > 45:
                    found.setdefault(line, set()).add(article.id)
    return {line: frozenset(ids) for line, ids in found.items()}


@cache
def letter_lines() -> Mapping[str, str]:
    """Each long line of a letter -> its topic."""
    return {
        line: one.topic for one in load_letters().values() for line in chat(one.text).splitlines() if len(line) > 45
    }


@dataclass
class Walk:
    """One person at the pure core; the standing is written and read back between steps, as storage does."""

    number: int = 0
    acts: dict[str, Act] = field(default_factory=dict)
    standing: Standing = field(default_factory=lambda: Standing("telegram", "5", role="parent"))
    old: list[Tap] = field(default_factory=list)
    shown: Outgoing = field(default_factory=lambda: Outgoing("start"))

    @property
    def known(self) -> Published:
        return replace(published(), advice=advice()).with_acts(self.acts)

    def says(self, **incoming: Any) -> None:
        one = Incoming(Address("telegram", "5"), **incoming)
        found = Findings(
            self.number, screening=look(one.text, "parent") if one.text else None, fresh=f"{self.number:032x}"
        )
        turn = take_turn(self.standing, None, one, self.known, START + timedelta(seconds=self.number), found)
        kept = json.loads(json.dumps(turn.standing.as_row()))
        self.standing, self.number = Standing.from_row(kept, "telegram", "5"), self.number + 1
        self.meets(turn.replies[0])
        self.meets(screen(self.standing, None, self.known))

    def decides(self, choice: int) -> None:
        """The authority acts about every third article, or so, and the screen is looked at again."""
        for place, article in enumerate(advice().library.articles.values()):
            if (place + choice) % 3 == 0:
                state: Any = STATES[(place // 3 + choice) % len(STATES)]
                self.acts[article.id] = Act(article.id, article.version, state, START, "editor")
        self.meets(screen(self.standing, None, self.known))

    def step(self, choice: int) -> None:
        buttons = [option for option in (*self.shown.options, *self.shown.always) if option.action != "submit"]
        self.old += [Tap(one.action, one.argument, self.number) for one in buttons]
        match choice % 8:
            case 0:
                self.decides(choice // 8)
            case 1:
                self.says(text=TYPED[choice // 8 % len(TYPED)])
            case 2 if self.old:
                self.says(tap=self.old[choice // 8 % len(self.old)])
            case 3:
                topics = (*advice().library.topics, *(letter.topic for letter in load_letters().values()), *FAVOURITE)
                self.says(command="start", argument=f"a-{topics[choice // 8 % len(topics)]}")
            case 4 if choice % 3 == 0:
                self.says(command="ask")
            case 4 | 5 if self.shown.name == "advice-dates":
                picks = [one for one in buttons if one.action == "pick"]
                tap = Tap("pick", picks[choice // 8 % len(picks)].argument, self.number) if picks else None
                self.says(tap=tap) if tap else self.says(text="3" if self.shown.entry == "number" else "16 11 2026")
            case 5 if any(one.action in ("letter", "dates", "date") for one in buttons):
                chosen = [one for one in buttons if one.action in ("letter", "dates", "date")]
                one = chosen[choice // 8 % len(chosen)]
                self.says(tap=Tap(one.action, one.argument, self.number))
            case _ if buttons:
                one = buttons[choice // 8 % len(buttons)]
                self.says(tap=Tap(one.action, one.argument, self.number))

    def meets(self, shown: Outgoing) -> None:
        self.shown = shown
        text = "\n".join((shown.notice, shown.heading, *shown.body, shown.hint))
        for line in text.splitlines():
            owners = sentences().get(line, frozenset())
            assert not owners or not all(map(self.is_gone, owners)), line
            topic = letter_lines().get(line, "")
            assert not topic or self.letter_stands(topic), line

    def is_gone(self, article: str) -> bool:
        """By what the authority did, not by what the shelf makes of it: that is what is tried here."""
        return article in self.acts and self.acts[article].state in ("withdrawn", "retired")

    def letter_stands(self, topic: str) -> bool:
        """With an article of its topic; where the reader's own was taken back nobody else's stands in."""
        own = self.acts.get(f"{topic}.{self.standing.role or 'parent'}")
        if own is not None and own.state == "withdrawn":
            return False
        return not all(self.is_gone(one.id) for one in advice().library.articles.values() if one.topic == topic)


def seen(choices: list[int]) -> Iterator[str]:
    walk = Walk()
    for choice in choices:
        walk.step(choice)
        yield walk.shown.name


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 100_000), min_size=10, max_size=60))
def test_no_path_ever_meets_a_text_that_is_withdrawn(choices: list[int]) -> None:
    assert all(name for name in seen(choices))


def test_the_walk_comes_to_every_screen_of_the_advice_line() -> None:
    """Otherwise the walk above would prove little."""
    import random

    chance, met = random.Random(4), set()
    for _ in range(25):
        met |= set(seen([chance.randrange(100_000) for _ in range(60)]))
    screens = (
        "ask role school country elsewhere choices nothing groups group article letter held person timeline date dates"
    )
    walk = Walk()
    walk.says(tap=Tap("dates", "", 0))
    walk.says(tap=Tap("school", "academy", 1))
    for answer in ("permanent", "16 11 2026", "no", "year 1 to year 11", "18 11 2026", "birchfield"):
        walk.says(text=answer)
    walk.says(tap=Tap("date", "board-15-permanent", walk.number))
    met |= {walk.shown.name}
    assert {f"advice-{name}" for name in screens.split()} <= met
