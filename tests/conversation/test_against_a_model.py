"""Random runs of one survey against a model of thirty lines: the model is the specification (reliability row 3)."""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace

import pytest

from bot.conversation.admission import Admission
from bot.conversation.asking import final_answers
from bot.conversation.messages import Address, Incoming, Tap
from bot.conversation.standing import Draft, Standing
from bot.conversation.turn import Findings, Turn, take_turn
from tests.world import START, published

KNOWN = published()
ALWAYS = ["who-is-with-you", "used-another-code", "wakes-rested", "world-good", "laughs"]
CHOICES = {
    "who-is-with-you": ["alone", "reads-to-me", "can-see", "answers-for-me"],
    "helper-role": ["family", "friend"],
    "used-another-code": ["no", "yes", "not-sure"],
}
SCALE = ["never", "rarely", "sometimes", "often", "always"]


@dataclass
class Model:
    """Where somebody is, and what they have said, in as few words as it can be told."""

    read: bool = False
    said: dict[str, str | None] = field(default_factory=dict)
    at: str = ""
    aside: str = ""
    over: str = ""

    @property
    def path(self) -> list[str]:
        helped = self.said.get("who-is-with-you") in ("reads-to-me", "answers-for-me")
        return [ALWAYS[0], *(["helper-role"] if helped else []), *ALWAYS[1:]]

    @property
    def question(self) -> str:
        """The question that is asked now; empty when it is check your answers."""
        if self.at == "check":
            return ""
        return self.at if self.at in self.path else next((q for q in self.path if q not in self.said), "")

    @property
    def screen(self) -> str:
        if self.over or self.aside:
            return self.over or self.aside
        return "first" if not self.read else "question" if self.question else "check"

    def does(self, action: str, argument: str = "") -> None:
        if action in ("help", "stop"):
            self.aside = action
        elif action == "return":
            self.aside = ""
        elif action == "go":
            self.read, self.at = True, ""
        elif action == "delete":
            self.over = "start"
        elif action == "send" and self.read and not self.question:
            self.over = "thanks"
        elif action == "edit":
            self.at = argument
        elif action == "back":
            here = self.path.index(self.question) if self.question else len(self.path)
            if here:
                self.at = self.path[here - 1]
            else:
                self.read, self.at = False, ""
        elif action in ("pick", "skip") and self.read and self.question:
            went_back = bool(self.at)
            self.said[self.question], self.at, self.aside = argument or None, "", ""
            if went_back and not self.question:
                self.at = "check"


@dataclass
class Real:
    """The conversation itself, stored and read back before every step."""

    standing: Standing
    draft: Draft | None
    number: int = 0

    def hears(self, tap: Tap, found: Findings | None = None) -> Turn:
        standing = Standing.from_row(self.standing.as_row(), "telegram", "7")
        draft = Draft.from_row(self.draft.as_row()) if self.draft and standing.draft else None
        incoming = Incoming(Address("telegram", "7"), tap=tap)
        turn = take_turn(standing, draft, incoming, KNOWN, START, found or Findings(self.number))
        self.number += turn.standing != standing or turn.draft != draft
        self.standing, self.draft = turn.standing, turn.draft
        return turn


def begun() -> Real:
    draft = Draft("aa" * 16, "w", "pupil-happiness", 1, "authority", "cc" * 16, "s", 1024, "a-b-c-d", "kite")
    real = Real(Standing("telegram", "7"), None)
    real.hears(Tap("code"), Findings(0, Admission("open", draft, fresh=True)))
    return real


def step(model: Model, chance: random.Random) -> tuple[str, str]:
    """Mostly what the screen offers, sometimes anything at all."""
    question = model.question
    likely = {
        "first": ["go"],
        "check": ["send", "back", "edit"],
        "help": ["return"],
        "stop": ["return", "return", "delete"],
    }
    wild = ["go", "back", "send", "help", "return", "skip", "pick", "stop"]
    action = chance.choice(likely.get(model.screen, ["pick", "pick", "pick", "back", "skip"]))
    action = chance.choice(wild) if chance.random() < 0.15 else action
    if action == "pick":
        return action, chance.choice(CHOICES.get(question, SCALE))
    return action, chance.choice(model.path) if action == "edit" else ""


def run(seed: int) -> str:
    """Thirty steps; gives back how it ended. Every screen, every answer and every old button is compared."""
    chance, model, real = random.Random(seed), Model(), begun()
    for _ in range(30):
        action, argument = step(model, chance)
        if real.number and chance.random() < 0.1:
            before = (real.standing, real.draft, real.number)
            real.hears(Tap("pick", "always", turn=real.number - 1))
            assert (replace(real.standing, last=before[0].last), real.draft, real.number) == before, seed
        model.does(action, argument)
        turn = real.hears(Tap(action, argument, turn=real.number))
        shown = turn.replies[0]
        assert shown.name == model.screen, (seed, action, argument, shown, model)
        if model.over:
            break
        assert shown.name != "question" or shown.question == model.question, (seed, action, shown.question, model)
        assert real.draft is not None
        told = {name: one.value for name, one in real.draft.said.items() if not name.startswith("_")}
        assert told == model.said, (seed, action)
    if model.over == "thanks":
        assert turn.draft is not None
        assert turn.draft.sent
        final = {q: model.said[q] for q in model.path if q in model.said and q != "used-another-code"}
        assert final_answers(turn.draft, KNOWN) == final
    return model.over


def test_two_hundred_runs_of_thirty_steps_are_what_the_model_says() -> None:
    ends = [run(seed) for seed in range(200)]
    assert {"thanks", "start"} <= set(ends)


@pytest.mark.slow
def test_two_thousand_runs_of_thirty_steps_are_what_the_model_says() -> None:
    assert len({run(seed) for seed in range(1000, 3000)}) >= 2
