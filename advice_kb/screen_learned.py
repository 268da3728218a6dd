"""What the classifier learned offline, weighed without any training library. Made by `benchmarks/screen/train.py`."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

from ruamel.yaml import YAML

from advice_kb.encoder import WEIGHTS, Encoder, load_pieces, told
from advice_kb.screen_words import HERE, opened

SPELLING = HERE / "screen" / "spelling.yaml"
PIECES = 80
"""Pieces of words that the sentence model reads at once."""

SHARED, MOST = 16, 16
"""Words that two parts of a longer text have in common, so that nothing is only read cut in two. Parts read, the first and the
last: more than enough for 4,000 letters of words; what is made of letters at random would else keep the screen busy.
"""

VOICES = {"pupil": "pupil", "parent": "parent", "head": "head", "governor": "head", "staff": "head", "partner": "head"}
"""Audience -> the voice whose word the model reads first; nothing is read for others."""


@dataclass(frozen=True)
class Judgement:
    """Logits: that somebody speaks of harm, that it is close, and of which kind."""

    concern: float
    urgent: float
    kinds: Mapping[str, float]


def read_spelling(path: Path = SPELLING) -> tuple[dict[str, str], dict[str, str]]:
    """Spellings and emoji -> plain words."""
    table = YAML(typ="safe").load(path.read_text("utf-8"))
    return {str(written): meant for written, meant in table["respelt"].items()}, table["emoji"]


class Learned:
    """A small sentence model, tuned to harm."""

    def __init__(self, folder: Path = WEIGHTS / "screen") -> None:
        self.respelt, self.emoji = read_spelling()
        self._model = Encoder(folder / "model.onnx", PIECES)
        self._size = load_pieces().size
        about = told(folder)
        self.kinds: list[str] = about["kinds"]
        self.thresholds: dict[str, float] = about["thresholds"]
        self.fingerprint: str = about["fingerprint"]

    def plain(self, text: str) -> str:
        return opened(text, self.respelt, self.emoji)

    def judge(self, plain: str, audience: str) -> list[Judgement]:
        """What an opened text says: of a long one, what each of its parts does."""
        return [self._judge(voiced(part, audience)) for part in self.parts(plain)]

    def parts(self, plain: str) -> list[str]:
        """The whole of a text that can be read at once; of a longer one parts that overlap, each once, so that all of it is read.

        Letters that the model cannot read are left out of these: they would be read as noise.
        """
        words = plain.split()
        if sum(map(self._size, words)) < PIECES:  # one piece is left for whose voice it is
            return [plain]
        words = [word for word in words if word.isascii()]
        so_far, at, end, found = [0, *accumulate(map(self._size, words))], 0, 0, list[str]()
        while end < len(words):
            end = bisect_left(so_far, so_far[at] + PIECES) - 1
            found.append(" ".join(words[at:end]))
            at = max(at + (end - at + 1) // 2, end - SHARED)
        parts = list(dict.fromkeys(found)) or [plain]
        return parts if len(parts) <= MOST else parts[: MOST // 2] + parts[-MOST // 2 :]

    def _judge(self, read: str) -> Judgement:
        logits = self._model.conclude(read)
        return Judgement(float(logits[0]), float(logits[1]), dict(zip(self.kinds, map(float, logits[2:]), strict=True)))


def voiced(plain: str, audience: str) -> str:
    """A text as the sentence model reads it: whose voice it is, then the words."""
    return f"{VOICES[audience]} {plain}" if audience in VOICES else plain
