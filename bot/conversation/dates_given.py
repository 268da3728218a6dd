"""What was said about dates, as the calculator takes it; and which questions can still change what it says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

from advice_kb.dates_form import CHOICES, EVENTS, NUMBERS, YES_NO
from advice_kb.deadlines import could_bring, work_out
from advice_kb.school_days import SchoolCalendar, next_working_day
from advice_kb.school_kind import kind_that_counts
from advice_kb.time_limits import Given, Timeline
from bot.conversation.advice import Advice
from bot.conversation.enquiry import Enquiry
from surveys.answers import Answer
from surveys.model import Question
from surveys.routing import on_path

SCHOOL = "school"
STATE_FUNDED = ("maintained", "academy", "pru")
YES_OR_NO: Mapping[str, bool] = {"yes": True, "no": False}
OF_SCHOOL_AGE: Mapping[str, bool] = {"school-age": True, "above": False}
IN_CARE: Mapping[str, bool] = {"in-care": True, "social-worker": False, "neither": False}
WITH_SOCIAL_WORKER: Mapping[str, bool] = {"in-care": True, "social-worker": True, "neither": False}
BACK: Mapping[str, bool] = {"back": True, "out": False}
YEAR_BEGINS, OFTEN = 8, 15
"""From August on a school year is in its first term; and so many school days away in a term bring the yearly limit near."""

LATE = time(23, 59)
"""Stands for "in the afternoon lessons, or after school": later than any afternoon session begins."""


def matters(question: Question, enquiry: Enquiry, advice: Advice) -> bool:
    """Whether an answer could change any date. What follows from the answers alone stands in the definition, as `show_if`."""
    match question.id:
        case "hour" | "care":
            return bool(enquiry.said.get("first-day"))
        case "year-days":
            return _year_is_more(enquiry.said)
        case "governors":
            return could_bring(given(enquiry, advice), "board_receives_notice")
        case "letters":
            said = {name: value for name, value in enquiry.said.items() if name != "letters"}
            unknown = timeline(replace(enquiry, said=said), advice).unknown
            return any("representations" in needs for _, needs in unknown)
    return True


def _year_is_more(said: Mapping[str, Any]) -> bool:
    """Whether the school year may hold more days than the term, so that few days in the term may still pass the yearly limit.
    In the autumn the term is all there was of the year; who was away so often that the limit is near is asked all the same."""
    first, term = said.get("first-day"), said.get("term-days")
    autumn = bool(first) and date.fromisoformat(str(first)).month >= YEAR_BEGINS
    return not autumn or (term is not None and float(term) >= OFTEN)


def given(enquiry: Enquiry, advice: Advice) -> Given:
    """The answers as the calculator takes them. What was not said is left out, never guessed; nor does an answer count
    that a later change of mind left behind."""
    answers = {name: Answer(name, value) for name, value in enquiry.said.items()}
    said = {name: one.value for name, one in on_path(advice.dates, answers).items()}
    days, decided = _first_day(said)
    posted: dict[str, date] = {}
    for event, answer in (
        ("board_receives_notice", "governors"),
        ("notice_of_governors_decision_given", "decision-day"),
    ):
        if said.get(answer):
            days[event] = date.fromisoformat(str(said[answer]))
    if "notice_of_governors_decision_given" in days and said.get("decision-way") == "post":
        sent = days["notice_of_governors_decision_given"]
        posted["notice_of_governors_decision_given"] = sent
        days["notice_of_governors_decision_given"] = next_working_day(sent, 2)
    kind, remarks = _kind_of_school(enquiry, advice)
    facts: dict[str, Any] = {
        "kind": said.get("kind") if said.get("kind") in ("suspension", "permanent") else None,
        "length_in_days": said.get("days") or None,  # of no days nothing follows, as of days nobody told
        "term_total": said.get("term-days"),
        "year_total": said.get("year-days"),
        "exam_missed": YES_OR_NO.get(str(said.get("exam"))),
        "compulsory_school_age": OF_SCHOOL_AGE.get(str(said.get("year"))),
        "looked_after": IN_CARE.get(str(said.get("care"))),
        "social_worker": WITH_SOCIAL_WORKER.get(str(said.get("care"))),
        "representations": YES_OR_NO.get(str(said.get("letters"))),
        "reinstated": BACK.get(str(said.get("decision"))),
        "school_type": kind or None,
        "provision_started": False,
    }
    known = {name: value for name, value in facts.items() if value is not None}
    return Given(days, known, calendar_of(enquiry, advice), posted, decided, remarks=remarks)


def _kind_of_school(enquiry: Enquiry, advice: Advice) -> tuple[str, tuple[str, ...]]:
    """Of the school that was named, by the council's list; else as it was said."""
    listed = next((one.type for one in advice.schools if one.id == enquiry.said.get(SCHOOL)), "")
    return kind_that_counts(enquiry.school if enquiry.school in STATE_FUNDED else "", listed)


def as_form(enquiry: Enquiry, advice: Advice) -> tuple[tuple[str, str], ...]:
    """What was said, as the fields of the form about dates: from its page the dates can be printed and saved."""
    found, said = given(enquiry, advice), enquiry.said
    days = {name: day for name, day in found.days.items() if name in EVENTS} | dict(found.posted)
    fields = {name: day.isoformat() for name, day in days.items()} | {f"posted-{name}": "yes" for name in found.posted}
    fields |= {name: str(found.facts[name]) for name in CHOICES if name in found.facts}
    fields |= {name: f"{found.facts[name]:g}" for name in NUMBERS if name in found.facts}
    fields |= {name: "yes" if found.facts[name] else "no" for name in YES_NO if name in found.facts}
    time = {"before": "morning", "after": "afternoon"}.get(str(said.get("hour")), "")
    known = (*fields.items(), ("time", time), ("school", listed_school(enquiry, advice)))
    return tuple((name, value) for name, value in known if value)


def listed_school(enquiry: Enquiry, advice: Advice) -> str:
    """The id of the school that was named; empty for one that is not in the list."""
    school = str(enquiry.said.get(SCHOOL, ""))
    return school if any(one.id == school for one in advice.schools) else ""


def _first_day(said: Mapping[str, Any]) -> tuple[dict[str, date], datetime | None]:
    """The day away from school. In the afternoon the first day is the next one; unknown, the calculator assumes and says so."""
    if not said.get("first-day"):
        return {}, None
    day = date.fromisoformat(str(said["first-day"]))
    match said.get("hour"):
        case "before":
            return {"head_decides_to_exclude": day, "first_day_of_exclusion": day}, None
        case "after":
            return {"head_decides_to_exclude": day}, datetime.combine(day, LATE)
    return {"head_decides_to_exclude": day}, None


def calendar_of(enquiry: Enquiry, advice: Advice) -> SchoolCalendar | None:
    """The calendar of the school that was named; None where nothing is known of its term dates."""
    return advice.calendar_of(str(enquiry.said.get(SCHOOL)))


def timeline(enquiry: Enquiry, advice: Advice) -> Timeline:
    return work_out(given(enquiry, advice))
