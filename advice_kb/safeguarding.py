"""The screen in front of everything that people write: does this text speak of harm?

Layers: disguises taken off (`screen_disguises`) and slang spelled out (`screen_words`), curated alarms and calms
(`screen_lexicon`), a small model tuned offline (`screen_learned`), and other languages by name (`screen_languages`).
Where the two errors trade, it errs towards asking. Its figures and limits stand in `docs/safeguarding.md`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from advice_kb.screen_words import LONGEST, sentences

if TYPE_CHECKING:  # what reads is loaded with the screen: most commands need none
    from advice_kb.screen_learned import Judgement

KINDS = (
    "self-harm", "suicide", "abuse-at-home", "sexual-harm", "exploitation", "weapon", "severe-bullying", "domestic-abuse",
    "neglect", "radicalisation", "running-away", "online-grooming",
)  # fmt: skip

OVERLAP, MOST_PIECES = 200, 4
"""Characters that two pieces of a very long text share; pieces looked at, the first and the last. What lies between is neither
searched nor stored: of a longer text no box keeps or searches more than the first thousand characters."""


@dataclass(frozen=True)
class Screening:
    """`measured` is False in a language whose recall was not measured; then help is always shown."""

    concern: bool
    urgent: bool
    kinds: tuple[str, ...]
    language: str = "en"
    measured: bool = True

    @property
    def always_help(self) -> bool:
        return not self.measured


NEARER = 1.0
"""Where harm sounds as if it were close, so much less of a logit is enough for a concern: passing that over costs most."""

NO_MESSAGE = Screening(concern=False, urgent=False, kinds=())
"""For words that nobody wrote to say anything, as those of a slip."""

UNREADABLE = Screening(concern=True, urgent=False, kinds=(), language="unknown", measured=False)
"""For a text over which the screen itself stumbled: it is treated as a concern, never as harmless."""


class Screen:
    """Everything loaded once; `look` is pure and may run in any thread."""

    def __init__(self) -> None:
        from advice_kb.screen_disguises import readings
        from advice_kb.screen_languages import Languages
        from advice_kb.screen_learned import Learned
        from advice_kb.screen_lexicon import load_lexicon

        self._languages, self._learned, self._lexicon = Languages(), Learned(), load_lexicon()
        self._readings = readings

    def look(self, text: str, audience: str = "pupil") -> Screening:
        """One look at a text of any length. Never raises: what cannot be looked at counts as a concern."""
        try:
            return self._look(str(text), audience)
        except Exception:
            return UNREADABLE

    def _look(self, text: str, audience: str) -> Screening:
        return gravest([self._piece(piece, audience) for piece in pieces(text)])

    def _piece(self, text: str, audience: str) -> Screening:
        """One piece as it was typed; where words are hidden in it, also as it may be meant. The language is that of the first."""
        typed, *meant = self._readings(text)
        seen = self._reading(typed, audience)
        again = (replace(self._reading(one, audience), language=seen.language, measured=seen.measured) for one in meant)
        return gravest([seen, *again])

    def _reading(self, text: str, audience: str) -> Screening:
        plain = self._learned.plain(text)
        language = self._languages.name(text, plain)
        foreign = self._languages.alarms(text)
        language = "unknown" if foreign and language == "en" else language
        seen = Screening(False, False, (), language, language == "en")
        alarms = (*self._lexicon.alarms(plain, map(self._learned.plain, sentences(text))), *foreign)
        raised = [replace(seen, concern=True, urgent=alarm.urgent, kinds=(alarm.kind,)) for alarm in alarms]
        silent = not plain or self._lexicon.only_says_who(plain)
        judged = [] if silent else self._learned.judge(plain, audience)
        return gravest([seen, *raised, *(self._judged(one, seen, bool(alarms)) for one in judged)])

    def _judged(self, judged: Judgement, seen: Screening, alarmed: bool) -> Screening:
        """What the model makes of one part. Where a curated alarm already told of harm, it may call it urgent or name more."""
        threshold = self._learned.thresholds
        near = judged.urgent >= threshold["urgent"]
        if not alarmed and judged.concern < threshold["concern"] - NEARER * near:
            return seen
        ranked = sorted(judged.kinds, key=lambda kind: -judged.kinds[kind])
        kinds = tuple(kind for kind in ranked if judged.kinds[kind] >= threshold["kind"])
        return replace(seen, concern=True, urgent=near, kinds=kinds if kinds or alarmed else (ranked[0],))


def gravest(seen: list[Screening]) -> Screening:
    """What several looks at one text say together: a concern in one is a concern; a strange language in one stays named."""
    language = next((one.language for one in seen if not one.measured), seen[0].language)
    kinds = dict.fromkeys(kind for one in seen for kind in one.kinds)
    return Screening(any(one.concern for one in seen), any(one.urgent for one in seen), tuple(kinds), language,
                     all(one.measured for one in seen))  # fmt: skip


def pieces(text: str) -> list[str]:
    """A text that is too long for one look, in pieces that overlap, so that no word is passed over between two of them."""
    if len(text) <= LONGEST:
        return [text]
    cut = [text[at : at + LONGEST] for at in range(0, len(text) - OVERLAP, LONGEST - OVERLAP)]
    return cut if len(cut) <= MOST_PIECES else [*cut[: MOST_PIECES // 2], *cut[-MOST_PIECES // 2 :]]


def reads_all(text: str) -> bool:
    """Whether the pieces that are looked at leave nothing out: of a longer text nobody can say that there is no harm in it."""
    return len(text) <= MOST_PIECES * (LONGEST - OVERLAP) + OVERLAP


def load_screen() -> Screen:
    return Screen()
