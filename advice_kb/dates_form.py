"""What a form about dates holds -> what the calculator is given. Every fault by its field; what is left empty is unknown."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import pairwise
from typing import Any

from advice_kb.asked import read_request
from advice_kb.days_written import FIRST_YEAR, LAST_YEAR, read_day, spans
from advice_kb.own_days import Moved, moved
from advice_kb.school_days import CalendarFault, SchoolCalendar
from advice_kb.school_kind import KINDS, kind_that_counts
from advice_kb.time_limits import MAY_BE_POSTED, Given

EVENTS: Mapping[str, str] = {
    "head_decides_to_exclude": "The day the head decided",
    "first_day_of_exclusion": "The first day of the exclusion, if it was a later day",
    "public_exam": "The day of the exam or test that would be missed",
    "board_receives_notice": "The day the governors were told",
    "board_receives_representations": "The day the governors got your letter",
    "governors_meeting": "The day of the governors’ meeting",
    "notice_of_governors_decision_given": "The day you got the governors’ decision letter",
    "application_received": "The day your request for a review panel arrived",
    "panel_hearing": "The day of the review panel",
    "notice_of_panel_decision_given": "The day the panel’s decision letter was given",
    "full_time_provision_starts": "The day other full-time teaching starts",
    "parent_receives_notice": "The day a penalty notice came",
    "off_site_placement_starts": "The first day at another place (off-site direction)",
    "written_request": "The day you asked in writing for a review of off-site direction",
    "annual_review_meeting": "The day of the review meeting of an EHC plan",
    "conduct_complained_of": "The day of treatment you think was discrimination",
    "written_request_received": "The day the school got your request for the school record",
    "request_received": "The day a request for personal data arrived",
    "child_referred_to_protocol": "The day the child was referred for fair access",
    "grounds_first_arose": "The day of a decision you may challenge in court",
    "person_became_aware": "The day you found out what you want to complain of to the Ombudsman",
}
"""Event -> its label, in the order of the form. What happens rarely is worked out by `heard deadlines`."""

FIRST = tuple(EVENTS)[:3]
CHOICES: Mapping[str, tuple[str, tuple[tuple[str, str], ...]]] = {
    "kind": ("What kind of exclusion is it?", (("suspension", "A suspension"), ("permanent", "A permanent exclusion"))),
    "school_type": (
        "What kind of school is it?",
        tuple((kind, words[:1].upper() + words[1:]) for kind, words in KINDS.items()),
    ),
    "discrimination_ground": (
        "If you think it was discrimination: because of what?",
        (
            ("disability", "Disability"),
            ("race", "Race"),
            ("sex", "Sex"),
            ("religion_or_belief", "Religion or belief"),
            ("sexual_orientation", "Sexual orientation"),
            ("gender_reassignment", "Gender reassignment"),
            ("pregnancy_or_maternity", "Pregnancy or maternity"),
        ),
    ),
}
NUMBERS: Mapping[str, str] = {
    "length_in_days": "How many school days is this suspension? (half days as 0.5)",
    "term_total": "School days suspended this term, all added up, with this one",
    "year_total": "School days suspended this school year, all added up, with this one",
}
YES_NO: Mapping[str, str] = {
    "compulsory_school_age": "Is the pupil of compulsory school age (about 5 to 16)?",
    "exam_missed": "Would a public exam or a national test be missed?",
    "has_ehc_plan": "Does the pupil have an EHC plan?",
    "looked_after": "Is the pupil in the care of a council?",
    "social_worker": "Does the pupil have a social worker?",
    "provision_started": "Has other full-time teaching already started?",
    "representations": "Has the family written to the governors?",
    "reinstated": "Have the governors let the pupil come back?",
}
NEEDS: Mapping[str, str] = {
    **{name: label for name, (label, _) in CHOICES.items()},
    "length_in_days": "How many school days is it?",
    "term_total": "How many school days of suspension were there this term?",
    "year_total": "How many school days of suspension were there this school year?",
    **YES_NO,
    "calendar": "What are the school’s term dates for these weeks?",
    "panel_outcome": "What did the review panel decide?",
    "permanent_exclusions": "How often was the pupil permanently excluded?",
    "review_stages_over": "Is the review over?",
}
"""Fact -> the question that would settle it."""

COUNTRIES = ("England", "Wales", "Scotland", "Northern Ireland")


@dataclass(frozen=True)
class DatesAsked:
    """`given` is None while there are faults. `without`: the school's calendar before days were typed into the form.
    `outside`: a private school or a college, where these time limits do not hold."""

    given: Given | None
    faults: Mapping[str, str]
    without: SchoolCalendar | None = None
    typed_days: bool = False
    outside: bool = False


def read_dates_form(fields: Mapping[str, str], calendar: SchoolCalendar | None, listed: str = "") -> DatesAsked:
    """`fields` as typed, by name; `calendar` of the school that was picked, None for one not listed; `listed` its kind by
    the council's list, empty where that says none."""
    faults: dict[str, str] = {}
    kind, remarks = kind_that_counts(fields.get("school_type", ""), listed)
    fields = {**fields, "school_type": kind}
    events = _events(fields, faults)
    facts = _facts(fields, faults)
    own = _own_calendar(fields, calendar, faults)
    if kind == "other":
        return DatesAsked(None, faults, outside=True)
    if not events and not faults:
        faults["head_decides_to_exclude"] = "Please give at least one day, for example the day the head decided."
    if faults:
        return DatesAsked(None, faults)
    try:
        given = read_request({"events": events, "facts": facts}, lambda _name: None)
    except CalendarFault as error:
        place = error.fault.place.removeprefix("events.").removeprefix("facts.").removesuffix(".posted")
        field = place if place in (*EVENTS, *NUMBERS) else "form"
        return DatesAsked(
            None, {field: f"{error.fault.fault[:1].upper()}{error.fault.fault[1:]}. {error.fault.remedy}."}
        )
    given = replace(given, calendar=own, remarks=remarks)
    return DatesAsked(given, {}, calendar, typed_days=own != calendar)


