"""Trains the classifier and writes its weights. The same examples give the same weights.

    nice python -m benchmarks.screen.train

Thresholds come from messages held back: five folds, a line's wordings never parted. The threshold of concern is the highest
that finds RECALL of the held-back concerns together with the curated alarms; so is that of urgency among urgent ones.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from sklearn.model_selection import GroupKFold

from advice_kb.safeguarding import KINDS
from advice_kb.screen_learned import WEIGHTS
from benchmarks.screen.corpus import Example, examples, fingerprint
from benchmarks.screen.learning import LEXICON, TARGETS, Fitted, answers, fit, plain

FOLDS, RECALL, URGENT = 5, 0.965, 0.95


def held_back(known: list[Example], targets: tuple[str, ...] = TARGETS) -> np.ndarray:
    """Each example's logits from a judge that has not seen its line."""
    logits = np.zeros((len(known), len(TARGETS)))
    parting = GroupKFold(FOLDS, shuffle=True, random_state=3)
    for taught, kept in parting.split(known, groups=[one.group for one in known]):
        judge = fit([known[i] for i in taught], targets)
        logits[kept] = judge.logits([plain(known[i].text) for i in kept])
    return logits


def thresholds(known: list[Example], logits: np.ndarray) -> dict[str, float]:
    """Highest thresholds that hold the recalls on held-back examples."""
    wanted, alarms = answers(known), [LEXICON.alarms(plain(one.text)) for one in known]
    raised = np.array([bool(found) for found in alarms])
    pressing = np.array([any(alarm.urgent for alarm in found) for found in alarms])
    concern = np.where(raised, np.inf, logits[:, 0])[wanted[:, 0] == 1]
    urgent = np.where(pressing, np.inf, logits[:, 1])[wanted[:, 1] == 1]
    return {
        "concern": round(float(np.quantile(concern, 1 - RECALL, method="lower")), 3),
        "urgent": round(float(np.quantile(urgent, 1 - URGENT, method="lower")), 3),
        "kind": 0.0,
    }


def write(path: Path, judge: Fitted, found: dict[str, float]) -> None:
    """Weights in half precision; what they were learned from is told by its fingerprint."""
    told = {"kinds": KINDS, "thresholds": found, "fingerprint": fingerprint(), "near_bias": judge.near_bias}
    np.savez_compressed(
        path, weights=judge.weights.astype(np.float16), bias=judge.bias, centre=judge.centre, near=judge.near.astype(np.float16),
        say=judge.say, told=np.frombuffer(json.dumps(told, sort_keys=True).encode(), np.uint8),
    )  # fmt: skip


def main() -> None:
    known = examples()
    found = thresholds(known, held_back(known, ("concern", "urgent")))
    write(WEIGHTS, fit(known), found)
    print(f"{len(known)} examples, thresholds {found}, {WEIGHTS.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
