"""Facts and a calendar -> dated deadlines, each with its rule and source. Arithmetic only; the words stand elsewhere.

The rules are data (`deadlines.yaml`). A fact that is not given is unknown: a rule that cannot be decided without it is
reported as unknown with what it needs, never guessed. A rule whose event has not happened is not reported.
"""

from __future__ import annotations

import calendar as months
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from advice_kb.conditions import Need, judge
from advice_kb.school_days import OutsideCalendar, SchoolCalendar, next_working_day

CHANGED = date(2026, 7, 26)
"""From this day off-site direction reaches academies, and PRUs under powers of their own."""

MAY_BE_POSTED = frozenset({
    "notice_of_governors_decision_given", "notice_of_panel_decision_given", "application_received", "board_receives_notice",
    "parent_receives_notice",
})  # fmt: skip
SPANS = ("first-five-days", "set-and-mark-work")


@dataclass(frozen=True)
class Rule:
    """One row of `deadlines.yaml`."""

    id: str
    name: str
    event: str
    first_day: str
    length: int | None
    unit: str
    direction: str
    who: str
    action: str
    conditions: Mapping[str, Any]
    force: str
    source: str
    ref: str
    basis: str


@dataclass(frozen=True)
class Given:
    """What happened. `days` are events by name; `posted` those counted from posting; `decided` the head's clock time if known."""

    days: Mapping[str, date]
    facts: Mapping[str, Any]
    calendar: SchoolCalendar | None
    posted: Mapping[str, date] = field(default_factory=dict)
    decided: datetime | None = None
    time_assumed: bool = False


@dataclass(frozen=True)
class Deadline:
    """`by` is the last lawful day, `safer` a school or working day before it; `not_before` stands in place of `by`."""

    rule: Rule
    who: str
    by: date | None
    counting: str
    from_: date | None = None
    not_before: date | None = None
    safer: date | None = None
    also: tuple[tuple[date, str], ...] = ()


@dataclass(frozen=True)
class Timeline:
    deadlines: tuple[Deadline, ...] = ()
    at_once: tuple[tuple[Rule, str], ...] = ()
    limits: tuple[tuple[str, float, float], ...] = ()
    unknown: tuple[tuple[str, tuple[str, ...]], ...] = ()


@cache
def rules() -> tuple[Rule, ...]:
    raw: Any = YAML(typ="safe").load((Path(__file__).parent / "deadlines.yaml").read_text("utf-8"))
    return tuple(Rule(**row) for row in raw["rules"])


def events() -> frozenset[str]:
    """Every name an event may have."""
    return frozenset(rule.event for rule in rules()) | {"public_exam"}


def work_out(given: Given) -> Timeline:
    """Every rule whose event happened, in the order of its day."""
    given = _with_first_day(given)
    dated: list[Deadline] = []
    at_once: list[tuple[Rule, str]] = []
    limits: list[tuple[str, float, float]] = []
    unknown: list[tuple[str, tuple[str, ...]]] = []
    for rule in rules():
        if not _happened(rule, given):
            continue
        verdict = _applies(rule, given)
        if isinstance(verdict, Need):
            unknown.append((rule.id, tuple(sorted(verdict.facts))))
        elif verdict and rule.id == "yearly-limit":
            total = float(given.facts["year_total"])
            limits.append((rule.id, total, 45 - total))
        elif verdict and rule.length is None and rule.id != "delete-from-register":
            at_once.append((rule, _who(rule, given)))
        elif verdict:
            try:
                dated.append(_dated(rule, given))
            except OutsideCalendar:
                unknown.append((rule.id, ("calendar",)))
    dated.sort(key=lambda one: (one.by or one.not_before or date.max, one.rule.id))
    return Timeline(tuple(dated), tuple(at_once), tuple(limits), tuple(unknown))


def could_bring(given: Given, event: str) -> bool:
    """Whether the day of this event could bring any date or duty, by the facts known so far."""
    here = Given({**given.days, event: given.days.get(event, CHANGED)}, given.facts, given.calendar)
    return any(_applies(rule, here) is not False for rule in rules() if rule.event == event)


