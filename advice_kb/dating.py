"""One rule whose event has happened -> its day, with the count in words. Arithmetic only."""

from __future__ import annotations

import calendar as months
from dataclasses import replace
from datetime import date, timedelta

from advice_kb.days import in_words
from advice_kb.school_days import OutsideCalendar, SchoolCalendar, is_working_day, next_working_day
from advice_kb.time_limits import Deadline, Given, Rule, rules

SPANS = ("first-five-days", "set-and-mark-work")
"""Rules that cover a run of days, told from the first to the last."""

BOARDS = {
    "maintained": "the governing board", "academy": "the academy trust",
    "pru": "the management committee of the pupil referral unit",
}  # fmt: skip
OFF_SITE = {"off-site-notice": tuple(BOARDS), "off-site-review-on-request": ("maintained", "academy")}
"""Rule about off-site direction -> the kinds of school of which it says who must act."""

PERIODS = ("twice-excluded",)
"""Rules whose last day ends something; nobody must have acted by then, and no day before it is safer."""


def dated(rule: Rule, given: Given) -> Deadline:
    """The day, with what it depends on named in the action where that is not known."""
    found = _dated(rule, given)
    branches = "; ".join(_branches(rule, given))
    return replace(found, rule=replace(found.rule, action=f"{rule.action} ({branches})")) if branches else found


def _branches(rule: Rule, given: Given) -> list[str]:
    """What is otherwise in a case that may be this one: nobody guesses which it is."""
    if given.facts.get("kind") == "permanent":
        return []
    if rule.id in SPANS and "length_in_days" not in given.facts:
        return ["in a suspension only on its own days, up to five"]
    if rule.id != "sixth-day-provision":
        return []
    found = ["in a pupil referral unit: the council"] if "school_type" not in given.facts else []
    return found if "kind" in given.facts else ["if it is permanent: the council where the pupil lives", *found]


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
    safer = None if rule.id in PERIODS else _safer(by)
    return Deadline(rule, who(rule, given), by, counting + _posted(rule, given), safer=safer, also=also)


def _in_school_days(rule: Rule, day: date, given: Given) -> Deadline:
    assert rule.length is not None
    calendar = _calendar(given)
    if rule.direction == "before":
        found = calendar.before(day, rule.length)
        counting = f"{_name(day)} is not counted; back from it: " + _numbered(found)
        return Deadline(rule, who(rule, given), found[-1], counting, safer=_school_day_before(calendar, found[-1], day))
    length = _own_days(rule, given)
    found = calendar.from_day(day, length, counted=rule.first_day == "same_day")
    start = f"{_name(day)} is day 0; " if rule.first_day != "same_day" else ""
    counting = start + _numbered(found) + _posted(rule, given)
    if rule.event == "first_day_of_exclusion" and given.time_assumed:
        counting += ". No clock time was given, so a decision before the afternoon session is assumed"
    by, from_ = found[-1], found[0] if rule.id in SPANS else None
    exam, limit = given.days.get("public_exam"), by
    also: tuple[tuple[date, str], ...] = ()
    if rule.id == "board-15-exam" and exam is not None and day <= exam < by:
        by, also = exam, ((limit, "the last lawful day to meet"),)
        rule = replace(
            rule, last="If it can be done, meet by"
        )  # the law asks for it "so far as reasonably practicable"
    safer = _school_day_before(calendar, by, day) if from_ is None else None  # a run of days has no day to act by
    if by < limit:
        before = ", and the day before it is safer" if safer else ""
        counting += f". The exam on {_name(by)} comes first{before}; the outside limit is {_name(limit)}"
    return Deadline(rule, who(rule, given), by, counting, from_, safer=safer, also=also)


def _own_days(rule: Rule, given: Given) -> int:
    """A suspension shorter than five days covers only its own days; a half day is part of one."""
    assert rule.length is not None
    if rule.id in SPANS and given.own_length is not None:
        return max(1, min(rule.length, -int(-given.own_length // 1)))
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
        return Deadline(rule, who(rule, given), None, f"the review stages were over on {_name(over)}", not_before=over)
    applied = next(one for one in rules() if one.id == "apply-for-panel")
    ends = _in_school_days(applied, given.days[applied.event], given)
    assert ends.by is not None
    day = _calendar(given).from_day(ends.by, 1, counted=False)[0]
    return Deadline(
        rule, who(rule, given), None, f"the school day after {_name(ends.by)}, if no application came", not_before=day
    )


def _calendar(given: Given) -> SchoolCalendar:
    if given.calendar is None:
        raise OutsideCalendar("no calendar")
    return given.calendar


def who(rule: Rule, given: Given) -> str:
    """The branch that applies. Where the kind of school is not known, `dated` names the other one beside it."""
    kind, school = given.facts.get("kind"), given.facts.get("school_type")
    if rule.id == "sixth-day-provision":
        if kind == "permanent":
            return "the council where the pupil lives"
        boards = {**BOARDS, "pru": "the council"}
        return boards.get(str(school), "the governing board or academy trust")
    if rule.id.startswith("off-site") and school in OFF_SITE.get(rule.id, ()):
        return BOARDS[str(school)]
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
    """The working day before it."""
    before = day - timedelta(days=1)
    while not is_working_day(before):
        before -= timedelta(days=1)
    return before


def _numbered(found: list[date]) -> str:
    return ", ".join(f"{_name(day)} = {number}" for number, day in enumerate(found, 1))


def _name(day: date) -> str:
    return f"{day:%a} {in_words(day)}"
