"""Counts of a wave as `CountTable`s: raw, and therefore for nobody's eyes before `disclosure.protect`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from surveys.model import Question, Survey, say


@dataclass(frozen=True)
class Line:
    """One row: `counts` by column; `base` what its rates are of (None: no rate); `group` whose total is shown elsewhere."""

    id: str
    label: str
    counts: tuple[int, ...]
    base: int | None = None
    group: str = ""


@dataclass(frozen=True)
class CountTable:
    """Raw counts. `exclusive`: lines are different children, so they and `total` give each other away.

    `spread`: a line's columns part its base between them, as answers to one question do. `who` says who N is.
    """

    name: str
    title: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    who: str
    total: int | None = None
    rates: bool = True
    exclusive: bool = False
    spread: bool = False
    sensitive: bool = False
    column_labels: tuple[str, ...] = ()
    note: str = ""


class SentResponse(Protocol):
    """A response as storage tells it: what was said, under a coarse label."""

    @property
    def label(self) -> str: ...
    @property
    def answers(self) -> Mapping[str, Any]: ...


SKIPPED, PASSED_ON = "skipped", "passed-on"


def question_table(survey: Survey, question: Question, responses: Sequence[SentResponse]) -> CountTable:
    """How a wave answered one question: one line, a column for each choice; the base is who answered it (seed 2.2)."""
    values = [_values(one.answers[question.id]) for one in responses if question.id in one.answers]
    answered = [value for value in values if value]
    counts = Counter(choice for value in answered for choice in value)
    ids = [choice.id for choice in question.choices]
    line = Line(question.id, say(question.text, "en"), tuple(counts[id_] for id_ in ids), len(answered))
    return CountTable(
        name=f"{survey.id}-{question.id}", title=say(question.text, "en"), columns=tuple(ids), lines=(line,),
        column_labels=tuple(say(choice.text, "en") for choice in question.choices),
        who="responses that answered this question", spread=question.type != "multiple", sensitive=question.sensitive,
    )  # fmt: skip


def by_label(
    survey: Survey, question: Question, responses: Sequence[SentResponse], names: Mapping[str, str]
) -> CountTable:
    """The same by the coarse label of the responses: setting, area with cohort, or authority."""
    labels = sorted({one.label for one in responses})
    ids = [choice.id for choice in question.choices]
    lines = []
    for label in labels:
        part = [one for one in responses if one.label == label]
        table = question_table(survey, question, part)
        lines.append(Line(label, names.get(label, label), table.lines[0].counts, table.lines[0].base))
    return CountTable(
        name=f"{survey.id}-{question.id}-by-label", title=say(question.text, "en"), columns=tuple(ids), lines=tuple(lines),
        column_labels=tuple(say(choice.text, "en") for choice in question.choices),
        who="responses that answered this question", spread=question.type != "multiple", exclusive=True,
        sensitive=question.sensitive,
    )  # fmt: skip


def domain_table(survey: Survey, responses: Sequence[SentResponse]) -> CountTable:
    """A profile by domain: answers in each, added over its statements (seed 2.4). Totals only."""
    ids = [choice.id for choice in next(q for q in survey.questions if q.domain).choices]
    lines = []
    for domain, text in survey.domains.items():
        counts: Counter[str] = Counter()
        for question in (q for q in survey.questions if q.domain == domain):
            counts.update(dict(zip(ids, question_table(survey, question, responses).lines[0].counts, strict=True)))
        lines.append(Line(domain, say(text, "en"), tuple(counts[id_] for id_ in ids), sum(counts.values())))
    first = next(q for q in survey.questions if q.domain)
    return CountTable(
        name=f"{survey.id}-domains", title="By domain", columns=tuple(ids), lines=tuple(lines), spread=True,
        column_labels=tuple(say(choice.text, "en") for choice in first.choices), who="answers to the statements of a domain",
    )  # fmt: skip


def helped_table(responses: Sequence[SentResponse]) -> CountTable:
    """Who answered alone and who with somebody (design §8)."""
    labels = {"alone": "Alone", "reads-to-me": "Someone read the questions out", "can-see": "Someone could see",
              "answers-for-me": "Entered by someone else"}  # fmt: skip
    counts = Counter(str(one.answers.get("who-is-with-you")) for one in responses)
    line = Line(
        "who-is-with-you", "Who was there", tuple(counts[id_] for id_ in labels), sum(counts[i] for i in labels)
    )
    return CountTable("who-is-with-you", "Who was there", tuple(labels), (line,), "responses that said who was there",
                      column_labels=tuple(labels.values()), spread=True)  # fmt: skip


def mean_and_spread(question: Question, responses: Iterable[SentResponse]) -> tuple[int, float, float]:
    """n, mean and standard deviation of a rating 1 to 5 (seed 0.1). Protected by the caller's base."""
    ids = {choice.id for choice in question.choices}
    values = [int(v) for one in responses for v in _values(one.answers.get(question.id)) if v in ids and v.isdigit()]
    if not values:
        return 0, 0.0, 0.0
    mean = sum(values) / len(values)
    return len(values), mean, (sum((v - mean) ** 2 for v in values) / len(values)) ** 0.5


def _values(value: Any) -> tuple[str, ...]:
    """What was picked; nothing for a skipped question or for words passed on."""
    if value is None or isinstance(value, Mapping):
        return ()
    return tuple(str(one) for one in value) if isinstance(value, (list, tuple)) else (str(value),)