def _events(fields: Mapping[str, str], faults: dict[str, str]) -> dict[str, Any]:
    events: dict[str, Any] = {}
    for name in EVENTS:
        typed = fields.get(name, "")
        if not typed:
            continue
        day = read_day(typed)
        if day is None:
            faults[name] = f"Write this day as 16/11/2026, between {FIRST_YEAR} and {LAST_YEAR}."
        elif fields.get(f"posted-{name}") and name in MAY_BE_POSTED:
            events[name] = {"posted": day.isoformat()}
        else:
            events[name] = day.isoformat()
    hour = {"morning": "T09:00", "afternoon": "T16:00"}.get(fields.get("time", ""))
    if hour and "head_decides_to_exclude" in events:
        events["head_decides_to_exclude"] += hour
    return events


def _facts(fields: Mapping[str, str], faults: dict[str, str]) -> dict[str, Any]:
    facts: dict[str, Any] = {name: {"yes": True, "no": False}.get(fields.get(name, "")) for name in YES_NO}
    for name, (_, values) in CHOICES.items():
        known = fields.get(name) in {value for value, _ in values}
        facts[name] = fields[name] if known else None
    for name in NUMBERS:
        typed = fields.get(name, "").replace(",", ".")
        if not typed:
            continue
        if re.fullmatch(r"\d{1,3}(\.[05])?", typed, re.ASCII) and float(typed) <= 200:
            facts[name] = float(typed)
        else:
            faults[name] = "Write a number of days, such as 3 or 2.5."
    return {name: value for name, value in facts.items() if value is not None}


def _own_calendar(
    fields: Mapping[str, str], calendar: SchoolCalendar | None, faults: dict[str, str]
) -> SchoolCalendar | None:  # fmt: skip
    """The school's calendar with what a clerk typed: terms for a school not listed, closed days for any."""
    terms = spans(fields, "terms", faults) if calendar is None else []
    closed = spans(fields, "closed", faults)
    if terms:
        ordered = tuple(sorted(terms))
        if any(last >= first for (_, last), (first, _) in pairwise(ordered)):
            faults["terms"] = "Two terms overlap. Please mend their days."
        calendar = SchoolCalendar(ordered, frozenset())
    if calendar is None or not closed:
        return calendar
    days = {first + timedelta(days=n) for first, last in closed for n in range((last - first).days + 1)}
    unsure = {day for day, confirmed in calendar.own if not confirmed}
    typed = frozenset(days - (calendar.closed - unsure))
    own = tuple(one for one in calendar.own if one[0] not in typed)
    return replace(calendar, closed=calendar.closed | typed, own=own, typed=typed, confirmed=False)


def moved_by(asked: DatesAsked) -> Moved:
    """Which deadlines the typed days move, each with the day it would have had without them."""
    if asked.given is None or not asked.typed_days or asked.without is None:
        return ()
    return moved(asked.given, asked.without)


NEXT = ("board_receives_notice", "notice_of_governors_decision_given", "application_received")


def next_step(given: Given) -> str:
    """The event whose day would bring the next dates; empty when nothing follows. Never guessed, only named."""
    chain = NEXT if given.facts.get("kind") == "permanent" else NEXT[:1]
    return next((EVENTS[name] for name in chain if name not in given.days), "")
