"""The questions, written for this search: `questions/<topic>.txt` and `out-of-scope*.txt` to learn from, two sets to judge by.

A question's heading says who asks. `tuned.jsonl` chose the limits; `frozen.jsonl` was written apart, from topic ids and an
audience alone, and is never tuned on.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
NONE = ""


@dataclass(frozen=True)
class Question:
    """`topics`: those a fair judge would accept, best first; none when the line should say nothing."""

    text: str
    audience: str
    topics: tuple[str, ...]
    style: str = ""


def _lines(path: Path, topic: str) -> Iterator[Question]:
    audience = "parent"
    for line in path.read_text("utf-8").splitlines():
        if line.startswith("#"):
            audience = line.strip("# ").split()[0] if topic else audience
        elif line.strip():
            yield Question(line.strip(), audience, (topic,) if topic else ())


def learned() -> list[Question]:
    """Everything the weights are made from."""
    found = [q for path in sorted(HERE.glob("questions*/*.txt")) for q in _lines(path, path.stem)]
    return found + [q for path in sorted(HERE.glob("out-of-scope*.txt")) for q in _lines(path, NONE)]


def judged(part: str) -> list[Question]:
    """`tuned`, or `frozen` to `frozen-3`."""
    rows = [json.loads(line) for line in (HERE / f"{part}.jsonl").read_text("utf-8").splitlines() if line.strip()]
    return [Question(row["text"], row["audience"], tuple(row["topics"]), row.get("style", "")) for row in rows]


def fingerprint() -> str:
    """Of everything the weights were made from: questions, and how text is read."""
    kb = HERE.parents[1] / "advice_kb"
    made_from = [
        *sorted(HERE.glob("questions*/*.txt")), *sorted(HERE.glob("out-of-scope*.txt")), HERE / "tuned.jsonl",
        kb / "screen" / "spelling.yaml", kb / "screen_words.py", kb / "search_words.py", kb / "encoder.py",
    ]  # fmt: skip
    total = hashlib.sha256()
    for path in made_from:
        total.update(path.name.encode() + b"\0" + path.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return total.hexdigest()
