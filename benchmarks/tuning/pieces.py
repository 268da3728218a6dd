"""Writes `advice_kb/weights/pieces.npz`, the table of word pieces that all tasks share:

python -m benchmarks.tuning.pieces FOLDER
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import numpy as np

from advice_kb.encoder import WEIGHTS
from benchmarks.tuning.model import tensors

KEPT = re.compile(r"\[(CLS|SEP|UNK)\]|(##)?[a-z0-9]+|[?!]")


def main(folder: Path) -> None:
    words = (folder / "vocab.txt").read_text("utf-8").split("\n")
    rows = [i for i, word in enumerate(words) if KEPT.fullmatch(word)]
    table = tensors(folder)["embeddings.word_embeddings.weight"][rows]
    scale = np.abs(table).max(1, keepdims=True) / 127 + 1e-12
    held = {"pieces": np.round(table / scale).astype(np.int8), "pieces.scale": scale[:, 0].astype(np.float32)}
    held["words"] = np.frombuffer("\n".join(words[i] for i in rows).encode(), np.uint8)
    np.savez(WEIGHTS / "pieces.npz", **held)  # type: ignore[arg-type]
    print(f"{len(rows)} pieces, {(WEIGHTS / 'pieces.npz').stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
