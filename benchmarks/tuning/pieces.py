"""Writes `advice_kb/weights/pieces`, the table of word pieces that all tasks share:

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
    np.save(WEIGHTS / "pieces" / "table.npy", np.round(table / scale).astype(np.int8))
    np.save(WEIGHTS / "pieces" / "scale.npy", scale[:, 0].astype(np.float32))
    (WEIGHTS / "pieces" / "words.txt").write_text("\n".join(words[i] for i in rows), "utf-8")
    print(f"{len(rows)} pieces, {table.size / 1e6:.1f} MB")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
