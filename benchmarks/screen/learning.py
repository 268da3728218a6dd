"""Fitting what the screen judges by: logistic weights over hashed grams, and a small sentence model tuned to harm."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from torch.nn import functional

from advice_kb.safeguarding import KINDS
from advice_kb.screen_learned import PIECES, read_spelling, voiced
from advice_kb.screen_lexicon import load_lexicon
from advice_kb.screen_words import BUCKETS, buckets, letters_of, opened
from benchmarks.screen.corpus import Example
from benchmarks.tuning.loop import kept, misspelt, tune
from benchmarks.tuning.model import Model

TARGETS = ("concern", "urgent", *KINDS)
LAYERS, FROZEN, EPOCHS, RATE = (0, 1, 2, 3, 4, 5), 2, 5, 3e-4
VOICED = 0.85  # in this share of the messages the model is told who writes
RESPELT, EMOJI = read_spelling()
LEXICON = load_lexicon()


def answers(examples: Sequence[Example]) -> np.ndarray:
    return np.array([[e.concern, e.urgent, *(kind in e.kinds for kind in KINDS)] for e in examples], np.float32)


def plain(text: str) -> str:
    return opened(text, RESPELT, EMOJI)


def thumbed(text: str, chance: random.Random) -> str:
    """As phones make it: no apostrophes, no capitals, a slip in about one long word in six; then read as the screen reads."""
    return plain(misspelt(text.lower().replace("'", ""), chance, 0.17))


def grams_of(plains: Sequence[str]) -> csr_matrix:
    rows = [buckets(text, LEXICON.marked(text), letters_of(text)) for text in plains]
    ends = np.cumsum([0, *(len(places) for places, _ in rows)])
    values, places = np.concatenate([v for _, v in rows]), np.concatenate([p for p, _ in rows])
    return csr_matrix((values, places, ends), shape=(len(rows), BUCKETS))


def fit_grams(examples: Sequence[Example], seed: int = 7) -> np.ndarray:
    """Weights of what speaks of harm; each example once as written and once misspelt."""
    chance = random.Random(seed)
    plains = [plain(e.text) for e in examples] + [thumbed(e.text, chance) for e in examples]
    judge = LogisticRegression(C=20, solver="liblinear", class_weight="balanced", random_state=seed)
    judge.fit(grams_of(plains), np.tile(answers(examples)[:, 0], 2))
    return np.asarray(judge.coef_[0], np.float32)


def written(examples: Sequence[Example], chance: random.Random, *, slips: bool) -> list[str]:
    found = []
    for one in examples:
        text = thumbed(one.text, chance) if slips else plain(one.text)
        found.append(voiced(text, one.audience) if chance.random() < VOICED else text)
    return found


def buried(examples: Sequence[Example], chance: random.Random) -> list[Example]:
    """Each example beside an ordinary sentence of the same voice, before or after it: people seldom write of one thing alone."""
    ordinary = {
        voice: [e.text for e in examples if e.source == "ordinary" and e.voice == voice and len(e.text.split()) > 3]
        for voice in {e.voice for e in examples}
    }
    beside = [chance.sample([one.text, chance.choice(ordinary[one.voice])], 2) for one in examples]
    return [replace(one, text=". ".join(texts)) for one, texts in zip(examples, beside, strict=True)]


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
