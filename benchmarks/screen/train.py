"""Trains what the screen judges by and writes `advice_kb/weights/screen`:

    python -m benchmarks.screen.train FOLDER        # FOLDER: see benchmarks/tuning/model.py; needs torch
    python -m benchmarks.screen.train FOLDER 45     # the sentence model that ships is taught on, for so many minutes

One line in ten is held back, wordings never parted; thresholds come from those. The threshold of concern is the highest
that finds RECALL of the held-back concerns together with the curated alarms; so is that of urgency among urgent ones.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from advice_kb.safeguarding import KINDS
from advice_kb.screen_learned import PIECES, voiced
from benchmarks.screen.corpus import Example, examples, fingerprint, held_back, questions
from benchmarks.screen.learning import LEXICON, READER, answers, fit_meaning, plain, teachable
from benchmarks.screen.onwards import carried_on
from benchmarks.tuning.loop import concluded, written

RECALL, URGENT = 0.91, 0.93


def thresholds(known: Sequence[Example], logits: np.ndarray) -> dict[str, float]:
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


def told_of(known: Sequence[Example], folder: Path) -> np.ndarray:
    """The logits, of a text read in parts the greatest."""
    parts = [[voiced(part, one.audience) for part in READER.parts(plain(one.text))] for one in known]
    whose = np.repeat(np.arange(len(parts)), [len(some) for some in parts])
    flat = [part for some in parts for part in some]
    logits = concluded(folder / "model.onnx", flat, PIECES)
    greatest = np.full((len(known), logits.shape[1]), -np.inf)
    np.maximum.at(greatest, whose, logits)
    return greatest


def main(untaught: Path, minutes: float = 0) -> None:
    known = [*examples(), *questions()]
    taught, back = teachable([one for one in known if not held_back(one)]), [one for one in known if held_back(one)]
    print(f"{len(taught)} taught, {len(back)} held back", flush=True)
    with TemporaryDirectory() as kept:
        model = carried_on(untaught, taught, minutes, Path(kept)) if minutes else fit_meaning(untaught, taught)
    folder = written("screen", {"model": model.graph()})
    logits = told_of(back, folder)
    found = thresholds(back, logits)
    for source in ("hard-negatives", "ordinary", "question"):
        some = np.array([one.source == source for one in back])
        print(source, some.sum(), "alarms", round(float((logits[some, 0] >= found["concern"]).mean()), 4))
    told = {"kinds": KINDS, "thresholds": found, "fingerprint": fingerprint()}
    (folder / "told.json").write_text(json.dumps(told, sort_keys=True, indent=1) + "\n", "utf-8")
    print(found)


if __name__ == "__main__":
    main(Path(sys.argv[1]), *map(float, sys.argv[2:]))
