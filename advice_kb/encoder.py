"""What a text means, as numbers: a small sentence model, tuned to one task, run by onnxruntime.

The model is all-MiniLM-L6-v2 (Apache-2.0); `benchmarks/tuning` tunes it to one task and writes it as a graph of small
integers. All tasks read words by the same table (`weights/pieces.npz`), which is held in memory once.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray

Numbers = NDArray[np.float32]
WEIGHTS = Path(__file__).parent / "weights"


class Pieces:
    """The table of word pieces: which there are, and the numbers of each, a byte a number."""

    def __init__(self, path: Path = WEIGHTS / "pieces.npz") -> None:
        with np.load(path) as held:
            words = held["words"].tobytes().decode().split("\n")
            self._table: NDArray[np.int8] = held["pieces"]
            self._scale: Numbers = held["pieces.scale"]
        self._rows = {word: row for row, word in enumerate(words)}

    def rows(self, plain: str, most: int) -> list[int]:
        """Row numbers of the longest known pieces of each word, between the marks of beginning and end.

        Of a text of more than `most` pieces the first and the last half of that.
        """
        found: list[int] = []
        for word in plain.split():
            found += self._of(word[:40])
        if len(found) > most:
            found = found[: most // 2] + found[-(most - most // 2) :]
        return [self._rows["[CLS]"], *found, self._rows["[SEP]"]]

    def numbers(self, rows: list[int]) -> Numbers:
        return np.asarray(self._table[rows] * self._scale[rows, None], np.float32)

    def _of(self, word: str) -> list[int]:
        found: list[int] = []
        at = 0
        while at < len(word):
            for end in range(len(word), at, -1):
                row = self._rows.get(("##" if at else "") + word[at:end])
                if row is not None:
                    found.append(row)
                    at = end
                    break
            else:
                return [self._rows["[UNK]"]]
        return found


@lru_cache(1)
def load_pieces() -> Pieces:
    return Pieces()


class Encoder:
    """One task's model: from an opened text to the task's logits. `graph` is made by `benchmarks/tuning/graph.py`.

    One thread a look: looks of several people run side by side, and a short text gains nothing from more.
    """

    def __init__(self, graph: bytes, most: int) -> None:
        self._pieces, self._most = load_pieces(), most
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])

    def conclude(self, plain: str) -> Numbers:
        """The task's logits for an opened text."""
        numbers = self._pieces.numbers(self._pieces.rows(plain, self._most))
        (logits,) = self._session.run(["logits"], {"numbers": numbers})
        return np.asarray(logits[0], np.float32)
