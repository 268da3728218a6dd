"""Fitting what the screen judges by: a small sentence model tuned to harm."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional

from advice_kb.safeguarding import KINDS
from advice_kb.screen_learned import PIECES, Learned, read_spelling, voiced
from advice_kb.screen_lexicon import load_lexicon
from advice_kb.screen_words import opened
from benchmarks.screen.corpus import Example
from benchmarks.tuning.loop import kept, misspelt, tune
from benchmarks.tuning.model import Model

TARGETS = ("concern", "urgent", *KINDS)
LAYERS, FROZEN, EPOCHS, RATE = (0, 1, 2, 3, 4, 5), 2, 5, 3e-4
VOICED = 0.85  # in this share of the messages the model is told who writes
WINDOW = 56  # words that are about as much as is read at once
RESPELT, EMOJI = read_spelling()
LEXICON, READER = load_lexicon(), Learned()


def answers(examples: Sequence[Example]) -> np.ndarray:
    return np.array([[e.concern, e.urgent, *(kind in e.kinds for kind in KINDS)] for e in examples], np.float32)


def plain(text: str) -> str:
    return opened(text, RESPELT, EMOJI)


def thumbed(text: str, chance: random.Random) -> str:
    """As phones make it: no apostrophes, no capitals, a slip in about one long word in six; then read as the screen reads."""
    return plain(misspelt(text.lower().replace("'", ""), chance, 0.17))


def written(examples: Sequence[Example], chance: random.Random, *, slips: bool) -> list[str]:
    found = []
    for one in examples:
        text = thumbed(one.text, chance) if slips else plain(one.text)
        found.append(voiced(text, one.audience) if chance.random() < VOICED else text)
    return found


def ordinary_words(examples: Sequence[Example]) -> dict[str, list[str]]:
    """What people of each voice mostly write, in more than a few words."""
    found: dict[str, list[str]] = {one.voice: [] for one in examples}
    for one in examples:
        if one.source == "ordinary" and len(one.text.split()) > 3:
            found[one.voice].append(one.text)
    return found


def among(text: str, ordinary: Sequence[str], chance: random.Random) -> str:
    """A text between ordinary ones, of these only what is read with it at once: people seldom write of one thing alone, and the
    parts in which a long text is read begin and end anywhere.
    """
    others = [chance.choice(ordinary) for _ in range(chance.choice((1, 1, 2, 3)))]
    at = chance.randint(0, len(others))
    before, after = " ".join(others[:at]).split(), " ".join(others[at:]).split()
    room = max(0, WINDOW - len(text.split()))
    left = min(len(before), chance.randint(0, room))
    return " ".join([*before[len(before) - left :], text, *after[: room - left]])


def teachable(examples: Sequence[Example]) -> list[Example]:
    """All but messages of harm too long to be read at once: they are read in parts, and nobody wrote down which part tells it."""
    return [one for one in examples if not one.concern or len(READER.parts(plain(one.text))) == 1]


def a_part(text: str, chance: random.Random) -> str:
    """Of a text in which nothing is wrong, a part such as is read at once: it may begin and end anywhere."""
    words = text.split()
    at = chance.randint(0, max(0, len(words) - WINDOW))
    return " ".join(words[at : at + WINDOW])


def buried(examples: Sequence[Example], chance: random.Random) -> list[Example]:
    """Each example among ordinary sentences of the same voice."""
    ordinary = ordinary_words(examples)
    return [replace(one, text=among(one.text, ordinary[one.voice], chance)) for one in examples]


def harm_loss(logits: torch.Tensor, goal: torch.Tensor) -> torch.Tensor:
    each = functional.binary_cross_entropy_with_logits
    return each(logits[:, 0], goal[:, 0]) + 0.5 * each(logits[:, 1], goal[:, 1]) + 3 * each(logits[:, 2:], goal[:, 2:])


def fit_meaning(folder: Path, examples: Sequence[Example], seed: int = 7) -> Model:
    """The sentence model, tuned; the concern itself weighs most."""
    chance, wanted = random.Random(seed), torch.tensor(answers(examples) * 0.96 + 0.02)
    model = Model(folder, LAYERS, FROZEN, len(TARGETS), PIECES)
    beside = buried(examples, chance)
    ways = [(examples, False), (examples, True), (examples, False), (beside, True)]
    wordings = [kept(model, written(some, chance, slips=slips), PIECES) for some, slips in ways]

    def loss_of(logits: torch.Tensor, which: torch.Tensor) -> torch.Tensor:
        return harm_loss(logits, wanted[which])

    tune(model, wordings, loss_of, EPOCHS, RATE, seed=seed, told=lambda line: print(line, flush=True))
    return model
