"""Trains what the screen judges by and writes `advice_kb/weights/screen`:

    python -m benchmarks.screen.train FOLDER        # FOLDER: see benchmarks/tuning/model.py; needs torch
    python -m benchmarks.screen.train FOLDER 45     # the two sentence models that ship are taught on, for so many minutes

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
from benchmarks.screen.learning import LEXICON, answers, fit_meaning, plain
from benchmarks.screen.onwards import SEEDS, carried_on
from benchmarks.tuning.loop import concluded, written

RECALL, URGENT = 0.905, 0.93
UNSURE = 2.5
"""So near to the threshold a logit of the first model has the second asked."""


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


def main(untaught: Path, minutes: float = 0) -> None:
    known = [*examples(), *questions()]
    taught, back = [one for one in known if not held_back(one)], [one for one in known if held_back(one)]
    print(f"{len(taught)} taught, {len(back)} held back", flush=True)
    with TemporaryDirectory() as kept:
        if minutes:
            models = carried_on(untaught, taught, minutes, Path(kept))
        else:
            models = {name: fit_meaning(untaught, taught, seed) for name, seed in SEEDS.items()}
    folder = written("screen", {name: model.graph() for name, model in models.items()})
    texts = [voiced(plain(one.text), one.audience) for one in back]
    logits = np.mean([concluded(folder / f"{name}.onnx", texts, PIECES) for name in models], 0)
    found = thresholds(back, logits)
    for source in ("hard-negatives", "ordinary", "question"):
        some = np.array([one.source == source for one in back])
        print(source, some.sum(), "alarms", round(float((logits[some, 0] >= found["concern"]).mean()), 4))
    told = {"kinds": KINDS, "thresholds": found, "fingerprint": fingerprint(), "unsure": UNSURE}
    (folder / "told.json").write_text(json.dumps(told, sort_keys=True, indent=1) + "\n", "utf-8")
    print(found)


if __name__ == "__main__":
    main(Path(sys.argv[1]), *map(float, sys.argv[2:]))
