"""Worked-out dates in words, and as plain text to keep. It holds no name; the same dates give the same text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from advice_kb.days import in_full, in_words
from advice_kb.first_day import FIRST, Taken, taken
from advice_kb.model import Source
from advice_kb.own_days import moved_by_own_days, other_dates, own_days_counted
from advice_kb.school_days import is_working_day
from advice_kb.time_limits import Deadline, Given, Rule, Timeline, rules

GUIDANCE = "The guidance asks for this; it is not a duty in law."
MOVES = "What those days would change once an officer confirms them:"


def information(checked: date) -> str:
    """What the dates are, where nobody is known who runs the line."""
    return f"Information, not legal advice. Law checked on {in_words(checked)}, England."


def citation(rule: Rule, sources: Mapping[str, Source]) -> str:
    """Document, place and edition of a rule; and that nobody has checked it, where nobody has."""
    source = sources[rule.source]
    place = f"{source.title}, {rule.ref}" if rule.ref else source.title
    doubt = " Not checked against its source: ask before you rely on it." if rule.basis == "verify" else ""
    return f"{place} ({source.version}).{doubt}"


def calendar_said(given: Given, timeline: Timeline) -> str:
    """What beside every date is said of the calendar it was counted on, the school's own days among it by name."""
    if given.calendar is None:
        return "No school calendar is known, so school days were not counted."
    if given.calendar.confirmed:
        known = "The school’s calendar is confirmed."
    else:
        known = "The school’s calendar is not confirmed: check the school’s own closed days."
    own = own_days_counted(given, timeline)
    named = (f"{in_full(day)} ({'confirmed' if sure else 'not confirmed yet'})" for day, sure in own)
    if not own:
        return known
    waits = "" if all(sure for _, sure in own) else " A day that is not confirmed makes no date later."
    return f"{known} Entered as days without lessons: {', '.join(named)}.{waits}"


def moves_said(given: Given) -> list[str]:
    """What those of the school's own days that nobody confirmed would change; `MOVES` stands above it."""
    return [
        f"{one.rule.name}: {in_full(day)}{f' instead of {in_full(stands)}' if stands else ''}."
        for one, stands in moved_by_own_days(given)
        if (day := one.by or one.not_before)
    ]


def first_day_said(given: Given) -> list[str]:
    """What stands above the dates: the remarks, what was taken for day 1 where nobody said it, and which dates another day 1
    would move."""
    lines, found = [*given.remarks, *no_lessons_said(given)], taken(given)
    if found is None:
        return lines
    lines += taken_said(found, given)
    moved = other_dates(given, replace(given, days={**given.days, FIRST: found.otherwise}))
    if moved:
        lines.append(f"If day 1 was {in_full(found.otherwise)} instead, these dates change:")
        lines += [_changed(one, before) for one, before in moved]
    if any(one.rule.id == "sixth-day-provision" for one, _ in moved):
        lines.append(
            "The law says what day 1 is for the first five days. For the sixth day, check it with the council."
        )
    return lines


def no_lessons_said(given: Given) -> list[str]:
    """A remark where the first day that was given has no lessons: it may be mistyped, and the count begins later."""
    day = given.days.get(FIRST)
    if day is None or _has_lessons(day, given):
        return []
    return [
        f"You gave {in_full(day)} as the first day. There are no lessons on that day. Please look at the letter again. "
        "We counted from the next day with lessons."
    ]


def _has_lessons(day: date, given: Given) -> bool:
    if given.calendar is None or not given.calendar.known(day):
        return is_working_day(day)
    return given.calendar.without_unconfirmed().is_school_day(day)


def taken_said(found: Taken, given: Given) -> list[str]:
    """What was taken for day 1, and what to ask where it was a half day."""
    day = in_full(found.day)
    if not found.afternoon:
        return [
            f"Nobody said when on that day the head decided. We took it to be before afternoon lessons: day 1 is {day}."
        ]
    said = f"The head decided in the afternoon or after school, so we took the next school day as day 1: {day}."
    half = float(given.facts.get("length_in_days") or 0) % 1
    asks = "If a half day away was that same afternoon, ask the school to write down which day it counts as."
    return [said, asks] if half else [said]


