"""What a time limit is counted from, asked by the one survey engine; and the days worked out from it.

The answers are kept in the sealed standing alone, never in a response, and are gone with it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from rapidfuzz import fuzz, process

from advice_kb.days import in_full
from advice_kb.order_of_events import check_order
from advice_kb.school_days import CalendarFault
from bot.conversation import asking
from bot.conversation.advice import COUNTRIES, ROLES, Advice, School
from bot.conversation.dates_given import SCHOOL, STATE_FUNDED, given, matters
from bot.conversation.dates_kept import may_keep
from bot.conversation.days_typed import read_typed
from bot.conversation.desk import Advised, Desk
from bot.conversation.enquiry import Enquiry
from bot.conversation.messages import Incoming
from bot.conversation.place import Published
from bot.conversation.standing import Draft, Said, Standing
from surveys.answers import NUMBERS
from surveys.model import Choice, Question, Survey

NOT_LISTED = ("not-listed", "not-sure")
MOST_NEAR, NEAR = 4, 60
"""Schools offered where the name typed is none of them exactly; and how alike, of 100, they must be."""

LEAST = 4
"""Letters of a name by which a school is known: "no" is an answer, and no Northgate School."""

DAYS = ("first-day", "governors", "decision-day")
"""The questions after days, each not before the ones above it."""

LAST_SCHOOL_YEAR, MOST_BARE_YEAR, MOST_YEAR = 11, 13, 14
"""The last year of compulsory school age; the last that a number alone may stand for, since 14 is an age; the last of all."""

_WHO = r"(?:(?:i am|im|they are|(?:my )?\w+ is|she|he|they|is) )?(?:now )?(?:in )?(?:the )?"

_LUNCHTIMES = re.compile(r"\blunch(?:[ -]?time)?(?:e?s)?\b", re.IGNORECASE)
"""Each counts as half a day (the question says so)."""

ACTIONS, VIEWS = ("dates", "date", "timeline", "keep"), ("dates", "date", "timeline")
"""Buttons that lead to dates, and the screens they stand on."""


def counts(standing: Standing, incoming: Incoming | None = None) -> bool:
    """Whether dates may be counted here; then the days that schools entered themselves are read with the turn."""
    tapped = incoming is not None and incoming.tap is not None and incoming.tap.action in ACTIONS
    return tapped or standing.facts.get("view") in VIEWS or bool(standing.facts.get("said"))


def begin(desk: Desk) -> Advised:
    """First who asks and what school it is, since both change the dates; then the questions."""
    enquiry = desk.enquiry
    if desk.role not in ROLES:
        return desk.shows(enquiry.at("role", then="dates"))
    if not enquiry.school:
        return desk.shows(enquiry.at("school", then="dates"))
    if enquiry.school in COUNTRIES:
        return desk.shows(enquiry.at("elsewhere", then="dates"))  # another school named there leads on to its dates
    view = "dates" if enquiry.school in (*STATE_FUNDED, "unsure") else "timeline"
    fresh = enquiry.at(view, then="", said={}, sat=desk.standing.sitting, near=(), rule="")
    return replace(fresh.within(desk.standing), at="", picked=()), (), ""


def tapped(desk: Desk, action: str, argument: str) -> Advised | None:
    match action:
        case "dates":
            return begin(desk)
        case "timeline" if desk.enquiry.said:
            return desk.shows(desk.enquiry.at("timeline", rule=""))
        case "date" if desk.enquiry.said:
            return desk.shows(desk.enquiry.at("date", rule=argument))
        case "keep" if may_keep(desk.standing, desk.enquiry, desk.advice):
            return desk.shows(desk.enquiry.at("timeline", rule=""), notice=f"dates.kept.{desk.standing.channel}")
    return None


def answered(desk: Desk, incoming: Incoming) -> Advised | None:
    """One question answered, skipped or gone back from. After the last one the dates are shown."""
    tap, draft = incoming.tap, draft_of(desk.standing, desk.enquiry, desk.advice)
    asked = with_dates(desk.published, desk.enquiry)
    question = asking.current(desk.standing, draft, asked)
    if tap is not None and tap.action not in ("pick", "skip", "back"):
        return None
    if tap is not None and tap.action == "back" and question == asking.visible(draft, asked)[0]:
        return desk.shows(desk.enquiry.at("article" if desk.enquiry.topic else "ask"))
    if question is not None and question.id == SCHOOL and incoming.text is not None:
        meant = school_meant(incoming.text, desk.advice)
        if not meant:
            near = schools_near(incoming.text, desk.advice)
            return desk.shows(replace(desk.enquiry, near=near), notice="" if near else "dates.school.none")
        incoming = replace(incoming, text=meant)
    if question is not None and question.id == "year" and incoming.text is not None:
        incoming = replace(incoming, text=year_meant(incoming.text))
    if question is not None and question.halves and incoming.text is not None:
        incoming = replace(incoming, text=_LUNCHTIMES.sub("half days", incoming.text))
    read = None
    if question is not None and question.type == "date" and incoming.text is not None:
        read = read_typed(incoming.text, desk.published.place.today)
        incoming = replace(incoming, text=read.isoformat()) if read else incoming
    step = asking.answer(desk.standing, draft, incoming, asked, desk.found.screening)
    if step is None:
        return None
    standing, draft, _, notice = step
    said = {name: one.value for name, one in draft.said.items() if name != asking.NOTICE}
    if question is not None and question.type == "number" and said.get(question.id) == 0:
        # this time counts in every total, so none of them is nought
        return desk.shows(desk.enquiry, notice="dates.none")
    enquiry, fault = in_order(replace(desk.enquiry, said=said, near=()), question, desk.advice)
    if fault:
        return desk.shows(desk.enquiry, notice=desk.published.words.say("dates.order", fault=fault))
    over = asking.current(standing, draft, with_dates(desk.published, enquiry)) is None
    enquiry = replace(enquiry, view="timeline" if over else "dates")
    return replace(enquiry.within(standing), at="" if over else standing.at), (), notice or _read_as(desk, read)


def in_order(enquiry: Enquiry, question: Question | None, advice: Advice) -> tuple[Enquiry, str]:
    """A day that cannot lie before an earlier answer, with what is wrong. Later days that it makes impossible are forgotten,
    so they are asked for again."""
    if question is None or question.id not in DAYS:
        return enquiry, ""
    later = DAYS[DAYS.index(question.id) + 1 :]
    for dropped in ((), later):
        said = {name: value for name, value in enquiry.said.items() if name not in dropped}
        kept = replace(enquiry, said=said)
        found = given(kept, advice)
        try:
            check_order(found.days, found.posted)
        except CalendarFault as fault:
            told = fault.fault.fault
        else:
            return kept, ""
    return enquiry, told


def _read_as(desk: Desk, read: date | None) -> str:
    """A day that was not written out is said back, so that a wrong one is seen."""
    if read is None:
        return ""
    return desk.published.words.say("dates.read", desk.standing.language or "en", day=in_full(read))


def year_meant(typed: str) -> str:
    """ "Year 10", "yr three" or a bare 3 as the years of the choice it lies in; anything else as it was typed."""
    said = " ".join(re.sub(r"[^a-z0-9]+", " ", typed.lower().replace("'s ", " ")).split())
    if re.fullmatch(rf"{_WHO}(?:nursery|reception|pre ?school|(?:year|yr|y) ?r)(?: class| year)?", said):
        return "below"
    if re.fullmatch(rf"{_WHO}(?:lower |upper )?(?:sixth|6th)(?: form)?", said):
        return "above"
    found = re.fullmatch(rf"{_WHO}(?P<word>year|yr|y)? ?(?P<year>\d{{1,2}}|{'|'.join(NUMBERS)})", said)
    if found is None:
        return typed
    number = int(found["year"]) if found["year"].isdigit() else NUMBERS[found["year"]]
    if not 1 <= number <= (MOST_YEAR if found["word"] else MOST_BARE_YEAR):
        return typed
    return "school-age" if number <= LAST_SCHOOL_YEAR else "above"


def school_meant(typed: str, advice: Advice) -> str:
    """The one school whose name begins like this, or nothing."""
    wanted = " ".join(typed.lower().split())
    names = {school.id: school.name.lower() for school in advice.schools}
    begins = [
        id_ for id_, name in names.items() if name == wanted or (len(wanted) >= LEAST and name.startswith(wanted))
    ]
    return begins[0] if len(begins) == 1 else ""


def schools_near(typed: str, advice: Advice) -> tuple[str, ...]:
    """Up to four schools whose names are like what was typed."""
    names = {school.id: school.name.lower() for school in advice.schools}
    alike = process.extract(typed.lower(), names, scorer=fuzz.WRatio, limit=MOST_NEAR, score_cutoff=NEAR)
    return tuple(id_ for _, _, id_ in alike)


def definition(dates: Survey, schools: Sequence[School]) -> Survey:
    """The questions, with this authority's schools among the choices. Raises `ValidationError` for an id that is none."""
    choices = tuple(Choice(id=school.id, text={"en": school.name}) for school in schools)
    return dates.model_copy(update={"questions": tuple(_with(question, choices) for question in dates.questions)})


def _with(question: Question, schools: tuple[Choice, ...]) -> Question:
    if question.id != SCHOOL:
        return question
    return question.model_copy(update={"choices": (*schools, *question.choices)})


def with_dates(published: Published, enquiry: Enquiry) -> Published:
    """The same with these questions among the surveys, so that the one engine asks them: those that matter by now."""
    assert published.advice is not None
    advice, asked = published.advice, published.advice.dates
    questions = tuple(question for question in asked.questions if matters(question, enquiry, advice))
    asked = asked.model_copy(update={"questions": questions})
    return replace(published, surveys={**published.surveys, (asked.id, asked.version): asked})


def draft_of(standing: Standing, enquiry: Enquiry, advice: Advice) -> Draft:
    """The answers so far as the engine reads them. One from an earlier sitting stays hidden."""
    here = asking.here(standing) if enquiry.sat == standing.sitting else ""
    said = {name: Said(tuple(v) if isinstance(v, list) else v, here) for name, v in enquiry.said.items()}
    return Draft(
        key="", wave="", survey=advice.dates.id, version=advice.dates.version, label="", code="", setting="", room=0,
        receipt="", picture="", said={asking.NOTICE: Said("read", ""), **said},
    )  # fmt: skip
