"""What a text means, as numbers: a small sentence model, tuned to one task, run by onnxruntime.

The model is all-MiniLM-L6-v2 (Apache-2.0); `benchmarks/tuning` tunes it to one task and writes it as a graph of small
integers. All tasks read words by the same table (`weights/pieces`). Tables of numbers are mapped, not read: what is never
looked up takes no memory. A graph is given by its path, because of bytes onnxruntime keeps a copy for as long as it runs.
"""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray

Numbers = NDArray[np.float32]
WEIGHTS = Path(__file__).parent / "weights"
LONGEST_WORD = 40
"""Letters of a word that are read; nobody writes a longer one."""


def mapped(folder: Path, name: str) -> NDArray[Any]:
    """The numbers of one file, read from it as they are needed."""
    return np.asarray(np.load(folder / f"{name}.npy", mmap_mode="r"))


def told(folder: Path) -> dict[str, Any]:
    """What those who made a task's weights tell about them: names, limits, and of what they were made."""
    found: dict[str, Any] = json.loads((folder / "told.json").read_text("utf-8"))
    return found


class Pieces:
    """The table of word pieces: which there are, and the numbers of each, a byte a number."""

    def __init__(self, folder: Path = WEIGHTS / "pieces") -> None:
        self.words = (folder / "words.txt").read_text("utf-8").split("\n")
        self._rows = {word: row for row, word in enumerate(self.words)}
        self._table: NDArray[np.int8] = mapped(folder, "table")
        self._scale: Numbers = mapped(folder, "scale")

    def rows(self, plain: str, most: int) -> list[int]:
        """Row numbers of the longest known pieces of each word, between the marks of beginning and end.

        Of a text of more than `most` pieces the first and the last half of that.
        """
        found: list[int] = []
        for word in plain.split():
            found += self._of(word)
        if len(found) > most:
            found = found[: most // 2] + found[-(most - most // 2) :]
        return [self._rows["[CLS]"], *found, self._rows["[SEP]"]]

    def size(self, word: str) -> int:
        """How many pieces a word is."""
        return len(self._of(word))

    def numbers(self, rows: list[int]) -> Numbers:
        return np.asarray(self._table[rows] * self._scale[rows, None], np.float32)

    def _of(self, word: str) -> list[int]:
        found: list[int] = []
        at, word = 0, word[:LONGEST_WORD]
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
    """One task's model: from an opened text to the task's logits. The file is made by `benchmarks/tuning/graph.py`.

    One thread a look: looks of several people run side by side, and a short text gains nothing from more.
    """

    def __init__(self, graph: Path, most: int) -> None:
        self._pieces, self._most = load_pieces(), most
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])

    def conclude(self, plain: str) -> Numbers:
        """The task's logits for an opened text."""
        numbers = self._pieces.numbers(self._pieces.rows(plain, self._most))
        (logits,) = self._session.run(["logits"], {"numbers": numbers})
        return np.asarray(logits[0], np.float32)
