"""Fitting the screen's classifier: logistic weights over hashed grams and meaning, and an RBF machine over meaning."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression
from sklearn.svm import SVC

from advice_kb.safeguarding import KINDS
from advice_kb.screen_encoder import Encoder
from advice_kb.screen_learned import NEARNESS, SHARE, placed, read_spelling
from advice_kb.screen_lexicon import load_lexicon
from advice_kb.screen_words import BUCKETS, Numbers, buckets, opened
from benchmarks.screen.corpus import Example

TARGETS = ("concern", "urgent", *KINDS)
RESPELT, EMOJI = read_spelling()
ENCODER, LEXICON = Encoder(), load_lexicon()


def answers(examples: Sequence[Example]) -> np.ndarray:
    return np.array([[e.concern, e.urgent, *(kind in e.kinds for kind in KINDS)] for e in examples], np.int8)


def plain(text: str) -> str:
    return opened(text, RESPELT, EMOJI)


def misspelt(text: str, chance: random.Random) -> str:
    """A text as thumbs write it: letters lost, doubled or swapped in about one word in six."""
    words = text.lower().replace("'", "").split()
    for i, word in enumerate(words):
        if len(word) > 3 and chance.random() < 0.17:
            at = chance.randrange(1, len(word) - 1)
            swapped = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
            words[i] = chance.choice([word[:at] + word[at + 1 :], word[:at] + word[at] + word[at:], swapped])
    return " ".join(words)


@lru_cache(40_000)
def encoded(text: str) -> Numbers:
    return ENCODER.encode(text)


def grams_of(plains: Sequence[str]) -> csr_matrix:
    rows = [buckets(text, LEXICON.marked(text)) for text in plains]
    ends = np.cumsum([0, *(len(places) for places, _ in rows)])
    values, places = np.concatenate([v for _, v in rows]), np.concatenate([p for p, _ in rows])
    return csr_matrix((values, places, ends), shape=(len(rows), BUCKETS))


def meanings_of(plains: Sequence[str], centre: Numbers) -> Numbers:
    return placed(np.stack([encoded(text) for text in plains]), centre)


@dataclass
class Fitted:
    """`near`, `say`, `near_bias`: the examples an RBF machine leans on, what each says, and its bias; for concern alone."""

    weights: np.ndarray
    bias: np.ndarray
    centre: Numbers
    near: Numbers
    say: np.ndarray
    near_bias: float

    def logits(self, plains: Sequence[str]) -> np.ndarray:
        meanings = meanings_of(plains, self.centre)
        logits = grams_of(plains) @ self.weights[:BUCKETS] + meanings @ self.weights[BUCKETS:] + self.bias
        logits[:, 0] += SHARE * (np.exp(-NEARNESS * (2 - 2 * meanings @ self.near.T)) @ self.say + self.near_bias)
        return np.asarray(logits)


def fit(examples: Sequence[Example], targets: Sequence[str] = TARGETS, seed: int = 7) -> Fitted:
    """Learns from each example once as written and once misspelt."""
    chance = random.Random(seed)
    texts = [e.text for e in examples] + [misspelt(e.text, chance) for e in examples]
    plains, wanted = [plain(text) for text in texts], np.concatenate([answers(examples)] * 2)
    centre = np.stack([encoded(text) for text in plains]).mean(0)
    meanings = meanings_of(plains, centre)
    rows = hstack([grams_of(plains), csr_matrix(meanings)]).tocsr()
    weights, bias = np.zeros((rows.shape[1], len(TARGETS)), np.float32), np.zeros(len(TARGETS), np.float32)
    for name in targets:
        i = TARGETS.index(name)
        judge = LogisticRegression(C=20, solver="liblinear", class_weight="balanced", random_state=seed)
        judge.fit(rows, wanted[:, i])
        weights[:, i], bias[i] = judge.coef_[0], judge.intercept_[0]
    machine = SVC(C=10, gamma=NEARNESS, class_weight="balanced").fit(
        meanings[: len(examples)], wanted[: len(examples), 0]
    )
    return Fitted(
        weights, bias, centre, machine.support_vectors_.astype(np.float32), machine.dual_coef_[0].astype(np.float32),
        float(machine.intercept_[0]),
    )  # fmt: skip
