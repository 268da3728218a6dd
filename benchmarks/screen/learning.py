"""Fitting the screen's classifier: logistic weights over hashed grams and the mean direction of a text's words."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression

from advice_kb.safeguarding import KINDS
from advice_kb.screen_learned import read_spelling
from advice_kb.screen_lexicon import load_lexicon
from advice_kb.screen_words import BUCKETS, WordTable, buckets, meaning, opened
from benchmarks.screen.corpus import Example

TARGETS = ("concern", "urgent", *KINDS)
RESPELT, EMOJI = read_spelling()
TABLE, LEXICON = WordTable(), load_lexicon()


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


def commons(plains: Sequence[str]) -> dict[str, float]:
    """Everyday words count less in a text's meaning: weight a / (a + share of texts)."""
    found = Counter(word for text in plains for word in sorted(set(text.split())))
    shares = {word: n / len(plains) for word, n in sorted(found.items())}
    return {word: round(0.05 / (0.05 + share), 3) for word, share in shares.items() if share > 0.01}


def numbers_of(plains: Sequence[str], weights: dict[str, float]) -> csr_matrix:
    """A row a text: the buckets of its grams, then its meaning."""
    rows = [buckets(text, LEXICON.marked(text)) for text in plains]
    ends = np.cumsum([0, *(len(places) for places, _ in rows)])
    values, places = np.concatenate([v for _, v in rows]), np.concatenate([p for p, _ in rows])
    grams = csr_matrix((values, places, ends), shape=(len(rows), BUCKETS))
    return hstack([grams, csr_matrix(np.stack([meaning(text.split(), TABLE, weights) for text in plains]))]).tocsr()


@dataclass
class Fitted:
    weights: np.ndarray
    bias: np.ndarray
    commons: dict[str, float]

    def logits(self, plains: Sequence[str]) -> np.ndarray:
        return np.asarray(numbers_of(plains, self.commons) @ self.weights + self.bias)


def fit(examples: Sequence[Example], targets: Sequence[str] = TARGETS, seed: int = 7) -> Fitted:
    """Learns from each example once as written and once misspelt."""
    chance = random.Random(seed)
    texts = [e.text for e in examples] + [misspelt(e.text, chance) for e in examples]
    plains, wanted = [plain(text) for text in texts], np.concatenate([answers(examples)] * 2)
    common = commons(plains)
    rows = numbers_of(plains, common)
    weights, bias = np.zeros((rows.shape[1], len(TARGETS)), np.float32), np.zeros(len(TARGETS), np.float32)
    for name in targets:
        i = TARGETS.index(name)
        judge = LogisticRegression(C=20, solver="liblinear", class_weight="balanced", random_state=seed)
        judge.fit(rows, wanted[:, i])
        weights[:, i], bias[i] = judge.coef_[0], judge.intercept_[0]
    return Fitted(weights, bias, common)