def _with_first_day(given: Given) -> Given:
    """The first day follows from the head's decision: before the afternoon session that day, else the next school day."""
    days = dict(given.days)
    decided = days.get("head_decides_to_exclude")
    if "first_day_of_exclusion" in days or decided is None or given.calendar is None:
        return given
    afternoon = given.decided is not None and given.decided.time() >= given.calendar.afternoon
    try:
        days["first_day_of_exclusion"] = given.calendar.from_day(decided, 1, counted=not afternoon)[0]
    except OutsideCalendar:
        days["first_day_of_exclusion"] = decided + timedelta(days=int(afternoon))
    return Given(days, given.facts, given.calendar, given.posted, given.decided, given.decided is None)


def _happened(rule: Rule, given: Given) -> bool:
    if rule.id == "yearly-limit":
        return "year_total" in given.facts or rule.event in given.days
    if rule.id == "delete-from-register":
        return rule.event in given.days or "notice_of_governors_decision_given" in given.days
    if rule.event == "first_day_of_exclusion":
        return rule.event in given.days or "head_decides_to_exclude" in given.days
    return rule.event in given.days


def _applies(rule: Rule, given: Given) -> bool | Need:
    """Three answers: yes, no, or what is needed to say."""
    verdict = judge(rule.conditions, given.facts)
    if verdict is False:
        return False
    if (
        rule.id == "sixth-day-provision"
        and given.facts.get("kind") != "permanent"
        and given.facts.get("length_in_days", 99) <= 5
    ):
        return False
    if isinstance(verdict, Need):
        return verdict
    if rule.id == "yearly-limit" and "year_total" not in given.facts:
        return Need(frozenset({"year_total"}))
    if (
        rule.id.startswith("off-site")
        and given.days[rule.event] < CHANGED
        and given.facts.get("school_type") != "maintained"
    ):
        return Need(frozenset({"school_type"}))
    if rule.id == "delete-from-register" and rule.event not in given.days and "application_received" in given.days:
        return Need(frozenset({"review_stages_over"}))
    return True


def _dated(rule: Rule, given: Given) -> Deadline:
    if rule.id == "delete-from-register":
        return _register(rule, given)
    if rule.event not in given.days:
        raise OutsideCalendar(rule.event)
    day = given.days[rule.event]
    if rule.unit == "school_days":
        return _in_school_days(rule, day, given)
    by, counting = _in_calendar(rule, day)
    also: tuple[tuple[date, str], ...] = ()
    if rule.id == "penalty-notice-payment":
        also = ((day + timedelta(days=27), "the higher amount, if the lower was not paid"),)
    if rule.id == "ehc-plan-after-review":
        also = ((by + timedelta(weeks=8), "the final plan, if it is changed"),)
    return Deadline(rule, _who(rule, given), by, counting + _posted(rule, given), safer=_safer(by), also=also)


def _in_school_days(rule: Rule, day: date, given: Given) -> Deadline:
    calendar = _calendar(given)
    assert rule.length is not None
    if rule.direction == "before":
        found = calendar.before(day, rule.length)
        counting = f"{_name(day)} is not counted; back from it: " + _numbered(found)
        return Deadline(
            rule, _who(rule, given), found[-1], counting, safer=_school_day_before(calendar, found[-1], day)
        )
    length = _own_days(rule, given)
    found = calendar.from_day(day, length, counted=rule.first_day == "same_day")
    start = f"{_name(day)} is day 0; " if rule.first_day != "same_day" else ""
    counting = start + _numbered(found) + _posted(rule, given)
    if rule.event == "first_day_of_exclusion" and given.time_assumed:
        counting += ". No clock time was given, so a decision before the afternoon session is assumed"
    by, from_ = found[-1], found[0] if rule.id in SPANS else None
    exam = given.days.get("public_exam")
    if rule.id == "board-15-exam" and exam is not None and day <= exam < by:
        counting += (
            f". The exam on {_name(exam)} comes first, and the day before it is safer; the outside limit is {_name(by)}"
        )
        by = exam
    return Deadline(rule, _who(rule, given), by, counting, from_, safer=_school_day_before(calendar, by, day))


