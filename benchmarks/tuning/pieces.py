"""Writes `advice_kb/weights/pieces.npz`, the table of word pieces that all tasks share:

python -m benchmarks.tuning.pieces FOLDER
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import numpy as np

from advice_kb.encoder import WEIGHTS
from benchmarks.tuning.model import as_bytes, tensors

KEPT = re.compile(r"\[(CLS|SEP|UNK)\]|(##)?[a-z0-9]+|[?!]")


def main(folder: Path) -> None:
    words = (folder / "vocab.txt").read_text("utf-8").split("\n")
    rows = [i for i, word in enumerate(words) if KEPT.fullmatch(word)]
    held = as_bytes("pieces", tensors(folder)["embeddings.word_embeddings.weight"][rows])
    held["words"] = np.frombuffer("\n".join(words[i] for i in rows).encode(), np.uint8)
    np.savez(WEIGHTS / "pieces.npz", **held)  # type: ignore[arg-type]
    print(f"{len(rows)} pieces, {(WEIGHTS / 'pieces.npz').stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
