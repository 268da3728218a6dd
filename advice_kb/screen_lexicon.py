"""The curated part: concepts, alarms that are never left to the classifier, calms that silence an alarm, and who is writing."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from ruamel.yaml import YAML

from advice_kb.screen_words import HERE

LEXICON = HERE / "screen" / "lexicon.yaml"
REACH = 80
"""Letters before and after an alarm within which a calm silences it: a long text without full stops speaks of many things."""


@dataclass(frozen=True)
class Alarm:
    """Which kind a pattern told of, and whether harm may be close."""

    kind: str
    urgent: bool


def _words(entries: list[str]) -> str:
    ordered = sorted((str(entry) for entry in entries), key=len, reverse=True)
    return "(?:" + "|".join(re.escape(entry).replace(r"\ ", " ").replace(r"\*", r"\w*") for entry in ordered) + ")"


class Lexicon:
    """Reads `lexicon.yaml`. Raises `KeyError` when a pattern names a concept that is not there."""

    def __init__(self, path: Path = LEXICON) -> None:
        table = YAML(typ="safe", pure=True).load(path.read_text("utf-8"))
        self.concepts = {name: _words(entries) for name, entries in table["concepts"].items()}
        self._alarms = [
            (Alarm(kind, urgency == "urgent"), self._pattern(line))
            for kind, ways in table["alarms"].items()
            for urgency, lines in ways.items()
            for line in lines
        ]
        self._calms = [self._pattern(line) for line in table["calms"]]
        self._sure = [self._pattern(line) for line in table["sure"]]
        self._who = [self._pattern(line) for line in table["who"]]

    def _pattern(self, line: str) -> re.Pattern[str]:
        """For words that each follow a space, the first too: a space is found five times as fast as a word's edge."""
        filled = re.sub(r"\{([a-z]+)\}", lambda found: self.concepts[found[1]], line)
        return re.compile(f" (?:{filled.replace('^(', '(?<=^ )(')})")

    def alarms(self, plain: str, sentences: Iterable[str] = ()) -> tuple[Alarm, ...]:
        """Every alarm in an opened text that no calm near it silences.

        Opened words have no full stops. `sentences` are those of the text as it was typed, opened one by one; they are looked at
        only where all alarms were silenced: what is said in another sentence calms nothing.
        """
        found, silenced = self._heard(plain)
        if not found and silenced:
            found = dict.fromkeys(alarm for one in sentences for alarm in self._heard(one)[0])
        return tuple(found)

    def _heard(self, plain: str) -> tuple[dict[Alarm, None], bool]:
        """The alarms that stand, and whether any was silenced."""
        stands: dict[Alarm, None] = {}
        silenced = False
        for words in re.split(r" ?[?!] ?| but ", plain):
            sentence = f" {words}"
            raised = [(alarm, found) for alarm, way in self._alarms for found in way.finditer(sentence)]
            sure = bool(raised) and any(way.search(sentence) for way in self._sure)
            for alarm, found in raised:
                if sure or not self._calmed(sentence, found):
                    stands[alarm] = None
                else:
                    silenced = True
        return stands, silenced

    def _calmed(self, sentence: str, found: re.Match[str]) -> bool:
        start, end = max(0, found.start() - REACH), found.end() + REACH
        return any(calm.search(sentence, start, end) for calm in self._calms)

    def only_says_who(self, plain: str) -> bool:
        """The whole text says who is writing and nothing else: an answer to our own question, too short for a judge."""
        return any(pattern.fullmatch(f" {plain}") for pattern in self._who)


@lru_cache(1)
def load_lexicon() -> Lexicon:
    return Lexicon()
