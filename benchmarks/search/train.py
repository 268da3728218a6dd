"""Trains both judges and writes `advice_kb/weights/search`:

    python -m benchmarks.search.train FOLDER        # FOLDER: see benchmarks/tuning/model.py; needs torch

The limits come from `tuned.jsonl`: at most OUT of its strangers may be answered, and the UNSURE least sure of the
others are asked back.
"""

from __future__ import annotations

import json
import random
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from torch.nn import functional

from advice_kb.screen_learned import read_spelling
from advice_kb.screen_words import opened
from advice_kb.search import PIECES, VOICES, log_softmax, softmax
from advice_kb.search_words import BUCKETS, Speller, weighed
from benchmarks.search.corpus import Question, fingerprint, judged, learned
from benchmarks.tuning.loop import concluded, kept, misspelt, tune, written
from benchmarks.tuning.model import Model

LAYERS, FROZEN, EPOCHS, RATE = (0, 1, 2, 3, 4, 5), 2, 8, 3e-4
OUT, UNSURE = 0.04, 0.12
VOICED = 0.85  # in this share of the questions the model is told who asks
SPELLING = read_spelling()


def known_words(plains: Sequence[str]) -> Counter[str]:
    counted = Counter(word for plain in plains for word in plain.split() if word.isalpha())
    return Counter({word: n for word, n in counted.items() if n >= 2})


def wordings(questions: Sequence[Question], speller: Speller, chance: random.Random, share: float) -> list[str]:
    """Each question as the search reads it, misspelt first in that share of its words."""
    found = []
    for one in questions:
        plain = opened(one.text, *SPELLING)
        plain = speller.mend(misspelt(plain, chance, share) if share else plain)
        voice = one.audience if one.topics else chance.choice(VOICES)
        found.append(f"{voice} {plain}" if chance.random() < VOICED else plain)
    return found


def grams_of(texts: Sequence[str], rarity: np.ndarray | None = None) -> csr_matrix:
    rows = [weighed(text, rarity) for text in texts]
    ends = np.cumsum([0, *(len(places) for places, _ in rows)])
    values, places = np.concatenate([v for _, v in rows]), np.concatenate([p for p, _ in rows])
    return csr_matrix((values, places, ends), shape=(len(rows), BUCKETS))


def rarity_of(texts: Sequence[str]) -> np.ndarray:
    """A bucket's rarity: the log of how few texts have it."""
    seen = np.bincount(grams_of(texts).indices, minlength=BUCKETS)
    return np.log((1 + len(texts)) / (1 + seen)).astype(np.float32) + 1


def limits(shares: np.ndarray, questions: Sequence[Question]) -> dict[str, float]:
    """From the tuned part: `doubt` lets at most OUT of the strangers be answered, `none` twice that be offered anything."""
    strangers = np.array([not one.topics for one in questions])
    doubt, none = (float(np.quantile(shares[strangers, -1], share)) for share in (OUT, 2 * OUT))
    best = shares[~strangers, :-1].max(1)
    sure = float(np.quantile(best, UNSURE))
    return {"doubt": round(doubt, 4), "none": round(min(none, 0.8), 4), "sure": round(sure, 4), "least": 0.05}


def main(untaught: Path) -> None:
    questions, chance = learned(), random.Random(5)
    topics = sorted({topic for one in questions for topic in one.topics})
    wanted = np.array([topics.index(one.topics[0]) if one.topics else len(topics) for one in questions])
    known = known_words([opened(one.text, *SPELLING) for one in questions])
    speller = Speller(known)
    spelt = [wordings(questions, speller, chance, share) for share in (0.0, 0.2, 0.0)]
    print(f"{len(questions)} questions, {len(topics)} topics, {len(known)} known words", flush=True)
    rarity = rarity_of(spelt[0])
    words = LogisticRegression(C=20, max_iter=200)
    words.fit(grams_of(spelt[0] + spelt[1], rarity), np.concatenate([wanted] * 2))
    print("words judged", flush=True)
    model = Model(untaught, LAYERS, FROZEN, len(topics) + 1, PIECES)
    goals = torch.tensor(wanted)
    tune(
        model, [kept(model, texts, PIECES) for texts in spelt],
        lambda logits, which: functional.cross_entropy(logits, goals[which], label_smoothing=0.1),
        EPOCHS, RATE, told=lambda line: print(line, flush=True),
    )  # fmt: skip
    folder = written(
        "search", {"model": model.graph()}, grams=words.coef_.T.astype(np.float16), bias=words.intercept_.astype(np.float32),
        rarity=rarity.astype(np.float16).astype(np.float32),
    )  # fmt: skip
    tuned = judged("tuned")
    texts = [f"{one.audience} {speller.mend(opened(one.text, *SPELLING))}" for one in tuned]
    by_words = np.asarray(grams_of(texts, rarity) @ words.coef_.T + words.intercept_)
    shares = softmax(log_softmax(by_words) + log_softmax(concluded(folder / "model.onnx", texts, PIECES)))
    told = {"topics": topics, "limits": limits(shares, tuned), "fingerprint": fingerprint(), "known": dict(known)}
    print(told["limits"])
    (folder / "told.json").write_text(json.dumps(told, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