def _changed(one: Deadline, otherwise: date | None) -> str:
    day = one.by or one.not_before
    instead = in_full(otherwise) if otherwise else "not known"
    return f"{one.rule.name}: {instead}, not {in_full(day)}." if day else f"{one.rule.name}: {instead}."


def worked_out_said(on: date, school: str) -> str:
    """When the dates were worked out and for which school, "" where none is known: on paper neither can be asked again."""
    return f"Worked out on {in_full(on)}{f', with the term dates of {school}' if school else ''}."


def text_to_keep(
    timeline: Timeline, given: Given, sources: Mapping[str, Source], needs: Mapping[str, str], line: str, head: str = ""
) -> str:
    """The timeline as plain text. `needs`: fact -> the words for it; `line`: what stands under every answer; `head`: when
    it was worked out."""
    lines = ["Dates after an exclusion", *([head] if head else []), ""]
    lines += ["What we counted with", *(f"  {one}" for one in first), ""] if (first := first_day_said(given)) else []
    for rule, who in timeline.at_once:
        lines += [
            f"At once: {rule.name}",
            f"  {capital(who)}: {rule.action}.",
            f"  Source: {citation(rule, sources)}",
            "",
        ]
    for one in timeline.deadlines:
        lines += [
            f"{days_of(one)}: {one.rule.name}{'' if one.by else ' (not sooner)'}",
            f"  {capital(one.who)}: {one.rule.action}.",
        ]
        lines += [
            f"  {when(one)}",
            *(f"  Also {in_full(by)}: {what}." for by, what in one.also),
            *([f"  {GUIDANCE}"] if one.rule.is_guidance else []),
            f"  Counted: {one.counting}.",
            f"  Source: {citation(one.rule, sources)}",
            f"  {calendar_said(given, timeline)}",
            "",
        ]
    lines += [limit_said(total, left) for _, total, left in timeline.limits]
    names = {rule.id: rule.name for rule in rules()}
    lines += [f"Not known: {names[id_]}. {why_unknown(wanted, given, needs)}" for id_, wanted in timeline.unknown]
    moves = moves_said(given)
    lines += ["", MOVES, *(f"  {one}" for one in moves)] if moves else []
    return "\n".join([*lines, "", line, ""])


def why_unknown(wanted: Sequence[str], given: Given, needs: Mapping[str, str]) -> str:
    """The questions that would settle it; or that the rule of that day is not held here, where nothing more need be asked."""
    asked = [needs.get(one, one) for one in wanted if one not in given.facts]
    if asked:
        return f"We would need to know: {' '.join(asked)}"
    return "Before 26 July 2026 another rule held for this kind of school: ask the duty officer."


def limit_said(total: float, left: float) -> str:
    """The year's days of suspension against their limit."""
    if left < 0:
        return f"{total:g} school days this school year is over the limit of 45: ask the duty officer at once."
    return f"{total:g} of 45 school days used this school year, {left:g} left."


def days_of(one: Deadline) -> str:
    """What a date is headed by: its day, or for a run of days the first and the last."""
    day = one.by or one.not_before
    assert day is not None
    return f"{in_full(one.from_)} to {in_full(day)}" if one.from_ and one.from_ != day else in_full(day)


def when(one: Deadline) -> str:
    """What its day is: the last one for a duty or a right, with a safer one; the first; or a run of days."""
    if one.by is None:
        return "Not before this day."
    if one.from_ is not None:
        return span(one.from_, one.by)
    return f"{one.rule.last_day}: {in_full(one.by)}." + (f" Safer: {in_full(one.safer)}." if one.safer else "")


def span(first: date, last: date) -> str:
    return f"From {in_full(first)} to {in_full(last)}." if first != last else "On this day alone."


def capital(words: str) -> str:
    return words[:1].upper() + words[1:]
