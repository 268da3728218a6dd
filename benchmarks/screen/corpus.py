"""The examples, written for this screen: plain text files, a line a message, under headings `# voice` or `# voice urgent`.

`[a|b]` stands for either wording. A line is a group: its wordings are never parted between training and testing.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import random
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from advice_kb.safeguarding import KINDS
from advice_kb.screen_learned import read_spelling
from advice_kb.screen_lexicon import load_lexicon
from advice_kb.screen_words import opened
from benchmarks.search.corpus import learned

HERE = Path(__file__).parent
SEARCH = HERE.parent / "search"
EXAMPLES = HERE / "examples"
VOICES = {"child": "pupil", "parent": "parent", "professional": "head"}
MOST_WORDINGS = {"ordinary": 12, "hard-negatives": 4}
ASKERS = {"pupil": "child", "parent": "parent", "head": "professional", "governor": "professional"}
"""Audience of a question to the advice line -> voice."""
_EITHER = re.compile(r"\[([^\]]*)\]")


@dataclass(frozen=True)
class Example:
    id: str
    text: str
    voice: str
    concern: bool
    urgent: bool
    kinds: tuple[str, ...]
    group: str
    source: str

    @property
    def audience(self) -> str:
        return VOICES.get(self.voice, "pupil")


def wordings(line: str, most: int, chance: random.Random) -> list[str]:
    """Up to `most` of a line's wordings, drawn the same way every time."""
    parts = _EITHER.split(line)
    choices = [[part] if i % 2 == 0 else part.split("|") for i, part in enumerate(parts)]
    total = 1
    for choice in choices:
        total *= len(choice)
    if total <= 400:
        every = ["".join(pick) for pick in itertools.product(*choices)]
        chance.shuffle(every)
        return [re.sub(r"\s+", " ", one).strip() for one in every[:most]]
    return ["".join(chance.choice(choice) for choice in choices).strip() for _ in range(most)]


def read(path: Path) -> Iterator[Example]:
    """One file. Kind files carry the kind in their name; `x+y` in a heading adds kinds to a line's own."""
    kind = path.stem
    voice, urgent = "child", False
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if line.startswith("#"):
            words = line.lstrip("# ").split()
            voice, urgent = words[0], "urgent" in words
            continue
        if not line.strip():
            continue
        stem = re.sub(r"-\d+$", "", kind)
        concern = stem in KINDS
        most = MOST_WORDINGS.get(stem, 3)
        for nth, text in enumerate(wordings(line, most, random.Random(f"{kind}{number}"))):
            yield Example(
                f"{kind}-{number}-{nth}", text, voice, concern, urgent, (stem,) if concern else (),
                f"{kind}-{number}", stem if not concern else "positive",
            )  # fmt: skip


def examples() -> list[Example]:
    return [one for path in sorted(EXAMPLES.glob("*.txt")) for one in read(path)]


NEAR_HARM = (
    "mental-health-support", "bullying-complaint", "children-with-a-social-worker", "early-help", "restorative-approaches",
    "looked-after-children", "talk-to-a-person", "pupil-views",
)  # fmt: skip
"""Topics whose questions may speak of harm themselves, so they are not taught as harmless."""


def questions() -> list[Example]:
    """The advice line's own questions: what people mostly ask raises no alarm."""
    asked = [one for one in learned() if not set(one.topics) & set(NEAR_HARM)]
    lexicon, spelling = load_lexicon(), read_spelling()
    return [
        Example(f"question-{i}", one.text, ASKERS[one.audience], False, False, (), f"question-{i}", "question")
        for i, one in enumerate(asked)
        if not lexicon.alarms(opened(one.text, *spelling))
    ]


def frozen_questions() -> list[Example]:
    """The questions of the search's three frozen parts that belong to no topic near harm: nobody taught them to anything."""
    rows = [
        json.loads(line)
        for part in ("frozen", "frozen-2", "frozen-3")
        for line in (SEARCH / f"{part}.jsonl").read_text("utf-8").splitlines()
    ]
    return [
        Example(f"search-{i}", row["text"], ASKERS[row["audience"]], False, False, (), f"search-{i}", "question")
        for i, row in enumerate(rows)
        if not set(row["topics"]) & set(NEAR_HARM)
    ]


def held_back(one: Example) -> bool:
    """One line in ten, its wordings together, is never taught: thresholds come from these."""
    return zlib.crc32(one.group.encode()) % 10 == 0


def frozen(part: str = "frozen") -> list[Example]:
    """A part written apart, never trained or tuned on: `frozen`, or `frozen-2` to `frozen-15`."""
    rows = [json.loads(line) for line in (HERE / f"{part}.jsonl").read_text("utf-8").splitlines() if line.strip()]
    return [
        Example(
            str(row["id"]), row["text"], row.get("voice", "child"), row["concern"], row["urgent"],
            tuple(row.get("kinds", ())), str(row["id"]),
            "positive" if row["concern"] else row.get("source", "ordinary" if "ordinary" in str(row["id"]) else "hard-negatives"),
        )
        for row in rows
    ]  # fmt: skip


def fingerprint() -> str:
    """Of everything the weights were made from: examples, spelling, and how text is read."""
    screen = HERE.parents[1] / "advice_kb"
    made_from = [
        *sorted(EXAMPLES.glob("*.txt")),
        screen / "screen" / "spelling.yaml",
        screen / "screen" / "lexicon.yaml",
        screen / "screen_words.py",
        screen / "encoder.py",
        screen / "screen_lexicon.py",
    ]
    total = hashlib.sha256()
    for path in made_from:
        total.update(path.name.encode() + b"\0" + path.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return total.hexdigest()
