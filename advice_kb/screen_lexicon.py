"""The curated part: concepts, alarms that are never left to the classifier, calms that silence an alarm, and who is writing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from ruamel.yaml import YAML

from advice_kb.screen_words import HERE

LEXICON = HERE / "screen" / "lexicon.yaml"


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
        marks = (f"(?P<{name}>{words})" for name, words in self.concepts.items() if name in MARKED)
        self._marks = re.compile(rf"\b(?:{'|'.join(marks)})\b")

    def _pattern(self, line: str) -> re.Pattern[str]:
        filled = re.sub(r"\{([a-z]+)\}", lambda found: self.concepts[found[1]], line)
        return re.compile(rf"(?<![a-z0-9])(?:{filled})")  # found twice as fast as a word's edge

    def alarms(self, plain: str) -> tuple[Alarm, ...]:
        """Every alarm that no calm in its sentence silences."""
        found: dict[Alarm, None] = {}
        for sentence in re.split(r" ?[?!] ?| but ", plain):
            raised = [alarm for alarm, pattern in self._alarms if pattern.search(sentence)]
            if raised and (self._never_silenced(sentence) or not any(calm.search(sentence) for calm in self._calms)):
                found |= dict.fromkeys(raised)
        return tuple(found)

    def _never_silenced(self, sentence: str) -> bool:
        return any(pattern.search(sentence) for pattern in self._sure)

    def only_says_who(self, plain: str) -> bool:
        """The whole text says who is writing and nothing else: an answer to our own question, too short for a judge."""
        return any(pattern.fullmatch(plain) for pattern in self._who)

    def marked(self, plain: str) -> list[str]:
        """The text as a row of concepts and the small words that tie them: what stays when only the meaning matters."""
        return _tied(self._marks.sub(lambda found: f"@{found.lastgroup}", plain))


MARKED = (
    "selfharm", "leaving", "notbeing", "dying", "family", "partner", "friend", "child", "authority", "hurts", "touches", "weapon",
    "stabs", "fear", "threat", "drugs", "gifts", "images", "online", "secrecy", "hunger", "squalor", "alone", "drunk", "wounds",
    "extreme", "bullies", "soon", "repeated", "ends", "lesson", "game", "joking", "wellness", "stranger", "selfwords", "meet",
)  # fmt: skip
"""In order: where two concepts share a word, the earlier has it."""

_TIES = frozenset(
    """i me my we us he she him her his they them their it you not no never dont doesnt didnt nobody none wont cant isnt wasnt
    nothing want wants wish will would going make makes made has have had is are was for with in on at from to if because how
    what when can does should must do home bed room night school bag say says said told asks""".split()  # noqa: SIM905
)


_DENIALS = frozenset(
    """not no never nobody none nothing dont doesnt didnt isnt wasnt arent wont wouldnt hasnt havent cant
    without""".split()  # noqa: SIM905
)
_REACH = 4
"""Words after a denial that it still speaks of."""


def _tied(text: str) -> list[str]:
    found, left = [], 0
    for word in text.split():
        left = _REACH if word in _DENIALS else left - 1
        if word[0] == "@":
            found.append(f"@no-{word[1:]}" if left > 0 else word)
        elif word in _TIES:
            found.append(word)
    return found


@lru_cache(1)
def load_lexicon() -> Lexicon:
    return Lexicon()
