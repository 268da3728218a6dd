"""What a wave said, counted: responses -> one tidy frame -> `CountTable`s, raw, and for nobody's eyes before `disclosure.protect`.

The one file that loads pandas; a service that makes no summary never imports it, nor pays its memory (`bot.reports`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

import pandas as pd

from analytics.tables import CountTable, Line
from surveys.model import Question, Survey, say

Frame = pd.DataFrame
"""What `said` makes."""

HELPED = {"alone": "Alone", "reads-to-me": "Someone read the questions out", "can-see": "Someone could see",
          "answers-for-me": "Entered by someone else"}  # fmt: skip
"""Who was there, in the words of the summary."""


class SentResponse(Protocol):
    """A response as storage tells it: what was said, under a coarse label."""

    @property
    def label(self) -> str: ...
    @property
    def answers(self) -> Mapping[str, Any]: ...


def said(responses: Sequence[SentResponse]) -> Frame:
    """One row for each thing picked: by which response, under which label, to which question. What was skipped or passed on
    has no row. `label` knows every label there is, also of those who picked nothing."""
    rows = [
        (number, one.label, question, pick)
        for number, one in enumerate(responses)
        for question, value in one.answers.items()
        for pick in _picks(value)
    ]
    frame = pd.DataFrame(rows, columns=["response", "label", "question", "pick"])
    frame["label"] = pd.Categorical(frame["label"], sorted({one.label for one in responses}))
    return frame


def _picks(value: Any) -> Iterator[str]:
    if value is not None and not isinstance(value, Mapping):
        yield from map(str, value if isinstance(value, (list, tuple)) else (value,))


def question_table(survey: Survey, question: Question, frame: Frame) -> CountTable:
    """How a wave answered one question: one line, a column for each choice; the base is who answered it (seed 2.2)."""
    line = _line(question.id, say(question.text, "en"), question, frame[frame["question"] == question.id])
    return CountTable(
        name=f"{survey.id}-{question.id}", title=say(question.text, "en"), columns=_ids(question), lines=(line,),
        column_labels=_labels(question), who="responses that answered this question", spread=question.type != "multiple",
        sensitive=question.sensitive,
    )  # fmt: skip


def by_label(survey: Survey, question: Question, frame: Frame, names: Mapping[str, str]) -> CountTable:
    """The same by the coarse label of the responses: setting, area with cohort, or authority."""
    groups = frame[frame["question"] == question.id].groupby("label", observed=False)
    lines = [_line(str(label), names.get(str(label), str(label)), question, picks) for label, picks in groups]
    return CountTable(
        name=f"{survey.id}-{question.id}-by-label", title=say(question.text, "en"), columns=_ids(question),
        lines=tuple(lines), column_labels=_labels(question), who="responses that answered this question",
        spread=question.type != "multiple", exclusive=True, sensitive=question.sensitive,
    )  # fmt: skip


def domain_table(survey: Survey, frame: Frame) -> CountTable:
    """A profile by domain: answers in each, added over its statements (seed 2.4). Totals only."""
    domain_of = {question.id: question.domain for question in survey.questions if question.domain}
    first = next(question for question in survey.questions if question.domain)
    domains = pd.CategoricalIndex(frame["question"].map(domain_of), list(survey.domains))
    groups = frame.groupby(domains, observed=False)
    counted = {str(domain): _counts(picks["pick"], _ids(first)) for domain, picks in groups}
    lines = [
        Line(domain, say(text, "en"), counted[domain], sum(counted[domain])) for domain, text in survey.domains.items()
    ]
    return CountTable(
        name=f"{survey.id}-domains", title="By domain", columns=_ids(first), lines=tuple(lines), spread=True,
        column_labels=_labels(first), who="answers to the statements of a domain",
    )  # fmt: skip


def helped_table(frame: Frame) -> CountTable:
    """Who answered alone and who with somebody (design §8)."""
    counts = _counts(frame["pick"][frame["question"] == "who-is-with-you"], tuple(HELPED))
    line = Line("who-is-with-you", "Who was there", counts, sum(counts))
    return CountTable("who-is-with-you", "Who was there", tuple(HELPED), (line,), "responses that said who was there",
                      column_labels=tuple(HELPED.values()), spread=True)  # fmt: skip


def mean_and_spread(question: Question, frame: Frame) -> tuple[int, float, float]:
    """n, mean and standard deviation of a rating 1 to 5 (seed 0.1). Protected by the caller's base."""
    marks = [id_ for id_ in _ids(question) if id_.isdigit()]
    rated = frame["pick"][(frame["question"] == question.id) & frame["pick"].isin(marks)].astype(int)
    return (len(rated), float(rated.mean()), float(rated.std(ddof=0))) if len(rated) else (0, 0.0, 0.0)


def _line(id_: str, label: str, question: Question, picks: pd.DataFrame) -> Line:
    """How these picks part among the choices; the base is the responses that picked any."""
    return Line(id_, label, _counts(picks["pick"], _ids(question)), picks["response"].nunique())


def _counts(picks: pd.Series[str], ids: Sequence[str]) -> tuple[int, ...]:
    return tuple(map(int, picks.value_counts().reindex(list(ids), fill_value=0)))


def _ids(question: Question) -> tuple[str, ...]:
    return tuple(choice.id for choice in question.choices)


def _labels(question: Question) -> tuple[str, ...]:
    return tuple(say(choice.text, "en") for choice in question.choices)
