"""The screen in front of everything that people write: does this text speak of harm?

Layers: disguises taken off and slang spelled out (`screen_words`), curated alarms and calms (`screen_lexicon`), two small
judges trained offline (`screen_learned`), and other languages by name (`screen_languages`). Where the two errors
trade, it errs towards asking. Its figures and limits stand in `docs/safeguarding.md`.
"""

from __future__ import annotations

from dataclasses import dataclass

KINDS = (
    "self-harm", "suicide", "abuse-at-home", "sexual-harm", "exploitation", "weapon", "severe-bullying", "domestic-abuse",
    "neglect", "radicalisation", "running-away", "online-grooming",
)  # fmt: skip

LONG, WINDOW, MOST_WINDOWS = 44, 30, 16
"""Words above which a text is also judged in parts; words in a part at the most; parts at the most."""


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


UNREADABLE = Screening(concern=True, urgent=False, kinds=(), language="unknown", measured=False)
"""For a text over which the screen itself stumbled: it is treated as a concern, never as harmless."""


class Screen:
    """Everything loaded once; `look` is pure and may run in any thread."""

    def __init__(self) -> None:
        from advice_kb.screen_languages import Languages
        from advice_kb.screen_learned import Learned
        from advice_kb.screen_lexicon import load_lexicon

        self._languages, self._learned, self._lexicon = Languages(), Learned(), load_lexicon()

    def look(self, text: str, audience: str = "pupil") -> Screening:
        """One look at a text of any length. Never raises: what cannot be looked at counts as a concern."""
        try:
            return self._look(str(text), audience)
        except Exception:
            return UNREADABLE

    def _look(self, text: str, audience: str) -> Screening:
        language = self._languages.name(text)
        plain = self._learned.plain(text)
        foreign = self._languages.alarms(text)
        language = "unknown" if foreign and language == "en" else language
        alarms = (*self._lexicon.alarms(plain), *foreign)
        threshold = self._learned.thresholds
        judged = self._learned.judge(parts(plain), audience) if plain else None
        likely = judged is not None and judged.concern >= threshold["concern"]
        if not alarms and not likely:
            return Screening(False, False, (), language, language == "en")
        urgent = any(alarm.urgent for alarm in alarms)
        kinds = dict.fromkeys(alarm.kind for alarm in alarms)
        if judged is not None:
            urgent = urgent or judged.urgent >= threshold["urgent"]
            ranked = sorted(judged.kinds, key=lambda kind: -judged.kinds[kind])
            kinds |= dict.fromkeys(kind for kind in ranked if judged.kinds[kind] >= threshold["kind"])
            kinds = kinds or {ranked[0]: None}
        return Screening(True, urgent, tuple(kinds), language, language == "en")


def parts(plain: str) -> list[str]:
    """The whole of a short text; of a long one also its sentences, cut or joined to about `WINDOW` words."""
    words = plain.split()
    if len(words) <= LONG:
        return [plain]
    step = max(WINDOW // 2, len(words) // MOST_WINDOWS)
    windows = [" ".join(words[i : i + max(WINDOW, step)]) for i in range(0, len(words), step)]
    return [plain, *windows[: MOST_WINDOWS + 1]]


def load_screen() -> Screen:
    return Screen()
