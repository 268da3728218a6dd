"""The figures of law in a sentence: what a fact carries and an article may state.

Aside stand section, part and year-group numbers, years of Acts, and the emergency numbers: they name something, they limit nothing.
"""

from __future__ import annotations

import re

WORDS = {
    word: str(value)
    for value, words in {
        "0.5": "half", 1: "one once", 2: "two twice second", 3: "three third", 4: "four fourth", 5: "five fifth",
        6: "six sixth", 7: "seven seventh", 8: "eight eighth", 9: "nine ninth", 10: "ten tenth", 11: "eleven eleventh",
        12: "twelve twelfth", 13: "thirteen", 14: "fourteen", 15: "fifteen fifteenth", 16: "sixteen sixteenth",
        17: "seventeen", 18: "eighteen", 19: "nineteen", 20: "twenty twentieth", 21: "twenty-one", 28: "twenty-eight",
        30: "thirty", 40: "forty", 45: "forty-five", 48: "forty-eight", 50: "fifty", 60: "sixty", 90: "ninety",
    }.items()
    for word in words.split()
}  # fmt: skip
_UNITS = (
    r"(?:-| )(?:a |full |whole |more |back-to-back )?(?:school |working |calendar |consecutive |clear |public )*"
    r"(?:days?|weeks?|months?|years?|hours?|minutes?|terms?|sessions?|lunchtimes?|governors?|people|persons?|members?|"
    r"reasons?|pounds?|times?|exclusions?|tests?)\b"
)
_SMALL = {word for word, value in WORDS.items() if float(value) <= 12}
_WORD = re.compile(r"\b(" + "|".join(sorted(WORDS, key=len, reverse=True)) + r")\b", re.IGNORECASE)
_FIGURE = re.compile(r"(?<![\w.])£?(\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)(?![\w])")
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_ASIDE = re.compile(
    r"^\s*\d+\.\s|\[[a-z-]+\.\d+\]|\]\([^)]*\)|https?://\S+"
    r"|\b(?:sections?|s|ss|parts?|regulations?|regs?|schedules?|sch|paragraphs?|paras?|articles?|years?|key stages?|steps?|rules?|"
    r"chapters?|code|annex)\.?\s+\d+[A-Z]*(?:\(\w+\))*(?:(?: and| or| to|-)\s*\d+[A-Z]*(?:\(\w+\))*)*"
    r"|\b(?:Act|Regulations|Code|Order|Rules|edition|ed\.|guidance)\s+\d{4}(?:/\d+)?"
    r"|\b\d{4} (?:edition|guidance|Act|Regulations|Code|Order|Rules|framework)\b|\b(?:999|101|111|116 123)\b",
    re.IGNORECASE | re.MULTILINE,
)
_DATE = re.compile(rf"\b(?:\d{{1,2}} (?:{_MONTHS})(?: \d{{4}})?|(?:{_MONTHS}) \d{{4}})\b|\b\d{{4}}/\d{{2,4}}\b")


def in_fact(text: str) -> frozenset[str]:
    """Every figure a fact carries, however it is written: `45`, `fifteen`, `half`, `26 July 2026`."""
    words = (WORDS[word.lower()] for word in _WORD.findall(text))
    return frozenset(_DATE.findall(text)) | frozenset(map(_plain, _FIGURE.findall(text))) | frozenset(words)


def in_article(text: str) -> frozenset[str]:
    """The figures an article states as law; a small number in words counts when a unit follows: `two years`, not `two things`."""
    dates = frozenset(_DATE.findall(text))
    text = _ASIDE.sub(" ", _DATE.sub(" ", text))
    figures = frozenset(map(_plain, _FIGURE.findall(text)))
    return dates | figures | frozenset(WORDS[word.lower()] for word in _counted(text))


def _counted(text: str) -> list[str]:
    return [
        found[1]
        for found in _WORD.finditer(text)
        if found[1].lower() not in _SMALL or re.match(_UNITS, text[found.end() :], re.IGNORECASE)
    ]


def _plain(figure: str) -> str:
    return figure.replace(",", "")