def _own_days(rule: Rule, given: Given) -> int:
    """A suspension shorter than five days covers only its own days; a half day is part of one."""
    assert rule.length is not None
    own = given.facts.get("length_in_days")
    if rule.id in SPANS and own is not None and given.facts.get("kind") != "permanent":
        return max(1, min(rule.length, -int(-float(own) // 1)))
    return rule.length


def _in_calendar(rule: Rule, day: date) -> tuple[date, str]:
    assert rule.length is not None
    starting_with = rule.first_day == "same_day"
    match rule.unit:
        case "calendar_days" if rule.direction == "before":
            by = day - timedelta(days=rule.length)
            return by, f"{rule.length} days before {_name(day)}"
        case "calendar_days":
            by = day + timedelta(days=rule.length - starting_with)
            return by, f"{rule.length} days, {'beginning with' if starting_with else 'after'} {_name(day)}"
        case "weeks":
            return day + timedelta(weeks=rule.length), f"{rule.length} weeks after {_name(day)}"
    unit = rule.unit if rule.length > 1 else rule.unit.removesuffix("s")
    count = rule.length * (12 if rule.unit == "years" else 1)
    by = _months(day, count, starting_with=starting_with)
    counting = f"{rule.length} {unit} {'starting with' if starting_with else 'after'} {_name(day)}"
    if rule.id == "subject-access" and next_working_day(by) != by:
        counting += f"; {_name(by)} is no working day"
        by = next_working_day(by)
    return by, counting


def _months(day: date, count: int, *, starting_with: bool) -> date:
    """Calendar months: "after" ends on the matching date or the month's last day; "starting with" on the day before it."""
    year, month = divmod(day.month - 1 + count, 12)
    year, month = day.year + year, month + 1
    last = months.monthrange(year, month)[1]
    if day.day > last:
        return date(year, month, last)
    matching = date(year, month, day.day)
    return matching - timedelta(days=1) if starting_with else matching


def _register(rule: Rule, given: Given) -> Deadline:
    over = given.days.get(rule.event)
    if over is not None:
        return Deadline(rule, _who(rule, given), None, f"the review stages were over on {_name(over)}", not_before=over)
    applied = next(one for one in rules() if one.id == "apply-for-panel")
    ends = _in_school_days(applied, given.days[applied.event], given)
    assert ends.by is not None
    day = _calendar(given).from_day(ends.by, 1, counted=False)[0]
    return Deadline(
        rule, _who(rule, given), None, f"the school day after {_name(ends.by)}, if no application came", not_before=day
    )


def _calendar(given: Given) -> SchoolCalendar:
    if given.calendar is None:
        raise OutsideCalendar("no calendar")
    return given.calendar


def _who(rule: Rule, given: Given) -> str:
    """The branch that applies."""
    kind, school = given.facts.get("kind"), given.facts.get("school_type")
    if rule.id == "sixth-day-provision":
        if kind == "permanent":
            return "the council where the pupil lives"
        boards = {"pru": "the council", "maintained": "the governing board", "academy": "the academy trust"}
        return boards.get(str(school), "the governing board or academy trust")
    if rule.id == "panel-starts" and school:
        return "the academy trust" if school == "academy" else "the council"
    return rule.who.replace("_", " ")


def _posted(rule: Rule, given: Given) -> str:
    sent = given.posted.get(rule.event)
    return f". Posted on {_name(sent)}, so it counts as given on the second working day after" if sent else ""


def _school_day_before(calendar: SchoolCalendar, day: date, event: date) -> date | None:
    """A safer day, where one is left between the event and the last lawful day."""
    try:
        safer = calendar.before(day, 1)[0]
    except OutsideCalendar:
        return None
    return safer if safer > event or day < event else None


def _safer(day: date) -> date:
    before = day - timedelta(days=1)
    while before.weekday() > 4:
        before -= timedelta(days=1)
    return before


def _numbered(found: list[date]) -> str:
    return ", ".join(f"{_name(day)} = {number}" for number, day in enumerate(found, 1))


def _name(day: date) -> str:
    return f"{day:%a} {day.day} {day:%B %Y}"
